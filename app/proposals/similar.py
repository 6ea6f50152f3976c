"""Which proposals are about the same: the pairs of syllables that titles share, the rare ones weighing more. Pure."""

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations

from app.core import grams

LEAST_SCORE = 0.2
"""Of 0 to 1. Below it, titles share a place name or a word like ‘설치’, and nobody would call them alike."""

WORDS_LOOKED_FOR = 6
WORDINGS = 6
_ASKING = (
    "주세 세요 해주 합니 입니 습니 니다 있어 어요 해요 하기 하면 하는 하여 해서 위해 위한 만들 들기 들어 들자 바랍 랍니 좋겠 겠습 겠어 싶습 싶어 "
    "필요 요합 제안 안합 부탁 탁드 드립 립니 려주 려요 여주 와주 어주 아주 합시 시다"
)
HOLLOW = frozenset(_ASKING.split())
"""Pairs that only say that something is asked for: they make no two titles alike."""


@dataclass(frozen=True)
class Known:
    """How many titles hold each pair, and how many titles there are."""

    counts: Mapping[str, int]
    total: int

    def weight(self, pair: str) -> float:
        """What it tells that two titles share this pair: nothing much when every title holds it."""
        held = self.counts.get(pair, 0)
        # A pair no title holds is as often an ending as a new word: it weighs half.
        return math.log(1 + self.total / (1 + held)) * (1 if held else 0.5)

    def expected(self, together: Collection[str]) -> float:
        """In how many titles these pairs would stand together if words were thrown like dice."""
        return self.total * math.prod(min(1, self.counts[pair] / max(1, self.total)) for pair in together)


def pairs(title: str) -> frozenset[str]:
    """The pairs of syllables and the other words of a title that say what it is about."""
    return frozenset(grams.tokens(grams.key(title), closed=False)) - HOLLOW


def in_other_words(title: str, synonyms: Mapping[str, Iterable[str]]) -> list[str]:
    """The title as it is compared, and with one of its words said in another way; `synonyms`: a word to all words of its set."""
    compared = grams.key(title)
    ways = (compared.replace(word, other) for word in synonyms if word in compared for other in synonyms[word])
    return list(dict.fromkeys([compared, *ways]))[:WORDINGS]


def lookups(title: str, known: Known, most: int) -> list[tuple[str, ...]]:
    """What to look for so that at most about `most` titles are looked at: pairs that stand together in few titles.

    Each word is looked for by its rarest pair. First the words rare enough by themselves, then two together, then three; where
    even those are everywhere, the rarest word, whose newest titles must do.
    """
    words = {_rarest(pairs(word), known) for word in grams.key(title).split()} - {""}
    rare = sorted(words, key=lambda pair: (known.counts[pair], pair))[:WORDS_LOOKED_FOR]
    chosen: list[tuple[str, ...]] = []
    for size in (1, 2, 3):
        for together in sorted(combinations(rare, size), key=known.expected):
            if known.expected(together) > most:
                break
            if not any(set(one) <= set(together) for one in chosen):
                most -= math.ceil(known.expected(together))
                chosen.append(together)
    return chosen or [(pair,) for pair in rare[:1]]


def _rarest(wanted: Collection[str], known: Known) -> str:
    return min((pair for pair in wanted if known.counts.get(pair)), key=lambda pair: (known.counts[pair], pair), default="")


class Wording:
    """A title asked about, with what each of its pairs weighs."""

    def __init__(self, title: str, known: Known) -> None:
        self.weights = {pair: known.weight(pair) for pair in pairs(title)}
        self.whole = sum(self.weights.values())
        self.tokens = frozenset(grams.tokens(grams.key(title))) - HOLLOW

    def score(self, theirs: Collection[str]) -> float:
        """0 to 1: how much of the weight another title (all its tokens) shares, less where that one speaks of much else."""
        shared = self.tokens.intersection(theirs)
        weight = sum(self.weights.get(token, 0.0) for token in shared)
        return weight / self.whole * math.sqrt(len(shared) / (len(theirs) - len(HOLLOW.intersection(theirs)))) if weight else 0.0


def nearest(titles: Iterable[str], others: Iterable[tuple[int, Collection[str]]], known: Known, most: int) -> list[int]:
    """The ids of the titles nearest to any wording asked about, best first; the newer of two that are equally near."""
    wordings = [Wording(title, known) for title in titles]
    scored = sorted(((max(one.score(theirs) for one in wordings), number) for number, theirs in others), reverse=True)
    return [number for near, number in scored if near >= LEAST_SCORE][:most]
