"""The stages in order: read -> normalise -> merge -> compose -> render -> check. The one module that knows them all."""

from __future__ import annotations

import hashlib
import importlib
import pickle
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cached_property, partial

from publish import schedule
from publish.build import delivery, fingerprint, lock, state, workers
from publish.build.cache import Cache
from publish.errors import Diagnostic, PublishError, Span
from publish.materials import Materials, edition, known, text_of
from publish.model import Composition, Context, Edition, File, Layout, Manuscript, Source

BUILD = state.BUILD
PAGED = ("pdf", "print", "booklet", "cover")
SET = ("html", "epub", *PAGED)      # in faces of ours
Say = Callable[..., None]  # "STAGE: WHAT"[, done, total]


@dataclass
class Publication(Materials):
    """A publication on its way through the stages; each stage is passed at most once."""

    say: Say = lambda line, done=0, total=0: None
    jobs: int = 1
    whole: bool = False
    diagnostics: list[Diagnostic] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__post_init__()
        self.cache = Cache(self.root / BUILD / "cache")
        self._fragments: list[str] = []
        self.press = None

    def make_ready(self) -> None:
        """Import what sets the pages and let it read the faces and the stylesheet; their faults are told later."""
        from publish.typeset import ready
        with suppress(PublishError):
            self.press = ready(self.project, self.styles, self.faces)

    @cached_property
    def manuscript(self) -> Manuscript:
        """read and normalise."""
        sources = tuple(Source(path, self.read(path, self.project.span("source"))) for path in self.project.source)
        key = fingerprint.digest("normalise", fingerprint.code(), fingerprint.tools(), repr(self.project.decisions),
                                 self.project.language, *(part for one in sources for part in (one.path, one.data)))
        made: list[tuple[Manuscript, tuple[str, ...], tuple[str, ...]]] = []

        def make():
            made[:] = made or [self._normalise(sources)]
            return made[0]
        pictures, chapters = self.cache.keep(fingerprint.digest("pictures", key), lambda: make()[1:])
        self.cache.used.update(chapters)
        key = fingerprint.digest(key, *map(self.picture, pictures))
        manuscript = self.cache.keep(key, lambda: make()[0])
        self.diagnostics += manuscript.diagnostics
        return manuscript

    def _normalise(self, sources: tuple[Source, ...]) -> tuple[Manuscript, tuple[str, ...], tuple[str, ...]]:
        """The manuscript, the pictures that its text names, and the keys of its chapters in the cache."""
        fetched, chapters = [], []

        def fetch(path: str) -> bytes:
            fetched.append(path)
            return self.picture(path)

        def each(texts: Sequence[str | bytes], make: Callable) -> list:
            keys = self._keys("chapter", texts)
            chapters.extend(keys)
            return self.cache.keep_each(keys, make)
        manuscript = normalise(sources, self.project.decisions, self.project.language, fetch, self.say, each, self.jobs)
        return manuscript, tuple(fetched), tuple(chapters)

    @cached_property
    def composition(self) -> Composition:
        """merge and compose."""
        from publish.merge import made_before, merge
        manuscript, terms = self.manuscript, self._terms()
        already = frozenset().union(*(made_before(self.read(path)) for path in self.project.source))
        self.say("merge: metadata and glossary")
        book, notes = merge(manuscript, self.project, terms, already)
        self.diagnostics += (*notes, *self.idle_styles)
        key = fingerprint.digest("compose", fingerprint.code(), fingerprint.tools(), pickle.dumps(book, protocol=5),
                                 "".join(self.families))
        composition, fragments = self.cache.keep(key, lambda: (self._compose(book), tuple(self._fragments)))
        self.cache.used.update(fragments)
        self.diagnostics += composition.diagnostics
        return composition

    def _terms(self) -> tuple:
        from publish import glossary
        if not self.project.glossary:
            return ()
        terms, warnings = glossary.load(self.project.glossary,
                                        self.read(self.project.glossary, self.project.span("glossary")))
        self.diagnostics += warnings
        return terms

    def _compose(self, book) -> Composition:
        from publish import glossary, pandoc
        from publish.compose import compose
        from publish.merge import split_front
        self.say("compose: parts and chapters")
        matcher = glossary.Matcher(book.terms, self.project.language)
        body = split_front(book.markdown)[1]
        convert = partial(pandoc.convert_each, jobs=self.jobs)
        composition, used = compose(book, body, convert, matcher.find, glossary.identifier, self.families,
                                    self._kept)
        found = glossary.unused(book.terms, used)
        if book.terms:
            found += glossary.candidates(body, book.terms, self.project.language, Span(self.project.glossary))
        return replace(composition, diagnostics=(*composition.diagnostics, *found))

    def _kept(self, texts: Sequence[str], make: Callable) -> list:
        """The fragments of texts: a chapter that has not changed is not read again."""
        self._fragments = self._keys("fragment", texts)
        return self.cache.keep_each(self._fragments, make)

    @staticmethod
    def _keys(what: str, texts: Sequence[str | bytes]) -> list[str]:
        program = fingerprint.digest(what, fingerprint.code(), fingerprint.tools())
        return [fingerprint.digest(program, text) for text in texts]

    @cached_property
    def layout(self) -> Layout:
        """The one layout of the pages, with more or fewer lines on each when that fills a booklet's sheets."""
        from publish import stylesheet
        from publish.typeset import typeset
        from publish.typeset.fit import fit
        self.say("typeset: pages")

        def pages(step: int) -> Layout:
            return typeset(self.composition, self.styles, self.faces, cache=self.cache, jobs=self.jobs, say=self.say,
                           modified=self.modified, whole=self.whole, step=step, press=self.press,
                           fork=workers.Task)
        layout, found = pages(0), ()
        if "booklet" in self.project.editions and self.project.booklet.fit:
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
        found = self.missing_glyphs(text_of(self.composition)) if not set(SET).isdisjoint(names) else ()
        if found and any(self.has_pages(edition(name)) for name in names):
            raise PublishError(*found)
        self.diagnostics += (replace(one, severity="warning") for one in found)

    def _single(self, xhtml: str, css: str) -> bytes:
        """One sheet set by itself: a cover, with its picture."""
        from publish.typeset.single import single
        return single(xhtml, css, self.faces, self.cover_picture)

    def front_cover(self) -> bytes:
        """The picture of the front cover."""
        from publish.editions.cover import front
        image = self.project.cover.image
        key = fingerprint.digest("cover", self._fixed, self.read(image) if image else b"")
        context = Context(styles=self.styles, faces=self.faces, typeset=self._single)
        return self.cache.keep(key, lambda: front(self.project, context))

    def render(self, name: str) -> tuple[File, ...]:
        """render: the files of an edition."""
        wanted = edition(name)
        context = self.context(wanted)
        layout = hashlib.sha256(context.layout.pdf).hexdigest() if context.layout else ""
        key = fingerprint.digest("render", name, self.target, str(self.modified), layout, self._fixed, context.cover,
                                 self.read(self.project.cover.image) if self.project.cover.image else b"")
        self.say(f"render: {name}")
        return self.cache.keep(key, lambda: wanted.render(self.composition, context))

    @cached_property
    def _fixed(self) -> str:
        """The fingerprint of what every edition is made from, whatever its pages."""
        return fingerprint.digest(fingerprint.code(), fingerprint.tools(), pickle.dumps(self.composition, 5),
                                  pickle.dumps(self.styles, 5), *self.profiles.values(),
                                  *(face.data for face in self.faces))

    def proved(self, name: str) -> tuple[tuple[File, ...], tuple[Diagnostic, ...], frozenset[str]]:
        """render and check: an edition's files, the findings about them, and the cache entries that were used."""
        files = self.render(name)
        self.say(f"check: {name}")
        found = edition(name).check(files, self.composition)
        self.say(f"made: {name}")
        return files, found, frozenset(self.cache.used)

    def prove(self, names: Iterable[str]) -> tuple[dict[str, tuple[File, ...]], tuple[Diagnostic, ...]]:
        """The files of editions and the findings about them; editions at once, those without pages before the pages."""
        names = tuple(names)
        self.say(f"editions: {', '.join(names)}", 0, len(names))
        if self.jobs > 1 and any(name in PAGED for name in names):
            schedule.compose(self)
        self._fixed  # noqa: B018 (what all share is made before the processes part)
        self._check_glyphs(names)
        results = schedule.proofs(self, names)
        found = tuple(one for name in sorted(results) for one in results[name][1])
        self.cache.used.update(*(used for _, _, used in results.values()))
        return {name: results[name][0] for name in names}, found


def normalise(sources: tuple[Source, ...], decisions, language: str, fetch: Callable[[str], bytes],
              say: Say, each: Callable | None = None, jobs: int = 1) -> Manuscript:
    """read and normalise, as `publish normalise` does on any file; `each` keeps what was made of chapters."""
    from publish.readers import read
    from publish.transforms import normalise as transform
    say(f"read: {', '.join(source.path for source in sources)}")
    manuscript = read(sources, fetch, each, jobs)
    say("normalise: the text as Markdown")
    return transform(manuscript, decisions, each)


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
        facts = {"title": publication.project.title, "words": len(text_of(publication.composition).split()),
                 "modified": publication.modified, "inputs": publication.read_files}
        inputs = publication.inputs(state.options(publication.target, publication.whole))
        delivery.deliver(publication.disk, publication.cache, made, inputs, facts, publication.project.editions,
                         full=not names)
    return stale


def check(publication: Publication, names: tuple[str, ...] = ()) -> tuple[Diagnostic, ...]:
    """check: every finding about editions as they would be built now."""
    _, found = publication.prove(asked(publication, names))
    return tuple(dict.fromkeys((*publication.diagnostics, *found)))
