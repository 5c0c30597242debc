"""Cost against length: how fast it grows, and a picture of it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import linear_regression

from benchmarks.measure import Cost, middle
from benchmarks.table import FIGURES, markdown

Curves = Mapping[str, Mapping[int, Sequence[Cost]]]    # costs by task and by length in words
TITLES = {"cpu": "CPU seconds", "wall": "seconds on the wall", "peak": "MiB of the largest process"}
STARTS = (15_000, 120_000)    # below, starting the programs is most of the cost


def exponent(costs: Mapping[int, Sequence[Cost]], figure: str, start: int) -> float:
    """The slope of the straight line through the logarithms of lengths (from `start` words) and of medians: the p of
    cost = c × length^p, by least squares; not a number with fewer than two lengths.
    """
    points = [(words, getattr(middle(one), figure)) for words, one in costs.items() if words >= start]
    if len(points) < 2:
        return math.nan
    return linear_regression([math.log(words) for words, _ in points], [math.log(cost) for _, cost in points]).slope


def exponents(curves: Curves) -> str:
    """The exponents of every task, as a table in Markdown."""
    starts = [start for start in STARTS if any(len([one for one in costs if one >= start]) > 1
                                               for costs in curves.values())]
    head = ("", "lengths", *(TITLES[figure] for figure in FIGURES))
    rows = [(name, f"from {start:,} words", *(f"{exponent(costs, figure, start):.2f}" for figure in FIGURES))
            for name, costs in curves.items() for start in starts]
    return markdown(head, rows)


def points(curves: Curves) -> str:
    """The medians of every task at every length, as a table in Markdown."""
    head = ("", "words", "CPU s", "wall s", "MiB")
    rows = [(name, f"{words:,}", f"{found.cpu:.2f}", f"{found.wall:.2f}", f"{found.peak:.0f}")
            for name, costs in curves.items() for words, one in sorted(costs.items()) for found in (middle(one),)]
    return markdown(head, rows)


def draw(curves: Curves, place: Path) -> None:
    """A picture (SVG) of the medians on logarithmic axes, with the exponents; the same figures give the same bytes."""
    import matplotlib
    from matplotlib.figure import Figure
    from matplotlib.ticker import LogLocator
    matplotlib.rcParams.update({"svg.hashsalt": "cost", "svg.fonttype": "none", "font.family": "sans-serif",
                                "font.size": 9})
    figure = Figure(figsize=(11, 5), layout="constrained")
    for axes, name in zip(figure.subplots(1, 3), FIGURES, strict=True):
        for task, costs in curves.items():
            lengths = sorted(costs)
            slope, own = exponent(costs, name, STARTS[0]), task.startswith("publish")
            axes.plot(lengths, [getattr(middle(costs[words]), name) for words in lengths], marker="o", markersize=3,
                      linestyle="-" if own else "--", linewidth=1.8 if own else 1.2, label=f"{task}: {slope:.2f}")
        axes.set(xscale="log", yscale="log", xlabel="words", title=TITLES[name])
        axes.set_xticks(lengths, [f"{words / 1000:g}k" for words in lengths], minor=False)
        axes.minorticks_off()
        axes.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
        axes.yaxis.set_major_formatter("{x:g}")
        axes.grid(alpha=.3)
        axes.legend(title="exponent", loc="upper center", bbox_to_anchor=(.5, -.13), fontsize=8, title_fontsize=8,
                    frameon=False)
    figure.savefig(place, format="svg", metadata={"Date": None, "Creator": None})
