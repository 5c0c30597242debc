"""Random Markdown of every construct, with words that can be found again."""

from __future__ import annotations

import re
from collections.abc import Callable

from hypothesis import strategies as st

# Words of the running text are w1x, w2x, ... in order; those of notes are n1x, and those of captions c1x.
WORD, NOTE, CAPTION = (re.compile(rf"{letter}\d+x") for letter in "wnc")


class Writer:
    """Draws pieces of Markdown, each word with a number of its own."""

    def __init__(self, draw: Callable) -> None:
        self.draw, self.count, self.notes = draw, 0, []

    def word(self, letter: str = "w") -> str:
        """The next word."""
        self.count += 1
        return f"{letter}{self.count}x"

    def words(self) -> str:
        """One to four words with marked ones among them."""
        return " ".join(self.inline() for _ in range(self.draw(st.integers(1, 4))))

    def inline(self) -> str:
        """A word, perhaps marked or with a note."""
        kind = self.draw(
            st.sampled_from(
                ("plain",) * 6
                + (
                    "em",
                    "strong",
                    "caps",
                    "lang",
                    "code",
                    "link",
                    "note",
                    "math",
                    "sup",
                    "raw",
                    "quote",
                    "entity",
                    "inner",
                    "bracket",
                )
            )
        )
        word = self.word()
        if kind == "note":
            label = f"l{self.count}"
            self.notes.append(
                f"[^{label}]: {self.word('n')}"
                + self.draw(
                    st.sampled_from(
                        ("", f"\n\n    > {self.word('n')}", f"\n    {self.word('n')}", f"\n\n    - {self.word('n')}")
                    )
                )
            )
            return f"{word}[^{label}]"
        return {
            "plain": word,
            "em": f"*{word}*",
            "strong": f"**{word}**",
            "caps": f"[{word}]{{.smallcaps}}",
            "lang": f"[{word}]{{lang=he dir=rtl}}",
            "code": f"`{word}`",
            "link": f"[{word}](http://example.org/a?b&c)",
            "math": f"{word} $x<y^2$",
            "sup": f"{word}^2^",
            "quote": f"“{word}”",
            "entity": f"{word}&nbsp;&amp;",
            "raw": f'<b onclick="x()">{word}</b>',
            "inner": f"[{word}](#one)",
            "bracket": f"[{word}]",
        }[kind]

    def block(self, depth: int = 0) -> str:
        """One block; quotations, lists and divisions hold others."""
        kinds = (
            ("para",) * 4
            + ("heading",) * 3
            + ("verse", "code", "fence", "table", "figure", "rule", "terms", "open", "stray", "comment", "source")
        )
        kind = self.draw(st.sampled_from(kinds + (("quote", "list", "numbers", "div") if depth < 2 else ())))
        if kind == "heading":
            mark = self.draw(st.sampled_from(("", "", "", " {.part}", " {#one}", " {.unnumbered}")))
            return f"{'#' * self.draw(st.integers(1, 4))} {self.words()}{mark}"
        if kind == "quote":
            return "\n".join(f"> {line}".rstrip() for line in self.inner(depth).split("\n"))
        if kind in ("list", "numbers"):
            inner = self.inner(depth).replace("\n", "\n    ")
            return f"{'-   ' if kind == 'list' else '3.  '}{inner}"
        if kind == "div":
            name = self.draw(st.sampled_from(("letter", "epigraph", "byline", "{.note .x}")))
            return f"::: {name}\n{self.inner(depth)}\n:::"
        return self.leaf(kind)

    def inner(self, depth: int) -> str:
        """Blocks within a block."""
        return "\n\n".join(self.block(depth + 1) for _ in range(self.draw(st.integers(1, 2))))

    def leaf(self, kind: str) -> str:
        """A block that holds no others."""
        if kind == "verse":
            return f"| {self.words()}\n|   {self.words()}\n|\n| {self.words()}"
        if kind == "code":
            return f"    {self.word()}\n    # {self.word()}"
        if kind == "fence":
            return f"```\n# {self.word()}\n\n::: {self.word()}\n[^1]: {self.word()}\n```"
        if kind == "table":
            rows = [f"| {self.word()} | {self.words()} |" for _ in range(2)]
            return f"{rows[0]}\n|---|--:|\n{rows[1]}\n\n: {self.word('c')}"
        if kind == "figure":
            return f'![{self.word("c")} *{self.word("c")}*](a.png "{self.draw(st.sampled_from(("t", "")))}")'
        return {
            "rule": lambda: "* * *",
            "terms": lambda: f"{self.word()}\n\n:   {self.words()}",
            "open": lambda: f"<div>\n\n{self.words()}",
            "stray": lambda: f"</div>\n\n{self.words()}",
            "comment": lambda: f"<!-- -->\n\n{self.words()}",
            "source": lambda: f"[{self.words()}]{{.source}}",
            "para": lambda: f"{self.words()}.\n{self.words()}",
        }[kind]()


@st.composite
def markdowns(draw: Callable) -> str:
    """A text of one to nine blocks, its notes at the end."""
    writer = Writer(draw)
    blocks = [writer.block() for _ in range(draw(st.integers(1, 9)))]
    return "\n\n".join((*blocks, *writer.notes)) + "\n"
