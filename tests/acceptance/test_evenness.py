"""The lines of the pages are even, and what is not is named."""

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
