"""The door to WeasyPrint: it knows the version it opens, puts everything back, and loses no word."""

import hashlib
import inspect
import re
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from html import escape
from io import BytesIO
from multiprocessing import get_context
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from weasyprint import HTML
from weasyprint.text.fonts import FontConfiguration

from publish.typeset.paragraph import Settings, door, total_fit
from publish.typeset.paragraph.door import faces, hooks, inside
from publish.typeset.paragraph.evenness import read_lines, running_text, spread

ROOT = Path(__file__).parents[4]
PROSE = ("The committee of the harbour considered, with the greatest reluctance, an extraordinary letter from "
         "the engineer; nobody remembered who had recommended him\u2014it was late, and \u201cthe weather had "
         "changed,\u201d said Mrs.\xa0Alderton, \u201cthough hardly for the better.\u201d An old-fashioned "
         "photograph of the lighthouse stood upon the table, and the understanding between the two houses was "
         "by no means what it had been before the meeting began. ")
PICTURE = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"

HASH = "12a3b3f11f6d3f9212b063d53a57430c6174d1685189606f1db96ee66911e0da"

# Situations that stand in a paragraph and must be planned: name, body.
PLANNED = {
    "italics": PROSE + "inter<em>national</em>ism, <em>so they said,</em> and <strong>bold words</strong>. " + PROSE,
    "small capitals": PROSE + "<span style='font-variant: small-caps; letter-spacing: .05em'>Small Capitals</span> "
    + PROSE,
    "links": PROSE + "see <a href='https://example.org/'>a link that is long enough to be broken</a>. " + PROSE,
    "boxed code": PROSE + "<code style='font-family: Serif; padding: 0 3pt; border: 1pt solid'>call(argument)</code>. "
    + PROSE,
    "note": PROSE + "a word<span style='float: footnote'>A note. " + PROSE + "</span> and more. " + PROSE,
    "picture": PROSE + f"a picture <img alt='x' src='{PICTURE}' style='width: 20pt; height: 8pt'>, then " + PROSE,
    "forced break": PROSE + "<br>" + PROSE + "<br><br>" + PROSE,
    "soft hyphens": PROSE.replace("extraordinary", "extra\u00adordinary").replace("lighthouse", "light\u00adhouse"),
    "drop capital": "<span style='float: left; font-size: 31pt; line-height: 28pt; padding-right: 2pt'>T</span>"
    + PROSE * 2,
    "drop capital in italics": "<em><span style='float: left; font-size: 31pt; line-height: 28pt'>T</span>his</em> is "
    + PROSE * 2,
    "initial picture": f"<img alt='x' src='{PICTURE}' style='float: left; width: 60pt; height: 40pt'>" + PROSE * 2,
    "doubled spaces": f"{PROSE}<span style='position: relative'>{PROSE}</span> ".replace(". <", ".<i> </i><") * 3,
    "empty elements": "<a></a> " + PROSE + "<br><a></a> <i> </i>" + PROSE + " <a></a>and <b><a></a></b> so.",
    "break first": "<br>" + PROSE + "<br>" + PROSE,
    "pictures": PROSE + f"<img alt='x' src='{PICTURE}' style='width: 20pt'> " * 24 + PROSE,
    "margin note": PROSE + "<span style='float: right; width: 15mm; margin-right: -18mm'>aside</span>" + PROSE,
    "no wrap": PROSE + "<span style='white-space: nowrap'>never to be broken</span> " + PROSE,
    "greek": "<span lang='el'>\u039e\u03b5\u03c3\u03ba\u03b5\u03c0\u03ac\u03b6\u03c9 \u03c4\u03b7\u03bd</span> "
    + PROSE,
    "hebrew": PROSE + "\u05e9\u05dc\u05d5\u05dd \u05e2\u05d5\u05dc\u05dd, and <em>" + "\u05e9\u05dc\u05d5\u05dd "
    + "so</em>. " + PROSE,
    "character of another font": PROSE + "\u2708 " + PROSE + "<u>\u2708 goes</u> on.",
    "raised glyphs": PROSE + "x\u0323\u030a and q\u0301\u0301, " + PROSE,
    "omitted letters": PROSE + "Mr. B\u2e3a and the Duke of D\u2e3ashire. " + PROSE,
    "joined words": PROSE.replace("lighthouse", "light\u2060house").replace("committee", "com\u200bmittee"),
    "decoration": PROSE + "<u>underlined words that go on</u> and <s>struck out</s> x<sup>2</sup>. " + PROSE,
}
# Situations that are left to WeasyPrint, with the reason that is counted.
LEFT = {
    "script": PROSE + "\u660e\u6cbb\u6642\u4ee3 " + PROSE,
    "right-to-left": "<bdo dir='ltr'>" + PROSE + "</bdo>",
    "note in a float": PROSE + "<span style='float: left'>A<span style='float: footnote'>note</span></span>" + PROSE,
    "inline block": PROSE + "<span style='display: inline-block'>block</span> " + PROSE,
    "float inside the text": PROSE + "<span style='float: right; width: 30mm'>inside</span> " + PROSE,
    "word spacing": "<span style='word-spacing: 2pt'>" + PROSE + "</span>",
    "preserved space": "<span style='white-space: pre-wrap'>" + PROSE + "</span>",
    "first letter or line": "<span>" + PROSE + "</span>",
}


def written(html, chosen=None, **options):
    """A document as PDF, set by total fit with settings if they are given, and the account."""
    if chosen is None:
        return HTML(string=html).write_pdf(**options), None
    with total_fit(chosen) as account:
        return HTML(string=html).write_pdf(**options), account


def words_of(pdf):
    """The words of a PDF in reading order, those divided at line ends put together again, without folios."""
    document = pypdfium2.PdfDocument(pdf)
    text = "\n".join(page.get_textpage().get_text_bounded() for page in document)
    document.close()
    return re.sub(r"\s+", " ", re.sub("(-|\u2010|\ufffe|\x02)\\s+", "", text)).replace("\ufffe", "").split()


def letters_of(pdf):
    """How often each letter and figure occurs in a PDF's text."""
    return Counter(letter for word in words_of(pdf) for letter in word if letter.isalnum())


def test_the_inside_is_the_one_that_is_known():
    """If this fails, WeasyPrint changed: read what changed, see that the stand-ins still fit, then change the hash."""
    assert inside.version() == inside.KNOWN_VERSION
    sources = "".join(inspect.getsource(item) for item in inside.RELIED_ON)
    assert hashlib.sha256(sources.encode()).hexdigest() == HASH


def test_everything_is_put_back(document):
    """After the context, even after an error in it, WeasyPrint is as it was, and writes the same bytes."""
    before = [getattr(module, name) for module, name in inside.REPLACED]
    html = document(f"<p>{PROSE * 2}")
    stock, _ = written(html)
    with pytest.raises(ZeroDivisionError), total_fit(Settings()):
        assert inside.inline.split_text_box is not before[2]
        HTML(string=html).write_pdf()
        raise ZeroDivisionError
    assert [getattr(module, name) for module, name in inside.REPLACED] == before
    assert written(html)[0] == stock


def test_it_can_be_gone_without(document, monkeypatch):
    """Switched off, or with a version that is not known, WeasyPrint breaks lines itself and the account says why."""
    html = document(f"<p>{PROSE}")
    stock, _ = written(html)
    pdf, account = written(html, Settings(total_fit=False))
    assert pdf == stock and account.off == "switched off by the theme" and not account.planned
    monkeypatch.setattr(door, "version", lambda: "71.0")
    pdf, account = written(html, Settings())
    assert pdf == stock and account.off == "WeasyPrint 71.0 instead of 70.0"


@pytest.mark.parametrize("name", PLANNED)
def test_it_is_planned_and_whole(document, name):
    """Each situation that stands in a paragraph is planned, kept to its plan, and says what WeasyPrint's page says."""
    html = document(f"<p>{PLANNED[name]}</p><p>{PROSE * 2}")
    pdf, account = written(html, Settings())
    assert account.planned >= 2 and not account.fallen_back
    assert letters_of(pdf) == letters_of(written(html)[0])


@pytest.mark.parametrize("reason", LEFT)
def test_it_is_left_alone_and_counted(document, reason):
    """Where the measure or the shapes are not certain, WeasyPrint breaks the paragraph and the reason is counted."""
    style = {"first letter or line": "p:first-of-type::first-line { color: red }",
             "right-to-left": "p:first-of-type { direction: rtl }"}.get(reason, "")
    html = document(f"<p>{LEFT[reason]}</p><p>{PROSE}", style)
    pdf, account = written(html, Settings())
    assert account.fallen_back == {reason: 1} and account.planned >= 1
    assert letters_of(pdf) == letters_of(written(html)[0])


def test_a_line_with_words_of_another_script_fills_its_measure(document):
    """What Pango measures and draws, from left to right or from right to left, ends where the measure ends."""
    hebrew, arabic = "\u05e9\u05dc\u05d5\u05dd \u05e2\u05d5\u05dc\u05dd", "\u0627\u0644\u0633\u0644\u0627\u0645"
    body = "".join(f"<p>{PROSE[:at]} {hebrew}, {PROSE[at:]} {arabic} {PROSE[:300]}</p>" for at in range(20, 200, 9))
    pdf, account = written(document(body), Settings())
    lines = [line for line in running_text(read_lines(pdf), 0.233) if line.full]
    edge = Counter(round(line.line.right, 1) for line in lines).most_common(1)[0][0]
    foreign = [line for line in lines if re.search("[\u0590-\u06ff]", line.line.text)]
    assert not account.fallen_back and len(foreign) > 25
    assert all(-1 < line.line.right - edge < 2.5 for line in foreign)         # a mark may hang


def test_a_paragraph_is_counted_once(document):
    """Notes, which are laid out again with every note of their page, are told as the paragraphs that they are."""
    note = "<span style='float: footnote; footnote-policy: line'>{} and so on.</span>"
    html = document("".join(f"<p>{PROSE}{note.format(words)}" for words in
                            ("One", "Two", "Three", "Four \u660e\u6cbb", "Five", "Six \u660e\u6cbb", "Seven")))
    _, account = written(html, Settings())
    assert (account.planned, account.fallen_back) == (12, {"script": 2})


def test_it_is_planned_beside_a_float(document):
    """Paragraphs beside a float that stands before them have the measures of their lines."""
    html = document("<div style='float: right; width: 40mm; height: 60pt; margin-left: 3mm'>A box</div>"
                    + f"<p>{PROSE * 2}</p>" * 2)
    pdf, account = written(html, Settings())
    assert not account.fallen_back and letters_of(pdf) == letters_of(written(html)[0])
    lines = running_text(read_lines(pdf), 0.233)
    assert sum(line.full for line in lines) > 8


def test_a_copied_paragraph_is_planned_anew(document):
    """A running element and the head of a table are laid out again on each page, at other measures too."""
    style = ("@page { @top-center { content: element(head); width: 100% } } @page wide { size: 210mm 210mm }"
             ".head { position: running(head) } .wide { page: wide }")
    row = f"<tr><td>{PROSE}</td><td>{PROSE}</td></tr>"
    head = f"<p class='head'>{PROSE[:180]}</p><table><thead><tr><th colspan='2'>{PROSE[:300]}</th></tr></thead>"
    html = document(f"{head}{row * 6}</table><div class='wide'><p>{PROSE * 3}</p></div>", style)
    pdf, account = written(html, Settings())
    assert not account.fallen_back and letters_of(pdf) == letters_of(written(html)[0])


def test_what_is_not_justified_is_not_touched(document):
    """Ragged and centred text is none of its business."""
    html = document(f"<p style='text-align: left'>{PROSE}</p><p style='text-align: center'>{PROSE}")
    pdf, account = written(html, Settings())
    assert (account.planned, account.fallen_back) == (0, {}) and pdf == written(html)[0]


def test_a_fault_in_planning_stops_nothing(document, monkeypatch):
    """An exception while a paragraph is planned leaves the paragraph to WeasyPrint, and is counted."""
    def fail(*_):
        raise ZeroDivisionError
    monkeypatch.setattr(hooks, "content", fail)
    html = document(f"<p>{PROSE}")
    pdf, account = written(html, Settings())
    assert account.fallen_back == {"unforeseen ZeroDivisionError": 1} and pdf == written(html)[0]


def test_tags_and_links_are_unchanged(document):
    """The structure of a tagged PDF and its links are those of WeasyPrint's own."""
    html = document(f"<h1>Title</h1><p>{PLANNED['links']}</p><ul><li>{PROSE}</ul><blockquote><p>{PROSE}</blockquote>")
    found = []
    for chosen in (None, Settings()):
        with pikepdf.open(BytesIO(written(html, chosen, pdf_variant="pdf/ua-1")[0])) as pdf:
            tags = Counter(str(item.S) for item in pdf.objects
                           if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/StructElem")
            del tags["/Span"]               # one for each line
            found.append((tags, len(pdf.pages[0].Annots) > 0))
    assert found[0] == found[1]


def test_words_are_found_across_line_ends(document):
    """A search for the words of the text finds as many as in WeasyPrint's page, compounds and divided words too."""
    html = document("".join(f"<p>{PROSE * 3}" for _ in range(4)))
    stock, ours = (Counter(words_of(written(html, chosen)[0])) for chosen in (None, Settings()))
    assert ours["old-fashioned"] >= stock["old-fashioned"]
    for word in ("extraordinary", "understanding", "photograph", "lighthouse", "recommended"):
        assert ours[word] == 12


def test_pages_keep_widows_orphans_and_no_hyphen_at_the_foot(document):
    """No page begins or ends with a single line of a paragraph, and none ends in a hyphen that can be helped."""
    body = "".join(f"<p>{PROSE[number:]}{PROSE * (1 + number % 3)}" for number in range(40))
    pdf, account = written(document(body), Settings())
    lines = running_text(read_lines(pdf), 0.233)
    turns = [(lines[number], lines[number + 1]) for number in range(len(lines) - 1)
             if lines[number].line.page != lines[number + 1].line.page]
    assert len(turns) > 6 and account.feet
    assert not any(foot.opens and foot.full or head.closes and foot.full for foot, head in turns)
    assert not any(foot.hyphenated for foot, _ in turns)


def test_the_pamphlet_is_set_evenly(document):
    """Spaces near the natural one, few hyphens, no ladders and no runts, where WeasyPrint's own lines are loose."""
    text = next((ROOT / "seeds").glob("*.txt")).read_text(encoding="utf-8")
    body = "".join(f"<p>{escape(part)}</p>" for part in re.split(r"\n\s*\n", text) if len(part) > 60)
    pdf, account = written(document(body), Settings())
    figures = spread(running_text(read_lines(pdf), 0.233), 12.6)
    assert account.planned > 40 and not account.fallen_back
    assert figures["mean"] <= 1.06 and figures["sd"] <= 0.21
    assert figures["hyphens"] <= 0.12 and figures["loose"] <= 0.02
    assert figures["ladders"] == figures["runts"] == 0


def _in_a_worker(html):
    return written(html, Settings())


def test_a_worker_writes_the_same(document):
    """Another process, with its memory of words empty or full, makes the same bytes and sends its account back."""
    html = document(f"<p>{PROSE * 2}")
    here = [written(html, Settings()) for _ in range(2)]
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        there = pool.submit(_in_a_worker, html).result()
    assert there[0] == here[0][0] == here[1][0]
    assert there[1] == here[0][1]


def test_words_are_remembered_between_documents(document):
    """Two documents with font configurations of their own share the shapes of their words."""
    html, shaped = document(f"<p>{PROSE}"), []
    with total_fit(Settings()):
        for _ in range(2):
            HTML(string=html).render(font_config=FontConfiguration())
            shaped.append({id(face): len(face._words) for face in faces._faces.values()})
    assert shaped[0] == shaped[1]


INLINE = (
    "{}", "<em>{}</em>", "<b>{}</b>", "<u>{} </u> ", "<i> </i>{}", "<small> {} </small>", "<sup>{}</sup>", "{}<br>",
    "<a href='https://example.org/'>{}</a>", "<span style='padding: 0 3pt'>{}</span>", "{} \u05d0",
    "<code style='font-family: Serif; border: 1px solid; margin-left: 2pt'>{}</code>",
    "<span style='font-variant: small-caps; letter-spacing: 1px'>{}</span>",
    "<span style='white-space: nowrap'>{}</span>", "<span style='position: relative'>{}</span>",
    f"{{}}<img alt='' src='{PICTURE}' style='width: 15pt; height: 9pt'>", "{}<a></a>", "<a></a> {}", "{}<b><a></a></b> ",
    "{}<sup>7</sup><i class='note'>Of it.</i>", "{}!<sup>8</sup><i class='note'>So it is.</i> ")
SAID = st.sampled_from(PROSE.split(" ") + ["https://example.org/a/b-c", "extra\u00adordinary", "and/or", "5\u20137",
                                           "\u05e9\u05dc\u05d5\u05dd", "\u2767", "D\u2e3ashire", "light\u2060house"])
TEXT = st.lists(SAID, min_size=1, max_size=12).map(" ".join)
MIXED = st.recursive(TEXT, lambda inner: st.builds(lambda form, parts: form.format(" ".join(parts)),
                                                  st.sampled_from(INLINE), st.lists(inner, min_size=1, max_size=3)),
                     max_leaves=12)


@settings(max_examples=30, deadline=None, phases=[Phase.generate],
          suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(paragraphs=st.lists(MIXED, min_size=1, max_size=3), width=st.integers(25, 110))
def test_no_letter_is_lost_whatever_stands_in_a_paragraph(document, paragraphs, width):
    """Every letter of the text is on the pages once, and no plan fails in a way that was not foreseen."""
    style = (f"@page {{ size: 2000mm 210mm }} body {{ width: {width}mm }}"      # what may not wrap stays on the page
             "i.note { float: footnote; footnote-policy: line } ::footnote-call, ::footnote-marker { content: none }")
    html = document("".join(f"<p>{paragraph}</p>" for paragraph in paragraphs), style)
    pdf, account = written(html, Settings())
    text = re.sub("<[^>]*>", "", "".join(paragraphs))
    assert letters_of(pdf) == Counter(letter for letter in text if letter.isalnum())
    assert not [reason for reason in account.fallen_back if reason.startswith(("unforeseen", "plan not kept"))]


def test_no_line_of_an_old_plan_is_left():
    """A paragraph that is planned anew from its middle keeps the lines before, and of those after only the new ones."""
    one = HTML(string="<p style='text-align: justify'>" + PROSE * 3)
    seen = []
    with total_fit(Settings(level=False)):
        begin = hooks.Hooks._begin

        def watched(self, *arguments):
            seen.append(begin(self, *arguments))
            return seen[-1]
        hooks.Hooks._begin = watched
        try:
            one.render()
        finally:
            hooks.Hooks._begin = begin
    job = next(job for job in seen if job is not None)
    third = job.after(job.first(), 2)
    narrow = (job.widths[-1] * .6,)
    count = job.replan(0, third.begin, narrow)
    entries = [start for box in job.content.segments[0].boxes for start in box.__dict__[hooks.ENTRIES]]
    assert len(job.steps) == len(entries) == count + 2
