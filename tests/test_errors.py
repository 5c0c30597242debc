"""Every fault of a text, its metadata or the machine ends in a finding with its place and a hint, and harms nothing.

All run the real command on a small publication that has been built before: what is in dist/ must stay as it was.
"""

from __future__ import annotations

import ctypes
import fcntl
import hashlib
import os
import resource
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pypandoc
import pytest

from tests.conftest import ROOT, run_publish

METADATA = """\
title: A Test
creators:
  - name: A. Writer
language: en
source: text.md
editions: [markdown]
"""
TEXT = "# One\n\nSome words here.\n"
PR_CAPBSET_DROP, CAP_DAC_OVERRIDE = 24, 1  # linux/prctl.h, linux/capability.h


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Path:
    """A small publication, built."""
    folder = tmp_path_factory.mktemp("small") / "publication"
    folder.mkdir()
    (folder / "metadata.yaml").write_text(METADATA, encoding="utf-8")
    (folder / "text.md").write_text(TEXT, encoding="utf-8")
    run_publish("-C", folder, "build")
    return folder


@pytest.fixture
def publication(built, tmp_path) -> Path:
    """A copy of the small publication for one test to break."""
    return Path(shutil.copytree(built, tmp_path / "publication"))


def finished(folder: Path) -> dict[str, bytes]:
    """The finished files of a publication."""
    return {path.name: path.read_bytes() for path in (folder / "dist").iterdir() if path.is_file()}


def refused(folder: Path, *arguments: str, code: int, **options) -> str:
    """What the command says when it refuses; dist/ is the same before and after, and nothing else is left in it."""
    before = finished(folder)
    done = subprocess.run(
        [sys.executable, "-m", "publish", "-C", str(folder), *(arguments or ("build",))],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        **options,
    )
    assert done.returncode == code, done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    assert done.stdout == ""
    assert finished(folder) == before
    return done.stderr


def add(text: str) -> Callable[[Path], object]:
    """A change that adds lines to the metadata."""
    return lambda folder: (folder / "metadata.yaml").write_text(METADATA + text, encoding="utf-8")


def source(data: bytes | str | None) -> Callable[[Path], object]:
    """A change that gives the publication another text, or none."""

    def change(folder: Path) -> None:
        (folder / "text.md").unlink()
        if data is not None:
            (folder / "text.md").write_bytes(data.encode() if isinstance(data, str) else data)

    return change


def files(**given: str) -> Callable[[Path], object]:
    """A change that adds files; `glossary` is glossary.yaml, and so on. The metadata names them."""

    def change(folder: Path) -> None:
        for name, text in given.items():
            place = (
                folder
                / {
                    "metadata": "metadata.yaml",
                    "glossary": "glossary.yaml",
                    "faces": "styles/faces.yaml",
                    "theme": "styles/themes/own.css",
                    "base": "styles/base.css",
                }[name]
            )
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text, encoding="utf-8")

    return change


FAULTS = {
    "no metadata": (
        lambda folder: (folder / "metadata.yaml").unlink(),
        2,
        "metadata.yaml: error[no-metadata]: there is no metadata.yaml here\n"
        "  hint: go to a publication's folder, name it with -C, or begin one: publish new DIR\n",
    ),
    "YAML that does not parse": (
        add("rights: [a\n"),
        2,
        "metadata.yaml:7: error[yaml]: did not find expected ',' or ']'\n"
        "  hint: quote values that hold ': ' or ' #' or begin with a special sign\n",
    ),
    "an unknown key": (
        add("subtitel: A Book\n"),
        2,
        "metadata.yaml:7: error[unknown-key]: unknown key 'subtitel'\n  hint: did you mean 'subtitle'?\n",
    ),
    "a wrong type": (
        add("subjects: Essays\n"),
        2,
        "metadata.yaml:7: error[wrong-type]: subjects is text; it must be a list\n"
        "  hint: Subject headings or keywords.\n",
    ),
    "several faults at once, in the order of their lines": (
        add("publisher: [x]\ndate: soon\nplcae: Here\n"),
        2,
        "metadata.yaml:7: error[wrong-type]: publisher is a list; it must be text\n"
        "  hint: Name printed on the title page and in the imprint.\n"
        "metadata.yaml:8: error[bad-value]: date: 'soon' will not do\n"
        "  hint: Date of this edition: YYYY, YYYY-MM or YYYY-MM-DD.\n"
        "metadata.yaml:9: error[unknown-key]: unknown key 'plcae'\n  hint: did you mean 'place'?\n",
    ),
    "a day that never was": (
        add("date: 2026-02-30\n"),
        2,
        "metadata.yaml:7: error[bad-date]: there is no date '2026-02-30'\n  hint: write YYYY, YYYY-MM or YYYY-MM-DD\n",
    ),
    "a bad ISBN": (
        add("identifiers:\n  epub: 978-3-16-148410-1\n"),
        2,
        "metadata.yaml:8: error[bad-isbn]: '978-3-16-148410-1' is not a valid ISBN-13\n"
        "  hint: its check digit would be 0; compare it with your agency's list\n",
    ),
    "a slug that is a path": (
        add("slug: ../elsewhere\n"),
        2,
        "metadata.yaml:7: error[bad-value]: slug: '../elsewhere' will not do\n"
        "  hint: Stem of every file name in dist/: a-z, 0-9 and hyphens, at most 80; "
        "made from the title when absent.\n",
    ),
    "a source that is missing": (
        source(None),
        2,
        "metadata.yaml:5: error[file-missing]: 'text.md' does not exist\n"
        "  hint: give the path from the folder of metadata.yaml\n",
    ),
    "a source outside the folder": (
        files(metadata=METADATA.replace("text.md", "../text.md")),
        2,
        "metadata.yaml:5: error[path]: '../text.md' is outside the publication's folder\n"
        "  hint: copy the file into the folder and give its path from there\n",
    ),
    "a source that is a link out of the folder": (
        lambda folder: (source(None)(folder), (folder / "text.md").symlink_to("/etc/hostname")),
        2,
        "metadata.yaml:5: error[path]: 'text.md' leads outside the publication's folder\n"
        "  hint: replace the symbolic link by the file itself\n",
    ),
    "a source that is a link to itself": (
        lambda folder: (source(None)(folder), (folder / "text.md").symlink_to("text.md")),
        2,
        "metadata.yaml:5: error[path]: 'text.md' is a symbolic link that leads in a circle\n"
        "  hint: replace the symbolic link by the file itself\n",
    ),
    "a source that is a pipe": (
        lambda folder: (source(None)(folder), os.mkfifo(folder / "text.md")),
        2,
        "metadata.yaml:5: error[file-missing]: 'text.md' does not exist\n"
        "  hint: give the path from the folder of metadata.yaml\n",
    ),
    "a source that is empty": (
        source(" \n\n"),
        1,
        "text.md: error[source-empty]: the source is empty\n  hint: put the text into this file\n",
    ),
    "a source that is binary": (
        source(bytes(range(256)) * 40),
        1,
        "text.md: error[source-binary]: the source is not text\n"
        "  hint: give a text, Markdown, HTML, docx, odt, rtf or epub file\n",
    ),
    "an edition that there is none of": (
        files(metadata=METADATA.replace("[markdown]", "[markdwon]")),
        2,
        "metadata.yaml:6: error[unknown-edition]: unknown edition 'markdwon'\n  hint: did you mean 'markdown'?\n",
    ),
    "a glossary term defined twice": (
        lambda folder: (
            add("glossary: glossary.yaml\n")(folder),
            files(glossary="- term: words\n  definition: Some.\n- term: Words\n  definition: Others.\n")(folder),
        ),
        1,
        "glossary.yaml:3: error[glossary-twice]: 'Words' is defined twice, first at glossary.yaml:1\n"
        "  hint: merge the two entries or rename one\n",
    ),
    "a correction that matches nothing": (
        add("corrections:\n  - {source: teh, corrected: the, reason: spelling}\n"),
        1,
        "metadata.yaml:8: error[correction-unmatched]: the source has no 'teh'\n"
        "  hint: copy the words exactly as they stand in the source\n",
    ),
    "a glyph that no face has": (
        lambda folder: (
            source("# One\n\nSome words,\n\nand 漢.\n")(folder),
            files(metadata=METADATA.replace("[markdown]", "[pdf]"))(folder),
        ),
        1,
        "text.md:5: error[glyph-missing]: no face of the theme 'classic' has '漢' (U+6F22)\n"
        "  hint: choose a theme whose face has it, or name one in styles/faces.yaml; editions without pages are shown "
        "with the reader's own faces\n",
    ),
    "a face that is not installed": (
        files(faces="Source Serif Pro:\n  package: no_such_package\n  files: {regular: a.otf}\n"),
        1,
        "styles/faces.yaml: error[face-missing]: the face 'Source Serif Pro' (regular) of the theme 'classic' was not "
        "found\n  hint: pip install no_such_package\n",
    ),
    "a face that nobody knows": (
        lambda folder: (
            add("theme: own\n")(folder),
            files(theme=':root { --face-text: "Source Serif Por", serif; }')(folder),
        ),
        1,
        "styles/themes/own.css: error[face-missing]: the theme 'own' names 'Source Serif Por', "
        "which is not in faces.yaml\n"
        "  hint: did you mean 'Source Serif Pro'?\n",
    ),
    "a theme that there is none of": (
        add("theme: clasic\n"),
        2,
        "metadata.yaml:7: error[unknown-theme]: there is no theme 'clasic'\n  hint: did you mean 'classic'?\n",
    ),
    "a trim that there is none of": (
        add("print:\n  trim: A55\n"),
        2,
        "metadata.yaml:8: error[unknown-trim]: there is no trim 'A55' in printers.yaml\n  hint: did you mean 'A5'?\n",
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_of_the_work_is_told_with_its_place(name, publication):
    """One finding a fault: path:line, severity, code, what is wrong; and below it what to do."""
    change, code, said = FAULTS[name]
    change(publication)
    assert refused(publication, code=code) == said


def test_a_missing_picture_is_told_where_the_text_shows_it(publication):
    """A picture that is not there is an error at the line that names it."""
    source("# One\n\nWords.\n\n![A map](maps/north.png)\n")(publication)
    said = refused(publication, code=1)
    assert said.startswith("text.md:5: error[") and "maps/north.png" in said and "\n  hint: " in said


@pytest.mark.parametrize(
    "arguments, said",
    [
        (("build", "epbu"), "error[unknown-edition]: unknown edition 'epbu'\n  hint: did you mean 'epub'?\n"),
        (
            ("biuld",),
            "error[usage]: No such command 'biuld'. Did you mean 'build'?\n  hint: see 'python -m publish --help'\n",
        ),
        (
            ("build", "--explian"),
            "error[usage]: No such option '--explian'. Did you mean '--explain'?\n"
            "  hint: see 'python -m publish build --help'\n",
        ),
        (
            ("build", "-j", "0"),
            "error[usage]: Invalid value for '-j': 0 is not in the range 1<=x<=512.\n"
            "  hint: see 'python -m publish build --help'\n",
        ),
        (
            ("-C", "nowhere", "build"),
            "error[no-folder]: there is no folder 'nowhere'\n  hint: check the path after -C\n",
        ),
        (
            ("build", "--target", "kpd"),
            "metadata.yaml:1: error[unknown-target]: there is no target 'kpd' in printers.yaml\n"
            "  hint: did you mean 'kdp'?\n",
        ),
    ],
)
def test_wrong_use_is_told_with_a_hint(arguments, said, publication):
    """Wrong arguments end with exit code 2 and the nearest right word."""
    assert refused(publication, *arguments, code=2) == said


def test_a_moment_that_is_none_is_refused(publication):
    """SOURCE_DATE_EPOCH must be seconds since 1970."""
    said = refused(publication, code=2, env={**os.environ, "SOURCE_DATE_EPOCH": "yesterday"})
    assert said == (
        "error[date]: SOURCE_DATE_EPOCH is 'yesterday'\n  hint: set it to seconds since 1970, or unset it\n"
    )


def test_findings_as_json_are_alone_on_standard_output(publication):
    """--json writes one object a line, with path, line, code, message and hint, and nothing else."""
    import json

    add("subtitel: x\ndate: 2026-02-30\n")(publication)
    done = run_publish("-C", publication, "build", "--json", accept=(2,))
    assert done.stderr == ""
    assert [json.loads(line) for line in done.stdout.splitlines()] == [
        {
            "path": "metadata.yaml",
            "line": 7,
            "column": 1,
            "severity": "error",
            "code": "unknown-key",
            "message": "unknown key 'subtitel'",
            "hint": "did you mean 'subtitle'?",
        }
    ]
    (publication / "metadata.yaml").write_text(METADATA, encoding="utf-8")
    assert run_publish("-C", publication, "build", "--json").stdout == ""


def test_another_encoding_is_converted_and_reported(publication):
    """A text that is not UTF-8 is read as what it is, and a note says so."""
    text = (
        "# Café\n\nLe café était fermé, et l’été finissait déjà : « Où êtes-vous ? » demanda-t-elle à son frère aîné.\n"
    )
    source(text.encode("cp1252"))(publication)
    done = run_publish("-C", publication, "build")
    assert done.stdout.startswith("built markdown: ") and "note[source-encoding]" in done.stderr
    assert "Le café était fermé, et l’été finissait déjà" in (publication / "dist" / "a-test.md").read_text(
        encoding="utf-8"
    )


def without_override() -> None:
    """Let permissions bind root too (capabilities(7)); for anybody else they do already."""
    ctypes.CDLL(None).prctl(PR_CAPBSET_DROP, CAP_DAC_OVERRIDE, 0, 0, 0)


def test_a_read_only_dist_is_told(publication):
    """dist/ that may not be written: the finding names the file."""
    source("# One\n\nOther words.\n")(publication)
    dist = publication / "dist"
    dist.chmod(stat.S_IRUSR | stat.S_IXUSR)
    try:
        said = refused(publication, code=1, preexec_fn=without_override)
    finally:
        dist.chmod(0o755)
    assert (
        said.startswith("dist/")
        and said.endswith(": error[cannot-write]: Permission denied\n  hint: make the folder writable\n")
        or said.startswith("error[cannot-write]: dist/")
        and said.endswith(": Permission denied\n  hint: make the folder writable\n")
    )


def test_a_read_only_folder_is_told_before_any_work(publication):
    """A publication whose build folder may not be made is refused."""
    shutil.rmtree(publication / "dist")
    (publication / "dist").mkdir()
    publication.joinpath("dist").chmod(stat.S_IRUSR | stat.S_IXUSR)
    try:
        said = refused(publication, code=1, preexec_fn=without_override)
    finally:
        publication.joinpath("dist").chmod(0o755)
    assert "error[cannot-write]" in said and "Permission denied" in said and "Traceback" not in said


def test_a_disk_that_takes_no_more_is_told(publication):
    """A file that cannot be written whole is not written at all, and what was there stays."""
    source("# One\n\n" + "Other words. " * 400 + "\n")(publication)
    scratch = refused(publication, code=1, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000)))
    assert "error[cannot-write]: " in scratch and "File too large\n  hint: free some space" in scratch
    run_publish("-C", publication, "build")
    stated = (publication / "metadata.yaml").read_text(encoding="utf-8")     # changed, the text is not read again
    (publication / "metadata.yaml").write_text(stated.replace("A Test", "Another Test"), encoding="utf-8")
    said = refused(publication, code=1, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000)))
    assert said == (
        "error[cannot-write]: dist/.build/new/another-test.md: File too large\n  hint: raise the limit on the size of files\n"
    )
    assert not (publication / "dist" / ".build" / "new").exists()


def test_two_builds_at_once_are_refused(publication):
    """While one build is at work another says so and ends."""
    source("# One\n\nOther words.\n")(publication)
    with open(publication / "dist" / ".build" / "lock", "a+b") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        assert refused(publication, code=1) == (
            "error[locked]: another build is at work in this publication\n  hint: wait until it has ended\n"
        )
    run_publish("-C", publication, "build")


def slow_pandoc(folder: Path) -> dict[str, str]:
    """The environment in which pandoc says that it has begun (a file named begun) and then takes a minute."""
    script = folder / "pandoc"
    script.write_text(
        f"""#!/bin/sh
case "$*" in *--version*) exec {pypandoc.get_pandoc_path()} "$@";; esac
touch {folder}/begun
exec sleep 60
""",
        encoding="utf-8",
    )
    script.chmod(0o755)
    return {**os.environ, "PYPANDOC_PANDOC": str(script)}


def stopped(folder: Path, tmp_path: Path, number: int) -> tuple[int, str]:
    """Exit code and words of a build that gets a signal in the middle of its work."""
    environment = slow_pandoc(tmp_path)
    with subprocess.Popen(
        [sys.executable, "-m", "publish", "-C", str(folder), "build"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        until = time.monotonic() + 30
        while not (tmp_path / "begun").exists():
            assert process.poll() is None and time.monotonic() < until, "the build never came to pandoc"
            time.sleep(0.01)
        os.kill(process.pid, number)
        _, said = process.communicate(timeout=30)
        try:
            os.killpg(process.pid, signal.SIGKILL)  # the pandoc that a killed build leaves behind
        except ProcessLookupError:
            pass
    return process.returncode, said.lstrip("\n")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "SIGTERM"])
def test_a_build_that_is_stopped_leaves_dist_as_it_was(number, publication, tmp_path):
    """Ctrl-C in the middle of a build: one finding, exit code 1, nothing half-written, and the next build works."""
    source("# One\n\nOther words.\n")(publication)
    before = finished(publication)
    assert stopped(publication, tmp_path, number) == (
        1,
        "error[interrupted]: stopped before the end\n  hint: dist/ is whole; run the command again\n",
    )
    assert finished(publication) == before
    run_publish("-C", publication, "build")
    assert b"Other words." in finished(publication)["a-test.md"]


def test_a_build_that_is_killed_harms_no_later_one(publication, tmp_path):
    """kill -9 in the middle of a build: dist/ is the one before, and the next build makes what a clean one makes."""
    source("# One\n\nOther words.\n")(publication)
    before = finished(publication)
    assert stopped(publication, tmp_path, signal.SIGKILL)[0] == -signal.SIGKILL
    assert finished(publication) == before
    run_publish("-C", publication, "build")
    after = finished(publication)
    shutil.rmtree(publication / "dist")
    run_publish("-C", publication, "build")
    assert finished(publication) == after != before


def test_clean_removes_what_was_built_and_nothing_else(publication):
    """publish clean leaves files that it did not make, whatever the manifest claims."""
    (publication / "dist" / "mine.txt").write_text("mine", encoding="utf-8")
    manifest = publication / "dist" / "manifest.json"
    manifest.write_text(
        manifest.read_text(encoding="utf-8").replace(
            '"files": [', '"files": [{"name": "../text.md"}, {"name": "/etc/hostname"}, {"name": 7}, {"name": ".."},'
        ),
        encoding="utf-8",
    )
    run_publish("-C", publication, "clean")
    assert [path.name for path in sorted((publication / "dist").iterdir())] == ["mine.txt"]
    assert (publication / "text.md").read_text(encoding="utf-8") == TEXT


def test_the_bytes_do_not_depend_on_what_is_left_over(publication):
    """Files that a killed build left, and an edition that is asked for no more, are gone after the next build."""
    left = publication / "dist" / ".build" / "new"
    left.mkdir(exist_ok=True)
    (left / ".a-test.md.99.part").write_bytes(b"half")
    source("# One\n\nOther words.\n")(publication)
    run_publish("-C", publication, "build")
    hashes = {name: hashlib.sha256(data).hexdigest() for name, data in finished(publication).items()}
    shutil.rmtree(publication / "dist")
    run_publish("-C", publication, "build")
    assert {name: hashlib.sha256(data).hexdigest() for name, data in finished(publication).items()} == hashes
