"""A book of any length that nobody wrote: the same seed gives the same text."""

from __future__ import annotations

import random
from collections.abc import Iterator

ONSETS = tuple("b br c ch d dr f g gr h l m n p pl r s st t tr v w".split())
VOWELS = tuple("a e i o u ea ou ai".split())
CODAS = ("", "", *"n r l s t nd ck ng".split())
SMALL = tuple("the of and to a in that it was he for on as with at by but".split())
VOCABULARY = 8000
WORDS_IN_CHAPTER = 2000


def markdown(words: int, seed: int = 1) -> str:
    """A book of about so many words in pandoc Markdown: chapters, paragraphs, speech, emphasis, notes, quotations."""
    chance = random.Random(seed)
    vocabulary = _vocabulary(chance)
    weights = [1 / (rank + 3) for rank in range(len(vocabulary))]    # Zipf's law, flattened at its head

    def sentence(length: int) -> list[str]:
        return chance.choices(vocabulary, weights, k=length)
    count = max(1, round(words / WORDS_IN_CHAPTER))
    chapters = (_chapter(chance, sentence, number, words // count) for number in range(1, count + 1))
    return "\n\n".join(chapters) + "\n"


def _vocabulary(chance: random.Random) -> list[str]:
    made = dict.fromkeys(SMALL)
    while len(made) < VOCABULARY:
        made["".join(chance.choice(ONSETS) + chance.choice(VOWELS) + chance.choice(CODAS)
                     for _ in range(chance.choice((1, 2, 2, 3, 3, 4))))] = None
    return sorted(made, key=lambda word: len(word) + chance.uniform(0, 6))    # the frequent words are the short ones


def _chapter(chance: random.Random, sentence, number: int, words: int) -> str:
    title = " ".join(word.capitalize() for word in sentence(3))
    parts, notes, written = [f"# {title}"], [], 0
    while written < words:
        text = " ".join(_sentences(chance, sentence))
        written += text.count(" ") + 1
        kind = chance.random()
        if kind < .02:
            notes.append(f"[^{number}-{len(notes) + 1}]: {_plain(sentence(12))}")
            text += f"[^{number}-{len(notes)}]"
        elif kind < .05:
            text = f"> {text}"
        elif kind < .25:
            text = f"“{text}”"
        parts.append(text)
    return "\n\n".join(parts + notes)


def _sentences(chance: random.Random, sentence) -> Iterator[str]:
    for _ in range(chance.randint(2, 8)):
        words = sentence(chance.randint(6, 26))
        if chance.random() < .1:
            words[2] = f"*{words[2]}*"
        if len(words) > 14:
            words[7] += chance.choice((",", ";", " –"))
        yield _plain(words)


def _plain(words: list[str]) -> str:
    text = " ".join(words)
    return text[0].upper() + text[1:] + "."
