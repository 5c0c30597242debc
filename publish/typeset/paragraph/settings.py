"""What a theme decides about the setting of paragraphs, and what the setting reports."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace

from publish.errors import PublishError, error

PREFIX = "--setting-"


@dataclass(frozen=True)
class Settings:
    """How paragraphs are set; every share is a fraction, read from the theme's tokens named --setting-NAME.

    `total_fit` chooses all the breaks of a paragraph together; without it WeasyPrint fills line by line.
    `stretch` and `shrink` are shares of the natural space that a line may take before it counts as loose or tight;
    1/2 and 1/3 are the proportions of the space in Knuth and Plass, "Breaking Paragraphs into Lines" (1981).
    `letters` is the share by which glyphs may be widened or narrowed: pdfTeX's font expansion, for which the
    microtype manual gives 20 thousandths as the default of its options "stretch" and "shrink".
    `hanging` is the share of the hanging table's values that marks stand outside the measure (0: none).
    `hyphens_in_a_row`, `hyphen_before`, `hyphen_after` and `hyphen_word` limit hyphenation: consecutive line ends,
    letters before and after the hyphen, letters of the shortest word that is divided (Chicago Manual of Style 17,
    7.36-7.47: two letters before and three after, no more than three in a row; one fewer is allowed here).
    `level` sets paragraphs a line longer or shorter so that facing pages end level; `white` is the share by which the
    white between blocks may grow where that is not enough: two thirds make a heading's three lines of white five. (TeX
    stretches such white without bound, once it has stretched it by the third or quarter that LaTeX's classes name.)
    """

    total_fit: bool = True
    stretch: float = 0.5
    shrink: float = 0.33
    letters: float = 0.02
    hanging: float = 1.0
    hyphens_in_a_row: int = 2
    hyphen_before: int = 2
    hyphen_after: int = 3
    hyphen_word: int = 5
    level: bool = True
    white: float = 0.67


def settings_from_tokens(tokens: Mapping[str, str]) -> Settings:
    """The settings that a theme's custom properties ask for; a missing token keeps its default, a bad one is an error.

    Shares are written as percentages ("2%") or numbers, counts as whole numbers, `--setting-total-fit` as on or off.
    """
    changes: dict[str, object] = {}
    findings = []
    for item in fields(Settings):
        name = PREFIX + item.name.replace("_", "-")
        if name not in tokens:
            continue
        try:
            changes[item.name] = _read(tokens[name].strip(), type(getattr(Settings, item.name)))
        except ValueError:
            findings.append(error("setting-token", f"{name} has the value '{tokens[name]}'",
                                  hint="write a share as 2%, a count as a whole number, a switch as on or off"))
    if findings:
        raise PublishError(*findings, exit_code=2)
    return replace(Settings(), **changes)


def _read(value: str, kind: type) -> object:
    if kind is bool:
        if value not in ("on", "off"):
            raise ValueError(value)
        return value == "on"
    if kind is int:
        number = int(value)
    else:
        number = float(value.removesuffix("%")) / (100 if value.endswith("%") else 1)
    if not 0 <= number < 100:
        raise ValueError(value)
    return number


@dataclass
class Account:
    """What became of the paragraphs: how many were planned, in how many lines, and why others were left alone.

    `fallen_back` counts, by reason, the justified paragraphs that WeasyPrint broke itself. `passes` counts the
    planned paragraphs by the pass of the breaker that was enough. `feet` counts hyphens kept from the foot of a page.
    `levelled` counts the pages that were made to end at the foot, `short` says of those that do not which page of the
    document it is, from 0, and how many lines are missing; `again` counts pages that were made once more. `sided` is
    true where the pages might be others if the first one stood on the other side.
    `off` says why total fit did not run at all ("" when it did).
    """

    planned: int = 0
    lines: int = 0
    fallen_back: Counter[str] = field(default_factory=Counter)
    passes: Counter[int] = field(default_factory=Counter)
    feet: int = 0
    off: str = ""
    levelled: int = 0
    short: tuple[tuple[int, float], ...] = ()
    again: int = 0
    sided: bool = False

    def add(self, other: "Account") -> None:
        """Add the counts of another account, such as one from a worker process; its pages are those of a document."""
        self.planned += other.planned
        self.lines += other.lines
        self.feet += other.feet
        self.levelled += other.levelled
        self.short += other.short
        self.again += other.again
        self.sided |= other.sided
        self.fallen_back.update(other.fallen_back)
        self.passes.update(other.passes)
        self.off = self.off or other.off

    def __str__(self) -> str:
        if self.off:
            return f"total fit off: {self.off}"
        left = sum(self.fallen_back.values())
        reasons = ", ".join(f"{reason} {count}" for reason, count in sorted(self.fallen_back.items()))
        return (f"{self.planned} paragraphs set by total fit in {self.lines} lines"
                + (f", {left} left to WeasyPrint ({reasons})" if left else "")
                + (f"; {self.levelled} pages levelled, {len(self.short)} end short" if self.levelled or self.short
                   else ""))
