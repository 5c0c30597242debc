"""The benchmark of imposition prints what it says."""

from __future__ import annotations

from benchmarks.imposition import table
from benchmarks.measure import Cost


def test_the_table_shows_medians_and_ratios_run_by_run():
    """Ours is the first; a peer's ratio is the median of its CPU seconds over ours of the same turn."""
    found = {"ours": [Cost(1, 1, 10), Cost(2, 2, 12), Cost(1, 1, 11)], "peer": [Cost(2, 9, 5), Cost(2, 9, 7), Cost(4, 9, 6)]}
    assert table(found).splitlines()[2:] == ["| ours | 1.00 | 11 | 1.0 |", "| peer | 2.00 | 6 | 2.0 |"]
