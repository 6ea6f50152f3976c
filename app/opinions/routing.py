"""Which statement a person is asked next: at random, with weights that favour what has few votes and what divides. Pure.

The weights are those of Polis (math/src/polismath, `importance-metric` and `priority-metric`), see docs/opinion-map.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

NEW_STATEMENT_BONUS = 8
BONUS_HALVES_EVERY = 5


@dataclass(frozen=True)
class Standing:
    """A statement as routing sees it. `extremity`: how far it lies from the middle of the last map, 0 before there is one."""

    id: int
    agrees: int
    disagrees: int
    passes: int
    extremity: float = 0.0

    @property
    def seen(self) -> int:
        return self.agrees + self.disagrees + self.passes


def priority(one: Standing) -> float:
    """[(1 - p_pass) (1 + extremity) p_agree (1 + 8 · 2^(-S/5))]², probabilities with one vote added to each side."""
    p_pass, p_agree = (one.passes + 1) / (one.seen + 2), (one.agrees + 1) / (one.seen + 2)
    bonus = 1 + NEW_STATEMENT_BONUS * 2 ** (-one.seen / BONUS_HALVES_EVERY)
    return ((1 - p_pass) * (1 + one.extremity) * p_agree * bonus) ** 2


def choose(unanswered: Sequence[Standing], seed: int, answered: int) -> int | None:
    """The id of the next statement, None when all are answered. The same person at the same place is asked the same again."""
    if not unanswered:
        return None
    ordered = sorted(unanswered, key=lambda one: one.id)
    dice = Random(f"{seed}:{answered}")
    return dice.choices([one.id for one in ordered], [priority(one) for one in ordered])[0]
