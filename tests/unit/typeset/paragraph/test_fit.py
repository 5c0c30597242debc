"""The breaker finds the setting with the least demerits, within its bounds."""

from itertools import combinations
from math import inf

from hypothesis import given, settings
from hypothesis import strategies as st

from publish.typeset.paragraph.fit import Breaks, Demerits, Elasticity, total_fit

ELASTIC = Elasticity(stretch=1.5, shrink=1.0, letters=0.0)
SPACE = 3.0


def breaks_of(words, hyphens=()):
    """Words by width, a space between them; those whose number is in `hyphens` are followed by a hyphen, no space."""
    breaks, at, spaces = Breaks(), 0.0, 0
    for number, width in enumerate(words):
        hyphen = number in hyphens and number < len(words) - 1
        at += width
        breaks.ends.append(at + (2.0 if hyphen else 0.0))
        breaks.end_spaces.append(spaces)
        at, spaces = (at, spaces) if hyphen else (at + SPACE, spaces + 1)
        breaks.starts.append(at)
        breaks.start_spaces.append(spaces)
        breaks.costs.append(60.0 if hyphen else 0.0)
        breaks.hyphens.append(hyphen)
    return breaks


def price(breaks, chosen, widths, tolerance, demerits=Demerits()):
    """What a choice of breaks costs by the definition; infinity if one of its lines is out of bounds."""
    total, begin, spaces, fitness, run, last = 0.0, 0.0, 0, 1, 0, len(breaks.ends) - 1
    for number, here in enumerate(chosen):
        width = widths[min(number, len(widths) - 1)]
        slack, count = begin + width - breaks.ends[here], breaks.end_spaces[here] - spaces
        room = count * (ELASTIC.stretch if slack > 0 else ELASTIC.shrink)
        ratio = 0.0 if here == last and slack >= -0.02 else slack / room if count else (0 if abs(slack) < 0.02 else inf)
        if ratio < -1 or (here != last and ratio > tolerance):
            return inf
        total += (demerits.line + 100 * abs(ratio) ** 3) ** 2 + breaks.costs[here] ** 2
        now = 2 if ratio < -0.5 else 1 if ratio <= 0.5 else 0 if ratio <= 1 else -1
        total += demerits.misfit if abs(now - fitness) > 1 else 0
        if here != last and breaks.hyphens[here]:
            total += demerits.double_hyphen if run else 0
            run += 1
            if run > 2:
                return inf
        else:
            run = 0
        if here == last and number and breaks.hyphens[chosen[number - 1]]:
            total += demerits.last_hyphen
            if count == 0:
                return inf
        fitness, begin, spaces = now, breaks.starts[here], breaks.start_spaces[here]
    return total


@settings(max_examples=150, deadline=None)
@given(words=st.lists(st.integers(4, 30).map(float), min_size=1, max_size=11), hyphens=st.sets(st.integers(0, 10)),
       widths=st.lists(st.integers(30, 60).map(float), min_size=1, max_size=3).map(tuple))
def test_no_other_choice_is_better(words, hyphens, widths):
    """Among all ways to break a small paragraph, the one that is found has the least demerits."""
    breaks, last = breaks_of(words, hyphens), len(words) - 1
    ways = [(*some, last) for size in range(last + 1) for some in combinations(range(last), size)]
    best = min(price(breaks, way, widths, 4.0) for way in ways)
    found = total_fit(breaks, widths, ELASTIC, 4.0)
    assert (inf if found is None else price(breaks, found, widths, 4.0)) == best


def test_nothing_is_found_where_nothing_fits():
    """A word wider than the measure has no setting."""
    assert total_fit(breaks_of([50.0, 10.0]), (40.0,), ELASTIC, 60.0) is None


def test_a_ladder_is_climbed_only_with_leave():
    """More lines in a row than allowed do not end in hyphens, though nothing else fits."""
    breaks = breaks_of([20.0] * 5, hyphens=range(5))
    assert total_fit(breaks, (22.0,), ELASTIC, 1.0, hyphens_in_a_row=2, demerits=Demerits(runt=0.0)) is None
    assert total_fit(breaks, (22.0,), ELASTIC, 1.0, hyphens_in_a_row=4, demerits=Demerits(runt=0.0)) == [0, 1, 2, 3, 4]


def test_a_ladder_is_not_lengthened_from_below():
    """Where the rest of a paragraph is set anew, the hyphens of the lines above it count."""
    breaks = breaks_of([10.0, 10.0, 10.0, 10.0, 10.0, 12.0], hyphens={2})
    free, held = (total_fit(breaks, (38.0,), ELASTIC, 60.0, hyphens_before=before) for before in (1, 2))
    assert breaks.hyphens[free[0]] and not breaks.hyphens[held[0]]


def test_the_last_line_is_no_runt():
    """A last line shorter than asked for is avoided, and where that is impossible there is no setting."""
    breaks = breaks_of([10.0, 10.0, 10.0, 6.0])
    assert total_fit(breaks, (36.0,), ELASTIC, 60.0) == [2, 3]
    assert total_fit(breaks, (36.0,), ELASTIC, 60.0, shortest=8.0) == [1, 3]
    assert total_fit(breaks, (36.0,), ELASTIC, 60.0, shortest=40.0) is None


def test_a_line_can_be_kept_whole():
    """The line whose number is given does not end in a hyphen."""
    breaks = breaks_of([10.0, 10.0, 10.0, 10.0, 10.0, 12.0], hyphens={2})
    free, held = (total_fit(breaks, (38.0,), ELASTIC, 60.0, whole_line=line) for line in (-1, 0))
    assert breaks.hyphens[free[0]] and not breaks.hyphens[held[0]]


def test_each_line_has_its_own_measure():
    """Beside a float the first lines are narrower."""
    breaks = breaks_of([10.0] * 8)
    assert total_fit(breaks, (23.0, 23.0, 36.0), ELASTIC, 1.0) == [1, 3, 6, 7]


@settings(max_examples=150, deadline=None)
@given(words=st.lists(st.integers(4, 30).map(float), min_size=1, max_size=10), hyphens=st.sets(st.integers(0, 9)),
       widths=st.lists(st.integers(30, 60).map(float), min_size=1, max_size=3).map(tuple), lines=st.integers(1, 6))
def test_a_number_of_lines_can_be_asked_for(words, hyphens, widths, lines):
    """Of all settings in so many lines the one that is found has the least demerits; where there is none, none is."""
    breaks, last = breaks_of(words, hyphens), len(words) - 1
    best = min((price(breaks, (*some, last), widths, 4.0) for some in combinations(range(last), lines - 1)),
               default=inf)
    found = total_fit(breaks, widths, ELASTIC, 4.0, lines=lines)
    assert found is None if best == inf else price(breaks, found, widths, 4.0) == best and len(found) == lines


def test_a_last_line_of_one_short_word_is_avoided():
    """It costs the more the shorter it is; at infinity it is as if the paragraph could not end so."""
    breaks = breaks_of([10.0, 10.0, 10.0, 6.0])
    kept, avoided = (total_fit(breaks, (36.0,), ELASTIC, 60.0, demerits=Demerits(lone=lone), comfortable=9.0)
                     for lone in (0.0, inf))
    assert kept == [2, 3] and avoided == [1, 3]
    graded = total_fit(breaks, (36.0,), ELASTIC, 60.0, demerits=Demerits(short=1e12), comfortable=9.0)
    assert graded == [1, 3]
