"""Who would be selected, and nothing else: the quick count behind comparisons and counterfactuals; refuses explanations."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from app.voting.tally.count import applied, one_profile, scores_of
from app.voting.tally.election import Election, Option
from app.voting.tally.phragmen import run_phragmen
from app.voting.tally.profile import Column, Poll, Profile, poll_of
from app.voting.tally.ranked import Scores, composite_scores, fund_in_order
from app.voting.tally.rules import CompositeRule, EqualSharesRule, GreedyRule, PhragmenRule, Rule
from app.voting.tally.shares_rule import Sale, complete, near_share
from app.voting.tally.ties import tie_order


@dataclass(frozen=True)
class Counted:
    """An election whose ballots are already encoded and scored, so that variants of its costs and support are counted quickly."""

    election: Election
    rule: Rule
    poll: Poll
    profile: Profile | None
    scores: Scores
    share: Fraction | None = None  # Equal Shares counted near this share, instead of raising it step by step

    @classmethod
    def of(cls, election: Election, rule: Rule, poll: Poll | None = None, share: Fraction | None = None) -> Counted:
        """Encode and score the ballots once; `poll` are ballots already encoded."""
        poll = poll or poll_of(election)
        profile = one_profile(election, rule, poll)
        return cls(election, rule, poll, profile, composite_scores(poll) if profile is None else scores_of(profile), share)

    def selected(self) -> tuple[str, ...]:
        """Ids selected by the rule."""
        election, rule, profile, scores = self.election, self.rule, self.profile, self.scores
        ties = tie_order(election, scores.votes, rule.tie_order)
        if isinstance(rule, (GreedyRule, CompositeRule)):
            chosen = fund_in_order(election, rule, scores, ties).selected
        elif isinstance(rule, EqualSharesRule) and profile is not None:
            sale = Sale.of(election, rule, profile, scores)
            chosen = (complete(sale, ties) if self.share is None else near_share(sale, ties, self.share)).selected
        elif isinstance(rule, PhragmenRule) and profile is not None:
            chosen = run_phragmen(election, rule, profile, ties)[0].selected
        else:
            chosen = applied(election, rule, profile, scores, ties).selected
        return tuple(election.options[i].id for i in chosen)

    def with_option(self, changed: Option) -> Counted:
        """The same ballots on a paper where one option costs something else or is withdrawn: no score depends on that."""
        options = tuple(changed if option.id == changed.id else option for option in self.election.options)
        return replace(self, election=replace(self.election, options=options))

    def with_supporters(self, option: int, extra: int, points: int, electorate: int) -> Counted:
        """The same paper with `extra` more ballots in one electorate, naming only this option with `points` each.

        Where all ballots count alike they join the others in one pile, whichever electorate they come from.
        """
        if self.profile is not None:
            together = _joined(self.profile, option, extra, points)
            return replace(self, profile=together, scores=scores_of(together))
        profiles = list(self.poll.profiles)
        profiles[electorate] = _joined(profiles[electorate], option, extra, points)
        return Counted.of(self.election, self.rule, replace(self.poll, profiles=tuple(profiles)), self.share)


def _joined(profile: Profile, option: int, extra: int, points: int) -> Profile:
    row = len(profile.weight)
    columns = list(profile.columns)
    old = columns[option]
    columns[option] = Column(np.append(old.rows, row), np.append(old.points, points))
    return replace(
        profile,
        weight=np.append(profile.weight, extra),
        columns=tuple(columns),
        valid=profile.valid + extra,
    )
