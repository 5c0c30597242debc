"""The styles keep their bargain: figures in tokens, rules in base, decisions in themes, printers with their sources."""

from __future__ import annotations

import re
from itertools import pairwise, product
from pathlib import Path

import pytest

from publish import stylesheet
from publish.editions.press.colour import Inks, theme_colours
from publish.yamlfile import parse
from tests.tools import press

ROOT = Path(__file__).parent.parent / "styles"
THEMES = sorted(path.stem for path in (ROOT / "themes").glob("*.css"))
PRINTERS = parse("printers.yaml", (ROOT / "printers.yaml").read_bytes()).value
COVERS = sorted(path.stem for path in (ROOT / "covers").glob("*.css"))
CHARACTER = {"classic": 0.442, "modern": 0.442, "large-print": 0.412}      # em: the mean width of a character of the face
LOWEST_INK = min(one["ink"] for one in PRINTERS["printers"].values())


def css(name: str) -> str:
    """A style file without its comments."""
    return re.sub(r"/\*.*?\*/", "", (ROOT / name).read_text("utf-8"), flags=re.S)


def tokens(name: str) -> dict[str, str]:
    """The custom properties that a file sets."""
    return {key: value.strip() for key, value in re.findall(r"--([a-z0-9-]+)\s*:\s*([^;]+);", css(name))}


def luminance(colour: str) -> float:
    """Relative luminance of #rrggbb (WCAG 2.2)."""
    parts = [int(colour[at:at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= .04045 else ((part + .055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + .05) / (dark + .05)


@pytest.mark.parametrize("name", ["tokens.css", *(f"themes/{theme}.css" for theme in THEMES)])
def test_tokens_and_themes_hold_custom_properties_only(name):
    """One :root rule and nothing else: a theme cannot break a layout."""
    rules = re.findall(r"([^{}]+)\{([^{}]*)\}", css(name))
    assert {selector.strip() for selector, _ in rules} == {":root"}
    assert all(re.match(r"--[a-z0-9-]+\s*:", line.strip()) for _, body in rules for line in body.split(";") if line.strip())


@pytest.mark.parametrize("theme", THEMES)
def test_a_theme_sets_only_what_the_tokens_know(theme):
    """A theme reassigns tokens; a token of its own would be read by nobody."""
    assert set(tokens(f"themes/{theme}.css")) <= set(tokens("tokens.css"))


def test_base_names_no_colour_and_no_page():
    """Elements and roles take their values from tokens; pages belong to an edition."""
    text = css("base.css")
    assert "@page" not in text and "url(" not in text
    assert not re.search(r"#[0-9a-fA-F]{3,8}\b|\b(rgb|hsl|device-cmyk)a?\(|:\s*(black|white|red|gr[ae]y|blue)\b", text)


@pytest.mark.parametrize("name", ["base.css", "editions/pdf.css", "editions/cover.css", *(f"covers/{one}.css" for one in COVERS)])
def test_every_token_that_is_used_is_set(name):
    """var(--x) without a value is a slip of the pen, which CSS would pass over in silence."""
    made = stylesheet.page_sheet(press.styles("classic"), "classic", "A5", "recto", title="T")
    known = set(tokens("tokens.css")) | set(tokens("editions/cover.css")) | set(tokens(name)) | \
        set(re.findall(r"--([a-z0-9-]+)\s*:", made.rsplit(":root{", 1)[1]))
    given = {"title-leading", "u", "front-width", "wrap-width", "wrap-height", "front-left", "back-left", "spine-left", "spine-width",
             "cover-bleed", "title-size", "spine-type"}            # what the cover edition works out, and a design sets
    assert set(re.findall(r"var\(--([a-z0-9-]+)", css(name))) - known - given == set()


def test_every_token_is_used():
    """A token that nothing reads misleads who changes it."""
    read = "".join(path.read_text("utf-8") for path in [*ROOT.rglob("*.css"), *(ROOT.parent / "publish").rglob("*.py")])
    unread = [name for name in tokens("tokens.css")
              if not re.search(rf"var\(--{name}\)|[\"']{name}[\"']", read) and not name.endswith("-cmyk")
              and not name.startswith(("page-", "setting-", "fit-"))]
    assert unread == []


@pytest.mark.parametrize("theme", THEMES)
def test_every_colour_has_its_inks(theme):
    """Each colour of a theme has a twin for the press, within the lowest limit of ink; greys are black alone."""
    values = tokens("tokens.css") | tokens(f"themes/{theme}.css")
    colours = {name: value for name, value in values.items() if re.fullmatch(r"#[0-9a-fA-F]{6}", value)}
    assert colours and all(f"{name}-cmyk" in values for name in colours)
    for (red, green, blue), inks in theme_colours(press.styles(theme), theme).items():
        assert sum(inks) * 100 <= LOWEST_INK
        if red == green == blue:
            assert inks[:3] == (0, 0, 0) and inks[3] == pytest.approx(1 - red / 255, abs=.02)


@pytest.mark.parametrize("theme", THEMES)
def test_the_inks_of_a_theme_look_like_its_colours(theme):
    """Under FOGRA39 a theme's inks and the separation of its colour differ by less than a third of any one ink's range."""
    profile = (ROOT / PRINTERS["profiles"]["FOGRA39"]["file"]).read_bytes()
    plain = Inks(profile, 4, {})
    for colour, inks in theme_colours(press.styles(theme), theme).items():
        if max(colour) - min(colour) > 1:
            assert inks == pytest.approx(plain.of(*(part / 255 for part in colour)), abs=.34), colour


@pytest.mark.parametrize("theme", THEMES)
def test_words_stand_out_from_the_paper(theme):
    """Text has a contrast of 7 (WCAG 2.2, 1.4.6), whatever else is coloured 4.5 (1.4.3), words on the cover too."""
    values = tokens("tokens.css") | tokens(f"themes/{theme}.css")
    assert contrast(values["ink"], values["paper"]) >= 7
    assert contrast(values["ink-soft"], values["paper"]) >= 4.5 and contrast(values["accent"], values["paper"]) >= 4.5
    assert contrast(values["cover-ground"], values["cover-ink"]) >= 4.5


@pytest.mark.parametrize("theme, trim", product(THEMES, PRINTERS["trims"]))
def test_a_page_holds_whole_lines_in_a_readable_measure(theme, trim):
    """Margins and lines add up to the leaf; outer exceeds inner, bottom top; 55 to 75 characters, 24 to 45 lines.

    Large print has what 16 pt leave of the leaf: 28 characters at least on the smallest.
    """
    page = stylesheet.page_size(press.styles(theme), theme, trim)
    assert page.top + page.bottom + page.lines * page.line * stylesheet.POINT == pytest.approx(page.height)
    assert page.inner < page.outer and page.inner < page.bottom and page.top < page.bottom
    characters = (page.width - page.inner - page.outer) / stylesheet.POINT / page.text / CHARACTER[theme]
    if theme == "large-print":
        assert page.text >= 16 and characters >= 28 and page.lines >= 14
    else:
        assert 54 <= characters <= 75 and 24 <= page.lines <= 45
        assert 1.28 <= page.line / page.text <= 1.4


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("openings", ["run-on", "page", "recto"])
def test_weasyprint_understands_every_rule(theme, openings):
    """The layout's stylesheet draws no warning from WeasyPrint (single() would raise it)."""
    styles = press.styles(theme)
    whole = stylesheet.page_sheet(styles, theme, "A5", openings, title="A “Title”; with {all} \\ sorts")
    from publish.typeset.single import single
    assert single("<p>x</p>", whole, press.faces(theme), ()).startswith(b"%PDF")


def test_a_themes_lines_added_to_a_page_keep_the_leaf():
    """A step of the booklet's fit adds or takes whole lines, and the bottom margin gives or takes their height."""
    plain, more = (stylesheet.page_size(press.styles("classic"), "classic", "A5", step=step) for step in (0, 1))
    assert more.lines == plain.lines + 1
    assert plain.bottom - more.bottom == pytest.approx(plain.line * stylesheet.POINT)


@pytest.mark.parametrize("name", PRINTERS["printers"])
def test_a_printers_figures_are_whole_and_have_a_source(name):
    """Every printer has every key; margins grow with the pages; and the comment says where the figures come from."""
    one = PRINTERS["printers"][name]
    first = PRINTERS["printers"]["offset"]
    assert set(first) - {"profile"} <= set(one) and one["variant"] in ("X-4", "X-1a", "plain")
    assert all(set(one[key]) == set(first[key]) for key in ("bleed", "margins", "pages", "resolution", "cover"))
    assert all(a[0] < b[0] and a[1] < b[1] for a, b in pairwise(one["margins"]["inside"]))
    assert one["margins"]["inside"][-1][0] >= one["pages"]["most"]
    assert one["bleed"]["outer"] <= stylesheet.BLEED and one["cover"]["bleed"] <= stylesheet.BLEED
    assert set(one.get("trims", ())) <= set(PRINTERS["trims"])
    assert (one["colour"] == "cmyk") == ("profile" in one)
    text = (ROOT / "printers.yaml").read_text("utf-8")
    comment = re.search(rf"^  {name}:\n    title: .*\n((?:    #.*\n)+)", text, re.M)
    assert comment and re.search(r"20\d\d|makers' data sheets", comment.group(1))


def test_the_profile_comes_with_its_notice():
    """FOGRA39L_coated.icc is unaltered and its licence stands beside it."""
    import hashlib
    data = (ROOT / "profiles" / "FOGRA39L_coated.icc").read_bytes()
    assert hashlib.sha256(data).hexdigest() == PROFILE
    assert "zlib" in (ROOT / "profiles" / "FOGRA39L_coated.LICENCE.txt").read_text("utf-8")


PROFILE = "b35713ef7eff09349d4c3249e5f377736d06d8a2671c54712971a3546bf17c57"
