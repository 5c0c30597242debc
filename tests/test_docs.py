"""The documentation names only what there is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from publish.cli import publish as command
from publish.materials import known_editions

ROOT = Path(__file__).parent.parent
DOCUMENTS = [ROOT / "README.md", ROOT / "CHANGELOG.md", ROOT / "publish" / "ARCHITECTURE.md"]
FOLDERS = ("publish", "styles", "tests", "seeds", "benchmarks", "docs", ".ci")
CODE = re.compile(r"^ {0,3}```[^\n]*\n(.*?)^ {0,3}```|^((?: {4}\S.*\n)+)|`([^`\n]+)`", re.S | re.M)
EMBELLISHED = re.compile(r"\b(?:blazing(?:ly)?|powerful|seamless(?:ly)?|cutting-edge|state-of-the-art|world-class|robust|"
                         r"simply|effortless(?:ly)?|beautiful(?:ly)?|stunning)\b", re.I)


def code(document: Path) -> str:
    """Everything in a document that is set as code, a line each."""
    found = CODE.finditer(document.read_text(encoding="utf-8"))
    return "\n".join(next(group for group in match.groups() if group is not None) for match in found)


def lines(document: Path) -> list[str]:
    """The lines of a document's code that call the command, without what a comment says after them."""
    return [line.partition("  #")[0].strip() for line in code(document).splitlines()
            if re.match(r"\s*(?:\$ )?(?:\.venv/bin/)?publish\s", line)]


def ids(document: Path) -> str:
    """A document's name in a test report."""
    return document.name


@pytest.fixture(params=DOCUMENTS, ids=ids)
def document(request) -> Path:
    """Each document in turn; it must be there and say something."""
    assert request.param.is_file() and len(request.param.read_text(encoding="utf-8")) > 300
    return request.param


def test_commands_and_options_exist(document):
    """Every `publish COMMAND --option` in the documentation is one that the program has."""
    for line in lines(document):
        arguments = re.split(r"\s+", re.sub(r"\s-C\s+\S+", "", line))[1:]
        name = next((word for word in arguments if re.fullmatch(r"[a-z]+", word)), None)
        options = [option for word in arguments if word.startswith("-")
                   for option in re.findall(r"--?[a-z][\w-]*|-[A-Z]", word)]
        known = {option for parameter in command.params for option in parameter.opts} | {"--help", "-h"}
        if name:
            assert name in command.commands, f"{document.name}: {line}"
            known |= {option for parameter in command.commands[name].params for option in parameter.opts}
        assert [option for option in options if option not in known] == [], f"{document.name}: {line}"


def test_editions_exist(document):
    """Every edition that `publish build` or `publish check` is told to make is there."""
    for line in lines(document):
        words = re.sub(r"\s(?:-C|-j|--target)\s+\S+", "", line).split()
        if len(words) > 2 and words[1] in ("build", "check"):
            named = [word for word in words[2:] if re.fullmatch(r"[a-z]+", word)]
            assert set(named) <= set(known_editions()), f"{document.name}: {line}"


def test_make_targets_exist(document):
    """Every `make TARGET` is in the Makefile."""
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.M)
    called = re.findall(r"^\s*(?:\$ )?make ([a-z]+)", code(document), re.M)
    assert set(called) <= set(targets)


def test_files_exist(document):
    """Every file and folder of the repository that the documentation names is there."""
    named = re.findall(rf"(?<![\w./-])(?:{'|'.join(map(re.escape, FOLDERS))})/[\w./-]*", code(document))
    missing = [name for name in named if not (ROOT / name.rstrip("./") if name.endswith(".") else ROOT / name).exists()]
    assert missing == []


def test_links_lead_somewhere(document):
    """Every relative link and picture of a document is in the repository."""
    targets = re.findall(r"\]\(([^)#\s]+)", document.read_text(encoding="utf-8"))
    assert [target for target in targets if "://" not in target and not (document.parent / target).exists()] == []


def test_the_tree_of_the_architecture_is_the_tree():
    """Every module and folder that ARCHITECTURE.md lists exists, and every one that exists is listed."""
    text = (ROOT / "publish" / "ARCHITECTURE.md").read_text(encoding="utf-8")
    listed = set(re.findall(r"\b(\w+)(?:\.py|/)", text))
    there = {path.stem for path in (ROOT / "publish").glob("*.py")} | \
        {path.parent.name for path in (ROOT / "publish").glob("*/__init__.py")}
    unlisted = there - listed - {"__init__", "__main__"}
    assert unlisted == set()
    assert {name for name in re.findall(r"\b(\w+)\.py\b", text)} <= {path.stem for path in ROOT.rglob("publish/**/*.py")} \
        | {path.stem for path in (ROOT / "tests").rglob("*.py")}


def test_documents_state_facts(document):
    """No adjective that only praises."""
    found = EMBELLISHED.findall(re.sub(CODE, "", document.read_text(encoding="utf-8")))
    assert found == []


def test_every_command_and_option_says_what_it_does():
    """--help has a sentence for each command and each option."""
    for name, subcommand in command.commands.items():
        assert subcommand.help, name
        assert [parameter.name for parameter in subcommand.params
                if parameter.param_type_name == "option" and not parameter.help] == [], name
