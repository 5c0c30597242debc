"""Small publications that the validators approve of, and ways to spoil them: a validator that cannot fail proves
nothing."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path

XHTML = """<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" lang="en" xml:lang="en">
<head><title>{title}</title></head>
<body>{body}</body>
</html>
"""

CHAPTER_ONE = """<section epub:type="chapter" role="doc-chapter" aria-labelledby="h1">
<h1 id="h1">The mill</h1>
<span epub:type="pagebreak" role="doc-pagebreak" id="page1" aria-label="1"></span>
<p>The wheel turned all night.<a epub:type="noteref" role="doc-noteref" id="r1" href="#n1">1</a> The
<a epub:type="glossref" role="doc-glossref" href="#g1">sluice</a> stood open.</p>
<aside epub:type="footnote" role="doc-footnote" id="n1"><p>Until it froze. <a role="doc-backlink" href="#r1">Back</a></p>
</aside>
<aside epub:type="footnote" role="doc-footnote" id="g1"><p>A gate for water.</p></aside>
</section>"""

CHAPTER_TWO = """<section epub:type="chapter" role="doc-chapter" aria-labelledby="h2">
<h1 id="h2">The thaw</h1>
<p>In March the ice <span epub:type="pagebreak" role="doc-pagebreak" id="page2" aria-label="2"></span>broke.</p>
</section>"""

NAV = """<nav epub:type="toc" role="doc-toc" aria-labelledby="toc"><h1 id="toc">Contents</h1><ol>
<li><a href="one.xhtml">The mill</a></li><li><a href="two.xhtml">The thaw</a></li></ol></nav>
<nav epub:type="page-list" role="doc-pagelist" aria-labelledby="pages"><h1 id="pages">Pages</h1><ol>
<li><a href="one.xhtml#page1">1</a></li><li><a href="two.xhtml#page2">2</a></li></ol></nav>"""

PACKAGE = """<?xml version="1.0" encoding="utf-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id" xml:lang="en">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:identifier id="id">urn:uuid:6d7c5e62-5f0d-4a54-9b0f-0d2f6f4f2c11</dc:identifier>
<dc:title>The mill</dc:title><dc:language>en</dc:language><dc:creator>A. Miller</dc:creator>
<meta property="dcterms:modified">2026-01-01T00:00:00Z</meta>
<meta property="schema:accessMode">textual</meta>
<meta property="schema:accessModeSufficient">textual</meta>
<meta property="schema:accessibilityFeature">structuralNavigation</meta>
<meta property="schema:accessibilityFeature">pageNavigation</meta>
<meta property="schema:accessibilityFeature">pageBreakMarkers</meta>
<meta property="schema:accessibilityHazard">none</meta>
<meta property="schema:accessibilitySummary">Text with headings, a table of contents and page numbers.</meta>
<meta property="pageBreakSource">none</meta>
</metadata>
<manifest>
<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>
<item id="one" href="one.xhtml" media-type="application/xhtml+xml"/>
<item id="two" href="two.xhtml" media-type="application/xhtml+xml"/>
</manifest>
<spine><itemref idref="one"/><itemref idref="two"/></spine>
</package>
"""

CONTAINER = """<?xml version="1.0"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>
<rootfile full-path="EPUB/package.opf" media-type="application/oebps-package+xml"/></rootfiles></container>
"""

HTML = """<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>The mill</title><meta name="viewport" content="width=device-width">
<meta name="description" content="A story of a winter."><link rel="icon" href="data:,"></head>
<body><main><h1>The mill</h1><p>The wheel turned all night.</p></main></body>
</html>
"""

EPUB_FILES: Mapping[str, str] = {
    "META-INF/container.xml": CONTAINER,
    "EPUB/package.opf": PACKAGE,
    "EPUB/nav.xhtml": XHTML.format(title="Contents", body=NAV),
    "EPUB/one.xhtml": XHTML.format(title="The mill", body=CHAPTER_ONE),
    "EPUB/two.xhtml": XHTML.format(title="The thaw", body=CHAPTER_TWO),
}


def epub(path: Path, *spoilings: tuple[str, str, str]) -> Path:
    """Write a sound EPUB to `path`; each spoiling (file, old, new) replaces text that must be there."""
    files = dict(EPUB_FILES)
    for name, old, new in spoilings:
        assert old in files[name], f"{old!r} is not in {name}"
        files[name] = files[name].replace(old, new)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/epub+zip", zipfile.ZIP_STORED)
        for name, text in files.items():
            archive.writestr(name, text, zipfile.ZIP_DEFLATED)
    return path


def html(path: Path, *spoilings: tuple[str, str]) -> Path:
    """Write a sound web page to `path`; each spoiling (old, new) replaces text that must be there."""
    text = HTML
    for old, new in spoilings:
        assert old in text, f"{old!r} is not in the page"
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")
    return path
