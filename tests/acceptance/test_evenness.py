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
