"""The web page walked through with the keyboard alone, and without scripts."""

from __future__ import annotations

import re

import pytest

from tests.tools.browser import page_of


@pytest.fixture
def notes(built):
    """The page of a publication with notes and terms."""
    return built("notes").html.as_uri()


def focused(page) -> str:
    """What has the focus: the element's class and text."""
    return page.evaluate("`${document.activeElement.className} ${document.activeElement.textContent}`.trim()")


def until(page, expression: str) -> None:
    """Wait for an expression to become true (the page's own policy keeps Playwright from asking inside it)."""
    for _ in range(50):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"never true: {expression}")


def walk_to(page, wanted: str, most: int = 60) -> None:
    """Press Tab until an element of that class has the focus."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("name => document.activeElement.classList.contains(name)", wanted):
            return
    raise AssertionError(f"{wanted} cannot be reached with Tab")


def test_the_first_tab_skips_to_the_text(notes, browser):
    """The first stop is the skip link; it is seen when it has the focus, and leads into the text."""
    with page_of(browser, notes) as page:
        page.keyboard.press("Tab")
        assert focused(page).startswith("skip")
        assert page.locator(".skip").bounding_box()["y"] >= 0
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "text"


def test_a_narrow_screen_opens_the_contents_with_the_keyboard(notes, browser):
    """Tab, Enter opens the contents; Escape closes them; an entry leads to its heading and closes them."""
    with page_of(browser, notes, width=400) as page:
        walk_to(page, "menu")
        page.keyboard.press("Enter")
        assert page.locator("nav.contents").is_visible()
        page.keyboard.press("Escape")
        assert not page.locator("nav.contents").is_visible()
        page.keyboard.press("Enter")
        link = page.locator("nav.contents a", has_text="The third letter")
        link.focus()
        page.keyboard.press("Enter")
        until(page, "document.querySelector('#the-third-letter').getBoundingClientRect().top < 300")
        assert not page.locator("nav.contents").is_visible()


@pytest.mark.parametrize("kind, words", [("note-ref", "Built of oak"), ("term", "A low dam")])
@pytest.mark.parametrize("width", [320, 1600])
def test_a_note_and_a_term_pop_up_by_the_keyboard(notes, browser, kind, words, width):
    """Enter opens the pop-up beside the reference, inside the window; Escape closes it and gives the focus back."""
    with page_of(browser, notes, width=width) as page:
        walk_to(page, kind)
        before = focused(page)
        page.keyboard.press("Enter")
        popup = page.locator("#popup")
        assert popup.is_visible() and words in popup.inner_text()
        page.wait_for_timeout(500)           # the window glides to what has the focus
        box = popup.bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= width and 0 <= box["y"] <= 900 - box["height"]
        page.keyboard.press("Escape")
        assert not popup.is_visible()
        assert focused(page) == before


def test_the_close_link_of_a_pop_up_gives_the_focus_back(notes, browser):
    """Tab reaches the pop-up's links; the one that closes it returns to the reference."""
    with page_of(browser, notes) as page:
        walk_to(page, "note-ref")
        before = focused(page)
        page.keyboard.press("Enter")
        walk_to(page, "close", most=6)
        page.keyboard.press("Enter")
        assert not page.locator("#popup").is_visible()
        assert focused(page) == before


def test_a_touch_opens_and_a_touch_elsewhere_closes(notes, browser):
    """A tap on a term opens its definition, a tap beside it closes it."""
    with page_of(browser, notes, width=390, has_touch=True, is_mobile=True) as page:
        page.locator(".term").first.tap()
        assert page.locator("#popup").is_visible()
        page.touchscreen.tap(195, 120)
        until(page, "!document.getElementById('popup').matches(':popover-open')")


def test_the_place_of_the_reader_is_shown(notes, browser):
    """The contents mark the section that is read, the bar how far it is, and one link leads to the place."""
    with page_of(browser, notes, width=1600) as page:
        page.evaluate("document.getElementById('the-second-letter').scrollIntoView({behavior: 'instant'})")
        until(page, "document.querySelector('[aria-current]')?.textContent === 'The second letter'")
        assert page.locator("[aria-current]").count() == 1
        assert 0 < float(page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--read')")) < 1
        assert re.fullmatch(r"#the-(second|first)-letter.*", page.get_attribute("#here", "href"))


@pytest.mark.parametrize("kind, words", [("note-ref", "Built of oak"), ("term", "A low dam")])
def test_notes_and_terms_pop_up_without_scripts(notes, browser, kind, words):
    """Without scripts the reference's own target rises at the window's foot; the link in it closes it, back in the text."""
    with page_of(browser, notes, width=700, java_script_enabled=False) as page:
        reference = page.locator(f"main .{kind}").first
        reference.click()
        target = page.locator(f"[id='{reference.get_attribute('href')[1:]}']")
        assert target.is_visible() and words in target.inner_text()
        box = target.bounding_box()
        assert box["y"] > 450 and box["y"] + box["height"] <= 901
        target.locator(".close").click()
        assert page.url.endswith("#" + reference.get_attribute("id"))
        assert reference.is_visible()
        assert kind != "term" or not target.is_visible()


def test_the_contents_open_without_scripts(notes, browser):
    """The bar's button opens the contents and the button in them closes them, scripts or none."""
    with page_of(browser, notes, width=400, java_script_enabled=False) as page:
        page.locator(".menu").click()
        assert page.locator("nav.contents").is_visible()
        page.locator("nav.contents a", has_text="The second letter").click()
        page.locator("nav.contents .close").click()
        assert not page.locator("nav.contents").is_visible()
        page.wait_for_timeout(1000)          # the window glides there
        assert page.locator("#the-second-letter").bounding_box()["y"] < 400


def test_the_pamphlet_is_small(seed_dist):
    """This repository's own page, with its faces inside, is under 300 kilobytes."""
    assert seed_dist.edition(".html").stat().st_size < 300_000


def test_every_paragraph_and_heading_has_a_permalink(publication):
    """Every paragraph of the text that has an id, and every heading, links to itself."""
    page = publication.html.read_text(encoding="utf-8")
    for leaf in publication.composition.leaves:
        if leaf.matter == "body":
            for name in re.findall(r'<p id="([^"]+)"', leaf.xhtml):
                assert f'class="permalink" href="#{name}"' in page
            for heading in leaf.headings:
                assert f'class="self" href="#{heading.id}"' in page or leaf.kind == "opening"


def test_the_reader_sets_the_size_of_the_text(notes, browser):
    """All sizes follow the size that the reader has set in the browser."""
    with page_of(browser, notes, width=1000) as page:
        before = page.evaluate("parseFloat(getComputedStyle(document.querySelector('main p')).fontSize)")
        session = page.context.new_cdp_session(page)
        session.send("Page.setFontSizes", {"fontSizes": {"standard": 32, "fixed": 26}})
        after = page.evaluate("parseFloat(getComputedStyle(document.querySelector('main p')).fontSize)")
    assert after > 1.7 * before


def test_the_page_prints_as_a_text(notes, browser):
    """On paper there is neither bar nor sidebar nor sign of links, and the notes are there."""
    with page_of(browser, notes) as page:
        page.emulate_media(media="print")
        for gone in (".bar", "nav.contents", ".permalink", ".close", ".definition", "#popup"):
            assert not page.locator(gone).first.is_visible(), gone
        assert page.locator(".note").first.is_visible()


def test_a_list_by_small_letters_has_small_letters(built, browser):
    """A page of HTML holds type="a" and type="A" for one in an attribute selector; the list must keep its own."""
    with page_of(browser, built("tables").html.as_uri()) as page:
        assert page.evaluate("getComputedStyle(document.querySelector('ol ol[type]')).listStyleType") == "lower-alpha"
