"""Who would be selected, and nothing else: the quick count behind comparisons and counterfactuals; refuses explanations."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from app.voting.tally.count import applied, scores_of
from app.voting.tally.election import Election, Option
from app.voting.tally.phragmen import run_phragmen
from app.voting.tally.profile import Column, Poll, Profile, poll_of, pooled
from app.voting.tally.ranked import composite_scores, fund_in_order
from app.voting.tally.rules import CompositeRule, EqualSharesRule, GreedyRule, PhragmenRule, Rule
from app.voting.tally.shares_rule import Sale, complete
from app.voting.tally.ties import tie_order


@dataclass(frozen=True)
class Counted:
    """An election whose ballots are already encoded, so that variants of its costs and support are counted quickly."""

    election: Election
    rule: Rule
    poll: Poll

    @classmethod
    def of(cls, election: Election, rule: Rule) -> Counted:
        """Encode the ballots once."""
        return cls(election, rule, poll_of(election))

    def selected(self) -> tuple[str, ...]:
        """Ids selected by the rule."""
        election, rule = self.election, self.rule
        composite = isinstance(rule, CompositeRule)
        profile = None if composite else pooled(election, self.poll)
        scores = composite_scores(self.poll) if profile is None else scores_of(profile)
        ties = tie_order(election, scores.votes, rule.tie_order)
        if isinstance(rule, (GreedyRule, CompositeRule)):
            chosen = fund_in_order(election, rule, scores, ties).selected
        elif isinstance(rule, EqualSharesRule) and profile is not None:
            chosen = complete(Sale.of(election, rule, profile, scores), ties).selected
        elif isinstance(rule, PhragmenRule) and profile is not None:
            chosen = run_phragmen(election, rule, profile, ties)[0].selected
        else:
            chosen = applied(election, rule, profile, scores, ties).selected
        return tuple(election.options[i].id for i in chosen)

    def with_option(self, changed: Option) -> Counted:
        """The same ballots on a paper where one option costs something else or is withdrawn."""
        options = tuple(changed if option.id == changed.id else option for option in self.election.options)
        return replace(self, election=replace(self.election, options=options))

    def with_supporters(self, option: int, extra: int, points: int, electorate: int) -> Counted:
        """The same paper with `extra` more ballots in one electorate, naming only this option with `points` each."""
        profiles = list(self.poll.profiles)
        profiles[electorate] = _joined(profiles[electorate], option, extra, points)
        return replace(self, poll=replace(self.poll, profiles=tuple(profiles)))


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
