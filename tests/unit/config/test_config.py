"""metadata.yaml becomes a Project, or findings that say what is wrong, where, and what to do."""

from __future__ import annotations

import dataclasses
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from publish import config
from publish.errors import PublishError, Span
from publish.model import Correction, Creator, Decisions

KNOWN = ("epub", "html", "markdown", "pdf", "print")
BASE = "title: A Title\ncreators: [{name: A}]\nlanguage: en\nsource: text.md\n"
FULL = """\
title: >-
  A  Title of
  two lines
title-by-editor: true
subtitle: Or Another
slug: a-slug
creators: [{name: A B, file-as: "B, A"}]
contributors: [{name: C, role: trl}]
language: en-GB
identifiers: {print: 978-0-306-40615-7, epub: 9783161484100, uuid: 5B0B3A3E-6F0B-4D0E-9D53-8A54B0C7F1D2}
publisher: P
place: Q
date: 2026-11
edition-statement: Second
rights: "© *A* "
description: D
about: E
about-title: F
imprint: G
dedication: H
subjects: [One, Two]
series: {name: S, position: 3}
source: [one.md, two.md]
source-statement: I
glossary: {file: terms.yaml, link: every}
corrections: [{source: teh, corrected: the, reason: spelling}]
normalise: {keep: [k], remove: [r], off: [o]}
editions: [epub, print]
theme: modern
print: {trim: 6x9, target: kdp, paper: {grammage: 90, bulk: 1.3, caliper: 0.1, colour: cream},
  openings: recto, half-title: true}
booklet: {sheet: letter, signature: 16, duplex: long-edge, fit: false}
cover: {design: plain, image: front.jpg, alt: A sea, colour: "#0a0b0c", blurb: B, price: 51299}
accessibility: {certified-by: X, summary: Y, exemption: eaa-microenterprise}
url: https://example.org/
"""


def load(text: str, missing: tuple[str, ...] = ()) -> config.Project:
    """The project of a metadata.yaml whose files are there."""
    return config.load(text.encode(), KNOWN, lambda name: name not in missing)


def said(text: str, **options) -> str:
    """What is wrong with a metadata.yaml."""
    with pytest.raises(PublishError) as caught:
        load(text, **options)
    assert caught.value.exit_code == 2
    return str(caught.value)


def test_every_key_arrives():
    """Each key of the schema has its place in the project."""
    project = load(FULL)
    assert project == config.Project(
        title="A Title of two lines",
        title_by_editor=True,
        subtitle="Or Another",
        slug="a-slug",
        creators=(Creator("A B", "aut", "B, A"),),
        contributors=(Creator("C", "trl"),),
        language="en-GB",
        identifiers={"print": "9780306406157", "epub": "9783161484100"},
        uuid="5b0b3a3e-6f0b-4d0e-9d53-8a54b0c7f1d2",
        publisher="P",
        place="Q",
        date="2026-11",
        edition_statement="Second",
        rights="© *A*",
        description="D",
        about="E",
        about_title="F",
        imprint="G",
        dedication="H",
        subjects=("One", "Two"),
        series="S",
        series_position=3,
        source=("one.md", "two.md"),
        source_statement="I",
        glossary="terms.yaml",
        linking="every",
        corrections=(Correction("teh", "the", "spelling", Span("metadata.yaml", 26, 15)),),
        decisions=Decisions(("k",), ("r",), ("o",)),
        editions=("epub", "print"),
        theme="modern",
        print=config.Print("6x9", "kdp", config.Paper(90, 1.3, 0.1, "cream"), "recto", True),
        booklet=config.Booklet("letter", 16, "long-edge", False),
        cover=config.Cover("plain", "front.jpg", "A sea", "#0a0b0c", "B", "51299"),
        accessibility=config.Accessibility("X", "Y", "eaa-microenterprise"),
        url="https://example.org/",
    )
    assert project.span("print", "paper", "bulk").line == 30
    unset = [one.name for one in dataclasses.fields(project) if getattr(project, one.name) == one.default]
    assert unset == []


def test_what_is_left_out_has_a_default():
    """Four keys are enough; the slug and the UUID come from the title and the creators, and stay the same."""
    project, again = load(BASE), load(BASE + "subtitle: x\n")
    assert (project.slug, project.linking, project.print.trim, project.glossary) == (
        "a-title",
        "first-in-chapter",
        "A5",
        "",
    )
    assert project.editions == config.EDITIONS
    assert project.uuid == again.uuid != load(BASE.replace("A Title", "Another")).uuid


def test_whole_numbers_are_text_where_text_is_wanted():
    """A year, an ISBN, a title or a name that is a number."""
    project = load(
        "title: 1984\ncreators: [{name: 7}]\nlanguage: en\nsource: [1, 2]\ndate: 2026\n"
        "identifiers: {pdf: 9783161484100}\nseries: {name: 100, position: 1}\nsubjects: [1917]\n"
    )
    assert (
        project.title,
        project.creators[0].name,
        project.source,
        project.date,
        project.identifiers,
        project.series,
        project.series_position,
        project.subjects,
    ) == ("1984", "7", ("1", "2"), "2026", {"pdf": "9783161484100"}, "100", 1, ("1917",))


@pytest.mark.parametrize(
    "text, wanted",
    [
        ("- a\n", "metadata.yaml:1: error[metadata]: is not a list of 'key: value' lines"),
        ("", "metadata.yaml:1: error[metadata]: is not a list of 'key: value' lines"),
        (
            BASE + "tilte: x\n",
            "metadata.yaml:5: error[unknown-key]: unknown key 'tilte'\n  hint: did you mean 'title'?",
        ),
        (
            BASE + "print: {bleed: 3}\n",
            "metadata.yaml:5: error[unknown-key]: unknown key 'bleed'\n  hint: one of: half-title, op",
        ),
        (BASE + "glossary: {fil: x}\n", "metadata.yaml:5: error[missing-key]: 'file' is missing in glossary\n"),
        (
            BASE + "glossary: [a]\n",
            "metadata.yaml:5: error[wrong-type]: glossary is a list; it must be text or a mapping\n",
        ),
        (
            BASE + "glossary: {file: g, link: evry}\n",
            "metadata.yaml:5: error[unknown-value]: glossary.link: 'evry' is not known\n  hint: did you mean 'every'?",
        ),
        (
            BASE.replace("source: text.md", "source: {a: b}"),
            "metadata.yaml:4: error[wrong-type]: source is a mapping; it must be ",
        ),
        (
            BASE + "title-by-editor: maybe\n",
            "metadata.yaml:5: error[wrong-type]: title-by-editor is text; it must be true or fal",
        ),
        (
            BASE + "title-by-editor: yes\n",
            "metadata.yaml:5: error[wrong-type]: title-by-editor is text; it must be true or false",
        ),
        (
            BASE + "subtitle:\n",
            "metadata.yaml:5: error[wrong-type]: subtitle is empty\n  hint: give it a value, or take the line",
        ),
        (BASE + "subtitle: ' '\n", "metadata.yaml:5: error[bad-value]: subtitle: is empty\n"),
        (BASE + "editions: []\n", "metadata.yaml:5: error[bad-value]: editions: is empty\n"),
        (BASE + "editions: [epub, epub]\n", "metadata.yaml:5: error[bad-value]: editions: 'epub' is listed twice\n"),
        (
            BASE + "editions: [\n  epub,\n  htlm]\n",
            "metadata.yaml:7: error[unknown-edition]: unknown edition 'htlm'\n  hint: did ",
        ),
        (BASE + "print: {paper: {bulk: 0}}\n", "metadata.yaml:5: error[bad-value]: print.paper.bulk: 0 is too small\n"),
        (
            BASE + "booklet: {signature: 6}\n",
            "metadata.yaml:5: error[bad-value]: booklet.signature: 6 is not a multiple of 4\n",
        ),
        (BASE + "slug: a/b\n", "metadata.yaml:5: error[bad-value]: slug: 'a/b' will not do\n"),
        (BASE + "slug: " + "a" * 81 + "\n", f"metadata.yaml:5: error[bad-value]: slug: '{'a' * 57}…' will not do\n"),
        (BASE + "url: javascript:x\n", "metadata.yaml:5: error[bad-value]: url: 'javascript:x' will not do\n"),
        (
            BASE.replace("language: en", "language: English"),
            "metadata.yaml:3: error[bad-value]: language: 'English' will not do",
        ),
        (BASE + "date: 2026-13\n", "metadata.yaml:5: error[bad-date]: there is no date '2026-13'\n"),
        (BASE + "date: 2025-02-29\n", "metadata.yaml:5: error[bad-date]: there is no date '2025-02-29'\n"),
        (BASE + "date: 0000\n", "metadata.yaml:5: error[bad-date]: there is no date '0000'\n"),
        (
            BASE + "identifiers: {epub: 3-16-148410-X}\n",
            "metadata.yaml:5: error[bad-isbn]: '3-16-148410-X' is not a valid ISBN-13\n"
            "  hint: this is the old form of ten digits; as an ISBN-13 it is 978-3-16",
        ),
        (
            BASE + "identifiers: {epub: 12}\n",
            "metadata.yaml:5: error[bad-isbn]: '12' is not a valid ISBN-13\n  hint: an ISBN-13 ha",
        ),
        (
            BASE + "identifiers: {epub: 9783161484100, pdf: 978-3-16-148410-0}\n",
            "metadata.yaml:5: error[bad-isbn]: '978-3-16-148410-0' is also the ISBN of epub\n",
        ),
        (
            BASE + "corrections: [{source: a, corrected: a, reason: r}]\n",
            "metadata.yaml:5: error[bad-value]: the corrected words",
        ),
        (
            BASE + "corrections:\n- {source: a, corrected: b, reason: r}\n- {source: a, corrected: c, reason: r}\n",
            "metadata.yaml:7: error[bad-value]: 'a' is corrected twice\n",
        ),
        (
            BASE + "corrections: [{source: a}]\n",
            "metadata.yaml:5: error[missing-key]: 'corrected' is missing in corrections.1\n",
        ),
        (
            BASE.replace("- name", "- nam").replace("{name: A}", "{nom: A}"),
            "metadata.yaml:2: error[missing-key]: 'name' is missing in creators.1\n",
        ),
    ],
)
def test_faults_are_told_in_the_editors_words(text, wanted):
    """Path, line, code, what is wrong; then what to do."""
    assert said(text).startswith(wanted)


def test_faults_are_told_together():
    """All missing keys, all wrong values, in the order of the lines."""
    found = said("title: a\nsubjects: x\nplace: [y]\n")
    assert [line.split(": ")[1] for line in found.splitlines() if not line.startswith("  ")] == [
        "error[missing-key]"
    ] * 3 + ["error[wrong-type]"] * 2


@pytest.mark.parametrize("name", ["text.md", "terms.yaml", "front.jpg"])
def test_files_that_are_missing(name):
    """Sources, the glossary and the cover's picture must be there."""
    text = BASE + "glossary: terms.yaml\ncover: {image: front.jpg}\n"
    assert f"error[file-missing]: '{name}' does not exist" in said(text, missing=(name,))


def test_every_hint_says_something():
    """Every key of the schema has a description, since it is what a finding hints."""

    def parts(node, name=""):
        for key, part in node.get("properties", {}).items():
            yield f"{name}{key}", part
            yield from parts(part, f"{name}{key}.")
        for branch in (*node.get("oneOf", ()), *node.get("$defs", {}).values()):
            yield from parts(branch, name)
        if "items" in node:
            yield from parts(node["items"], name)

    found = dict(parts(config.schema()))
    assert [name for name, part in found.items() if "description" not in part] == [] and len(found) > 60
    Draft202012Validator.check_schema(config.schema())


@settings(max_examples=150, deadline=None, derandomize=True)
@given(
    st.dictionaries(
        st.sampled_from(sorted(json.loads(json.dumps(config.schema()))["properties"])),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(
                    st.sampled_from(
                        (
                            "name",
                            "role",
                            "file",
                            "link",
                            "source",
                            "corrected",
                            "reason",
                            "print",
                            "uuid",
                            "paper",
                            "trim",
                            "position",
                            "keep",
                            "image",
                            "x",
                        )
                    ),
                    inner,
                    max_size=3,
                )
            ),
            max_leaves=6,
        ),
    )
)
def test_nothing_but_findings(values):
    """Whatever the keys hold, the result is a project or findings."""
    whole = {"title": "T", "creators": [{"name": "A"}], "language": "en", "source": "a"} | values
    try:
        config.load(json.dumps(whole).encode(), KNOWN, lambda name: True)
    except PublishError as trouble:
        assert trouble.exit_code == 2 and all(one.span.path == "metadata.yaml" for one in trouble.diagnostics)
