"""Scripts of the demo run side by side, in the order of time."""

from datetime import UTC, datetime, timedelta

from app.core import clock
from app.demo.play import play

START = datetime(2026, 1, 1, tzinfo=UTC)


def script(name, seen, *hours):
    for hour in hours:
        yield START + timedelta(hours=hour)
        seen.append((name, clock.now() - START))


def test_whoever_is_due_first_acts_first_at_that_instant():
    seen = []
    play([script("a", seen, 1, 4, 5), script("b", seen, 2, 3, 6)])
    assert seen == [(name, timedelta(hours=hour)) for name, hour in zip("abbaab", range(1, 7), strict=True)]


def test_what_waits_for_the_same_instant_keeps_its_order():
    seen = []
    play([script("a", seen, 1, 1), script("b", seen, 1)])
    assert [name for name, _ in seen] == ["a", "a", "b"]


def test_the_present_comes_back_when_the_play_is_over():
    play([script("a", [], 1)])
    assert clock.now() > START
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=5)
