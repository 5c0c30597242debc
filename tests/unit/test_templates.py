"""Templates: escaped, complete, and compiled once."""

import importlib.util
import sys
from pathlib import Path

import jinja2
import pytest

from publish import templates as door

PACKAGE = "publish.compose"


@pytest.fixture
def place(tmp_path, monkeypatch):
    """A folder for byte code that Python may write."""
    monkeypatch.setattr(door, "PLACE", tmp_path)
    monkeypatch.setattr("sys.dont_write_bytecode", False)
    return tmp_path


def compiled(monkeypatch):
    """The module of a package's templates as a new process has it, and how often something was compiled for it."""
    count, really = [], jinja2.Environment.compile
    with monkeypatch.context() as patch:
        patch.setattr(jinja2.Environment, "compile", lambda *parts: (count.append(1), really(*parts))[1])
        door.templates.cache_clear()
        module = door.templates(PACKAGE).get_template("parts.xhtml").module
    return module, len(count)


@pytest.mark.parametrize("harm, again", [(None, 0), (b"", 1), (b"nonsense", 1), ("short", 1)])
def test_a_template_is_compiled_once(place, monkeypatch, harm, again):
    """The next process takes the byte code; one that is damaged counts for nothing."""
    _, first = compiled(monkeypatch)
    kept, = place.iterdir()
    if harm is not None:
        kept.write_bytes(kept.read_bytes()[:-40] if harm == "short" else harm)
    module, second = compiled(monkeypatch)
    assert (first, second) == (1, again) and callable(module.imprint)


@pytest.mark.parametrize(("holder", "name", "other"), [
    (jinja2, "__version__", "9.9"), (door, "OPTIONS", {**door.OPTIONS, "trim_blocks": False})])
def test_another_version_and_other_options_compile_anew(place, monkeypatch, holder, name, other):
    """Byte code counts only for the jinja2 that wrote it and for the options that it was made with."""
    compiled(monkeypatch)
    with monkeypatch.context() as patch:
        patch.setattr(holder, name, other)
        assert [compiled(patch)[1] for _ in range(2)] == [1, 0]
    assert compiled(monkeypatch)[1] == 1 and len(list(place.iterdir())) == 1


def test_the_place_is_never_the_current_folder(monkeypatch):
    """Where Python has no place for byte code (PEP 3147, PEP 421), it is the module's own folder."""
    monkeypatch.setattr(sys.implementation, "cache_tag", None)
    spec = importlib.util.spec_from_file_location("apart", door.__file__)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert spec.cached is None and module.PLACE == Path(door.__file__).parent


def test_nothing_is_kept_where_python_keeps_nothing(place, monkeypatch):
    """PYTHONDONTWRITEBYTECODE holds for templates too, and a folder that is closed to us costs only time."""
    monkeypatch.setattr("sys.dont_write_bytecode", True)
    assert compiled(monkeypatch)[1] == 1 and not list(place.iterdir())
    monkeypatch.setattr("sys.dont_write_bytecode", False)
    monkeypatch.setattr(door, "PLACE", place / "missing")
    assert compiled(monkeypatch)[1] == 1


def test_values_are_escaped_and_none_is_missing(place):
    """What the metadata says is text, never markup; a name that nothing gives is a fault."""
    environment = door.templates(PACKAGE)
    assert environment.from_string("{{ words }}").render(words="<b> & co") == "&lt;b&gt; &amp; co"
    with pytest.raises(jinja2.UndefinedError):
        environment.from_string("{{ words }}").render()
