"""Real elections: the file's own rule yields the outcome the city announced, and recounting yields its published votes."""

from __future__ import annotations

from pathlib import Path

import pytest
from counting_papers import samples

from app.voting import pb
from app.voting.tally import count, result_from_json

pytestmark = pytest.mark.elections


@pytest.mark.parametrize("path", samples(), ids=lambda path: path.stem[:40])
def test_the_announced_outcome_and_the_published_votes_are_reproduced(path: Path) -> None:
    file = pb.parse(path.read_bytes())
    election = pb.election_of(file)
    result = count(election, pb.rule_of(file))
    official = pb.official_selected(file)
    if official is not None:
        assert set(result.selected) == set(official)
    score = file.project_column("score") or file.project_column("votes") or ()
    assert [str(result.outcomes[option.id].score) for option in election.options] == list(score)
    assert [str(result.outcomes[o.id].votes) for o in election.options] == list(file.project_column("votes") or ())
    assert not result.spoiled
    assert result_from_json(result.to_json()).sha256 == result.sha256


@pytest.mark.parametrize("path", samples(), ids=lambda path: path.stem[:40])
def test_reading_what_was_written_gives_the_same_file(path: Path) -> None:
    source = path.read_bytes()
    file = pb.parse(source)
    written = pb.write(file)
    assert pb.parse(written) == file
    if "Wieliczka" not in path.stem:  # two of its names are quoted without need
        assert written.encode() == source
