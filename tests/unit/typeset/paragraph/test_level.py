"""Which paragraphs to set in other numbers of lines: the ways are complete, in order, and fill the columns."""

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from publish.typeset.paragraph.level import Change, Column, Item, conceivable, demerits, fill, ways


def test_the_way_that_loses_least_comes_first():
    """A page a line short: one paragraph longer, or one shorter so that a line comes up; two where that is less."""
    changes = [Change(0, 1, 900.0), Change(1, 1, 300.0), Change(2, -1, 500.0)]
    found = ways(1, changes)
    assert found[0] == (Change(1, 1, 300.0),) and found[1] == (Change(2, -1, 500.0),)
    assert list(map(demerits, found)) == sorted(map(demerits, found))
    assert all(abs(sum(change.lines for change in way)) <= 2 for way in found)


def test_lines_that_the_white_can_take_need_no_paragraph():
    """Three lines short with white for two: one line more is a way; without white, all three are needed."""
    changes = [Change(number, 1, 100.0 * number) for number in range(3)]
    assert (changes[0],) in ways(3, changes, white=2)
    assert [way for way in ways(3, changes) if sum(change.lines for change in way) < 3] == []


def test_what_cannot_be_is_not_tried():
    """Ten full lines make neither eleven with an empty last one nor nine; with half a last line both can be."""
    assert not conceivable(9.0, 11) and not conceivable(11.0, 10)
    assert conceivable(10.4, 11) and conceivable(10.4, 10)


def column(items, more, columns):
    """Whether blocks changed by so many lines fill all columns, by laying lines one by one; keeps and gaps as asked."""
    page, depth, number = 0, 0.0, 0
    while number < len(items):
        item, lines = items[number], items[number].lines + more[number]
        top = depth + (item.gap if depth else 0.0)
        if top + lines <= columns[page].room:
            depth, number = top + lines, number + 1
            if depth < columns[page].room or items[number - 1].keeps:
                continue
        else:
            fit = int(columns[page].room - top)
            if item.whole or fit < 2 or lines - fit < 2 or top + fit != columns[page].room:
                return False
            if page + 1 < len(columns) and lines - fit > columns[page + 1].room:
                return False
            depth, number = lines - fit, number + 1
            page += 1
            if page == len(columns):
                return True
            continue
        page, depth = page + 1, 0.0
        if page == len(columns):
            return True
    return False


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.sampled_from((0.0, 0.0, 0.0, 1.0, 2.0)), st.integers(1, 7), st.booleans(),
                          st.sampled_from(((), (1,), (-1,), (1, -1)))), min_size=1, max_size=5),
       st.lists(st.integers(5, 9), min_size=1, max_size=2))
def test_columns_are_filled_with_the_least_loss(blocks, rooms):
    """The answer fills every column, and no other choice of lines that does loses less."""
    items = [Item(gap, lines, 1.0, whole=whole, changes={more: 10.0 * number + more + 2 for more in changes
                                                         if lines + more > 0})
             for number, (gap, lines, whole, changes) in enumerate(blocks)]
    columns = [Column(float(room), 0.0) for room in rooms]

    def loss(more):
        return sum(item.changes[one] if one else 0.0 for item, one in zip(items, more))
    choices = product(*([0, *item.changes] for item in items))
    full = [more for more in choices if column(items, more, columns)]
    found = fill(items, columns)
    if not full:
        assert found is None
    else:
        assert column(items, found, columns)
        assert loss(found) == min(map(loss, full))
