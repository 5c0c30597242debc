"""The words of the seed, taken from the source by hand and not by the program, and the words of each edition."""

from __future__ import annotations

import re
import unicodedata
import zipfile
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

import lxml.etree
import lxml.html
import pikepdf
import yaml

from tests.tools.pdf import pdftotext

ROOT = Path(__file__).parent.parent.parent
SEED = ROOT / "seeds" / "000_89b6ca824f38df5a.txt"
BODY_BEGINS = "The events of October 1917 are the greatest"
FURNITURE_BEGINS = "Share this article!"
XHTML = "{http://www.w3.org/1999/xhtml}"
# Elements that hold no words of the text: navigation, and what pops up or stands beside it.
BESIDE = ("head", "script", "style", "nav", "aside", "template", "button", "dialog")
BESIDE_MARKS = ".//*[@popover or @hidden or @role='doc-backlink' or @role='doc-pagebreak' or @aria-hidden='true']"


def words(text: str) -> tuple[str, ...]:
    """Runs of letters and digits, whatever stands between them."""
    return tuple(re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", text.replace("\xad", ""))))


def source() -> str:
    """The source with the corrections of the metadata made, each of which must match once."""
    text = SEED.read_text(encoding="utf-8")
    for correction in yaml.safe_load((ROOT / "metadata.yaml").read_text(encoding="utf-8"))["corrections"]:
        assert text.count(correction["source"]) == 1
        text = text.replace(correction["source"], correction["corrected"])
    return text


def paragraphs() -> tuple[tuple[str, ...], ...]:
    """The words of each paragraph, heading and quotation of the source, up to the furniture."""
    return tuple(words(line) for line in source().partition(FURNITURE_BEGINS)[0].splitlines() if words(line))


def seed() -> tuple[tuple[tuple[str, ...], ...], tuple[tuple[str, ...], ...]]:
    """What every edition holds (byline, epigraph, body with the corrections made) and what none holds (furniture)."""
    whole, furniture = source().split(FURNITURE_BEGINS)
    front, _, body = whole.partition(BODY_BEGINS)
    byline, epigraph = (paragraph for paragraph in front.split("\n") if paragraph.strip())
    kept = (words(byline), words(epigraph), words(BODY_BEGINS + body))
    removed = (FURNITURE_BEGINS, *re.split(r"\n|(?<=[!?]) ", furniture))
    return kept, tuple(words(line) for line in removed if words(line))


def of_markdown(path: Path) -> tuple[str, ...]:
    """The words of the Markdown edition, without the block of metadata at its top and without its markup."""
    text = re.sub(r"\A---\n.*?\n---\n", "", path.read_text(encoding="utf-8"), flags=re.S)
    return words(re.sub(r"^:{3,}.*$|\]\{[^}]*\}|\{[#.][^}]*\}", " ", text, flags=re.M))


def of_html(path: Path) -> tuple[str, ...]:
    """The words of the page, without navigation and pop-ups."""
    return _of_tree(lxml.html.fromstring(path.read_bytes()), "")


def of_epub(path: Path) -> tuple[str, ...]:
    """The words of the documents of the spine in order, without pop-ups."""
    found: list[str] = []
    with zipfile.ZipFile(path) as archive:
        package = next(name for name in archive.namelist() if name.endswith(".opf"))
        root = lxml.etree.fromstring(archive.read(package))
        hrefs = {item.get("id"): item.get("href") for item in root.iter("{*}item")}
        folder = package.rpartition("/")[0]
        for itemref in root.iter("{*}itemref"):
            name = f"{folder}/{hrefs[itemref.get('idref')]}".lstrip("/")
            found += _of_tree(lxml.etree.fromstring(archive.read(name)), XHTML)
    return tuple(found)


def _of_tree(root: lxml.etree._Element, prefix: str) -> tuple[str, ...]:
    beside = [element for tag in BESIDE for element in root.iter(prefix + tag)]
    for element in [*beside, *root.xpath(BESIDE_MARKS)]:
        if element.getparent() is not None:
            element.tail, tail = "", element.tail or ""
            _keep(element, tail)
            element.getparent().remove(element)
    blocks = {prefix + tag for tag in ("p", "h1", "h2", "h3", "h4", "li", "dt", "dd", "div", "section", "blockquote",
                                       "header", "footer", "td", "th", "br", "figcaption", "cite")}
    return words(_text(root, blocks))


def _text(element: lxml.etree._Element, blocks: Iterable[str]) -> str:
    if not isinstance(element.tag, str):
        return ""
    edge = "\n" if element.tag in blocks else ""
    inner = "".join(_text(child, blocks) + (child.tail or "") for child in element)
    return f"{edge}{element.text or ''}{inner}{edge}"


def _keep(element: lxml.etree._Element, tail: str) -> None:
    """Give the words after an element to what stands before it."""
    before = element.getprevious()
    if before is not None:
        before.tail = (before.tail or "") + tail
    else:
        element.getparent().text = (element.getparent().text or "") + tail


def pdf_pages(path: Path) -> tuple[str, ...]:
    """The letters and digits of each page, words run together, without artifacts (running heads, folios)."""
    with TemporaryDirectory() as folder, pikepdf.open(path) as document:
        for page in document.pages:
            page.Contents = document.make_stream(pikepdf.unparse_content_stream(_without_artifacts(page)))
        plain = Path(folder) / "plain.pdf"
        document.save(plain)
        return tuple("".join(words(text)) for text in pdftotext(plain, "-raw"))


def of_pdf(path: Path) -> str:
    """The letters and digits of all pages, run together because a word may be hyphenated at a line's or a page's end."""
    return "".join(pdf_pages(path))


def _without_artifacts(page: pikepdf.Page) -> list[object]:
    kept: list[object] = []
    depth = 0
    for instruction in pikepdf.parse_content_stream(page):
        operator = str(instruction.operator)
        opens = operator in ("BMC", "BDC")
        if depth or (opens and instruction.operands[0] == pikepdf.Name.Artifact):
            depth += opens - (operator == "EMC")
            if opens or operator in ("Tj", "TJ", "'", '"', "Do", "EMC"):
                continue
        kept.append(instruction)
    return kept
