"""Pages made, made again, and put back as they were: what WeasyPrint keeps of a page outside its boxes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tinycss2 import serialize

from publish.typeset.paragraph.door.column import Paragraph, paragraphs
from publish.typeset.paragraph.door.depth import LEVEL, Depth, depth
from publish.typeset.paragraph.door.job import ENTRIES, Job
from publish.typeset.paragraph.settings import Account, Settings


BEGINS = "__begins"         # a custom property of the root, --begins, as WeasyPrint keeps it: on which side page 1 is


@dataclass(frozen=True, slots=True)
class State:
    """What a layout context keeps between pages."""

    footnotes: tuple
    reported: tuple
    broken: dict
    running: dict

    @classmethod
    def of(cls, context) -> "State":
        """The state that a context is in."""
        running = {name: {page: list(found) for page, found in pages.items()}
                   for name, pages in context.running_elements.items()}
        return cls(tuple(context.footnotes), tuple(context.reported_footnotes), dict(context.broken_out_of_flow),
                   running)

    def put(self, context) -> None:
        """Bring a context into this state."""
        context.footnotes, context.reported_footnotes = list(self.footnotes), list(self.reported)
        context.broken_out_of_flow = dict(self.broken)
        context.running_elements.clear()
        for name, pages in self.running.items():
            context.running_elements[name] = defaultdict(list, {page: list(found) for page, found in pages.items()})


class Kept:
    """A paragraph's plan as it is now."""

    def __init__(self, job: Job) -> None:
        self.job, self.steps = job, dict(job.steps)
        self.rest = job.live, job.widths, job.passed, job.altered, job.wanted
        self.entries = [(box, dict(box.__dict__[ENTRIES])) for segment in job.content.segments
                        for box in segment.boxes if ENTRIES in box.__dict__]

    def put(self) -> None:
        """Bring the paragraph back to it."""
        job = self.job
        job.clear()
        job.steps.update(self.steps)
        job.live, job.widths, job.passed, job.altered, job.wanted = self.rest
        for box, entries in self.entries:
            box.__dict__[ENTRIES] = dict(entries)


@dataclass(slots=True)
class Made:
    """A page that was made: what WeasyPrint returns for it, and what it takes to make it again or put it back.

    `reached` is where the next page begins (an item of the page maker), `remake` what the page maker notes of this one.
    `goes_on` says that the text goes on after it of itself. `less` is how far above the foot its text is meant to end
    (px). `altered` is true where a paragraph was set otherwise.
    """

    index: int
    page: object
    resume_at: dict | None
    reached: tuple
    remake: dict
    before: State
    after: State
    depth: Depth
    goes_on: bool
    paragraphs: list[Paragraph]
    kept: list[Kept]
    less: float = 0.0
    altered: bool = False

    @property
    def level(self) -> bool:
        """Whether its text ends at the foot, or will when its white has grown, and no note is put off; or need not."""
        return not self.goes_on or (self.depth.level or self.depth.grows) and not self.after.reported

    def holds(self, other: "Made") -> bool:
        """Whether it can stand for another making of the same page: the text goes on, and no more notes are put off."""
        return self.goes_on and len(self.after.reported) <= len(other.after.reported)


class Maker:
    """Makes the pages of one document with WeasyPrint's own function."""

    def __init__(self, original: Callable, settings: Settings, account: Account, context, root_box, html) -> None:
        self.original, self.settings, self.account = original, settings, account
        self.context, self.root_box, self.html = context, root_box, html
        self.less = 0.0                     # by which the margin at the foot of the page that is being made is deeper
        self.turned = serialize(root_box.style[BEGINS] or ()).strip() == "verso"

    def recto(self, index: int) -> bool:
        """Whether a page stands on the right of the one that it faces (on the left in a book that is read so)."""
        return (index % 2 == 0) != self.turned

    def make(self, index: int, before: State | None = None, less: float = 0.0) -> Made:
        """The page of that number, its text so much less deep; made again from the state before it if that is given."""
        context = self.context
        maker = context.page_maker
        if before is not None:
            before.put(context)
            del maker[index + 1:]
        maker[index][-1].update(anchors=[], content_lookups=[], content_changed=False, pages_wanted=False)
        state = before or State.of(context)
        self.less = less
        try:
            page, resume_at = self.original(index, context, self.root_box, self.html)
        finally:
            self.less = 0.0
        page.height, page.margin_bottom = page.height + less, page.margin_bottom - less
        reached = maker[index + 1]
        goes_on = (resume_at is not None and reached[1]["break"] == "any" and not page.page_type.blank
                   and (reached[1]["page"] or None) in (None, page.page_type.name or None))
        found, deep = [], LEVEL
        try:
            found = paragraphs(page, self.root_box, maker[index][0], resume_at) if goes_on else []
            deep = depth(context, page, self.settings)
        except Exception as surprise:                       # noqa: BLE001 - a level foot must never stop a book
            self.account.fallen_back[f"unforeseen {type(surprise).__name__} in a page"] += 1
        return Made(index, page, resume_at, reached, dict(maker[index][-1]), state, State.of(context),
                    deep, goes_on, found, [Kept(one.job) for one in found], less)

    def put_back(self, pages: Sequence[Made]) -> None:
        """Bring everything into the state after pages that follow each other."""
        maker = self.context.page_maker
        for made in pages:
            del maker[made.index + 1:]
            maker[made.index][-1].update(made.remake)
            maker.append(made.reached)
            for one in made.kept:
                one.put()
        pages[-1].after.put(self.context)
