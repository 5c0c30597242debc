"""hunspell with its British dictionary."""

from __future__ import annotations

from collections.abc import Iterable

from tests.tools.process import command, run


def misspelt(words: Iterable[str], dictionary: str = "en_GB") -> tuple[str, ...]:
    """The words that the dictionary does not know, each once, sorted."""
    hunspell = command("hunspell", f"hunspell hunspell-{dictionary.lower().replace('_', '-')}")
    done = run(hunspell, "-d", dictionary, "-i", "utf-8", "-l", input="\n".join(words))
    return tuple(sorted(set(done.stdout.split())))
