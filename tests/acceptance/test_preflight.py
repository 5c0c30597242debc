"""What an author is told of the pages and the words: uneven lines, suspected slips, formulas."""

from __future__ import annotations

import json

from tests.conftest import run_publish


def test_the_report_names_uneven_lines_with_their_page(seed_dist):
    """check --page tells how even the lines are and names each fault at its page, as notes that fail nothing."""
    done = run_publish("-C", seed_dist.folder, "check", "pdf", "--page", "--json")
    found = [json.loads(line) for line in done.stdout.splitlines()]
    evenness = [one for one in found if one["code"] == "evenness"]
    assert len(evenness) == 1 and "full lines" in evenness[0]["message"]
    named = [one for one in found if one["code"] in ("loose-line", "tight-line")]
    assert named and all(one["page"] > 0 and one["hint"] for one in named)
    assert {one["severity"] for one in (*evenness, *named)} == {"note"}
    assert not [one for one in found if one["code"] in ("ladder", "runt", "widow", "orphan")]


def test_suspected_misspellings_are_listed_and_never_changed(tmp_path):
    """check names each word that no dictionary knows, with its line in the Markdown, and the text keeps it."""
    (tmp_path / "metadata.yaml").write_text("title: T\ncreators: [{name: A}]\nlanguage: en-GB\nsource: text.md\n"
                                            "editions: [markdown]\n", encoding="utf-8")
    (tmp_path / "text.md").write_text("# One\n\nThe goverment met in the town.\n", encoding="utf-8")
    done = run_publish("-C", tmp_path, "check", "--json")
    found = [json.loads(line) for line in done.stdout.splitlines()]
    named = [one for one in found if one["code"] == "spelling"]
    assert [(one["path"], one["line"]) for one in named] == [("t.md", 3)] and "'goverment'" in named[0]["message"]
    assert "government" in named[0]["hint"]
    run_publish("-C", tmp_path, "build")
    assert "goverment" in (tmp_path / "dist" / "t.md").read_text(encoding="utf-8")


def test_formulas_that_the_page_cannot_show_are_told(tmp_path):
    """A formula in a PDF is a row of signs: the build says so, and how many there are."""
    (tmp_path / "metadata.yaml").write_text("title: T\ncreators: [{name: A}]\nlanguage: en-GB\nsource: text.md\n"
                                            "editions: [pdf]\n", encoding="utf-8")
    (tmp_path / "text.md").write_text("# One\n\nHere $x^2$ stands, and $y$.\n", encoding="utf-8")
    said = run_publish("-C", tmp_path, "build").stderr
    assert "warning[formula-flat]: 2 formulas stand on the page as a row of signs" in said and "hint: " in said
