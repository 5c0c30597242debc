"""What stands in for four functions of WeasyPrint while total fit is in force.

`iter_line_boxes` plans a paragraph before its first line, `split_text_box` hands out the planned lines, `text_align`
leaves them as they are, and `draw_first_line` shows remembered glyphs. Whatever has no plan goes to WeasyPrint.
"""

from __future__ import annotations

from collections.abc import Iterator

from publish.typeset.paragraph.door import ranged
from publish.typeset.paragraph.door.counting import Count
from publish.typeset.paragraph.door.inside import Matrix, inline, strut
from publish.typeset.paragraph.door.job import ENTRIES, Job, Step
from publish.typeset.paragraph.door.measure import SAME, place_floats, width_at, widths
from publish.typeset.paragraph.door.painting import PlannedLayout, show
from publish.typeset.paragraph.door.pieces import Unplanned, content, deepest, leaf_at
from publish.typeset.paragraph.settings import Account, Settings
from publish.typeset.paragraph.shape import Unshaped

JOB = "_planned_job"            # the attribute of a line box that holds its Job, or the reason why it has none
LOOSEST_FOR_FOOT = 0.75         # what a line's spaces may gain so that no hyphen stands at the foot of a page


class Hooks:
    """The stand-ins, bound to the settings and the account of one use; `originals` are WeasyPrint's own functions."""

    def __init__(self, settings: Settings, account: Account, originals: dict[str, object]) -> None:
        self.settings, self.account, self.originals = settings, account, originals
        self.count = Count(account)
        self._missed = False
        self._fonts: dict[tuple[int, int], tuple[object, object, float, set[int]]] = {}

    def stand_in(self, name: str) -> object:
        """The function that replaces WeasyPrint's function of that name."""
        return getattr(self, name)

    # layout -------------------------------------------------------------

    def iter_line_boxes(self, context, box, position_y, bottom_space, skip_stack, containing_block, absolute_boxes,
                        fixed_boxes, first_letter_style, first_line_style) -> Iterator:
        """WeasyPrint's lines of a paragraph, which follow a plan where the paragraph has one."""
        if box.style["text_align_all"] != "justify":
            return ranged.lines(self.originals["iter_line_boxes"], context, box, position_y, bottom_space, skip_stack,
                                containing_block, absolute_boxes, fixed_boxes, first_letter_style, first_line_style)
        lines = self.originals["iter_line_boxes"](
            context, box, position_y, bottom_space, skip_stack, containing_block, absolute_boxes, fixed_boxes,
            first_letter_style, first_line_style)
        if box.element_tag.endswith("::marker"):
            return lines
        job = self._job(box)
        if skip_stack is None:
            special = ("right-to-left" if containing_block.style["direction"] != "ltr" else
                       "first letter or line" if first_letter_style or first_line_style else "")
            job = self._begin(context, box, position_y, bottom_space, containing_block, special)
        if job is None or not job.live:
            return lines
        return self._follow(lines, job, context, box, position_y, bottom_space, skip_stack, containing_block)

    @staticmethod
    def _job(box) -> Job | None:
        """The job of a line box, not one that it has as the copy of another."""
        job = box.__dict__.get(JOB)
        return job if isinstance(job, Job) and job.box is box else None

    def _begin(self, context, box, position_y, bottom_space, containing_block, special) -> Job | None:
        """Plan a paragraph from its first line, or count why it is left to WeasyPrint."""
        job = self._job(box)
        try:
            if special:
                raise Unplanned(special)
            job = self._plan(job, context, box, position_y, bottom_space, containing_block)
            box.__dict__[JOB] = job
            if job is not None:
                self.count.planned(box, job)
            return job
        except (Unplanned, Unshaped) as reason:
            self._give_up(box, job, str(reason))
        except Exception as surprise:                       # noqa: BLE001 - a plan must never stop a book
            self._give_up(box, job, f"unforeseen {type(surprise).__name__}")
        return None

    def _plan(self, job: Job | None, context, box, position_y, bottom_space, containing_block) -> Job | None:
        inline.resolve_percentages(box, containing_block)
        inline.resolve_one_percentage(box, "text_indent", containing_block.width)
        indent = box.text_indent
        parts = content(box, containing_block, self.settings) if job is None else job.content
        if not parts.segments:
            return None
        shapes = context.excluded_shapes
        if parts.leading or parts.anchored:
            context.excluded_shapes = place_floats(context, parts, containing_block, bottom_space, position_y)
        try:
            measures = widths(context, box, containing_block, position_y, indent)
        finally:
            context.excluded_shapes = shapes
        if job is None:
            job = Job(box, parts, self.settings, indent)
        elif job.live and not job.altered and job.widths == measures:
            return job
        if job.plan(measures) is None:
            raise Unplanned("no lines good enough")
        return job

    def _give_up(self, box, job: Job | None, reason: str) -> None:
        if job is not None:
            job.drop()
        self.count.left(box, reason)
        box.__dict__[JOB] = reason

    def _follow(self, lines: Iterator, job: Job, context, box, position_y, bottom_space, skip_stack,
                containing_block) -> Iterator:
        """Yield WeasyPrint's lines: before each, see that the plan still fits the page; after it, that it was kept."""
        fresh = skip_stack is None
        step = job.first() if fresh else job.find(leaf_at(box, skip_stack))
        while True:
            if step is not None:
                step = self._adapt(step, job, fresh, context, box, position_y, bottom_space, containing_block)
            around, self._missed = self._missed, False
            try:
                line, resume_at = next(lines)
            except StopIteration:
                return
            finally:
                missed, self._missed = self._missed, around
            if step is not None and step.left:
                if missed or deepest(resume_at) != step.resume:
                    self._give_up(box, job, "plan not kept")
                step = job.steps.get(step.following)
            elif job.live and resume_at is not None:            # after a forced break, or on a line that is empty
                step = job.find(leaf_at(box, resume_at))
            position_y = line.position_y + line.height
            fresh = False
            yield line, resume_at

    def _adapt(self, step: Step, job: Job, fresh: bool, context, box, position_y, bottom_space,
               containing_block) -> Step | None:
        """The step as it is, planned anew for another measure or to keep a hyphen from the foot, or None: given up."""
        try:
            if not fresh:
                step = self._at_measure(step, job, context, box, position_y, containing_block)
            ahead = self._to_foot(step, context, box, position_y, bottom_space)
            if ahead is not None and job.after(step, ahead).line.hyphen:
                rest = job.widths if fresh else widths(context, box, containing_block, position_y, 0.0)
                if job.replan(step.segment, step.begin, rest, ahead, LOOSEST_FOR_FOOT, step.run) is not None:
                    self.account.feet += 1
                    step = job.at(step)
            return step
        except (Unplanned, Unshaped) as reason:
            self._give_up(box, job, str(reason))
        except Exception as surprise:                       # noqa: BLE001 - a plan must never stop a book
            self._give_up(box, job, f"unforeseen {type(surprise).__name__}")
        return None

    @staticmethod
    def _at_measure(step: Step, job: Job, context, box, position_y, containing_block) -> Step:
        """The step, planned anew with the rest of its segment if the page now gives the line another measure."""
        indent = job.indent if step is job.first() else 0.0
        if abs(width_at(context, box, containing_block, position_y) - indent - step.line.width) <= SAME:
            return step
        rest = widths(context, box, containing_block, position_y, indent)
        if job.replan(step.segment, step.begin, rest, run=step.run) is None:
            raise Unplanned("no lines good enough")
        return job.at(step)

    @staticmethod
    def _to_foot(step: Step, context, box, position_y, bottom_space) -> int | None:
        """How many lines on the last line of the page is, by the lines' height and the widows; None if all fit."""
        height, _ = strut(box.style)
        room = context.page_bottom - bottom_space - position_y
        if not 0 < room < height * (step.left + 1) or not height:
            return None
        last = min(int(room / height + 1e-6), step.left + 1 - box.style["widows"]) - 1
        return last if last >= 0 else None

    def split_text_box(self, context, box, available_width, skip, is_line_start=True):
        """The fragment of a text box that the plan puts on this line, else WeasyPrint's own choice."""
        entries = box.__dict__.get(ENTRIES)
        entry = None if entries is None or available_width is None else entries.get(skip)
        if entry is None:
            self._missed |= entries is not None and skip < len(box.text.encode())
            return self.originals["split_text_box"](context, box, available_width, skip, is_line_start)
        fragment, face = entry.fragment, entry.face
        if not fragment.text:
            return None, entry.resume, False
        new = box.copy_with_text(fragment.text)
        del new.__dict__[ENTRIES]
        new.width, new.height = fragment.width, face.height
        new.margin_top = new.margin_bottom = face.half_leading
        new.baseline = face.baseline
        new.justification_spacing = fragment.spacing
        new.pango_layout = PlannedLayout(entry, box.style, available_width)
        return new, entry.resume, False

    def text_align(self, context, line, available_width, last):
        """No offset for a planned line: it fills its measure already."""
        if JOB in line.__dict__ and _planned(line) and (
                not last or line.style["text_align_last"] in ("auto", "justify")):
            return 0
        return self.originals["text_align"](context, line, available_width, last)

    # painting -----------------------------------------------------------

    def draw_first_line(self, stream, textbox, text_overflow, block_ellipsis, matrix):
        """Show a fragment's remembered glyphs; anything else is WeasyPrint's to draw."""
        layout = getattr(textbox, "pango_layout", None)
        if not isinstance(layout, PlannedLayout):
            return self.originals["draw_first_line"](stream, textbox, text_overflow, block_ellipsis, matrix)
        fragment = layout.entry.fragment
        _, _, _, d, x, y = matrix.values
        if not layout.painted and text_overflow != "ellipsis" and block_ellipsis == "none":
            matrix = Matrix(a=fragment.scale, d=d, e=x - fragment.shift, f=y)
            return self.originals["draw_first_line"](stream, textbox, text_overflow, block_ellipsis, matrix)
        font, size, shown = self._font(stream, layout.entry.face)
        if text_overflow == "ellipsis" or block_ellipsis != "none" or font.bitmap or not layout.painted:
            layout.painted = False
            layout.reactivate(textbox.style)
            return self.originals["draw_first_line"](stream, textbox, text_overflow, block_ellipsis, matrix)
        if textbox.text.strip():
            stream.set_text_matrix(fragment.scale, 0, 0, d, x - fragment.shift, y)
            stream.set_font_size(font.hash, size)
            stream.show_text(show(fragment, layout.entry.face.face, font, shown))
        return []

    def _font(self, stream, fitted) -> tuple[object, float, set[int]]:
        """The PDF's font for a face, its size, and the words whose glyphs it knows."""
        key = id(stream._fonts), id(fitted)
        found = self._fonts.get(key)
        if found is None:
            font, size = stream.add_font(fitted.font)
            found = self._fonts[key] = (stream._fonts, fitted, font, size, set())
        return found[2:]


def _planned(box) -> bool | None:
    """Whether the first text of a line comes from a plan; None if it has no text."""
    for child in box.children:
        layout = getattr(child, "pango_layout", None)
        if layout is not None:
            return isinstance(layout, PlannedLayout)
        if getattr(child, "children", None) and child.is_in_normal_flow():
            planned = _planned(child)
            if planned is not None:
                return planned
    return None
