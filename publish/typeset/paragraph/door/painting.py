"""How the fragments of planned lines are shown: by remembered glyphs, or by Pango where it measured words."""

from __future__ import annotations

from publish.typeset.paragraph.door.inside import Layout, line_size
from publish.typeset.paragraph.door.job import Entry
from publish.typeset.paragraph.shape import NO_BREAK_SPACE

ROUNDS = 3          # after which the width of what Pango draws is that of the plan: it forgets a space beside Hebrew


class PlannedLayout(Layout):
    """A Pango layout that is not laid out: it stands for a fragment until somebody needs the real one."""

    def __init__(self, entry: Entry, style, max_width: float) -> None:
        self.entry = entry
        self.text = entry.fragment.text
        self.justification_spacing = entry.fragment.spacing
        self.max_width = max_width
        self.first_line_direction = 0
        self.painted = all(word.reach for word in entry.fragment.words)     # by their shapes
        if not self.painted:
            self._fill(style)
        if style["text_decoration_line"] != "none":
            self.setup(style)
            self.deactivate()

    def _fill(self, style) -> None:
        """Give the spaces what makes the text as wide when Pango draws it as its words were one by one."""
        words, space = self.entry.fragment.words, self.entry.face.face.space
        spaces = len(words) - 1 + sum(word.spaces for word in words)
        natural = sum(word.width for word in words) + (len(words) - 1) * space.width
        for _ in range(ROUNDS if spaces else 0):
            self.reactivate(style)
            drawn, _ = line_size(self.get_first_line()[0], style)
            self.deactivate()
            self.justification_spacing += (natural + spaces * self.entry.fragment.spacing - drawn) / spaces

    def reactivate(self, style) -> None:
        if not self.painted:
            super().reactivate(style)

    def deactivate(self) -> None:
        for name in ("layout", "language", "style"):
            self.__dict__.pop(name, None)


def show(fragment, face, font, shown: set[int]) -> str:
    """The inside of the TJ array that shows a fragment, its spaces stretched by its word spacing."""
    unit = 1000 / face.key.size
    spacing = fragment.spacing * unit
    for word in (face.space, face.no_break_space, *fragment.words):
        if id(word) not in shown:
            shown.add(id(word))
            for glyph, text, advance in word.glyphs:
                font.to_unicode.setdefault(glyph, text)
                font.widths.setdefault(glyph, advance)
    space = face.space
    parts = []
    drift = 0.0
    for order, word in enumerate(fragment.words):
        if order:
            move = round(drift + spacing + space.drift, 2)
            parts.append(f"{space.show}>{-move:g}<")
            drift += spacing + space.drift - move
        parts.append(word.show)
        drift += word.drift
        if word.spaces:
            parts[-1] = word.show.replace(NO_BREAK_SPACE, f"{face.no_break_space.glyphs[0][0]:04x}>{-spacing:.2f}<")
    return f"<{''.join(parts)}>".replace("<>", " ")    # a space, lest two numbers become one
