"""The .pb door: what is read comes back as it was, what is wrong is named by line, what is published tells nothing of voters."""

# ruff: noqa: E501 - a fault and its message stand on one line
from __future__ import annotations

import random
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from counting_papers import FIXTURES, checked, samples
from hypothesis import strategies as st

from app.voting import pb
from app.voting.ballot import (
    NONE_OF_THESE,
    ApprovalFormat,
    KnapsackFormat,
    PointsFormat,
    RankingFormat,
    names,
    points,
    ranking,
)
from app.voting.pb.export import harmless
from app.voting.tally import Election, Electorate, EqualSharesRule, GreedyRule, Option, count, group

HWAHAP = (FIXTURES / "hwahap-dong_2026.pb").read_text()
GOOD = """META
key;value
num_projects;2
num_votes;2
budget;100
vote_type;approval
rule;greedy
PROJECTS
project_id;cost;name
a;60;A
b;40;B
VOTES
voter_id;vote
1;a,b
2;b
"""


@pytest.mark.parametrize("path", sorted(FIXTURES.glob("*.pb")), ids=lambda path: path.stem)
def test_own_files_are_counted_to_their_stated_outcome(path: Path) -> None:
    file = pb.parse(path.read_bytes())
    assert pb.write(file) == path.read_text()
    result = count(pb.election_of(file), pb.rule_of(file))
    assert set(result.selected) == set(pb.official_selected(file) or ())


def test_cents_are_counted_as_whole_numbers() -> None:
    election = pb.election_of(pb.parse((FIXTURES / "points_with_decimals.pb").read_bytes()))
    assert election.money_scale == 100
    assert election.budget == 100_050
    assert [option.cost for option in election.options] == [60_025, 40_025, 50]


def test_a_comma_is_a_decimal_point_too() -> None:
    assert pb.election_of(pb.parse(GOOD.replace("a;60;", "a;59,5;"))).options[0].cost == 595


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("final", [True, False])
def test_line_ends_and_a_byte_order_mark_are_accepted(newline: str, mark: str, final: bool) -> None:
    text = mark + GOOD.replace("\n", newline)
    file = pb.parse((text if final else text.removesuffix(newline)).encode())
    assert pb.parse(pb.write(file)) == file
    assert file.projects == pb.parse(GOOD).projects
    assert file.newline == newline


def test_unknown_columns_and_keys_and_the_old_target_column_keep_their_place() -> None:
    text = GOOD.replace("cost;name", "target;cost;name").replace("a;60", "kids;60").replace("b;40", "all;40")
    text = text.replace("project_id;target", "project_id;target").replace("kids;60", "a;kids;60").replace("all;40", "b;all;40")
    file = pb.parse(text.replace("budget;100", "colour;blue\nbudget;100"))
    assert file.project_columns == ("project_id", "target", "cost", "name")
    assert file.value("colour") == "blue"
    assert pb.parse(pb.write(file)) == file


def test_published_votes_and_scores_are_never_trusted() -> None:
    file = pb.parse(HWAHAP.replace("p5;20000000;1;", "p5;20000000;999;"))
    assert count(pb.election_of(file), pb.rule_of(file)).outcomes["p5"].votes == 1


def test_limits_in_meta_are_applied_only_when_asked_for() -> None:
    file = pb.parse(HWAHAP.replace("max_length;3", "max_length;2"))
    assert count(pb.election_of(file), pb.rule_of(file)).spoiled == {}
    assert count(pb.election_of(file, strict=True), pb.rule_of(file)).spoiled == {"TOO_MANY_CHOICES": 2}


FAULTS = {
    "empty file": ("", "line 1: the file ends without a section META"),
    "no projects section": ("META\nkey;value\nbudget;1\n", "line 3: the file ends without a section PROJECTS"),
    "sections swapped": ("PROJECTS\n", "line 1: expected META, found 'PROJECTS'"),
    "text before": ("hello\n", "line 1: expected the section META, found 'hello'"),
    "empty projects": (GOOD.replace("a;60;A\nb;40;B\n", "").replace("projects;2", "projects;0"), "line 8: the section PROJECTS is empty"),
    "no vote header": (GOOD[: GOOD.index("voter_id")], "line 12: the section VOTES has no header row"),
    "half a line": (GOOD.replace("b;40;B", "b;4"), "line 11: 2 fields where the header has 3"),
    "half a ballot": (GOOD.replace("\n2;b\n", "\n2"), "line 15: 1 fields where the header has 2"),
    "one field more": (GOOD.replace("a;60;A", "a;60;A;1"), "line 10: 4 fields where the header has 3"),
    "duplicate project": (GOOD.replace("b;40;B", "a;40;B"), "line 11: project_id 'a' appears twice"),
    "duplicate voter": (GOOD.replace("\n2;b", "\n1;b"), "line 15: voter_id '1' appears twice"),
    "duplicate key": (GOOD.replace("rule;greedy", "budget;5"), "line 7: key 'budget' appears twice"),
    "duplicate column": (GOOD.replace("cost;name", "cost;cost"), "line 9: column 'cost' appears twice"),
    "blank in id": (GOOD.replace("a;60;A", " a;60;A"), "line 10: project_id ' a' has blanks around it"),
    "blank in vote": (GOOD.replace("1;a,b", "1;a, b"), "line 14: project_id ' b' has blanks around it"),
    "blank line": (GOOD.replace("b;40;B", "\nb;40;B"), "line 11: a blank line"),
    "negative cost": (GOOD.replace("a;60", "a;-60"), "line 10: the cost of project a is '-60', not an amount of at most 15 digits"),
    "zero cost": (GOOD.replace("a;60", "a;0"), "line 10: the cost of project a is '0'; it must be more than zero"),
    "giant cost": (GOOD.replace("a;60", "a;" + "9" * 5000), "line 10: the cost of project a is '" + "9" * 40 + "…', not an amount of at most 15 digits"),
    "exponent": (GOOD.replace("budget;100", "budget;1e9"), "line 5: budget is '1e9', not an amount of at most 15 digits"),
    "not a number": (GOOD.replace("budget;100", "budget;NaN"), "line 5: budget is 'NaN', not an amount of at most 15 digits"),
    "foreign digits": (GOOD.replace("a;60", "a;٦٠"), "line 10: the cost of project a is '٦٠', not an amount of at most 15 digits"),
    "count differs": (GOOD.replace("num_votes;2", "num_votes;3"), "line 4: num_votes is 3, but the file lists 2 votes"),
    "stranger": (GOOD.replace("2;b", "2;c"), "line 15: the vote names 'c', which PROJECTS does not list"),
    "named twice": (GOOD.replace("2;b", "2;b,b"), "line 15: the vote names 'b' twice"),
    "no vote type": (GOOD.replace("vote_type;approval\n", "").replace("", ""), "line 1: META lacks the key vote_type"),
    "odd vote type": (GOOD.replace("approval", "shouting"), "line 6: vote_type is 'shouting', not one of approval, ordinal, cumulative, scoring, choose-1"),
    "no cost column": (GOOD.replace("project_id;cost", "project_id;price"), "line 9: no column cost"),
    "formula": (GOOD.replace(";A", ";=HYPERLINK(0)"), "line 10: name begins like a spreadsheet formula: '=HYPERLINK(0)'"),
    "call": (GOOD.replace(";A", ";@SUM(A1)"), "line 10: name begins like a spreadsheet formula: '@SUM(A1)'"),
    "pipe": (GOOD.replace(";A", ";+cmd|'calc'!A1"), "line 10: name begins like a spreadsheet formula: \"+cmd|'calc'!A1\""),
    "broken quotes": (GOOD.replace(";A", ';"A'), "line 10: the quoting is broken (unexpected end of data)"),
    "nul": (GOOD.replace(";A", ";\0"), "line 10: a NUL character; the file is not text"),
    "ten megabytes": (GOOD.replace(";A", ";" + "x" * 10_000_000), "line 10: a field of 10000000 characters; the limit is 100000"),
    "selected by whom": (GOOD.replace("cost;name", "cost;selected").replace(";A", ";yes").replace(";B", ";1"), "line 10: selected is 'yes', not 0, 1, 2 or 3"),
    "choose two": (GOOD.replace("approval", "choose-1"), "line 14: the vote names 2 projects where one may be chosen"),
    "no points": (GOOD.replace("approval", "cumulative"), "line 13: no column points"),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_a_malformed_file_is_refused_with_its_line_and_nothing_else(fault: str) -> None:
    text, message = FAULTS[fault]
    with pytest.raises(pb.PbError) as refusal:
        pb.parse(text)
    assert str(refusal.value) == message


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (GOOD.replace(";A", ";Straße").encode("latin-1"), "line 10: byte 0xdf is not UTF-8"),
        (GOOD.encode("utf-16"), "line 1: byte 0xff is not UTF-8"),
        (b"\x00\x01\x02", "line 1: a NUL character; the file is not text"),
    ],
)
def test_other_encodings_are_refused(content: bytes, message: str) -> None:
    with pytest.raises(pb.PbError) as refusal:
        pb.parse(content)
    assert str(refusal.value) == message


def test_points_must_match_the_projects_and_be_whole() -> None:
    text = (FIXTURES / "points_with_decimals.pb").read_text()
    for old, new, message in (
        ("1;a,b;5,5", "1;a,b;5", "line 26: 1 points for 2 projects"),
        ("1;a,b;5,5", "1;a,b;5,2.5", "line 26: a number of points is '2.5', not a whole number of at most 9 digits"),
    ):
        with pytest.raises(pb.PbError) as refusal:
            pb.parse(text.replace(old, new))
        assert str(refusal.value) == message


def test_honest_names_that_begin_with_a_sign_pass() -> None:
    for name in ("+500 drzew", "@ktywni seniorzy", "- nowy park", "-87.62"):
        assert pb.parse(GOOD.replace(";A", f";{name}")).projects[0][2] == name


cells = st.text(st.characters(codec="utf-8", exclude_characters="\0\r", exclude_categories=["Cs"]), max_size=12).filter(
    lambda text: text[:1] not in tuple("=+-@\t")
)


@checked(st.lists(cells, min_size=2, max_size=2), st.lists(st.sampled_from(["a", "b", "a,b", ""]), max_size=5), cells)
def test_reading_what_was_written_gives_the_same_file_for_any_text(titles: list[str], votes: list[str], value: str) -> None:
    file = pb.parse(GOOD)
    made = replace(
        file,
        meta=(*((k, str(len(votes)) if k == "num_votes" else v) for k, v in file.meta), ("note", value)),
        projects=tuple((*row[:2], title) for row, title in zip(file.projects, titles, strict=True)),
        votes=tuple((str(n), vote) for n, vote in enumerate(votes)),
    )
    assert pb.parse(pb.write(made)) == made


@checked(st.integers(0, len(HWAHAP)), st.text(max_size=6), examples=150)
def test_a_damaged_file_is_read_or_refused_by_line_but_never_crashes(place: int, scrap: str) -> None:
    for text in (HWAHAP[:place], HWAHAP[:place] + scrap + HWAHAP[place:]):
        try:
            file = pb.parse(text)
        except pb.PbError as refusal:
            assert str(refusal).startswith(f"line {refusal.line}: ")  # noqa: PT017
        else:
            count(pb.election_of(file), GreedyRule())


def test_a_public_export_carries_votes_only_in_another_order_under_fresh_ids() -> None:
    file = pb.parse(HWAHAP)
    public = pb.public_export(file, rng=random.Random(3))
    assert public.vote_columns == ("voter_id", "vote")
    assert [row[0] for row in public.votes] == [str(n) for n in range(1, 9)]
    assert sorted(row[1] for row in public.votes) == sorted(row[1] for row in file.votes)
    assert [row[1] for row in public.votes] != [row[1] for row in file.votes]
    assert count(pb.election_of(public), pb.rule_of(public)).selected == count(pb.election_of(file), pb.rule_of(file)).selected


PUBLICATION = pb.Publication(
    "주민참여예산 투표", "Korea, Republic of", "Seoul", "2026", "01.06.2026", "14.06.2026", district="mapo"
)
OPTIONS = (
    Option("a", 60, "=1+1", category="safety", district="mapo"),
    Option("b", 50, '가로등; "교체"', category="safety", district="mapo"),
    Option("c", 50, "도서관\n야간", category="culture", district="mapo"),
    Option("d", 5, "쉼터", category="culture", district="mapo"),
    Option("w", 9, "철회", district="mapo", withdrawn=True),
)
EXPORTS = [
    (ApprovalFormat(1, 3), [names("ab"), names("bc"), names("a"), names("d")] * 3 + [names("abcd")], GreedyRule()),
    (ApprovalFormat(1, 3), [names("ab"), names("ac"), names("a"), names("d")] * 3, GreedyRule(threshold=2)),
    (ApprovalFormat(1, 3), [names("a")] * 5 + [names("bc")] * 4 + [names("d")] * 2, EqualSharesRule()),
    (KnapsackFormat(120), [names("ab"), names("bc"), names("a")] * 3, GreedyRule()),
    (PointsFormat(10, 5), [points({"a": 5, "b": 5}), points({"b": 4, "d": 1}), points({"c": 3})] * 3, GreedyRule()),
    (RankingFormat((3, 2, 1), from_bottom=True), [ranking("abc"), ranking("bda"), ranking("dca")] * 3, GreedyRule()),
]


def exported(ballot_format, ballots, rule) -> tuple[Election, pb.PbFile]:
    voters = (Electorate("citizens", Fraction(1), group(ballots)),)
    election = Election("d" * 64, 120, OPTIONS, ballot_format, voters)
    return election, pb.public_export(election, PUBLICATION, count(election, rule))


@pytest.mark.parametrize(("ballot_format", "ballots", "rule"), EXPORTS)
def test_an_exported_election_recounts_to_the_same_outcome(ballot_format, ballots, rule) -> None:
    election, file = exported(ballot_format, ballots, rule)
    again = pb.parse(pb.write(file))
    assert again == file
    result = count(election, rule)
    assert set(pb.official_selected(again) or ()) == set(result.selected)
    if isinstance(rule, GreedyRule):
        assert set(count(pb.election_of(again), pb.rule_of(again)).selected) == set(result.selected)
    recounted = count(pb.election_of(again), GreedyRule())
    assert {key: outcome.votes for key, outcome in recounted.outcomes.items()} == {
        key: outcome.votes for key, outcome in result.outcomes.items()
    }


def checker():
    module = pytest.importorskip("pabulib.checker", reason="pabulib-checker is not installed")
    return module.Checker()


@pytest.mark.parametrize(("ballot_format", "ballots", "rule"), EXPORTS)
def test_an_export_passes_pabulibs_own_checker(ballot_format, ballots, rule) -> None:
    _, file = exported(ballot_format, ballots, rule)
    verdict = checker().process_files([pb.write(file)])
    errors = [item["results"]["errors"] for key, item in verdict.items() if isinstance(item, dict) and "results" in item]
    assert errors == [{}], errors


def test_own_files_pass_pabulibs_own_checker() -> None:
    verdict = checker().process_files([HWAHAP])
    assert all(not item["results"].get("errors") for item in verdict.values() if isinstance(item, dict) and "results" in item)


def test_blank_ballots_are_published_too() -> None:
    _, file = exported(ApprovalFormat(1, 3), [names("a"), NONE_OF_THESE], GreedyRule())
    assert sorted(row[1] for row in file.votes) == ["", "a"]
    assert "min_length" not in dict(file.meta)


def test_spoiled_ballots_are_named_in_the_comment_and_not_listed() -> None:
    _, file = exported(ApprovalFormat(1, 1), [names("a"), names("ab"), names("bc")], GreedyRule())
    assert len(file.votes) == 1
    assert file.value("comment") == "#1: 2 spoiled ballots are not listed."


def test_weighted_electorates_are_not_forced_into_one_file() -> None:
    two = tuple(Electorate(code, Fraction(1), {}) for code in "pq")
    election = Election("d", 1, OPTIONS, ApprovalFormat(), two)
    with pytest.raises(ValueError, match="one electorate"):
        pb.public_export(election, PUBLICATION, count(election, GreedyRule()))


@pytest.mark.parametrize(("text", "shown"), [("=1+1", "'=1+1"), ("a\r\nb", "a b"), ("+5 bancs", "+5 bancs"), ("@X(1)", "'@X(1)")])
def test_names_are_published_so_that_no_spreadsheet_runs_them(text: str, shown: str) -> None:
    assert harmless(text) == shown


@pytest.mark.elections
def test_the_exports_of_real_elections_recount_alike() -> None:
    small = [path for path in samples() if path.stat().st_size < 60_000]
    assert small
    for path in small:
        file = pb.parse(path.read_bytes())
        public = pb.parse(pb.write(pb.public_export(file)))
        assert sorted(row[1:] for row in public.votes) == sorted(
            tuple(row[file.vote_columns.index(c)] for c in public.vote_columns[1:]) for row in file.votes
        )
