"""The proof that nothing is lost finds what it is there to find."""

from dataclasses import replace

import pytest

from publish.errors import Span
from publish.model import Entry, Source
from publish.readers import read
from publish.transforms import normalise
from publish.transforms.proof import hub_words, prove

TEXT = "The gate was shut at seven.\n\nNobody who came after the bell was let in before the morning.\n\nShare this page\n"


def made():
    """A small text, read and normalised."""
    return normalise(read((Source("a.txt", TEXT.encode()),), lambda path: b""))


def test_a_true_result_is_proven():
    """Nothing lost, nothing found."""
    assert prove(made()) == ()


@pytest.mark.parametrize("change", [lambda text: text.replace("seven", ""), lambda text: text + "More.",
                                    lambda text: text.replace("gate was", "was gate"),
                                    lambda text: text.replace("Nobody", "Somebody")])
def test_a_lost_added_moved_or_changed_word_is_an_error(change):
    """A word that is missing, too many, out of order or another one is an error with its line."""
    manuscript = made()
    faults = prove(replace(manuscript, markdown=change(manuscript.markdown)))
    assert [fault.code for fault in faults] == ["words"]
    assert faults[0].severity == "error" and faults[0].span.path == "a.txt" and faults[0].span.line


def test_a_removal_without_an_entry_is_an_error():
    """What is not in the ledger must be in the text."""
    manuscript = made()
    assert [fault.code for fault in prove(replace(manuscript, ledger=()))] == ["words"]


def test_an_entry_about_words_that_are_not_there_is_an_error():
    """The ledger may not claim what the source does not say."""
    manuscript = made()
    invented = Entry("furniture", Span("a.txt", 1, 1), "Never said", "")
    faults = prove(replace(manuscript, ledger=(*manuscript.ledger, invented)))
    assert [fault.code for fault in faults] == ["ledger"]


@pytest.mark.parametrize("markdown, words", [
    ("# One *two*{.x} three", ["one", "two", "three"]), ("[a](http://x.y) b", ["a", "b"]),
    ("1.  one\n\n    (a) two", ["one", "two"]), ("a[^1] b\n\n[^1]: c", ["a", "b", "c"]),
    ("::: byline\nby A\n:::", ["by", "a"]), ("\\[a\\](b)", ["a", "b"]), ("for*ever*", ["forever"]),
    ("![alt](images/x.png \"title\")", ["alt"]), ("[So]{.smallcaps}", ["so"]), ("a \\* b\\*c", ["a", "b", "c"])])
def test_the_words_of_the_hub(markdown, words):
    """Markup has no words: keys, addresses, attributes, markers and labels are not read."""
    assert hub_words(markdown) == words
