"""Settings come from the theme's tokens; accounts add up."""

import pickle
import re
from pathlib import Path

import pytest

from publish.errors import PublishError
from publish.typeset.paragraph import Account, Settings, settings_from_tokens


def test_a_theme_without_tokens_has_the_defaults():
    """No token, no change; tokens of others are none of ours."""
    assert settings_from_tokens({"--measure": "104mm"}) == Settings()


def test_the_tokens_that_are_shipped_are_the_defaults():
    """A theme that changes nothing sets paragraphs as the figures in tokens.css, which name their sources, say."""
    css = (Path(__file__).parents[4] / "styles" / "tokens.css").read_text(encoding="utf-8")
    tokens = dict(re.findall(r"(--setting-[\w-]+): ([^;]+);", css))
    assert len(tokens) == 8 and settings_from_tokens(tokens) == Settings()


def test_tokens_are_shares_counts_and_a_switch():
    """A share is a percentage or a number, a count is whole, a switch is on or off."""
    tokens = {"--setting-letters": " 1.5% ", "--setting-stretch": "0.4", "--setting-hyphen-word": "7",
              "--setting-total-fit": "off"}
    assert settings_from_tokens(tokens) == Settings(letters=0.015, stretch=0.4, hyphen_word=7, total_fit=False)


@pytest.mark.parametrize("name, value", [("letters", "wide"), ("total-fit", "perhaps"), ("hyphen-word", "5.5"),
                                         ("stretch", "-1"), ("letters", "nan"), ("shrink", "99999%")])
def test_a_bad_token_is_named(name, value):
    """A value that means nothing is an error with the token's name, and broken configuration: exit code 2."""
    with pytest.raises(PublishError) as caught:
        settings_from_tokens({f"--setting-{name}": value, "--setting-hyphens-in-a-row": "many"})
    assert caught.value.exit_code == 2
    assert len(caught.value.diagnostics) == 2
    assert f"--setting-{name}" in str(caught.value)


def test_accounts_of_workers_add_up():
    """An account crosses processes and takes in another's counts."""
    first, second = Account(), Account()
    first.planned, first.lines, first.fallen_back["script"] = 3, 20, 1
    second.planned, second.lines, second.fallen_back["script"], second.feet = 2, 11, 4, 1
    first.add(pickle.loads(pickle.dumps(second)))
    assert (first.planned, first.lines, first.feet, first.fallen_back) == (5, 31, 1, {"script": 5})
    assert str(first) == "5 paragraphs set by total fit in 31 lines, 5 left to WeasyPrint (script 5)"
