"""A book of plausible English, made up from a seed: the same seed, the same words, on any machine.

The sentences are built from word lists and patterns written for this file. Word lengths, punctuation, dialogue,
compounds, figures and italics occur about as often as in a novel or an essay, which is all that line breaking sees.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

NOUNS = """river harbour committee neighbour letter winter garden question government lantern station evening carriage
mountain kitchen experience machinery silence opinion theatre shoulder merchant corridor newspaper village advantage
daughter engineer conversation platform afternoon whisper candle bridge examination hillside orchestra passenger
promise quarrel railway restaurant secretary shadow surprise telegram umbrella victory workshop yesterday meadow
apprentice blacksmith cathedral discovery earthquake fisherman grandmother hesitation imagination journey knowledge
lighthouse misunderstanding necessity obligation photograph quantity responsibility schoolmaster thunderstorm
understanding vegetable wilderness accountant bargain chimney doctor entrance fortune gentleman handkerchief
information jacket kingdom landlord measure notebook officer parliament reputation soldier tradition universe
violin wagon anniversary breakfast circumstance disappointment expedition furniture gratitude horizon independence
judgement kindness library manufacturer navigation opportunity preparation recollection settlement temperature
hand eye way man day time end part thing side life head heart door road house street face room table window man
woman child friend night day hour word work world book fire light rain wind snow stone tree field ship town king
war law song bread wine horse dog bird ring coat""".split()
PEOPLE = [name.replace("_", "\u00a0") for name in """Margaret Edmund Tobias Wilhelmina Percival Adelaide Mr._Thornbury
Mrs._Alderton Captain_Vane Dr._Whitcombe Josephine Bartholomew Henrietta Ambrose Cordelia Miss_Tavistock Leopold
Rosalind""".split()]
VERBS = """remembered considered followed abandoned discovered understood explained repeated carried opened watched
answered promised examined described refused expected admired arranged believed crossed delivered encouraged forgave
gathered imagined mentioned noticed persuaded received surrendered translated wondered interrupted accompanied
acknowledged contradicted disregarded established investigated manufactured recommended took left knew saw found gave
kept lost made met put read sent told held heard built brought bought""".split()
ADJECTIVES = """quiet distant uncomfortable familiar ancient narrow considerable dreadful enormous cheerful ordinary
extraordinary melancholy respectable transparent unexpected careful wooden yellow magnificent particular ridiculous
sensible temporary unanimous insufficient old young long small great little poor cold dark white good whole own
half-forgotten well-known ill-tempered good-natured so-called hard-working sea-green old-fashioned""".split()
ADVERBS = """slowly afterwards immediately perhaps certainly occasionally deliberately gratefully unfortunately
nevertheless scarcely seldom always never often still once already quietly almost involuntarily""".split()
PLACES = """in the garden|beyond the harbour|at the corner of the street|under the old bridge|on the first of March
across the valley|behind the theatre|in the year 1847|between the two houses|near the railway station|upon the table
with the greatest reluctance|without another word|during the long winter|after so many years|before the meeting began
for more than 3,000 pounds|in spite of everything|according to the newspapers|by the light of a single candle
""".replace("\n", "|").strip("|").split("|")
AUXILIARIES = ["", "", "", "had ", "had not ", "was to have ", "who had "]
LINKS = ", and|, but|; and yet|, because|, although|, while|, so that|, for|: indeed,|, which meant that".split("|")
CLAUSES = """it was late|there was nothing to be said|nobody could tell|the weather had changed|it did not matter
they had all been mistaken|the hour was striking|everyone knew it|she was certain of it|he had forgotten why
there is no more to be had of him than that|if he were to do it at all it would be at once|so it is in all of us
what is it to me or to you|we had to go on as well as we could|it may be so and it may not|I do not see how to be of use
you will not be the first to say so|all of it was new to her|as for us, we are to stay where we are
""".replace("\n", "|").strip("|").split("|")
ASIDES = "as it were|of course|in a manner of speaking|if such a thing is possible|to tell the truth".split("|")


@dataclass(frozen=True)
class Run:
    """A stretch of text, upright or italic."""

    text: str
    italic: bool = False


@dataclass(frozen=True)
class Chapter:
    """A title and the paragraphs, each a tuple of runs."""

    title: str
    paragraphs: tuple[tuple[Run, ...], ...]


def book(seed: int, words: int) -> tuple[Chapter, ...]:
    """Chapters of about 3,000 words until the book has the number of words."""
    random = Random(seed)
    chapters, total = [], 0
    while total < words:
        paragraphs, count = [], 0
        while count < min(3000, words - total):
            paragraph = _paragraph(random)
            count += sum(len(run.text.split()) for run in paragraph)
            paragraphs.append(paragraph)
        total += count
        title = f"The {random.choice(ADJECTIVES).capitalize()} {random.choice(NOUNS).capitalize()}"
        chapters.append(Chapter(title, tuple(paragraphs)))
    return tuple(chapters)


def _paragraph(random: Random) -> tuple[Run, ...]:
    if random.random() < 0.3:
        text = " ".join(_speech(random) for _ in range(random.randint(1, 2)))
    else:
        text = " ".join(_sentence(random) for _ in range(random.randint(2, 9)))
    return _emphasised(text, random)


def _emphasised(text: str, random: Random) -> tuple[Run, ...]:
    """The text as runs, one word of it in italics now and then."""
    words = text.split(" ")
    if len(words) < 12 or random.random() > 0.15:
        return (Run(text),)
    at = random.randrange(2, len(words) - 2)
    letters = words[at].strip(".,;:!?\u2018\u2019\u201c\u201d\u2014")
    before, _, after = words[at].partition(letters)
    return (Run(" ".join(words[:at]) + " " + before), Run(letters, True),
            Run(after + " " + " ".join(words[at + 1:])))


def _sentence(random: Random) -> str:
    parts = [_clause(random)]
    for _ in range(random.choice((0, 1, 1, 2))):
        link = random.choice(LINKS)
        parts.append(link + " " + (random.choice(CLAUSES) if random.random() < 0.5 else _clause(random)))
    text = "".join(parts)
    return text[0].upper() + text[1:] + random.choices(".?!", (18, 1, 1))[0]


def _speech(random: Random) -> str:
    words = _sentence(random)
    said = f"said {random.choice(PEOPLE)}" if random.random() < 0.6 else f"he {random.choice(ADVERBS)} answered"
    if random.random() < 0.4:
        return f"\u201c{words}\u201d"
    return f"\u201c{words[:-1]},\u201d {said}, \u201c{random.choice(CLAUSES)}.\u201d"


def _clause(random: Random) -> str:
    text = f"{_subject(random)} {random.choice(AUXILIARIES)}{_maybe(random, ADVERBS, 0.2)}{random.choice(VERBS)}"
    text += f" {_object(random)}"
    if random.random() < 0.5:
        text += f" {random.choice(PLACES)}"
    if random.random() < 0.06:
        text += f"\u2014{random.choice(ASIDES)}\u2014and {random.choice(VERBS)} {_object(random)}"
    elif random.random() < 0.05:
        text += f" ({random.choice(ASIDES)})"
    return text


def _subject(random: Random) -> str:
    chance = random.random()
    if chance < 0.25:
        return random.choice(PEOPLE)
    if chance < 0.65:
        return random.choice(("he", "she", "they", "it", "I", "we", "nobody", "one of them"))
    return f"the {_maybe(random, ADJECTIVES, 0.3)}{random.choice(NOUNS)}"


def _object(random: Random) -> str:
    text = f"{random.choice(('the', 'a certain', 'his', 'her', 'their', 'that', 'some', 'no', 'this', 'my'))} "
    text += f"{_maybe(random, ADJECTIVES, 0.3)}{random.choice(NOUNS)}"
    if random.random() < 0.35:
        text += f" of {random.choice(('the', 'an'))} {random.choice(NOUNS)}".replace(" an ", " the ")
    return text


def _maybe(random: Random, words: list[str], chance: float) -> str:
    return random.choice(words) + " " if random.random() < chance else ""
