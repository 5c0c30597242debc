"""What is done at once: composing beside making ready for the pages, editions beside the pages and each other."""

from __future__ import annotations

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
LONG = 400_000      # characters of XHTML, above which the pages take more memory than another process costs time
Proofs = dict[str, tuple[tuple[File, ...], tuple[Diagnostic, ...], frozenset[str]]]


def compose(publication: Any) -> None:
    """Compose in another process while this one makes ready for the pages; then have it as if composed here.

    Nothing to do when this process is ready, as one that watches is.
    """
    if ENGINE in sys.modules:
        return

    elsewhere(publication, "composition", publication.make_ready)


def elsewhere(publication: Any, stage: str, meanwhile: Callable[[], object]) -> None:
    """Pass a stage in another process, and have what it made, found, read and used as if it had been passed here.

    A process gives back at its end whatever memory it took.
    """
    def passed() -> tuple:
        try:
            value, trouble = getattr(publication, stage), None
        except PublishError as found:
            value, trouble = None, (found.diagnostics, found.exit_code)
        return value, trouble, publication.diagnostics, publication.read_files, publication.cache.used
    value, trouble, publication.diagnostics[:], files, used = workers.beside(passed, meanwhile)
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
    tasks = {name: workers.Task(partial(publication.proved, name), urgent=not paged) for name in flowing}

    def covered() -> None:
        if "covers" in tasks:
            publication.cache.used.update(tasks.pop("covers").result())

    def made_up(layout: Layout) -> None:
        covered()
        tasks.update((name, workers.Task(partial(_proved, publication, name, layout)))
                     for name in paged if not edition(name).typeset and publication.has_pages(edition(name)))
    try:
        if "epub" in paged or "cover" in paged:
            tasks["covers"] = workers.Task(partial(publication.prepare, paged), urgent=False)
        if any(publication.has_pages(edition(name)) for name in paged):
            _layout(publication, paged, made_up)
        covered()
        here, *others = [name for name in paged if name not in tasks] or ("",)
        tasks |= {name: workers.Task(partial(publication.proved, name)) for name in others}
        results = {here: publication.proved(here)} if here else {}
    except BaseException:
        for task in tasks.values():
            task.stop()
        raise
    return results | workers.gather(tasks)


def _proved(publication: Any, name: str, layout: Layout) -> tuple:
    """In another process: an edition made of pages that are not written yet."""
    publication.layout = layout
    return publication.proved(name)


def _layout(publication: Any, paged: Sequence[str], made_up: Callable[[Layout], None]) -> None:
    """Set the pages: those of a long book in another process, while this one makes ready for their editions."""
    if sum(len(leaf.xhtml) for leaf in publication.composition.leaves) < LONG:
        publication.made_up = made_up
        publication.layout  # noqa: B018 (made before the processes part)
    else:
        elsewhere(publication, "layout", lambda: [edition(name) for name in paged])
