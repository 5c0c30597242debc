"""What is done at once: composing beside making ready for the pages, editions beside the pages and each other."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any

from publish.build import workers
from publish.errors import Diagnostic, PublishError
from publish.materials import edition
from publish.model import File, Layout

ENGINE = "publish.typeset.engine"
LONGEST = ("print", "html", "epub", "pdf", "cover", "booklet", "markdown")      # the time that each takes, as measured
COVERS = "covers"   # what is made beside the editions for some of them
LONG = 400_000      # characters of XHTML, above which the pages take more memory than another process costs time
Proofs = dict[str, tuple[tuple[File, ...], tuple[Diagnostic, ...], frozenset[str]]]


def compose(publication: Any) -> None:
    """Compose in another process while this one makes ready for the pages; then have it as if composed here.

    A process that has built before, as one that watches, is ready at once.
    """
    if ENGINE in sys.modules:
        publication.make_ready()
        return

    def ready(early: object) -> None:
        publication.make_ready()
        gc.freeze()     # it stays: without a look at it, its memory stays shared with processes that part from this one
    elsewhere(publication, "composition", ready)


def elsewhere(publication: Any, stage: str, meanwhile: Callable[[Callable[[], Any]], object],
              early: bool = False) -> None:
    """Pass a stage in another process, and have what it made, found, read and used as if it had been passed here.

    A process gives back at its end whatever memory it took. `meanwhile` is given what waits for pages to be made up.
    """
    def passed(tell: Callable[[Layout], None] | None = None) -> tuple:
        publication.made_up = tell
        try:
            value, trouble = getattr(publication, stage), None
        except PublishError as found:
            value, trouble = None, (found.diagnostics, found.exit_code)
        return value, trouble, publication.diagnostics, publication.read_files, publication.cache.used
    value, trouble, publication.diagnostics[:], files, used = workers.beside(passed, meanwhile, early)
    publication.read_files.update(files)
    publication.cache.used.update(used)
    if trouble:
        raise PublishError(*trouble[0], exit_code=trouble[1])
    setattr(publication, stage, value)


def proofs(publication: Any, names: Iterable[str]) -> Proofs:
    """Editions, rendered and checked; what needs no pages, and the picture of the cover, while the pages are set."""
    names = sorted(names, key=lambda name: LONGEST.index(name) if name in LONGEST else len(LONGEST))
    paged = [name for name in names if edition(name).paged]
    flowing = [name for name in names if name not in paged]
    if publication.jobs == 1 or len(names) == 1:
        return {name: publication.proved(name) for name in (*flowing, *paged)}
    aside = [*((COVERS,) if "epub" in paged or "cover" in paged else ()), *flowing]
    # Each process that is begun takes this one 5 ms, which the pages would wait for.
    groups = [tuple(aside)] if paged and publication.jobs < 3 else [(one,) for one in aside]
    tasks = {group: workers.Task(partial(_aside, publication, group, paged), urgent=not paged)
             for group in groups if group}
    results: Proofs = {}

    def covered() -> None:
        for group in [one for one in tasks if COVERS in one]:
            results.update(tasks[group].result())
            del tasks[group]        # only now: one that is waited for when the build is stopped is stopped too
        publication.cache.used.update(results.pop(COVERS, ()))

    def made_up(layout: Layout) -> None:
        covered()
        for name in paged:
            if not edition(name).typeset and publication.has_pages(edition(name)):
                tasks[name,] = workers.Task(partial(_proved, publication, name, layout))
    try:
        if any(publication.has_pages(edition(name)) for name in paged):
            _layout(publication, paged, made_up)
        covered()
        here, *others = [name for name in paged if (name,) not in tasks] or ("",)
        tasks |= {(name,): workers.Task(partial(_aside, publication, (name,), paged)) for name in others}
        results |= {here: publication.proved(here)} if here else {}
    except BaseException:
        for task in tasks.values():
            task.stop()
        raise
    for found in workers.gather(tasks).values():
        results |= found
    return results


def _aside(publication: Any, wanted: Sequence[str], paged: Sequence[str]) -> dict[str, Any]:
    """In another process: editions, and the picture of the cover for others."""
    return {name: publication.prepare(paged) if name == COVERS else publication.proved(name) for name in wanted}


def _proved(publication: Any, name: str, layout: Layout) -> dict[str, Any]:
    """In another process: an edition made of pages that are not written yet."""
    publication.__dict__.setdefault("layout", layout)       # the build's own, where it does this itself at last
    return {name: publication.proved(name)}


def _layout(publication: Any, paged: Sequence[str], made_up: Callable[[Layout], None]) -> None:
    """Set the pages: those of a long book in another process, while this one makes ready for their editions."""
    if sum(len(leaf.xhtml) for leaf in publication.composition.leaves) < LONG:
        publication.made_up = made_up
        publication.layout  # noqa: B018 (made before the processes part)
        return

    def meanwhile(early: Callable[[], Layout | None]) -> None:
        for name in paged:
            edition(name)
        layout = early()
        if layout is not None:
            made_up(layout)
    elsewhere(publication, "layout", meanwhile, early=True)
