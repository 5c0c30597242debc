"""Nothing that could run, reach out or deceive passes from a text into an edition; its words do."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from publish.compose.sanitise import ATTRIBUTES, BLOCK, FOREIGN, INLINE, MATHML, sanitise
from publish.compose.trees import inner, tree
from publish.errors import PublishError, Span

NAMES = (
    sorted(BLOCK | INLINE | MATHML)
    + """script style iframe object embed form input button svg image use foreignObject
    animate set link meta base template noscript audio video source math annotation-xml title body html head frameset
    frame     marquee blink font center x-y plaintext textarea select option portal""".split()
)
KEYS = (
    sorted(ATTRIBUTES | FOREIGN)
    + """onclick onload onerror style srcdoc srcset formaction action xlink:href data
    background poster ping http-equiv content is slot nonce autofocus contenteditable target download role aria-label
    data-x xmlns""".split()
)
VALUES = (
    "javascript:alert(1)",
    "JaVa\tScRiPt:alert(1)",
    "java&#10;script:x",
    "&#x6A;avascript:x",
    "data:text/html,<b>",
    "vbscript:x",
    "//evil.example",
    "http://evil.example/x",
    "file:///etc/passwd",
    "expression(x)",
    "url(http://evil.example)",
    "#place",
    "\u202ejavascript:x",
    " javascript:x",
    "http://[",
    "a b",
    "&quot;><script>x",
)


def check(root: etree._Element) -> None:
    """Nothing in the tree runs, reaches out or is unknown."""
    for element in root.iterdescendants():
        assert isinstance(element.tag, str) and element.tag in BLOCK | INLINE | MATHML
        assert set(element.attrib) <= ATTRIBUTES | FOREIGN | {"xmlns"}
        for key, value in element.attrib.items():
            assert "url(" not in value or key in ("title", "alt", "src"), (key, value)
        if element.tag == "a":
            assert re.match(r"#.|https?://|mailto:|tel:|urn:|ftp://", element.get("href")), element.get("href")
        assert element.get("href") is None or element.tag == "a"
        assert element.get("src") is None or element.tag == "img"
        assert re.match(r"(?i)https?://|mailto:|tel:|urn:|ftp://", element.get("cite", "http://"))


@st.composite
def pieces(draw) -> str:
    """Tags that close or do not, with attributes of every kind, text and comments between."""
    made = []
    for _ in range(draw(st.integers(1, 8))):
        name = draw(st.sampled_from(NAMES))
        given_ = " ".join(
            f'{draw(st.sampled_from(KEYS))}="{draw(st.sampled_from(VALUES))}"' for _ in range(draw(st.integers(0, 3)))
        )
        made.append(
            draw(
                st.sampled_from(
                    (
                        f"<{name} {given_}>",
                        f"</{name}>",
                        f"<{name} {given_}/>",
                        f"<{name.upper()} {given_}>",
                        "<!-- c -->",
                        "<![CDATA[x]]>",
                        "<?p x?>",
                        "word",
                        "&lt;script&gt;",
                        "\x01",
                    )
                )
            )
        )
    return "".join(made) + draw(st.text(max_size=20))


@settings(max_examples=200, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(pieces())
def test_nothing_runs_whatever_is_thrown_at_it(fragment):
    """For any sequence of tags and attributes, what is left is on the list, and is XML."""
    try:
        root = tree(fragment)
    except PublishError:
        return  # nested beyond measure
    sanitise(root, None)
    check(root)
    etree.fromstring(f'<div xmlns:epub="http://www.idpf.org/2007/ops">{inner(root)}</div>')


def test_what_was_removed_is_reported():
    """One warning for each kind of thing, with how often and where."""
    root = tree(
        '<p onclick="x">a<script>b</script><script>c</script><a href="javascript:d">e</a> <a href="f.md">g</a></p>'
    )
    found = sanitise(root, Span("text.md"))
    assert [str(one).split("\n")[0] for one in found] == [
        "text.md: warning[unsafe-html]: <script> in the text was removed (2×)",
        "text.md: warning[unsafe-html]: onclick in the text was removed (1×)",
        "text.md: warning[unsafe-html]: the link to 'javascript:d' in the text was removed (1×)",
        "text.md: warning[dead-link]: the link to 'f.md' leads nowhere in the book; its words stay",
    ]
    assert inner(root) == "<p>a<span>e</span> <span>g</span></p>"


@pytest.mark.parametrize("element", ["form", "button", "font", "center", "x-y", "nav", "article", "fieldset"])
def test_unknown_elements_leave_their_words(element):
    """An element that is not known goes; what it holds stays."""
    root = tree(f"<{element}><p>words</p></{element}>")
    sanitise(root, None)
    assert inner(root) == "<div><p>words</p></div>"


def test_what_pandoc_writes_passes():
    """Formulas, tables, figures, languages and directions are not touched; alignment becomes a class."""
    fragment = (
        '<figure><img src="a.png" alt="b" title="c"/><figcaption>d</figcaption></figure>'
        '<table><tbody><tr><td colspan="2" style="text-align: right;">e</td></tr></tbody></table>'
        '<p><span lang="he" dir="rtl">f</span> <a href="https://example.org/%D7%90?b=c&amp;d#e">g</a></p>'
        '<ol type="a" start="3"><li value="4">h</li></ol>'
        '<math display="block" xmlns="http://www.w3.org/1998/Math/MathML"><mi mathvariant="normal">x</mi></math>'
    )
    root = tree(fragment)
    assert sanitise(root, None) == ()
    assert inner(root) == fragment.replace('style="text-align: right;"', 'class="align-right"').replace(
        '<math display="block" xmlns="http://www.w3.org/1998/Math/MathML">',
        '<math display="block" xmlns="http://www.w3.org/1998/Math/MathML">',
    )


@pytest.mark.parametrize(("style", "name"), [("width:50%", "width-50"), ("width: 33.3%;", "width-35"), ("width:1%", "width-5"),
                                             ("width:400%", "width-100"), ("width:5em", None),
                                             ("width:50%;background:url(x)", None)])
def test_a_pictures_share_of_the_measure_becomes_a_class(style, name):
    """Per cent in steps of five, within the measure; nothing else of a style passes."""
    root = etree.fromstring(f'<div><p><img src="a.png" alt="" style="{style}"/></p></div>')
    sanitise(root, None)
    image = root.find(".//img")
    assert image.get("class") == name and "style" not in image.attrib
