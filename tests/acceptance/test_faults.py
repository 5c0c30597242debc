"""What is wrong with a publication is said with its place and what to do; nothing is written, and no traceback shown."""

from __future__ import annotations

import fcntl
import os
import re
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.conftest import ROOT, Publication, copy_seed, run_publish

METADATA = """title: The Mill
creators: [{name: A. Miller}]
language: en-GB
date: 2026
source: text.md
glossary: glossary.yaml
editions: [markdown, html]
corrections:
  - {source: turnd, corrected: turned, reason: spelling}
"""
TEXT = "# The wheel\n\nThe wheel turnd all night, and the sluice stood open until it froze.\n"
GLOSSARY = "- term: sluice\n  definition: A gate for water.\n"
FINDING = r"^{path}{line}: error\[[a-z-]+\]: \S.*\n  hint: \S"


@pytest.fixture
def mill(tmp_path) -> Publication:
    """A sound small publication."""
    (tmp_path / "metadata.yaml").write_text(METADATA, encoding="utf-8")
    (tmp_path / "text.md").write_text(TEXT, encoding="utf-8")
    (tmp_path / "glossary.yaml").write_text(GLOSSARY, encoding="utf-8")
    return Publication(tmp_path)


def rewrite(path: Path, old: str, new: str) -> None:
    """Replace text that must be there."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def contents(folder: Path) -> dict[str, bytes]:
    """Every finished file."""
    return {path.name: path.read_bytes() for path in folder.glob("*") if path.is_file()}


def fails(publication: Publication, code: int, path: str, line: int | None, *arguments: str) -> str:
    """Run a build that must fail so, with a finding there, no traceback, and dist/ as it was; what was printed."""
    before = contents(publication.dist)
    done = run_publish("-C", publication.folder, *(arguments or ("build",)), accept=(code,))
    place = f":{line}" if line else r"(?::\d+)?"
    assert re.search(FINDING.format(path=re.escape(path), line=place), done.stderr, re.M), done.stderr
    assert "Traceback" not in done.stderr + done.stdout
    assert contents(publication.dist) == before
    return done.stderr


def test_a_sound_publication_builds(mill):
    """The publication that the other tests spoil is sound, and its correction and term are found."""
    assert run_publish("-C", mill.folder, "build").stderr == ""
    assert "turned all night" in mill.edition(".md").read_text(encoding="utf-8")


METADATA_FAULTS = {
    "yaml": ("title: The Mill", "title: [The Mill", None, ""),
    "unknown key": ("language: en-GB", "langauge: en-GB", 3, "did you mean 'language'?"),
    "wrong type": ("date: 2026", "date: {year: 2026}", 4, ""),
    "wrong type in a list": ("editions: [markdown, html]", "editions: 7", 7, ""),
    "isbn": ("date: 2026", "date: 2026\nidentifiers: {epub: 978-0-306-40615-8}", 5, ""),
    "unknown edition": ("[markdown, html]", "[markdown, htlm]", 7, "did you mean 'html'?"),
}


@pytest.mark.parametrize("old, new, line, hint", METADATA_FAULTS.values(), ids=METADATA_FAULTS)
def test_broken_metadata_is_wrong_use(mill, old, new, line, hint):
    """Broken metadata gives exit code 2 and the line of the fault, with the nearest known word where there is one."""
    run_publish("-C", mill.folder, "build")
    rewrite(mill.folder / "metadata.yaml", old, new)
    assert hint in fails(mill, 2, "metadata.yaml", line)


def test_no_metadata_is_wrong_use(tmp_path):
    """A folder without a metadata.yaml is no publication."""
    fails(Publication(tmp_path), 2, "metadata.yaml", None)


def test_an_unknown_edition_on_the_command_line_is_wrong_use(mill):
    """A misspelt edition gets the nearest one, and nothing is built."""
    done = run_publish("-C", mill.folder, "build", "epbu", accept=(2,))
    assert "error[unknown-edition]" in done.stderr and "did you mean 'epub'?" in done.stderr
    assert not mill.dist.exists()


def test_an_unknown_command_or_option_is_wrong_use(mill):
    """A misspelt command or option is told in one finding."""
    for arguments in (("biuld",), ("build", "--no-such-option")):
        done = run_publish("-C", mill.folder, *arguments, accept=(2,))
        assert "error[usage]" in done.stderr and "Traceback" not in done.stderr


def test_all_faults_of_the_metadata_are_told_at_once(mill):
    """Faults are collected: two in the metadata are two findings of one run."""
    rewrite(mill.folder / "metadata.yaml", "language: en-GB", "langauge: en-GB")
    rewrite(mill.folder / "metadata.yaml", "date: 2026", "date: [2026]")
    assert fails(mill, 2, "metadata.yaml", None).count(": error[") >= 2


@pytest.mark.parametrize("data", [None, b"", b" \n\n", b"\x7fELF\x02\x01\x01" + bytes(200)],
                         ids=["missing", "empty", "blank", "binary"])
def test_a_source_that_cannot_be_read_stops_the_build(mill, data):
    """A source that is missing, empty or binary stops the build and leaves what was built before."""
    run_publish("-C", mill.folder, "build")
    source = mill.folder / "text.md"
    source.unlink()
    if data is not None:
        source.write_bytes(data)
    done = run_publish("-C", mill.folder, "build", accept=(1, 2))
    assert re.search(r"^(?:text\.md|metadata\.yaml:5)(?::\d+)?: error\[[a-z-]+\]: .*\n  hint: ", done.stderr, re.M)
    assert "Traceback" not in done.stderr and mill.edition(".md").exists()


def test_another_encoding_is_detected_converted_and_told(mill):
    """A source in Windows-1252 is read as what it is, and a finding says so."""
    text = "# The wheel\n\nThe wheel turnd all night – “open”, they said; the café’s sluice stood at the weir.\n" * 3
    (mill.folder / "text.md").write_bytes(text.encode("cp1252"))
    done = run_publish("-C", mill.folder, "build", "markdown")
    assert re.search(r"^text\.md(?::\d+)?: (?:note|warning)\[[a-z-]+\]: .*1252", done.stderr, re.M | re.I), done.stderr
    assert "– “open”, they said; the café’s" in mill.edition(".md").read_text(encoding="utf-8")


def test_a_missing_image_is_told_with_its_line(mill):
    """An image that is not there is a fault of the line that names it."""
    rewrite(mill.folder / "text.md", "froze.", "froze.\n\n![The mill](mill.png)")
    fails(mill, 1, "text.md", 5)


def test_a_file_outside_the_publication_is_not_read(mill, tmp_path_factory):
    """An image path that leads out of the publication's folder is refused."""
    outside = tmp_path_factory.mktemp("outside") / "secret.png"
    outside.write_bytes(b"\x89PNG\r\n\x1a\n")
    rewrite(mill.folder / "text.md", "froze.", f"froze.\n\n![The mill]({os.path.relpath(outside, mill.folder)})")
    fails(mill, 1, "text.md", 5)


def test_a_term_defined_twice_is_told_with_its_line(mill):
    """The second definition of a term is the fault."""
    (mill.folder / "glossary.yaml").write_text(GLOSSARY * 2, encoding="utf-8")
    done = run_publish("-C", mill.folder, "build", accept=(1, 2))
    assert re.search(FINDING.format(path=r"glossary\.yaml", line=":3"), done.stderr, re.M), done.stderr


def test_a_correction_that_matches_nothing_is_told_with_its_line(mill):
    """A correction whose words the source does not have is a fault of its line in the metadata."""
    rewrite(mill.folder / "text.md", "turnd", "turned")
    fails(mill, 1, "metadata.yaml", 9)


def test_a_character_that_no_face_has_is_told_with_its_line(mill):
    """A glyph that would be missing on paper stops the pages; what a reader's device shows is built with a warning."""
    rewrite(mill.folder / "text.md", "froze.", "froze.\n\nA sign: \U00012000.")
    assert "U+12000" in fails(mill, 1, "text.md", 5, "build", "pdf")
    assert "text.md:5: warning[glyph-missing]" in run_publish("-C", mill.folder, "build").stderr


def test_an_unknown_theme_is_told_with_its_line(mill):
    """A theme that is not there is a fault of its line."""
    rewrite(mill.folder / "metadata.yaml", "date: 2026", "date: 2026\ntheme: baroque")
    done = run_publish("-C", mill.folder, "build", accept=(1, 2))
    assert re.search(FINDING.format(path=r"metadata\.yaml", line=":5"), done.stderr, re.M), done.stderr


def without_power_over_files(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run the command so that the permissions of files hold for it, even when the tests run as root."""
    drop = ("setpriv", "--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-all") if os.geteuid() == 0 else ()
    return subprocess.run([*drop, sys.executable, "-m", "publish", *map(str, arguments)], cwd=ROOT, capture_output=True,
                          text=True, timeout=120, check=False)


def test_a_folder_that_cannot_be_written_is_told(mill):
    """A read-only dist/ is a fault in one sentence."""
    run_publish("-C", mill.folder, "build")
    rewrite(mill.folder / "text.md", "froze", "thawed")
    before = contents(mill.dist)
    for folder in (mill.dist, mill.dist / ".build"):
        folder.chmod(0o555)
    (mill.dist / ".build" / "lock").chmod(0o444)
    done = without_power_over_files("-C", mill.folder, "build")
    for folder in (mill.dist, mill.dist / ".build"):
        folder.chmod(0o755)
    assert done.returncode == 1 and "error[cannot-write]" in done.stderr and "  hint: " in done.stderr, done.stderr
    assert "Traceback" not in done.stderr and contents(mill.dist) == before


def test_a_disk_that_takes_no_more_leaves_what_was_built(mill):
    """When a file cannot be written whole, every finished file stays as it was."""
    run_publish("-C", mill.folder, "build")
    before = contents(mill.dist)
    rewrite(mill.folder / "text.md", "froze", "thawed")
    done = subprocess.run([sys.executable, "-m", "publish", "-C", mill.folder, "build"], cwd=ROOT, capture_output=True,
                          text=True, timeout=120, check=False, preexec_fn=_small_files)
    assert done.returncode == 1 and "error[cannot-write]" in done.stderr and "Traceback" not in done.stderr, done.stderr
    assert contents(mill.dist) == before
    assert sorted(path.name for path in mill.dist.iterdir()) == sorted([*before, ".build"])


def _small_files() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))


def test_two_builds_at_once_do_not_meet(mill):
    """While one build holds the publication, another is turned away."""
    run_publish("-C", mill.folder, "build", "markdown")
    rewrite(mill.folder / "text.md", "froze", "thawed")
    with open(mill.dist / ".build" / "lock", "ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = run_publish("-C", mill.folder, "build", "markdown", accept=(1,))
    assert "error[locked]" in done.stderr and "  hint: " in done.stderr
    run_publish("-C", mill.folder, "build", "markdown")


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_a_build_that_is_stopped_leaves_nothing_half_done(tmp_path, stop):
    """Ctrl-C in the midst of a build: one finding, exit 1, dist/ without a single new file, and the next build works."""
    publication = copy_seed(tmp_path / "seed")
    running = subprocess.Popen([sys.executable, "-m", "publish", "-v", "-C", publication.folder, "build"], cwd=ROOT,
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True)
    for line in running.stderr:
        if line.startswith("typeset"):
            break
    time.sleep(0.3)
    os.killpg(running.pid, stop)
    told = running.stderr.read()
    assert running.wait(timeout=60) == 1, told
    assert "error[interrupted]" in told and "Traceback" not in told, told
    assert contents(publication.dist) == {}
    assert not list(publication.folder.glob("**/.*.tmp"))
    assert run_publish("-C", publication.folder, "build", "markdown").returncode == 0


@pytest.mark.parametrize("caught, code", [("ValueError", 1), ("KeyboardInterrupt", 0)])
def test_an_interrupt_within_an_executed_string_gives_an_exit_code(tmp_path, caught, code):
    """Ctrl-C is answered like at any other moment while a module with dataclasses is imported."""
    (tmp_path / "stopped.py").write_text(f"""import os, signal
from contextlib import suppress
from publish import cli

def at_work(**_):
    with suppress({caught}):
        exec("os.kill(os.getpid(), signal.SIGINT)\\nwhile True: pass", globals())

cli.publish.main = at_work
cli.main()
""")
    done = subprocess.run([sys.executable, "-m", "stopped"], cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)},
                          capture_output=True, text=True, timeout=20)
    assert done.returncode == code
    assert ("error[interrupted]" in done.stderr) == (code == 1)


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", ">&- 2>&-"])
@pytest.mark.parametrize("arguments, code", [(("list",), 0), (("build", "nonsense"), 2)])
def test_closed_streams_are_no_fault_of_ours(mill, closed, arguments, code):
    """Whoever hears nothing still gets the exit code, and nobody a traceback."""
    done = subprocess.run(["/bin/sh", "-c", f'exec "$@" {closed}', "sh", sys.executable, "-m", "publish", "-C",
                           str(mill.folder), *arguments], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.returncode == code and "Traceback" not in done.stderr
