"""The pages of the EPUB are the pages of the paper: the same numbers at the same words."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import lxml.etree
import pytest

from publish.editions.epub import EDITION
from publish.model import UNCOUNTED
from publish.pipeline import Publication
from tests.conftest import copy_seed
from tests.tools.pdf import pdftotext

XHTML = "{http://www.w3.org/1999/xhtml}"
BREAK = "\ufff9{}\ufffb"
BLOCKS = ("p", "h1", "h2", "h3", "li", "dt", "dd", "div", "section", "blockquote", "nav")
HEAD = 90           # letters that a running head and the rest of a divided word may take before a page's first words


def letters(text: str) -> str:
    """A text's letters, without what lines add and drop; ligatures as the letters they join."""
    return UNCOUNTED.sub("", text.replace("ﬁ", "fi").replace("ﬂ", "fl").replace("ﬀ", "ff"))


def with_breaks(epub: Path) -> str:
    """The text of an EPUB in the order of the spine, without pop-ups, each page break as its label in signs."""
    found = []
    with zipfile.ZipFile(epub) as archive:
        package = lxml.etree.fromstring(archive.read("EPUB/content.opf"))
        hrefs = {item.get("id"): item.get("href") for item in package.iter("{*}item")}
        for itemref in package.iter("{*}itemref"):
            root = lxml.etree.fromstring(archive.read(f"EPUB/{hrefs[itemref.get('idref')]}"))
            found.append(_text(root.find(f"{XHTML}body")))
    return "".join(found)


def _text(element: lxml.etree._Element) -> str:
    if not isinstance(element.tag, str) or element.get("hidden") or element.tag == f"{XHTML}aside":
        return ""
    if element.get("role") == "doc-pagebreak":
        return BREAK.format(element.get("aria-label"))
    edge = "\n" if element.tag.removeprefix(XHTML) in BLOCKS else ""
    inner = "".join(_text(child) + (child.tail or "") for child in element)
    return f"{edge}{element.text or ''}{inner}{edge}"


@pytest.fixture(scope="module", params=["the seed", "notes", "verse", "languages"])
def paper(request, built, tmp_path_factory):
    """The layout's pages, the text of each sheet of paper, and the text of the EPUB with its breaks."""
    folder = tmp_path_factory.mktemp("paper")
    if request.param == "the seed":
        publication = Publication(copy_seed(folder / "seed").folder)
        composition, context = publication.composition, publication.context(EDITION)
        (folder / "book.epub").write_bytes(EDITION.render(composition, context)[0].data)
        epub = folder / "book.epub"
    else:
        context, epub = built(request.param).context, built(request.param).epub
    (folder / "book.pdf").write_bytes(context.layout.pdf)
    texts = pdftotext(folder / "book.pdf", "-raw")
    assert len(texts) == len(context.layout.pages)
    return context.layout.pages, texts, with_breaks(epub)


def test_every_page_with_a_folio_has_its_break(paper):
    """The breaks are those pages that have a folio, once each and in their order."""
    pages, _, text = paper
    labels = [page.label for page in pages if page.label]
    assert labels
    assert re.findall("\ufff9([^\ufffb]+)\ufffb", text) == labels


def test_every_page_begins_with_the_same_words(paper):
    """The words after a break are the first words of that page on paper, which bears that number, and of no other."""
    pages, texts, text = paper
    for number, page in enumerate(pages):
        if not page.label:
            continue
        after = text.partition(BREAK.format(page.label))[2]
        size = 5 if page.start[0].startswith("contents") else 24       # on paper leaders stand between the contents
        first = letters(re.sub("\ufff9[^\ufffb]*\ufffb", "", after))[:size]
        assert page.label in texts[number].split(), page.label
        place = letters(texts[number]).casefold().find(first.casefold())
        assert 0 <= place <= HEAD, (page.label, first, texts[number][:160])


def test_breaks_divide_no_word(paper):
    """A break stands between words, also where the page on paper begins with the rest of a divided one."""
    _, _, text = paper
    assert re.findall("\\w\ufff9[^\ufffb]+\ufffb\\w", text) == []
