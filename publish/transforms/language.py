"""Which language a text is in, as far as its typography needs to know."""

from __future__ import annotations

import re
from collections.abc import Sequence

from publish.model import Block
from publish.transforms.tools import leaves

_SAMPLE = 20_000            # characters
_COMMON = {
    "en": "the of and to in that is was he for it with as his on be at by had not are but from or have",
    "fr": "le la les de des du et un une que qui dans en est pas pour sur ce il elle au par avec ne se",
    "de": "der die das und ist nicht ein eine zu den von mit sich auf für im dem des als auch es an er",
    "es": "el la los las de del y que en un una es no se por con para su lo como más al fue era",
    "it": "il la le di del della e che in un una è non si per con gli lo da sono come più al era",
    "nl": "de het een en van ik dat die in te is niet zijn op aan met als voor er maar om was ze",
    "pt": "o a os as de do da e que em um uma é não se por com para seu no na mais ao foi era",
    "pl": "i w na z się nie do to jest że o jak po ale za co od był przez jego dla tak już tego",
    "ru": "и в не на что он я с как а то все она так его но да ты к у же вы за бы по",
}
_TABLE = {tongue: frozenset(common.split()) for tongue, common in _COMMON.items()}


def language(blocks: Sequence[Block]) -> str:
    """The language (ISO 639-1) whose commonest words the text uses most; English when none stands out."""
    size, sample = 0, []
    for leaf in leaves(blocks):
        sample.append(leaf.text)
        size += len(leaf.text)
        if size > _SAMPLE:
            break
    found = re.findall(r"[^\W\d_]+", " ".join(sample).lower())
    counts = {tongue: sum(word in common for word in found) for tongue, common in _TABLE.items()}
    best = max(counts, key=lambda tongue: (counts[tongue], tongue == "en"))
    return best if counts[best] * 10 > len(found) else "en"
