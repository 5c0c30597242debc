"""The parts around the text, in the trade's order (The Chicago Manual of Style, 1.4), each when it has content."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from markupsafe import escape

from publish.config import Project
from publish.model import Creator, Heading, Leaf
from publish.templates import templates

ROLE_WORDS = ("edt", "trl", "ill", "aui", "ctb")
ISBN_NAMES = (("print", "print"), ("epub", "EPUB"), ("pdf", "PDF"), ("html", "web"))


@cache
def _templates():
    return templates("publish.compose").get_template("parts.xhtml").module


def _leaf(id: str, matter: str, title: str, xhtml: str, in_contents: bool = False) -> Leaf:
    return Leaf(id, id, matter, title, str(xhtml), (Heading(id, title, 1),) if in_contents else ())


def half_title(project: Project, words: Mapping) -> Leaf:
    """The half-title: the title alone."""
    return _leaf("half-title", "front", words["half-title"], _templates().half_title(project, words))


def title_page(project: Project, words: Mapping, byline: Sequence[str], extra: str) -> Leaf:
    """The title page; `byline` is the text's own byline as lines of HTML, and stands for the creators if there is one.

    `extra` is HTML that belongs below: the notes of the byline.
    """
    creators = names(project.creators, words)
    return _leaf("title-page", "front", words["title-page"],
                 _templates().title_page(project, words, byline, creators, _contributors(project, words), extra))


def imprint(project: Project, words: Mapping, paragraphs: Sequence[str], corrections: int, terms: int,
            faces: Sequence[str]) -> Leaf:
    """The imprint: rights, what the editor did, source, identifiers. `paragraphs` are the metadata's, as HTML."""
    lines = list(paragraphs[:1])
    statements = [words["title-by-editor"]] if project.title_by_editor else []
    if corrections:
        key = "corrections-one" if corrections == 1 else "corrections"
        said = words[key].format(n=in_words(corrections, words))
        statements.append(said[0].upper() + said[1:])
    if terms:
        statements.append(words["glossary-by-editor"])
    lines += [_templates().statement("editorial", " ".join(statements), words)] if statements else []
    lines += paragraphs[1:]
    if project.publisher or project.place or project.date:
        lines.append(_templates().publication(project, written(project.date or "", words), words))
    if project.edition_statement:
        lines.append(f'<p class="publication">{escape(project.edition_statement)}</p>')
    if project.series:
        lines.append(f'<p class="series">{escape(_series(project, words))}</p>')
    if faces:
        lines.append(_templates().statement("typeset", words["typeset"].format(faces=listed(faces, words)), words))
    return _leaf("imprint", "front", words["imprint"],
                 _templates().imprint(project, words, lines, isbns(project)))


def dedication(html: str, words: Mapping) -> Leaf:
    """The dedication."""
    return _leaf("dedication", "front", words["dedication"], _templates().dedication(html, words))


def epigraph(html: str, words: Mapping) -> Leaf:
    """The epigraph."""
    return _leaf("epigraph", "front", words["epigraph"], _templates().epigraph(html, words))


def contents(headings: Sequence[Heading], words: Mapping) -> Leaf:
    """The contents: nested lists of links to headings."""
    return _leaf("contents", "front", words["contents"], _templates().contents(_nested(headings), words))


def glossary(entries: Sequence[Mapping], words: Mapping) -> Leaf:
    """The glossary; an entry is a mapping of id, term, html, see and links as (id, name), and uses as ids."""
    return _leaf("glossary", "back", words["glossary"], _templates().glossary(entries, words), in_contents=True)


def about(html: str, project: Project, words: Mapping) -> Leaf:
    """The note on this edition."""
    title, words = (project.about_title, {**words, "lang": ""}) if project.about_title else (words["about"], words)
    return _leaf("about", "back", title, _templates().about(html, title, words), in_contents=True)


def names(creators: Sequence[Creator], words: Mapping) -> str:
    """Names as a title page lists them: A, B and C."""
    return listed([creator.name for creator in creators], words)


def listed(found: Sequence[str], words: Mapping) -> str:
    """Words as a sentence lists them."""
    return found[0] if len(found) == 1 else f"{', '.join(found[:-1])} {words['and']} {found[-1]}"


def in_words(number: int, words: Mapping) -> str:
    """A number in words up to twelve, in figures above (Duden, D 84; The Chicago Manual of Style, 9.3)."""
    known = words["numbers"].split()
    return known[number - 1] if 0 < number <= len(known) else str(number)


def written(date: str, words: Mapping) -> str:
    """A date as prose has it: day, month by name, year; or month and year; or the year alone."""
    year, month, day = [*date.split("-"), "", ""][:3]
    if not month:
        return date
    name = words["months"].split()[int(month) - 1]
    if not day:
        return words["date-month"].format(month=name, year=year)
    shown = words["first-of-month"] if int(day) == 1 else int(day)
    return words["date-day"].format(day=shown, month=name, year=year)


def _contributors(project: Project, words: Mapping) -> list[str]:
    """A line for each role that has a wording; all other contributors share the last."""
    by_role = {role: [one for one in project.contributors if one.role == role] for role in ROLE_WORDS[:-1]}
    by_role[ROLE_WORDS[-1]] = [one for one in project.contributors if one.role not in by_role]
    return [f"{words[f'roles-{role}']} {names(people, words)}" for role, people in by_role.items() if people]


def _series(project: Project, words: Mapping) -> str:
    if project.series_position is None:
        return project.series
    return words["series"].format(name=project.series, position=project.series_position)


def isbns(project: Project) -> tuple[tuple[str, str], ...]:
    """Each edition's name and hyphenated ISBN (ISBN Users' Manual, section 4)."""
    if not project.identifiers:
        return ()
    from stdnum import isbn
    known = project.identifiers
    return tuple((name, isbn.format(known[key])) for key, name in ISBN_NAMES if key in known)


def _nested(headings: Sequence[Heading]) -> str:
    """An ordered list of links; headings deeper than the ones before them go into a list of their own."""
    items, index = [], 0
    while index < len(headings):
        heading = headings[index]
        end = index + 1
        while end < len(headings) and headings[end].depth > heading.depth:
            end += 1
        below = _nested(headings[index + 1:end]) if end > index + 1 else ""
        items.append(f'<li><a href="#{escape(heading.id)}">{escape(heading.title)}</a>{below}</li>')
        index = end
    return f"<ol>{''.join(items)}</ol>"
