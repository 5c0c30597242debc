"""The stages in order: read -> normalise -> merge -> compose -> render -> check. The one module that knows them all."""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property, partial

from publish import config, schedule
from publish.build import delivery, fingerprint, lock, state, workers
from publish.errors import Diagnostic, PublishError
from publish.materials import edition, known, texts_of
from publish.model import Context, Edition, File, Layout
from publish.text import Text

BUILD = state.BUILD
PAGED = ("pdf", "print", "booklet", "cover")
SET = ("html", "epub", *PAGED)      # in faces of ours
WORDLESS = "cover"                  # made from the metadata and the number of pages


@dataclass
class Publication(Text):
    """A publication on its way through the stages; each stage is passed at most once."""

    whole: bool = False

    def __post_init__(self) -> None:
        super().__post_init__()
        self.press = None
        self.made_up: Callable[[Layout], None] | None = None    # told of pages that are yet to be written

    def make_ready(self) -> None:
        """Import what sets the pages and let it read the faces and the stylesheet; their faults are told later."""
        from publish.typeset import ready
        with suppress(PublishError):
            self.press = ready(self.project, self.styles, self.faces, self._keep)

    @cached_property
    def layout(self) -> Layout:
        """The one layout of the pages, with more or fewer lines on each when that fills a booklet's sheets."""
        from publish import stylesheet
        from publish.typeset import typeset
        from publish.typeset.fit import blanks, fit
        self.say("typeset: pages")
        fitting = "booklet" in self.project.editions and self.project.booklet.fit

        def made_up(layout: Layout) -> None:
            if self.made_up and (not fitting or blanks(len(layout.pages)) < 2):
                self.made_up(layout)

        def pages(step: int) -> Layout:
            return typeset(self.composition, self.styles, self.faces, cache=self.cache, jobs=self.jobs, say=self.say,
                           modified=self.modified, whole=self.whole, step=step, press=self.press,
                           fork=workers.Task, made_up=lambda found: made_up(found) if not step else None)
        layout, found = pages(0), ()
        if fitting:
            layout, found = fit(layout, pages, stylesheet.steps(self.styles, self.project.theme),
                                self.project.span("booklet"))
        self.diagnostics += (*layout.diagnostics, *found)
        return layout

    def context(self, wanted: Edition) -> Context:
        """What an edition may use."""
        paged = self.has_pages(wanted)
        return Context(styles=self.styles, faces=self.faces, layout=self.layout if paged else None,
                       modified=self.modified, profiles=self.profiles if paged else {}, typeset=self._single,
                       cover=self.front_cover() if self.shows_cover(wanted.name) else b"", keep=self._keep)

    def _keep(self, parts: Sequence[bytes | str], make: Callable) -> object:
        """A part of an edition that does not depend on the whole of it."""
        return self.cache.keep(fingerprint.digest("part", fingerprint.code(), fingerprint.tools(), *parts), make)

    def shows_cover(self, name: str) -> bool:
        """Whether an edition has the picture of the front cover in it."""
        return name == "cover" or name == "epub" and "cover" in self.project.editions

    def has_pages(self, wanted: Edition) -> bool:
        """Whether an edition is made from the pages, or says where they begin."""
        return wanted.paged and any(name in PAGED for name in (*self.project.editions, wanted.name))

    def _check_glyphs(self, names: Iterable[str]) -> None:
        """Errors for characters that no face has when pages are made, else warnings: devices may have them."""
        letters = frozenset().union(*map(set, texts_of(self.composition))) if not set(SET).isdisjoint(names) else ()
        found = self.missing_glyphs(letters)
        if found and any(self.has_pages(edition(name)) for name in names):
            raise PublishError(*found)
        self.diagnostics += (replace(one, severity="warning") for one in found)

    def _single(self, xhtml: str, css: str) -> bytes:
        """One sheet set by itself: a cover, with its picture."""
        from publish.typeset.single import single
        return single(xhtml, css, self.faces, self.cover_picture)

    def front_cover(self) -> bytes:
        """The picture of the front cover."""
        image = self.project.cover.image
        key = fingerprint.digest("cover", self._house, self.read(image) if image else b"")

        def make() -> bytes:
            from publish.editions.cover import front
            return front(self.project, Context(styles=self.styles, faces=self.faces, typeset=self._single))
        return self.cache.keep(key, make)

    def prepare(self, names: Iterable[str]) -> frozenset[str]:
        """Make what of editions needs no pages, and is kept; the cache entries that were used."""
        shown = any(self.shows_cover(name) for name in names)
        context = Context(styles=self.styles, cover=self.front_cover() if shown else b"", keep=self._keep)
        if "epub" in names:
            from publish.editions import epub
            epub.prepare(self.project, context)
        return frozenset(self.cache.used)

    def render(self, name: str) -> tuple[File, ...]:
        """render: the files of an edition."""
        wanted = edition(name)
        context = self.context(wanted)
        made_from = (str(len(context.layout.pages)), self._house) if name == WORDLESS else (
            hashlib.sha256(context.layout.pdf).hexdigest() if wanted.typeset else
            fingerprint.digest(pickle.dumps(context.layout.pages)) if context.layout else "", self._fixed)
        key = fingerprint.digest("render", name, str(self.modified), *made_from, context.cover,
                                 self.read(self.project.cover.image) if self.project.cover.image else b"")
        self.say(f"render: {name}")
        return self.cache.keep(key, lambda: wanted.render(self.composition, context))

    @cached_property
    def _fixed(self) -> str:
        """The fingerprint of what every edition is made from, whatever its pages."""
        parts = (replace(self.composition, leaves=()), *self.composition.leaves)
        return fingerprint.digest(self._house, *map(pickle.dumps, parts))

    @cached_property
    def _house(self) -> str:
        """The fingerprint of what an edition is made from, whatever its words."""
        return fingerprint.digest(fingerprint.code(), fingerprint.tools(), self.read(config.FILE), self.target,
                                  pickle.dumps(self.styles), *self.profiles.values(),
                                  *(face.data for face in self.faces))

    def valid(self, metadata: bytes) -> bool:
        """Whether a build has found this metadata as the schema wants it."""
        return self.cache.read(self._valid(metadata)) is not None

    @staticmethod
    def _valid(metadata: bytes) -> str:
        return fingerprint.digest("metadata", fingerprint.code(), fingerprint.tools(), metadata)

    def proved(self, name: str) -> tuple[tuple[File, ...], tuple[Diagnostic, ...], frozenset[str]]:
        """render and check: an edition's files, the findings about them, and the cache entries that were used."""
        files = self.render(name)
        self.say(f"check: {name}")
        found = edition(name).check(files, self.composition, partial(self.each, f"check {name}"))
        self.say(f"made: {name}")
        return files, found, frozenset(self.cache.used)

    def prove(self, names: Iterable[str]) -> tuple[dict[str, tuple[File, ...]], tuple[Diagnostic, ...]]:
        """The files of editions and the findings about them; editions at once, those without pages before the pages."""
        names = tuple(names)
        self.say(f"editions: {', '.join(names)}", 0, len(names))
        if self.jobs > 1 and any(name in PAGED for name in names):
            schedule.compose(self)
        self._fixed  # noqa: B018 (what all share is made before the processes part)
        if self.project.cover.image:
            self.read(self.project.cover.image, self.project.span("cover", "image"))
        self._check_glyphs(names)
        results = schedule.proofs(self, names)
        if not self.valid(self.read(config.FILE)):
            self.cache.write(self._valid(self.read(config.FILE)), b"")
        found = tuple(one for name in sorted(results) for one in results[name][1])
        self.cache.used.update(*(used for _, _, used in results.values()))
        return {name: results[name][0] for name in names}, found


def asked(publication: Publication, names: tuple[str, ...]) -> tuple[str, ...]:
    """The editions to build: those named, else those of the metadata."""
    return known(names) or publication.project.editions


def outdated(publication: Publication, names: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """The editions asked for that are out of date, each with its reasons."""
    options = state.options(publication.target, publication.whole)
    return state.outdated(publication.root, asked(publication, names), options)


def build(publication: Publication, names: tuple[str, ...] = (), strict: bool = False) -> dict[str, tuple[str, ...]]:
    """Bring editions up to date; what was rebuilt and why. dist/ changes only when everything has been made.

    A strict build judges what is up to date as well: a warning that is known already fails it again.
    """
    stale = outdated(publication, names)
    if not stale and not strict:
        return {}
    with lock.locked(publication.root / BUILD):
        if delivery.finish(publication.disk):
            before, stale = stale, outdated(publication, names)
            if not stale and not strict:
                return before
        made, found = publication.prove(asked(publication, names) if strict else stale)
        made = {name: files for name, files in made.items() if name in stale}
        publication.diagnostics += found
        faults = [one for one in publication.diagnostics if one.severity == "error"
                  or (strict and one.severity == "warning")]
        if faults:
            raise PublishError(*faults)
        if not made:
            return {}
        words = sum(len(text.split()) for text in texts_of(publication.composition))
        facts = {"title": publication.project.title, "words": words,
                 "modified": publication.modified, "inputs": publication.read_files}
        inputs = publication.inputs(state.options(publication.target, publication.whole))
        delivery.deliver(publication.disk, publication.cache, made, inputs, facts, publication.project.editions,
                         full=not names)
    return stale


def check(publication: Publication, names: tuple[str, ...] = ()) -> tuple[Diagnostic, ...]:
    """check: every finding about editions as they would be built now."""
    _, found = publication.prove(asked(publication, names))
    return tuple(dict.fromkeys((*publication.diagnostics, *found)))
