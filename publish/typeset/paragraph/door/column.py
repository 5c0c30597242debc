"""The paragraphs of made pages, and their blocks as the items of columns that `level.fill` knows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from publish.typeset.paragraph.door.depth import blocks, bottom, lines
from publish.typeset.paragraph.door.hooks import JOB
from publish.typeset.paragraph.door.inside import strut
from publish.typeset.paragraph.door.inside_pages import boxes
from publish.typeset.paragraph.door.job import Job, Step
from publish.typeset.paragraph.door.pieces import leaf_at
from publish.typeset.paragraph.level import Change, Item, conceivable
from publish.typeset.paragraph.lines import Line, demerits, plan
from publish.typeset.paragraph.settings import Settings

AHEAD = 3               # blocks after a page that are looked at: a heading, the one below it, and the text


@dataclass(slots=True)
class Paragraph:
    """A planned paragraph of a page: its first line there, its lines from that one on, and whether it begins there."""

    job: Job
    step: Step
    lines: tuple[Line, ...]
    begins: bool
    losses: dict[tuple[int, int], float | None] = field(default_factory=dict)

    @classmethod
    def of(cls, job: Job, step: Step, begins: bool) -> "Paragraph":
        """The paragraph as it is planned now."""
        found, following = [step.line], step
        while following.left:
            following = job.steps[following.following]
            found.append(following.line)
        return cls(job, step, tuple(found), begins)

    def measures(self) -> tuple[float, ...]:
        """The measures of its lines from the first one here (px)."""
        return self.job.widths if self.begins else self.job.widths[-1:]

    def loss(self, more: int, patience: int, settings: Settings) -> float | None:
        """The demerits that it gains in so many lines more; None where it cannot be set in them with such patience."""
        if (more, patience) not in self.losses:
            self.losses[more, patience] = self._loss(more, patience, settings)
        return self.losses[more, patience]

    def _loss(self, more: int, patience: int, settings: Settings) -> float | None:
        count = len(self.lines) + more
        if not conceivable(sum(map(_natural, self.lines)), count):
            return None
        pieces = self.job.content.segments[self.step.segment].pieces
        found = plan(pieces, self.measures(), settings, self.job.indent, self.step.begin,
                     hyphens_before=self.step.run, lines=count, patience=patience, store=self.job.store)
        return None if found is None else demerits(found.lines, settings) - demerits(self.lines, settings)

    def set(self, more: int) -> None:
        """Set it in so many lines more when the page is made again."""
        job, count = self.job, len(self.lines) + more
        if self.begins:
            job.wanted, job.altered = (count, job.widths), True
        else:
            job.wanted = count, ()
            job.replan(self.step.segment, self.step.begin, self.measures(), run=self.step.run, lines=count)


def _natural(line: Line) -> float:
    """The natural width of a line as a share of its measure."""
    return sum(part.width / part.scale - part.spacing * (len(part.words) - 1) if part.words else part.width
               for part in line.fragments) / line.width


def changes(found: Sequence[Paragraph], patience: int, settings: Settings) -> list[Change]:
    """What the paragraphs of a page lose by a line more or less."""
    losses = ((number, more, one.loss(more, patience, settings))
              for number, one in enumerate(found) for more in (1, -1))
    return [Change(number, more, loss) for number, more, loss in losses if loss is not None]


def paragraphs(page, root_box, start, end) -> list[Paragraph]:
    """The planned paragraphs of a page and the one that follows it, if its first lines were tried on the page.

    `start` and `end` are where in the boxes the page begins and the next one does.
    """
    found: list[Paragraph] = []
    resumed, skip = _line_box(root_box, start)
    known = set()
    if resumed is not None and skip is not None:
        job = resumed.__dict__.get(JOB)
        known.add(id(job))
        step = job.find(leaf_at(resumed, skip)) if _ready(job) else None
        if step is not None:
            found.append(Paragraph.of(job, step, False))
    jobs = [line.__dict__.get(JOB) for line in lines(page.children[0])]
    following, skip = _line_box(root_box, end)
    if following is not None and skip is None:
        jobs.append(following.__dict__.get(JOB))
    for job in jobs:
        if id(job) not in known and _ready(job) and job.first() is not None:
            known.add(id(job))
            found.append(Paragraph.of(job, job.first(), True))
    return found


def _ready(job) -> bool:
    return isinstance(job, Job) and job.live and len(job.content.segments) == 1 and not job.content.blank


def _line_box(root_box, stack) -> tuple[object | None, dict | None]:
    """The line box, before layout, at which a page begins, and what of it earlier pages have taken."""
    box = root_box
    while not isinstance(box, boxes.LineBox):
        if stack:
            if len(stack) > 1:                                      # the cells of a row, or blocks side by side
                return None, None
            (index, stack), = stack.items()
            if index >= len(box.children):
                return None, None
            box = box.children[index]
        else:
            box = next((child for child in box.children if child.is_in_normal_flow()), None)
            if box is None:
                return None, None
    return box, stack


def items(pages: Sequence, root_box, patience: int,
          settings: Settings) -> tuple[list[Item], list[Paragraph | None]]:
    """The blocks of pages that follow each other and of what comes next, and the planned paragraph that each is."""
    found: list[Item] = []
    planned: list[Paragraph | None] = []
    known: set[int] = set()
    for number, made in enumerate(pages):
        mine = {id(one.job): one for one in made.paragraphs}
        above = None
        for block in blocks(made.page.children[0]):
            first = next(lines(block), None)
            job = first.__dict__.get(JOB) if first is not None else None
            if isinstance(job, Job) and id(job) in known:           # goes on from the page before
                above = block
                continue
            known.add(id(job))
            gap = block.border_box_y() - bottom(above) if above is not None else _margin(block) if number else 0.0
            paragraph = mine.get(id(job))
            found.append(_item(block, paragraph, max(0.0, gap), patience, settings))
            planned.append(paragraph)
            above = block
    for gap, block in _coming(root_box, pages[-1].resume_at):
        line = next((child for child in block.children if isinstance(child, boxes.LineBox)), None)
        job = line.__dict__.get(JOB) if line is not None else None
        if isinstance(job, Job) and id(job) in known:
            continue
        paragraph = next((one for one in pages[-1].paragraphs if one.job is job), None)
        height = strut((line or block).style)[0]
        count = len(paragraph.lines) if paragraph else 1 if _keeps(block) else 2 * AHEAD
        found.append(Item(gap, count, height, _keeps(block), False, _losses(paragraph, patience, settings)))
        planned.append(paragraph)
    return found, planned


def _item(block, paragraph: Paragraph | None, gap: float, patience: int, settings: Settings) -> Item:
    if paragraph is not None:
        return Item(gap, len(paragraph.lines), next(lines(block)).height, _keeps(block), _kept_whole(block),
                    _losses(paragraph, patience, settings))
    return Item(gap, 1, bottom(block) - block.border_box_y(), _keeps(block), True)


def _losses(paragraph: Paragraph | None, patience: int, settings: Settings) -> dict[int, float]:
    if paragraph is None:
        return {}
    losses = {more: paragraph.loss(more, patience, settings) for more in (1, -1)}
    return {more: loss for more, loss in losses.items() if loss is not None}


def _keeps(block) -> bool:
    return block.style["break_after"] in ("avoid", "avoid-page")


def _kept_whole(block) -> bool:
    return block.style["break_inside"] in ("avoid", "avoid-page")


def _margin(box, side: str = "top") -> float:
    """The white above or below a box by its own style (px)."""
    margin = box.style[f"margin_{side}"]
    return margin.value if margin != "auto" and margin.unit and margin.unit.lower() == "px" else 0.0


def _coming(root_box, stack) -> Iterator[tuple[float, object]]:
    """The next few blocks of text after a page, before layout, and the white above each (px)."""
    path, box = [], root_box
    while stack and not isinstance(box, boxes.LineBox):
        if len(stack) > 1:
            return
        (index, stack), = stack.items()
        if index >= len(box.children):
            return
        path.append((box, index))
        box = box.children[index]
    gap, count = 0.0, 0
    if path and path[-1][1]:
        ended = path[-1][0].children[path[-1][1] - 1]
        while isinstance(ended, boxes.BlockLevelBox):
            gap = max(gap, _margin(ended, "bottom"))
            ended = ended.children[-1] if ended.children else None
    for parent, index in reversed(path):
        if isinstance(parent, boxes.BlockContainerBox):
            for child in parent.children[index + (parent is not path[-1][0]):]:
                for white, block in _texts(child):
                    yield max(gap, white), block
                    gap, count = _margin(block, "bottom"), count + 1
                    if count == AHEAD:
                        return
        gap = max(gap, _margin(parent, "bottom"))


def _texts(box) -> Iterator[tuple[float, object]]:
    """The blocks of text in a box, and the white above each (px) as far as the styles within the box say."""
    if not box.is_in_normal_flow() or isinstance(box, boxes.LineBox):
        return
    white = _margin(box)
    if any(isinstance(child, boxes.LineBox) for child in box.children) or not box.children:
        yield white, box
        return
    for child in box.children:
        for inner, block in _texts(child):
            yield max(white, inner), block
            white = 0.0
