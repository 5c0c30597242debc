"""A build is the same anywhere and any day, does nothing twice, and takes its own Markdown back."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
import time

import pytest
import yaml

from tests.conftest import ROOT, Publication, copy_seed, run_publish
from tests.tools.process import command

HEAVY = ("weasyprint", "pypandoc", "ebooklib", "lxml", "jinja2", "pikepdf", "fontTools", "PIL", "jsonschema", "rich")


def hashes(publication: Publication) -> dict[str, str]:
    """The SHA-256 of every finished file by name."""
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(publication.dist.iterdir()) if path.is_file()}


def build_on(day: str, publication: Publication, *options: str, **environment: str) -> dict[str, str]:
    """Build as if on another day, in a place of its own; the hashes of what was made."""
    subprocess.run([command("faketime", "faketime"), day, sys.executable, "-m", "publish", "-C", publication.folder,
                    "build", *options], cwd=ROOT, env={**os.environ, **environment}, check=True, timeout=300,
                   capture_output=True)
    return hashes(publication)


def test_the_same_source_gives_the_same_bytes(seed_dist, tmp_path):
    """Another day, another place, time zone, language and hash seed, one process or two: the same bytes in every file."""
    now = hashes(seed_dist)
    assert {name.partition(".")[2] for name in now} >= {"md", "ledger.json", "html", "epub", "pdf", "json"}
    assert build_on("2031-05-06 07:08:09", copy_seed(tmp_path / "later"), "-j", "1", TZ="Asia/Tokyo", LANG="C.UTF-8",
                    PYTHONHASHSEED="1") == now
    assert build_on("2019-02-03 23:59:58", copy_seed(tmp_path / "much" / "earlier"), "-j", "2", TZ="America/Lima",
                    LC_ALL="C", PYTHONHASHSEED="2") == now


def test_the_seed_builds_and_passes_its_checks_without_a_warning(seed_dist, tmp_path):
    """No warning of WeasyPrint, pandoc or any check is left, in the build or in the preflight."""
    strict = copy_seed(tmp_path / "strict")
    said = run_publish("-C", strict.folder, "build", "--strict").stderr
    assert "warning[" not in said and "error[" not in said and "Warning" not in said
    assert run_publish("-C", seed_dist.folder, "check", "--strict").stdout.startswith("0 errors, 0 warnings")


def test_nothing_to_do_is_said_in_one_line_and_loads_nothing(tmp_path, seed_dist):
    """A second build says so in one line, leaves every file alone, and imports no library that makes an edition."""
    files = {path: path.stat().st_mtime_ns for path in seed_dist.dist.iterdir()}
    done = subprocess.run([sys.executable, "-X", "importtime", "-m", "publish", "-C", seed_dist.folder, "build"],
                          cwd=ROOT, capture_output=True, text=True, check=True, timeout=60)
    assert len(done.stdout.splitlines()) == 1 and done.stdout.startswith("nothing to do")
    imported = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert "publish.cli" in imported
    assert {name for name in imported if name.partition(".")[0] in HEAVY} == set()
    assert {path: path.stat().st_mtime_ns for path in seed_dist.dist.iterdir()} == files


def test_the_markdown_edition_is_a_source_again(seed_dist, tmp_path):
    """SLUG.md given back as the source yields the same Markdown, HTML, EPUB and PDF, byte for byte."""
    again = copy_seed(tmp_path / "again")
    text = seed_dist.edition(".md").read_bytes()
    (again.folder / "text.md").write_bytes(text)
    metadata = (again.folder / "metadata.yaml").read_text(encoding="utf-8")
    source = yaml.safe_load(metadata)["source"]
    (again.folder / "metadata.yaml").write_text(metadata.replace(f"source: {source}", "source: text.md"), encoding="utf-8")
    run_publish("-C", again.folder, "build")
    first, second = hashes(seed_dist), hashes(again)
    for name in first:
        if not re.search(r"(ledger|manifest)\.json$", name):
            assert second[name] == first[name], name


def test_a_changed_word_is_in_every_edition(seed_dist, tmp_path):
    """After a change of the source a build makes every edition again and says why."""
    changed = copy_seed(tmp_path / "changed")
    run_publish("-C", changed.folder, "build", "markdown")
    source = next((changed.folder / "seeds").glob("*.txt"))
    source.write_text(source.read_text(encoding="utf-8").replace("The mood on the street", "The moodiness on the street"),
                      encoding="utf-8")
    done = run_publish("-C", changed.folder, "build", "markdown", "--explain")
    assert f"seeds/{source.name} has changed" in done.stdout
    assert "The moodiness on the street" in changed.edition(".md").read_text(encoding="utf-8")


@pytest.mark.parametrize("edition", ["markdown", "html", "epub", "pdf"])
def test_a_new_publication_builds_at_once(edition, new_publication):
    """`publish new DIR` gives a publication of which every edition builds."""
    ending = {"markdown": ".md"}.get(edition, f".{edition}")
    assert new_publication.edition(ending).stat().st_size > 200


@pytest.fixture(scope="module")
def new_publication(tmp_path_factory):
    """A publication begun and built by the command."""
    publication = Publication(tmp_path_factory.mktemp("new") / "leaflet")
    run_publish("new", publication.folder)
    run_publish("-C", publication.folder, "build")
    return publication


def test_a_build_leaves_nothing_in_the_systems_folder(tmp_path):
    """The faces that WeasyPrint lays in a folder for each process are gone when the build has ended."""
    publication, scratch = copy_seed(tmp_path / "seed"), tmp_path / "scratch"
    scratch.mkdir()
    run_publish("-C", publication.folder, "build", TMPDIR=str(scratch))
    assert not list(scratch.iterdir())


@pytest.mark.parametrize("delay", [0.3, 0.6, 0.9])
def test_a_build_that_is_stopped_leaves_nothing_in_the_systems_folder(tmp_path, delay):
    """Nor does one whose processes are ended before they can see to it themselves."""
    publication, scratch = copy_seed(tmp_path / "seed"), tmp_path / "scratch"
    scratch.mkdir()
    running = subprocess.Popen([sys.executable, "-m", "publish", "-C", publication.folder, "build"], cwd=ROOT,
                               env={**os.environ, "TMPDIR": str(scratch)}, stderr=subprocess.DEVNULL)
    time.sleep(delay)
    running.terminate()
    assert running.wait(60) == 1
    assert not list(scratch.iterdir())
