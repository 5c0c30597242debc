"""What a publication brings: its files, its metadata, its styles and faces; every file that is read is remembered."""

from __future__ import annotations

import calendar
import hashlib
import importlib
import mimetypes
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from publish import config
from publish.build import state
from publish.errors import MISUSE, Diagnostic, PublishError, Span, did_you_mean, error
from publish.model import Composition, Edition, Face, Resource
from publish.workspace import Disk

STYLE_FOLDERS = ("styles", "styles/themes", "styles/editions", "styles/profiles", "styles/covers")
MOST_GLYPHS = 5


def known_editions() -> tuple[str, ...]:
    """The editions there are: a folder each."""
    root = Path(__file__).parent / "editions"
    return tuple(sorted(path.parent.name for path in root.glob("*/__init__.py")))


def edition(name: str) -> Edition:
    """An edition by name."""
    return importlib.import_module(f"publish.editions.{name}").EDITION


def known(names: Iterable[str]) -> tuple[str, ...]:
    """The names of editions, each once; errors: names of none."""
    there = known_editions()
    faults = [error("unknown-edition", f"unknown edition '{name}'", None, did_you_mean(name, there))
              for name in names if name not in there]
    if faults:
        raise PublishError(*faults, exit_code=MISUSE)
    return tuple(dict.fromkeys(names))


def texts_of(composition: Composition) -> Iterator[str]:
    """The words of each leaf of a composition, without markup."""
    import html
    import re
    return (html.unescape(re.sub(r"<annotation.*?</annotation>|<[^>]*>", "", leaf.xhtml))
            for leaf in composition.leaves)


@dataclass
class Materials:
    """A publication's folder; `target` is a printer named on the command line, `read_files` a hash of each file."""

    root: Path
    target: str = field(default="", kw_only=True)
    read_files: dict[str, str] = field(default_factory=dict, kw_only=True)

    def __post_init__(self) -> None:
        self.disk = Disk(self.root)

    def read(self, path: str, span: Span | None = None) -> bytes:
        """The bytes of a file of the publication, remembered as an input."""
        data = self.disk.read(path, span)
        self.read_files[path] = hashlib.sha256(data).hexdigest()
        return data

    def valid(self, metadata: bytes) -> bool:
        """Whether metadata is known to be as the schema wants it."""
        return False

    @cached_property
    def project(self) -> config.Project:
        """The metadata."""
        if not self.disk.exists(config.FILE):
            raise PublishError(error("no-metadata", f"there is no {config.FILE} here", Span(config.FILE),
                                     "go to a publication's folder, name it with -C, or begin one: publish new DIR"),
                               exit_code=MISUSE)
        data = self.read(config.FILE)
        project = config.load(data, known_editions(), self.disk.exists, self.valid(data))
        return replace(project, print=replace(project.print, target=self.target)) if self.target else project

    @cached_property
    def modified(self) -> int:
        """The moment of the edition: SOURCE_DATE_EPOCH, else the metadata's date, else 1980, zip's beginning."""
        if self.disk.environment.get("SOURCE_DATE_EPOCH"):
            return self.disk.now()
        numbers = [int(part) for part in self.project.date.split("-")] if self.project.date else [1980]
        return calendar.timegm((*numbers, 1, 1)[:3] + (0, 0, 0))

    @cached_property
    def styles(self) -> dict[str, str]:
        """The style files, the publication's own over the built-in ones; errors: names that they do not know."""
        from publish import stylesheet
        styles = stylesheet.gather(self._own_styles, self.project.theme, self.project.span("theme"))
        faults = stylesheet.unknown_names(styles, self.project)
        if faults:
            raise PublishError(*faults, exit_code=MISUSE)
        return styles

    @cached_property
    def _own_styles(self) -> dict[str, bytes]:
        from publish import stylesheet
        if (self.root / "styles").resolve() == stylesheet.folder().resolve():
            return {}                                           # the built-in ones themselves
        return {path.removeprefix("styles/"): self.read(path)
                for folder in STYLE_FOLDERS for path in self.disk.listing(folder)}

    @property
    def idle_styles(self) -> tuple[Diagnostic, ...]:
        """Warnings of what the publication's own styles say in vain."""
        from publish import stylesheet
        return stylesheet.idle(self._own_styles, self.project.theme)

    @cached_property
    def profiles(self) -> dict[str, bytes]:
        """The ICC profiles by path below styles/, the publication's own over the built-in ones."""
        from publish import stylesheet
        files = {**stylesheet.built_in(), **self._own_styles}
        return {name: data for name, data in sorted(files.items()) if name.endswith(".icc")}

    @cached_property
    def families(self) -> tuple[str, ...]:
        """The families of faces that the theme names."""
        from publish import stylesheet
        return stylesheet.families(self.styles, self.project.theme)

    @cached_property
    def faces(self) -> tuple[Face, ...]:
        """The faces of the theme."""
        from publish import stylesheet
        return stylesheet.faces(self.styles, self.project.theme, self.read)

    def missing_glyphs(self, letters: Iterable[str]) -> tuple[Diagnostic, ...]:
        """An error for each character of a text that no face of the theme has, where it first stands; one for all
        when there are many, as of a script."""
        from publish import stylesheet
        missing = stylesheet.missing_glyphs(letters, self.faces)
        groups = [missing] if len(missing) > MOST_GLYPHS else missing
        return tuple(map(self._missing, groups))

    def _missing(self, letters: Sequence[str]) -> Diagnostic:
        named = ", ".join(f"'{letter}' (U+{ord(letter):04X})" for letter in letters[:MOST_GLYPHS])
        more = f" and {len(letters) - MOST_GLYPHS} more" if len(letters) > MOST_GLYPHS else ""
        files = (*self.project.source, config.FILE, *filter(None, (self.project.glossary,)))
        return error("glyph-missing", f"no face of the theme '{self.project.theme}' has {named}{more}",
                     self.place(letters[0], files), "choose a theme whose face has it, or name one in "
                     "styles/faces.yaml; editions without pages are shown with the reader's own faces")

    def picture(self, path: str) -> bytes:
        """A file that the text names; errors say where."""
        try:
            return self.read(path)
        except PublishError as trouble:
            place = self.place(Path(path).name, self.project.source)
            raise PublishError(*(replace(one, span=place) for one in trouble.diagnostics)) from None

    @cached_property
    def cover_picture(self) -> tuple[Resource, ...]:
        """The picture of the cover, proved as those of the text are; none where the metadata names none."""
        name, span = self.project.cover.image, self.project.span("cover", "image")
        if not name:
            return ()
        from publish.readers.pictures import proved
        return (Resource(name, *proved(name, self.read(name, span), mimetypes.guess_type(name)[0] or "", span)),)

    def inputs(self, options: str) -> dict[str, str]:
        """Every input of what was built with these options, with its fingerprint as it was read."""
        fixed = (*state.FACTS, *(f"{folder}/" for folder in STYLE_FOLDERS))
        return {**{name: state.input_hash(self.root, name, options) for name in fixed}, **self.read_files}

    def place(self, words: str, files: Iterable[str]) -> Span:
        """The first place where words stand in some files of text, or the first of the files."""
        files = tuple(files)
        for path in files:
            text = self.disk.read(path).decode("utf-8", "replace")
            if words in text:
                return Span(path, text.count("\n", 0, text.index(words)) + 1)
        return Span(files[0])
