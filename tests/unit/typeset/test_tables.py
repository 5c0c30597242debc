"""What libraries read whenever they are imported is read once, and only where nothing has changed is it taken over."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from publish.typeset import tables

KEEP = "from publish.typeset.tables import keep; keep()"
READ = """
import sys, publish.typeset.engine, weasyprint
print("pycparser" in sys.modules, weasyprint.html.UA_STYLESHEET.matcher.order > 100)
"""


@pytest.fixture
def kept(tmp_path, monkeypatch):
    """What is kept, in a file of its own: kept(NAME=(made_of, value), ...)."""
    monkeypatch.setattr(tables, "PLACE", tmp_path / "there" / "tables")
    monkeypatch.setattr(tables, "_used", {})
    monkeypatch.setattr(sys, "dont_write_bytecode", True)

    def keep(**wanted):
        for name, (made_of, value) in wanted.items():
            tables.table(name, made_of, lambda value=value: value)
        tables.keep()
        tables._kept.cache_clear()
    tables._kept.cache_clear()
    yield keep
    tables._kept.cache_clear()


def test_a_table_is_taken_over_only_by_what_it_was_made_of(kept):
    """The same name, texts and versions; anything else is made again."""
    kept(one=(("1.0", "text"), {"a": b"b"}))
    assert tables.table("one", ("1.0", "text"), lambda: pytest.fail("made again")) == {"a": b"b"}
    for name, made_of in (("one", ("1.1", "text")), ("one", ("1.0", "texts")), ("one", ("1.0text",)),
                          ("two", ("1.0", "text"))):
        assert tables.table(name, made_of, lambda: "new") == "new"


def test_a_table_is_kept_where_python_keeps_byte_code(kept, monkeypatch):
    """By the process that made it, beside those of other names; not where Python keeps none, nor without leave."""
    def again(name: str, made_of: str, value: str) -> str:
        tables._kept.cache_clear()
        monkeypatch.setattr(tables, "_used", {})
        return tables.table(name, (made_of,), lambda: value)
    kept(one=(("text",), "old"))
    assert again("two", "text", "new") == "new" and again("two", "text", "newer") == "newer"
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    assert again("two", "text", "new") == "new" and again("two", "text", "newer") == "new"
    assert again("one", "text", "new") == "old"
    monkeypatch.setattr(tables, "PLACE", tables.PLACE / "nowhere" / "tables")
    assert again("one", "text", "new") == "new" and again("one", "text", "newer") == "newer"


@pytest.mark.parametrize("damage", [lambda data: data[:-9], lambda data: b"", lambda data: b"[" + data[1:],
                                    lambda data: data.replace(b"old", b"odd"), lambda data: data[32:]])
def test_damaged_tables_are_none(kept, damage):
    """A file that was cut short, emptied or overwritten costs time, and nothing else."""
    kept(one=(("text",), "old"))
    tables.PLACE.write_bytes(damage(tables.PLACE.read_bytes()))
    assert tables.table("one", ("text",), lambda: "new") == "new"


def test_tables_of_another_python_are_none(kept, monkeypatch):
    """Nothing of its file is read, since marshal writes otherwise from one version to the next."""
    kept(one=(("text",), "old"))
    monkeypatch.setattr(sys, "version", "4.0")
    monkeypatch.setattr(tables.marshal, "loads", lambda data: pytest.fail("read"))
    assert tables.table("one", ("text",), lambda: "new") == "new"


def test_what_make_keeps_is_not_read_again(tmp_path):
    """Declarations of C are not parsed where their tables are kept, and WeasyPrint's own stylesheets are all there."""
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": str(tmp_path), "PYTHONDONTWRITEBYTECODE": "1"}

    def run(program: str) -> str:
        return subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True,
                              check=True, timeout=60).stdout.strip()
    assert run(READ) == "True True"
    run(KEEP)
    assert [path.suffix for path in tmp_path.rglob("*") if path.is_file()] == [".tables"]
    assert run(READ) == "False True"
