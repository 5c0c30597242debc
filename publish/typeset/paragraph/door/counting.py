"""What became of each paragraph, counted once, however often its boxes are copied and laid out again."""

from __future__ import annotations

from publish.typeset.paragraph.door.inside import boxes
from publish.typeset.paragraph.door.job import Job
from publish.typeset.paragraph.settings import Account


class Count:
    """The paragraphs of one document in its account; a paragraph is known by its element and its first text."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self.known: dict[tuple[int, str], str] = {}         # "" for one that was planned, else why it was not

    def planned(self, box, job: Job) -> None:
        """Count the paragraph of a line box as planned, unless it is known."""
        if self.known.setdefault(_name(box), "planned") == "planned":
            self.known[_name(box)] = ""
            self.account.planned += 1
            self.account.passes[job.passed] += 1
            self.account.lines += len(job.steps)

    def left(self, box, reason: str) -> None:
        """Count the paragraph as left to WeasyPrint, once, and as planned no longer."""
        before = self.known.get(_name(box))
        if not before:
            self.account.fallen_back[reason] += 1
            self.account.planned -= before == ""
            self.known[_name(box)] = reason


def _name(box) -> tuple[int, str]:
    return id(box.element), next((inner.text for inner in box.descendants() if isinstance(inner, boxes.TextBox)), "")
