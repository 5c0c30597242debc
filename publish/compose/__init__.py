"""compose: Book -> Composition. Semantic XHTML leaves, made once, the same for every edition."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from publish.compose import parts
from publish.compose.chunks import Chunk, split
from publish.compose.leaves import Frame, leaf, tree, serialise, unique
from publish.compose.linking import Use, link
from publish.compose.sanitise import sanitise
from publish.compose.words import words as words_for
from publish.config import Project, slug
from publish.errors import Diagnostic, PublishError, Span, error
from publish.model import Book, Composition, Leaf, Resource, Term

FORMAT = "markdown-smart-raw_tex-raw_attribute-yaml_metadata_block-pandoc_title_block"
OPTIONS = ("--mathml", "--wrap=none", "--email-obfuscation=none")
SEPARATOR = "PUBLISHCHUNK{:06d}END"
RESERVED = ("half-title", "title-page", "imprint", "dedication", "epigraph", "contents", "opening", "glossary", "about",
            "cover", "notes", "nav")
CONTENTS_DEPTH = 3

Convert = Callable[..., tuple[str, tuple[Diagnostic, ...]]]


def compose(book: Book, body: str, convert: Convert, find: Callable[[str], list], identifier: Callable[[str], str],
            faces: str) -> Composition:
    """The composition of a book; `body` is its Markdown without the YAML block.

    `convert` is pandoc's door, `find` and `identifier` the glossary's matcher; `faces` are the names of the faces, for
    the imprint. Errors: a picture that the book does not carry.
    """
    project: Project = book.project
    words = words_for(project.language)
    chunks, level = split(body)
    fields = _fields(project, book.terms)
    fragments, diagnostics = fragments_of([*chunks, *(Chunk("field", text) for text in fields.values())], convert)
    made = dict(zip(fields, fragments[len(chunks):]))
    text, found = _text(chunks, fragments, level, project, words)
    byline = _first(chunks, fragments, "byline")
    text, uses = _linked(text, find, identifier, project.linking)
    front = _front(project, words, byline, _all(chunks, fragments, "epigraph"), made, book, faces)
    back = _back(project, words, made, book.terms, uses, text, identifier)
    listed = [heading for one in (*text, *back) for heading in one.headings if heading.depth <= CONTENTS_DEPTH]
    contents = (parts.contents(listed, words),) if len(listed) > 1 else ()
    leaves = (*front, *contents, *text, *back)
    leaves, faults = _pictures(leaves, book.resources, project)
    if faults:
        raise PublishError(*faults)
    return Composition(project=project, leaves=leaves, resources=book.resources, markdown=book.markdown,
                       ledger=book.ledger, terms=book.terms, diagnostics=(*diagnostics, *found))


def fragments_of(chunks: Sequence[Chunk], convert: Convert) -> tuple[list[str], tuple[Diagnostic, ...]]:
    """The HTML of each chunk, from one run of pandoc; chunk by chunk when a chunk leaves something open."""
    if not chunks:
        return [], ()
    pieces = [_labelled(chunk, index) for index, chunk in enumerate(chunks)]
    joined = "".join(f"{piece}\n\n{SEPARATOR.format(index)}\n\n" for index, piece in enumerate(pieces))
    result, diagnostics = convert(f"{joined}{chunks[0].links}\n", FORMAT, "html5", OPTIONS)
    body, notes = _without_notes(result)
    found = re.split(r"<p>PUBLISHCHUNK(\d{6})END</p>\n?", body)
    if [int(number) for number in found[1::2]] == list(range(len(chunks))):
        return [_own_notes(fragment, notes) for fragment in found[0:-1:2]], diagnostics
    single = [convert(f"{piece}\n\n{chunk.links}\n", FORMAT, "html5", OPTIONS) for piece, chunk in zip(pieces, chunks)]
    return [fragment for fragment, _ in single], tuple(one for _, some in single for one in some)


def _labelled(chunk: Chunk, index: int) -> str:
    """The chunk with its notes, their labels made unique in the batch, since a note may be cited in two chapters."""
    if not chunk.notes:
        return chunk.markdown
    labels = set(re.findall(r"^\[\^([^\]\s]+)\]:", chunk.notes, re.M))
    return re.sub(r"\[\^([^\]\s]+)\]", lambda match: f"[^{index}-{match.group(1)}]" if match.group(1) in labels
                  else match.group(), f"{chunk.markdown}\n\n{chunk.notes}")


NOTES = re.compile(r'<section id="footnotes".*?</section>\s*$', re.S)
ITEM = re.compile(r'<li id="(fn\d+)">.*?(?=<li id="fn\d+">|</ol>\s*</section>)', re.S)


def _without_notes(result: str) -> tuple[str, dict[str, str]]:
    match = NOTES.search(result)
    if not match:
        return result, {}
    return result[:match.start()], {item.group(1): item.group() for item in ITEM.finditer(match.group())}


def _own_notes(fragment: str, notes: dict[str, str]) -> str:
    """The fragment with the notes that it refers to, in the form that pandoc gives a whole document."""
    wanted, waiting = [], re.findall(r'href="#(fn\d+)"', fragment)
    while waiting:
        name = waiting.pop(0)
        if name in notes and name not in wanted:
            wanted.append(name)
            waiting += re.findall(r'href="#(fn\d+)" class="footnote-ref"', notes[name])
    return fragment + (f'<section class="footnotes"><ol>{"".join(notes[name] for name in wanted)}</ol></section>'
                       if wanted else "")


def _fields(project: Project, terms: tuple[Term, ...]) -> dict[str, str]:
    """The metadata's and the glossary's own pieces of Markdown, by name."""
    named = {"rights": project.rights, "source-statement": project.source_statement, "imprint": project.imprint,
             "dedication": project.dedication, "about": project.about}
    return {name: text for name, text in named.items() if text} | \
        {f"term:{term.term}": term.definition for term in terms}


def _text(chunks: Sequence[Chunk], fragments: Sequence[str], level: int, project: Project,
          words: Mapping) -> tuple[tuple[Leaf, ...], tuple[Diagnostic, ...]]:
    """The leaves of the text: its opening, parts and chapters. Notes are numbered through a text that runs on."""
    leaves, diagnostics, taken = [], [], set(RESERVED)
    note, parted = 1, any(chunk.kind == "part" for chunk in chunks)
    for chunk, fragment in zip(chunks, fragments):
        if chunk.kind not in ("opening", "part", "chapter"):
            continue
        heading = re.search(r"<h[1-6][^>]*>(.*?)</h[1-6]>", fragment, re.S)
        wanted = slug(re.sub(r"<[^>]+>", "", heading.group(1)))[:60].strip("-") if heading else "opening"
        name = "opening" if chunk.kind == "opening" else unique(wanted, taken)
        depth = 2 if parted and chunk.kind == "chapter" else 1
        own_level = level - 1 if chunk.kind == "part" else level
        frame = Frame(name, chunk.kind, own_level, depth, project.title, note, words, project.language,
                      Span(project.source[0]))
        one, count, found = leaf(fragment, frame)
        note = note + count if project.print.openings == "run-on" else 1
        leaves.append(one)
        diagnostics += found
    return tuple(leaves), tuple(diagnostics)


def _linked(leaves: tuple[Leaf, ...], find: Callable[[str], list], identifier: Callable[[str], str],
            policy: str) -> tuple[tuple[Leaf, ...], list[tuple[Leaf, Use]]]:
    linked: set[str] = set()
    made, uses = [], []
    for one in leaves:
        xhtml, found = link(one, find, identifier, policy, linked)
        made.append(replace(one, xhtml=xhtml))
        uses += [(one, use) for use in found]
    return tuple(made), uses


def _front(project: Project, words: Mapping, byline: str, epigraph: str, made: Mapping[str, str], book: Book,
           faces: str) -> tuple[Leaf, ...]:
    clean = {name: _clean(html) for name, html in made.items()}
    paragraphs = [clean[name] for name in ("rights", "source-statement", "imprint") if name in clean]
    leaves = [parts.half_title(project, words)] if project.print.half_title else []
    leaves.append(parts.title_page(project, words, _inline(byline)))
    leaves.append(parts.imprint(project, words, paragraphs, len(book.made), len(book.terms), faces))
    leaves += [parts.dedication(clean["dedication"], words)] if "dedication" in clean else []
    leaves += [parts.epigraph(_clean(epigraph, "epigraph"), words)] if epigraph else []
    return tuple(leaves)


def _back(project: Project, words: Mapping, made: Mapping[str, str], terms: tuple[Term, ...],
          uses: list[tuple[Leaf, Use]], text: tuple[Leaf, ...], identifier: Callable[[str], str]) -> tuple[Leaf, ...]:
    leaves = []
    if terms:
        leaves.append(parts.glossary([_entry(term, made, uses, identifier) for term in terms], words))
    if "about" in made:
        leaves.append(parts.about(_clean(made["about"]), project, words))
    return tuple(leaves)


def _entry(term: Term, made: Mapping[str, str], uses: list[tuple[Leaf, Use]],
           identifier: Callable[[str], str]) -> dict[str, object]:
    entry = identifier(term.term)
    own = [(leaf_of, use) for leaf_of, use in uses if use.term == entry]
    return {"id": entry, "term": term.term, "html": _clean(made[f"term:{term.term}"]),
            "see": [(identifier(name), name) for name in term.see],
            "links": [(use.id, leaf_of.title) for leaf_of, use in own if use.linked],
            "uses": " ".join(use.id for _, use in own)}


def _clean(fragment: str, prefix: str = "") -> str:
    """A sanitised fragment as XHTML."""
    root = tree(fragment)
    sanitise(root, None)
    for span in root.xpath(".//p[count(*)=1]/span[@class='source']"):
        paragraph = span.getparent()
        paragraph.set("class", "source")
        paragraph.text = (paragraph.text or "") + (span.text or "")
        for child in list(span):
            paragraph.append(child)
        paragraph.remove(span)
    for number, element in enumerate(root.iter("p") if prefix else ()):
        element.set("id", f"{prefix}-p{number + 1}")
    return ((root.text or "") + "".join(serialise(child) + (child.tail or "") for child in root)).strip()


def _inline(fragment: str) -> str:
    """The contents of the paragraphs of a fragment, on one line."""
    root = tree(fragment)
    sanitise(root, None)
    pieces = [(element.text or "") + "".join(serialise(child) + (child.tail or "") for child in element)
              for element in root.iter("p")]
    return "<br/>".join(pieces)


def _first(chunks: Sequence[Chunk], fragments: Sequence[str], kind: str) -> str:
    return next((fragment for chunk, fragment in zip(chunks, fragments) if chunk.kind == kind), "")


def _all(chunks: Sequence[Chunk], fragments: Sequence[str], kind: str) -> str:
    return "\n".join(fragment for chunk, fragment in zip(chunks, fragments) if chunk.kind == kind)


IMAGE = re.compile(r'<img\b[^>]*?\bsrc="([^"]*)"[^>]*>')


def _pictures(leaves: tuple[Leaf, ...], resources: tuple[Resource, ...],
              project: Project) -> tuple[tuple[Leaf, ...], tuple[Diagnostic, ...]]:
    """The leaves, and an error for each picture that the book does not carry."""
    carried = {resource.name for resource in resources}
    faults = [error("image-missing", f"the text shows '{name}', which the publication does not hold",
                    Span(project.source[0]), "put the picture beside the text and name it from there")
              for one in leaves for name in IMAGE.findall(one.xhtml) if name not in carried]
    return leaves, tuple(faults)
