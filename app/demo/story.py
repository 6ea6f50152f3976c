"""One district's story: what its residents proposed, said and supported, told through services at moments of the past."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from app.accounts.models import Resident
from app.comments import services as comments
from app.comments.models import Comment
from app.core import clock
from app.demo import texts
from app.demo.people import Cast
from app.demo.play import Script
from app.districts.models import District
from app.moderation import services as moderation
from app.moderation.states import Article, Verdict
from app.proposals import queries, services
from app.proposals.models import Proposal
from app.proposals.states import BudgetTrack, Field

DOCUMENT = ("title", "problem", "idea", "place")
PROPOSER = "제안자"
OFFICER = "부서담당"


@dataclass
class Story:
    """The district, its people and its proposals by the keys of content/. Days count back from `now`.

    `dates`: when a proposal comes in. `limits`: when it is revised or withdrawn, so that what was said of it came before.
    """

    cast: Cast
    district: District
    name: str
    rng: Random
    now: datetime
    people: list[Resident]
    authors: dict[str, Resident] = field(default_factory=dict)
    dates: dict[str, datetime] = field(default_factory=dict)
    limits: dict[str, datetime] = field(default_factory=dict)
    proposals: dict[str, Proposal] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.entries = {entry["key"]: entry for entry in texts.proposals(self.name)}
        self.pipeline = texts.pipeline(self.name)

    def instant(self, days: float) -> datetime:
        return self.now - timedelta(days=days)

    def evening(self, days: float) -> datetime:
        """18:00 in Seoul on that day: when deadlines fall."""
        return clock.seoul(self.instant(days)).replace(hour=18, minute=0, second=0, microsecond=0)

    def moments(self, number: int, since: float, until: float) -> list[datetime]:
        """So many instants between two days of the past, in order, hardly any of them at night."""
        return sorted(self.awake(self.instant(self.rng.uniform(until, since))) for _ in range(number))

    def awake(self, at: datetime) -> datetime:
        """The same instant, or some hours later when people sleep and those hours have passed."""
        later = at + timedelta(hours=8)
        return later if clock.seoul(at).hour < 7 and later < self.now else at

    def days(self, moment: datetime) -> float:
        """How many days ago an instant was."""
        return (self.now - moment) / timedelta(days=1)

    def plan(self, since: float, until: float, keys: Iterable[str] | None = None) -> None:
        """Fix who proposes what when, in no particular order."""
        chosen = list(keys if keys is not None else self.entries)
        self.rng.shuffle(chosen)
        for key, moment in zip(chosen, self.moments(len(chosen), since, until), strict=True):
            self.dates[key] = moment
            self.authors.setdefault(key, self.rng.choice(self.people))

    def plan_changes(self, since: float, until: float) -> None:
        """Fix when authors revise or withdraw."""
        changed = [key for key, entry in self.entries.items() if "withdrawn" in entry or key in self.pipeline.get("revised", {})]
        self.limits.update(zip(changed, self.moments(len(changed), since, until), strict=True))


def publish(story: Story) -> Script:
    """Proposals come in as planned."""
    for key, moment in sorted(story.dates.items(), key=lambda planned: planned[1]):
        yield moment
        entry = story.entries[key]
        story.proposals[key] = services.publish(
            story.district, by=story.authors[key], track=BudgetTrack(entry["track"]), field=Field(entry["field"]),
            cost_won=entry.get("cost"), **{name: entry[name] for name in DOCUMENT},
        )  # fmt: skip


def rewritten(proposal: Proposal, changes: dict[str, Any]) -> dict[str, Any]:
    """The document of a proposal with some of it changed."""
    current = queries.current(proposal)
    document = {name: changes.get(name, getattr(current, name)).strip() for name in DOCUMENT}
    return document | {"cost_won": changes.get("cost", current.cost_won), "reason": changes["reason"]}


def change(story: Story) -> Script:
    """Authors revise after what they were told, or think better of it and withdraw."""
    for key, moment in sorted(story.limits.items(), key=lambda planned: planned[1]):
        yield moment
        proposal, author = story.proposals[key], story.authors[key]
        if reason := story.entries[key].get("withdrawn"):
            services.withdraw(proposal, by=author, reason=reason)
        else:
            services.revise(proposal, by=author, **rewritten(proposal, story.pipeline["revised"][key]))


def support(story: Story, until: float, percent: int) -> Script:
    """공감 by this share of the crowd: the better a proposal does later on and the longer it has been there, the more."""
    given = [one for key in story.dates for one in _fans(story, key, until, percent)]
    for moment, key, fan in sorted(given, key=lambda one: one[0]):
        yield moment
        if story.proposals[key].is_published and fan.id not in story.proposals[key].proposer_ids:
            services.endorse(story.proposals[key], by=fan)


def _fans(story: Story, key: str, until: float, percent: int) -> list[tuple[datetime, str, Resident]]:
    since = story.days(story.dates[key])
    last = story.days(story.limits[key]) if "withdrawn" in story.entries[key] else until
    first_score = story.pipeline["candidates"].get(key, {}).get("first", 70)
    share = max(0.15, (first_score - 55) / 40) * min(1, since / 10)
    visitors = [story.cast.accounts[name] for name in ("citizen", "committee")]
    fans = [one for one in (*story.people, *visitors) if one is not story.authors[key]]
    number = min(len(fans), max(2, round(len(fans) * percent * share / 100) + story.rng.randint(-4, 4)))
    moments = story.moments(number, since - 0.01, min(last, since) + 0.4)
    moments = [min(max(moment, story.dates[key]), story.limits.get(key, story.now)) for moment in moments]
    return [(moment, key, fan) for moment, fan in zip(moments, story.rng.sample(fans, number), strict=True)]


@dataclass
class _Said:
    """A comment that is going to be written, with the one it answers."""

    key: str
    line: texts.Line
    at: datetime
    parent: "_Said | None"
    comment: Comment | None = None


def talk(story: Story, until: float, late: tuple[float, float] = (0, 0)) -> Script:
    """Write the conversations in the order of time, each answer some hours after what it answers."""
    told = texts.conversations(story.name)
    planned = [said for key in story.dates if key in told for said in _planned(story, key, told[key], until, late)]
    for said in sorted(planned, key=lambda said: said.at):
        yield said.at
        parent = said.parent.comment if said.parent else None
        thread = story.proposals[said.key].thread
        said.comment = comments.post(
            thread, by=_speaker(story, said), body=said.line.body, parent=parent, stance=said.line.stance
        )
    yield from _take_out(story, planned)
    yield from _weigh(story, planned)


def _planned(story: Story, key: str, lines: list[texts.Line], until: float, late: tuple[float, float]) -> Iterator[_Said]:
    limit = story.limits.get(key, story.now)
    since, last = story.days(story.dates[key]), max(until, story.days(limit))
    roots = iter(story.moments(sum(line.depth == 0 for line in lines), since, last + (since - last) * 0.1))
    lates = iter(story.moments(sum(line.is_late for line in lines), *late))
    above: list[_Said] = []
    for line in lines:
        former = above[line.depth].at if len(above) > line.depth else story.dates[key]
        del above[line.depth :]
        parent = above[-1] if above else None
        at = _answered(story, max(parent.at, former), limit) if parent else min(next(roots), limit - timedelta(minutes=9))
        said = _Said(key, line, next(lates) if line.is_late else at, parent)
        above.append(said)
        yield said


def _answered(story: Story, asked: datetime, limit: datetime) -> datetime:
    """Some minutes or hours after the question and the answers before this one, sooner when time is short."""
    at = story.awake(asked + timedelta(minutes=story.rng.randint(20, 60 * 14)))
    return at if at < limit else asked + (limit - asked) * story.rng.uniform(0.2, 0.6)


def _speaker(story: Story, said: _Said) -> Resident:
    if said.line.who == PROPOSER:
        return story.authors[said.key]
    if said.line.who == OFFICER:
        return story.cast.officers[story.district.slug, story.entries[said.key]["field"]]
    return story.cast.named[said.line.who]


def _take_out(story: Story, planned: list[_Said]) -> Script:
    """What a moderator removes, and what its writer takes back."""
    for said in planned:
        if not said.line.removal and not said.line.is_taken_back:
            continue
        assert said.comment is not None
        yield min(said.at + timedelta(hours=5), story.now)
        if said.line.removal:
            case = moderation.take_up("comment", said.comment, by=story.cast.accounts["moderator"])
            moderation.decide(
                case, Verdict.HIDE, by=story.cast.accounts["moderator"], article=Article.RESPECT, reason=said.line.removal
            )
        else:
            comments.remove(said.comment, by=_speaker(story, said), reason="", role="author")


VOTES_PER_CONVERSATION = 24
FOLLOWERS = 3


def _weigh(story: Story, planned: list[_Said]) -> Script:
    """Neighbours say what helped them, more of them where more is said, and some want to hear how it goes on; one rewords."""
    draw = Random(len(planned))  # of its own: the rest of the story stays as it was
    for key in dict.fromkeys(said.key for said in planned):
        if "withdrawn" in story.entries[key]:
            continue
        told = [said for said in planned if said.key == key and said.comment is not None and not said.comment.is_removed]
        for voter in draw.sample(story.people, FOLLOWERS):
            comments.follow(story.proposals[key].thread, voter)
        if len(told) < VOTES_PER_CONVERSATION // 3:
            continue
        for _ in range(VOTES_PER_CONVERSATION):
            said, voter = draw.choice(told), draw.choice(story.people)
            if said.comment is None or voter.id == said.comment.author_id:
                continue
            yield min(said.at + timedelta(hours=draw.uniform(0.2, 20)), story.now)
            comments.vote(said.comment, by=voter, value=-1 if draw.random() < 0.2 else 1)
        for said in (said for said in told if said.line.edited):
            yield min(said.at + timedelta(minutes=40), story.now)
            comments.edit(said.comment, by=_speaker(story, said), body=said.line.edited)
