"""A district pilot: opened from a preset, followed on a list, tried out where nothing is kept, and carried away whole."""

import pytest
from sqlalchemy import func, select

from app.budget.models import CycleDraft
from app.budget.policy.presets import PRESETS
from app.budget.queries import plans
from app.demo import trial
from app.districts import queries as districts
from app.districts.states import DistrictStatus, Role
from app.extensions import db
from tests.make import budget, people


@pytest.fixture
def run(app):
    def command(*words, code=0):
        result = app.test_cli_runner().invoke(args=words)
        db.session.rollback()
        assert result.exit_code == code, result.output
        return result.output

    return command


def test_one_command_starts_a_pilot_with_a_plan(run):
    said = run("district", "open", "mapo", "--preset", "small-pilot", "--reason", "시범 운영 협약")
    mapo = districts.by_slug("mapo")
    assert mapo.status is DistrictStatus.PILOT
    (draft,) = plans.drafts(mapo)
    assert draft.planned == PRESETS["small_pilot"]
    assert f"/mapo/budget/plans/{draft.id}" in said


def test_the_same_command_again_begins_nothing_twice(run):
    for _ in range(2):
        run("district", "open", "mapo", "--preset", "small-pilot")
    assert db.session.scalar(select(func.count(CycleDraft.id))) == 1
    assert "Known:" in run("district", "open", "mapo", "--preset", "nonsense", code=2)


def test_the_list_says_what_is_done_and_where_the_rest_is_done(page):
    mapo = people.district()
    coordinator = people.official(mapo, Role.COORDINATOR)
    shown = page("/mapo/budget/pilot", as_=coordinator)
    assert "11가지 가운데 2가지를 마쳤습니다." in shown.text
    made = budget.world()
    for role in (Role.MODERATOR,):
        people.official(mapo, role)
    shown = page("/mapo/budget/pilot", as_=made.coordinator)
    assert "11가지 가운데 10가지를 마쳤습니다." in shown.text
    page("/mapo/budget/pilot", as_=made.panelist, status=403)


def test_a_trial_is_filled_like_a_pilot_on_its_first_day(app):
    trial.fill("mapo")
    mapo = districts.by_slug("mapo")
    assert mapo.status is DistrictStatus.PILOT
    assert districts.hats(mapo)[Role.COORDINATOR] == 1


def test_a_folder_that_is_no_trial_is_not_removed(tmp_path):
    (tmp_path / "trials" / "mapo").mkdir(parents=True)
    with pytest.raises(trial.NoTrial):
        trial.discard(tmp_path, "mapo")
    with pytest.raises(trial.TrialExists):
        trial.start(tmp_path, "mapo")
    (tmp_path / "trials" / "mapo" / trial.MARK).touch()
    trial.discard(tmp_path, "mapo")
    assert not (tmp_path / "trials" / "mapo").exists()
