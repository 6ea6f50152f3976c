"""`flask tally` as a command: the file's rule, exact JSON, sentences, comparison, and refusals by line with exit 2."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from counting_papers import FIXTURES, ROOT

from app.voting.cli_tally import tally
from app.voting.tally import presets

FILE = str(FIXTURES / "hwahap-dong_2026.pb")


def run(*arguments: str):
    return CliRunner().invoke(tally, list(arguments))


def test_json_holds_the_whole_result_and_is_the_same_every_time() -> None:
    first, second = run(FILE, "--json"), run(FILE, "--json")
    assert first.exit_code == 0
    assert first.output == second.output
    result = json.loads(first.output)
    assert result["selected"] == ["p1", "p3", "p4"]
    assert (result["spent"], result["budget"]) == ("100000000", "100000000")
    assert result["rule"]["kind"] == "greedy"
    assert {"rounds", "ties", "sha256"} <= set(result)


def test_another_rule_can_be_named() -> None:
    result = json.loads(run(FILE, "--json", "--rule", "mes").output)
    assert result["rule"]["kind"] == "equal-shares"


def test_an_explanation_comes_in_both_languages_with_titles() -> None:
    outcome = run(FILE, "--explain", "p2")
    assert outcome.exit_code == 0
    assert len(outcome.output.splitlines()) == 2
    assert "KRW" in outcome.output


def test_a_comparison_names_who_is_better_off() -> None:
    beside = json.loads(run(FILE, "--compare", "mes").output)
    assert {"only_first", "only_second", "voters_better_first", "voters_better_second"} <= set(beside)


def test_without_options_people_get_a_short_table() -> None:
    outcome = run(FILE)
    assert outcome.exit_code == 0
    assert outcome.output.startswith("3 selected, 100,000,000 KRW of 100,000,000 KRW\n")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--rule", "magic"), "--rule: no rule is called 'magic'"),
        (("--explain", "zz"), "--explain: the file has no project 'zz'"),
    ],
)
def test_a_wrong_request_ends_with_two(arguments: tuple[str, ...], message: str) -> None:
    outcome = run(FILE, *arguments)
    assert outcome.exit_code == 2
    assert outcome.stderr.startswith(message)


def test_a_bad_file_is_refused_by_line_on_stderr_with_exit_two_and_nothing_else(tmp_path: Path) -> None:
    broken = tmp_path / "broken.pb"
    broken.write_text(Path(FILE).read_text().replace("p1;60000000", "p1;-1"))
    outcome = run(str(broken), "--json")
    assert outcome.exit_code == 2
    assert outcome.stdout == ""
    assert outcome.stderr == "line 22: the cost of project p1 is '-1', not an amount of at most 15 digits\n"


def test_a_rule_outside_the_format_is_refused_at_its_line(tmp_path: Path) -> None:
    odd = tmp_path / "odd.pb"
    odd.write_text(Path(FILE).read_text().replace("rule;greedy", "rule;dice"))
    outcome = run(str(odd))
    assert outcome.exit_code == 2
    assert outcome.stderr.startswith("line 12: the file names the rule 'dice'")
    assert run(str(odd), "--rule", "greedy").exit_code == 0


def test_a_file_that_is_not_there_is_refused() -> None:
    outcome = run("/nowhere/at-all.pb")
    assert outcome.exit_code == 2
    assert outcome.stderr.startswith("line 0: the file cannot be read")


def test_it_runs_as_a_command_without_database_secrets_or_a_folder_to_write_to() -> None:
    nowhere = {
        "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none",
        "INSTANCE_PATH": "/dev/null/nowhere",
        "REDIS_URL": "redis://127.0.0.1:1",
    }
    env = {key: value for key, value in os.environ.items() if key not in ("SECRET_KEY", "JOBS")} | nowhere

    def flask(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "flask", "tally", *arguments]
        return subprocess.run(command, env=env, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)

    counted = flask(FILE, "--json")
    assert (counted.returncode, counted.stderr) == (0, "")
    assert counted.stdout == run(FILE, "--json").output
    refused = flask(str(FIXTURES / "not-there.pb"))
    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr.startswith("line 0: ")


def test_a_rule_can_be_given_with_all_its_parameters_as_it_is_published(tmp_path: Path) -> None:
    published = json.loads(run(FILE, "--json", "--rule", "mes").output)
    whole, alone = tmp_path / "result.json", tmp_path / "rule.json"
    whole.write_text(json.dumps(published))
    alone.write_text(json.dumps(published["rule"]))
    for path in (whole, alone):
        assert json.loads(run(FILE, "--json", "--rule", str(path)).output) == published
    pots = {"kind": "greedy", "pots": {"by": "category", "amounts": [["safety", 1]]}, "tie_order": ["file"]}
    alone.write_text(json.dumps(pots))
    assert json.loads(run(FILE, "--json", "--rule", str(alone)).output)["selected"] == []


@pytest.mark.parametrize("text", ["{", "[]", '{"kind": "dice"}', '{"kind": "greedy", "cap": 1}'])
def test_a_rule_that_cannot_be_read_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "rule.json"
    path.write_text(text)
    outcome = run(FILE, "--rule", str(path))
    assert outcome.exit_code == 2
    assert outcome.stderr.startswith("--rule: ")
    assert run(FILE, "--rule", str(tmp_path / "none.json")).exit_code == 2


@pytest.mark.parametrize("name", sorted(presets.NAMED))
def test_every_named_rule_counts_or_says_why_not(name: str) -> None:
    outcome = run(FILE, "--json", "--rule", name)
    if outcome.exit_code:
        assert outcome.stderr == f"--rule: FORMAT_NOT_COUNTABLE {{'method': '{name}'}}\n"
        assert name in ("borda", "instant-runoff")
    else:
        assert json.loads(outcome.output)["rule"] == presets.named(name).to_json()


def test_a_published_seed_draws_the_published_lot(tmp_path: Path) -> None:
    rule = tmp_path / "rule.json"
    rule.write_text('{"kind": "greedy"}')
    drawn = json.loads(run(FILE, "--json", "--rule", str(rule), "--seed", "5eed").output)
    assert drawn["seed"] == "5eed"
    assert "seed" not in json.loads(run(FILE, "--json", "--rule", str(rule)).output)
