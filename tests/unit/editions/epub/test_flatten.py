"""Styles for old reading systems."""

from __future__ import annotations

import pytest
import tinycss2
from hypothesis import given
from hypothesis import strategies as st

from publish import stylesheet
from publish.editions.epub.arithmetic import Amount, Unsolvable, solve
from publish.editions.epub.flatten import flatten


@pytest.mark.parametrize("css, expected", [
    (":root{--a:1em} p{margin:var(--a)}", "p{margin:1em}"),
    (":root{--a:var(--b);--b:2px} p{margin:var(--a) 0}", "p{margin:2px 0}"),
    (":root{--a:1em} :root{--a:2em} p{margin:var(--a)}", "p{margin:2em}"),
    ("p{margin:var(--none, 3px)}", "p{margin:3px}"),
    ("p{margin:var(--none);color:red}", "p{color:red}"),
    (":root{--a:var(--a)} p{margin:var(--a)}", ""),
    (":root{--line:1.5rem} h1{margin:calc(var(--line) * 2) 0}", "h1{margin:3em 0}"),
    ("p{margin:calc(1em + 1px)}", "p{margin:calc(1em + 1px)}"),
    ("p{margin:1px !important}", "p{margin:1px !important}"),
    ("p{break-before:page}", "p{page-break-before:always;break-before:page}"),
    ("p{text-align:start}", "p{text-align:left;text-align:start}"),
    ("p{color:#000000;background:#000000}", "p{background:#000000}"),
    ('q::before{content:"calc(1px)"}', 'q::before{content:"calc(1px)"}'),
])
def test_values_stand_in_their_places(css, expected):
    """Custom properties, sums, rem, newer values and black ink become what every reading system reads."""
    assert flatten(css).strip() == expected


def test_only_at_rules_that_old_readers_know_are_kept():
    """@font-face stays; @page, @media and @supports go with all that is in them."""
    css = '@page{margin:0}@media print{p{color:red}}@supports (a:b){i{color:red}}@font-face{font-family:"A"}p{margin:0}'
    assert flatten(css).strip() == '@font-face{font-family:"A"}\np{margin:0}'


@pytest.mark.parametrize("theme", ["classic", "modern", "large-print"])
def test_every_theme_flattens(theme):
    """Nothing that an old reading system stumbles over is left of any theme."""
    styles = {name: data.decode() for name, data in stylesheet.built_in().items() if name.endswith(".css")}
    css = flatten(stylesheet.sheet(styles, theme, "epub"))
    assert len(css) > 3000
    for sign in ("var(", "--", "@media", "@page", "@supports", "rem;", "rem}"):
        assert sign not in css, sign
    assert "calc(" not in css


@pytest.mark.parametrize("text, expected", [
    ("calc(1rem * 2)", Amount(2, "rem")), ("calc(2 * (1em + 2em) / 3)", Amount(2, "em")),
    ("calc(-1 * 1.5rem)", Amount(-1.5, "rem")), ("calc(100% - 25%)", Amount(75, "%")), ("calc(1em + 0px)", Amount(1, "em")),
])
def test_sums_are_worked_out(text, expected):
    """calc() of one unit is a number of that unit."""
    found = solve(tinycss2.parse_one_component_value(text))
    assert (round(found.value, 9), found.unit) == (expected.value, expected.unit)


@pytest.mark.parametrize("text", ["calc(1em + 1px)", "calc(1em * 1em)", "calc(1em / 0)", "calc()", "min(1px, 2px)", "red"])
def test_what_only_a_reading_system_knows_is_left_to_it(text):
    """Different units, nonsense and other functions are not worked out."""
    with pytest.raises(Unsolvable):
        solve(tinycss2.parse_one_component_value(text))


@given(st.text(alphabet="abp{}();:#.,-*/+ \"'@0123456789%remvcalt\n\\", max_size=120))
def test_broken_styles_never_break_it(css):
    """Whatever stands in a stylesheet, the result is a stylesheet."""
    flatten(css)
