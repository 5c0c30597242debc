"""The house keeps its shape: who imports whom, what each module says of itself, how long it is."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "publish"
LONGEST_MODULE = 300
LONGEST_LINE = 120

# Each module of publish/ by its rank: it may import only what has a lower one.
RANKS = (("errors", "templates"), ("model",), ("yamlfile",), ("config", "workspace", "pandoc", "markdown"), ("stylesheet",),
         ("readers", "transforms", "merge", "glossary", "compose", "typeset", "editions", "build"),
         ("materials",), ("text",), ("schedule",), ("pipeline",), ("intake", "preflight", "proof", "watch", "serve", "progress"), ("cli",), ("__main__",))
RANK = {name: rank for rank, names in enumerate(RANKS) for name in names}
ONLY_DOOR = {"pypandoc": "pandoc", "weasyprint": "typeset", "ebooklib": "editions"}
MODULES = sorted(path for path in PACKAGE.rglob("*.py"))


def dotted(path: Path) -> tuple[str, ...]:
    """A module's place below publish/: ("typeset", "join"); () for the package itself."""
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return parts[:-1] if parts[-1] == "__init__" else parts


@cache
def tree(path: Path) -> ast.Module:
    """A module, parsed."""
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def imports(path: Path) -> Iterator[tuple[str, ...]]:
    """The dotted name of everything that a module imports, at the top or inside a function."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (tuple(alias.name.split(".")) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import hides who is imported"
            for alias in node.names:
                yield (*node.module.split("."), alias.name)


def within(path: Path) -> Iterator[tuple[str, ...]]:
    """What a module imports from publish/, as places below it; names inside a module count as the module."""
    known = {dotted(module) for module in MODULES}
    for name in imports(path):
        if name[0] == "publish":
            place = name[1:]
            yield place if place in known else place[:-1]


def ids(path: Path) -> str:
    """A module's name in a test report."""
    return ".".join(("publish", *dotted(path)))


@pytest.mark.parametrize("path", MODULES, ids=ids)
def test_a_module_imports_only_downward(path):
    """A module imports what stands below it, or its own folder; spokes never import spokes."""
    own = dotted(path)
    for place in within(path):
        if not place or not own:
            assert not place, f"publish/__init__.py imports {place}: the package's root has no logic"
            continue
        assert place[0] in RANK, f"publish.{place[0]} has no rank; give it one here and in ARCHITECTURE.md"
        assert place[0] == own[0] or RANK[place[0]] < RANK[own[0]], f"{ids(path)} imports publish.{'.'.join(place)}"


def readers() -> set[tuple[str, ...]]:
    """The modules that read a format: those with a public function read_FORMAT."""
    return {dotted(path) for path in (PACKAGE / "readers").glob("*.py") if path.stem != "__init__"
            and any(isinstance(node, ast.FunctionDef) and node.name.startswith("read_") for node in tree(path).body)}


def transforms() -> set[tuple[str, ...]]:
    """The modules of the transforms that CHAIN names."""
    chain = next(node.value for node in tree(PACKAGE / "transforms" / "__init__.py").body
                 if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "CHAIN")
    return {("transforms", name.id) for name in chain.elts}


def editions() -> set[tuple[str, ...]]:
    """The folders of the editions."""
    return {dotted(path) for path in (PACKAGE / "editions").glob("*/__init__.py")}


@pytest.mark.parametrize("siblings", [readers, transforms, editions])
def test_siblings_do_not_import_each_other(siblings):
    """Two readers, two transforms or two editions share helpers but never import each other."""
    found = siblings()
    assert found
    for path in MODULES:
        own = next((one for one in found if dotted(path)[:len(one)] == one), None)
        for place in within(path) if own else ():
            other = next((one for one in found if place[:len(one)] == one), own)
            assert other == own, f"{ids(path)} imports its sibling publish.{'.'.join(place)}"


@pytest.mark.parametrize("library, door", ONLY_DOOR.items())
def test_a_large_library_has_one_door(library, door):
    """Only one part of the house knows pandoc, WeasyPrint and EbookLib."""
    users = {dotted(path)[0] for path in MODULES if any(name[0] == library for name in imports(path))}
    assert users <= {door}


def test_what_is_imported_is_declared_and_what_is_declared_is_used():
    """pyproject.toml names exactly the distributions that publish/ imports, and the faces it reads by name."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = {_normal(re.split(r"[\[<>=~! ]", line)[0]) for line in project["dependencies"]}
    providers = packages_distributions()
    used = {_normal(name) for path in MODULES for imported in imports(path)
            if imported[0] not in sys.stdlib_module_names and imported[0] != "publish"
            for name in providers.get(imported[0], imported[:1])}
    text = "".join(path.read_text(encoding="utf-8") for path in (*MODULES, *(ROOT / "styles").rglob("*.yaml")))
    named = {name for name in declared if name.replace("-", "_") in text or name in text}
    assert used <= declared, f"not declared: {sorted(used - declared)}"
    assert declared <= used | named, f"declared and not used: {sorted(declared - used - named)}"


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_the_program_runs_without_what_only_tests_need():
    """Nothing in publish/ imports a package of the test extra."""
    extra = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    for_tests = {_normal(re.split(r"[\[<>=~! ]", line)[0]) for line in extra["test"]} - {"pikepdf"}
    providers = packages_distributions()
    used = {_normal(name) for path in MODULES for imported in imports(path) for name in providers.get(imported[0], ())}
    assert not used & for_tests


BENCHMARKS = [path for path in (ROOT / "benchmarks").rglob("*.py") if "node_modules" not in path.parts]


@pytest.mark.parametrize("path", [*MODULES, *BENCHMARKS], ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_is_short(path):
    """A module has at most 300 lines, none longer than 120 characters."""
    lines = path.read_text(encoding="utf-8").splitlines()
    assert len(lines) <= LONGEST_MODULE
    assert [number for number, line in enumerate(lines, 1) if len(line) > LONGEST_LINE] == []


@pytest.mark.parametrize("path", MODULES, ids=ids)
def test_what_is_public_says_what_it_does(path):
    """Every module, and every public function and class in it, has a docstring; a method may inherit its own."""
    module = tree(path)
    assert ast.get_docstring(module) or not module.body, "the module has no docstring"
    silent = [node.name for node in _public(module) if not ast.get_docstring(node)]
    assert silent == []


def _public(node: ast.AST) -> Iterator[ast.FunctionDef | ast.ClassDef]:
    for child in getattr(node, "body", ()):
        if isinstance(child, ast.FunctionDef | ast.ClassDef) and not child.name.startswith("_"):
            yield child
            if isinstance(child, ast.ClassDef) and not child.bases:
                yield from _public(child)


def test_the_types_of_the_road_are_frozen():
    """Every dataclass of the model is frozen."""
    for node in tree(PACKAGE / "model.py").body:
        for decorator in getattr(node, "decorator_list", ()) if isinstance(node, ast.ClassDef) else ():
            assert "frozen=True" in ast.unparse(decorator), f"{node.name} can be changed"
