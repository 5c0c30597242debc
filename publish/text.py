"""What a publication says before it is set: read -> normalise -> merge -> compose; what chapters became is kept."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial

from publish.build import fingerprint, state
from publish.build.cache import Cache
from publish.build.workers import halved
from publish.errors import Diagnostic, Span
from publish.materials import Materials
from publish.model import Composition, Manuscript, Source

LONG = 500_000      # bytes of chapters, above which another process passes half of them through the rules
Say = Callable[..., None]  # "STAGE: WHAT"[, done, total]


@dataclass
class Text(Materials):
    """A publication on its way to a composition; each stage is passed at most once."""

    say: Say = lambda line, done=0, total=0: None
    jobs: int = 1
    diagnostics: list[Diagnostic] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__post_init__()
        self.cache = Cache(self.disk.path(f"{state.BUILD}/cache"))
        self._fragments: list[str] = []

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

        def by_two(texts: Sequence[bytes], make: Callable) -> list:
            sizes = [len(text) for text in texts]
            return each(texts, halved(make, sizes) if self.jobs > 1 and sum(sizes) > LONG else make)
        manuscript = normalise(sources, self.project.decisions, self.project.language, fetch, self.say, each, self.jobs,
                               by_two)
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

    def each(self, what: str, texts: Sequence[str | bytes], make: Callable) -> list:
        """What is made of texts, one by one, and kept."""
        return self.cache.keep_each(self._keys(what, texts), make)

    @staticmethod
    def _keys(what: str, texts: Sequence[str | bytes]) -> list[str]:
        program = fingerprint.digest(what, fingerprint.code(), fingerprint.tools())
        return [fingerprint.digest(program, text) for text in texts]


def normalise(sources: tuple[Source, ...], decisions, language: str, fetch: Callable[[str], bytes],
              say: Say, each: Callable | None = None, jobs: int = 1, by_two: Callable | None = None) -> Manuscript:
    """read and normalise, as `publish normalise` does on any file; `each` keeps what was made of chapters.

    `by_two` does as well, and may have another process make half of them: rules say what they find in what they make.
    """
    from publish.readers import read
    from publish.transforms import normalise as transform
    say(f"read: {', '.join(source.path for source in sources)}")
    manuscript = read(sources, fetch, each, jobs)
    say("normalise: the text as Markdown")
    return transform(manuscript, decisions, by_two or each)
