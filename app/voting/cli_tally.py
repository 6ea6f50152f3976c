"""`flask tally FILE.pb`: count a file from the command line, without database or server; refuses bad files by line, exit 2."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn

import click

from app.voting import pb
from app.voting.tally import Result, RuleRefused, count, explain, presets, rule_from_json
from app.voting.tally.compare import compare
from app.voting.tally.exact import as_fraction
from app.voting.tally.explain import decimal
from app.voting.tally.rules import Rule


@click.command("tally")
@click.argument("path", metavar="FILE.pb", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--rule",
    "rule_name",
    metavar="NAME|RULE.json",
    help="A rule instead of the file's own, by name or as JSON with all its parameters: " + ", ".join(presets.NAMED),
)
@click.option("--seed", default="", help="What the lot is drawn from, as published with a result.")
@click.option("--strict", is_flag=True, help="Judge ballots by the limits in META; those outside count as spoiled.")
@click.option("--json", "as_json", is_flag=True, help="The whole result as canonical JSON.")
@click.option("--explain", "explained", metavar="ID", help="Why this option was or was not selected.")
@click.option("--compare", "rival_name", metavar="RULE", help="Set the outcome beside another rule's.")
def tally(
    path: Path,
    *,
    rule_name: str | None,
    seed: str,
    strict: bool,
    as_json: bool,
    explained: str | None,
    rival_name: str | None,
) -> None:
    """Count FILE.pb. Without --rule the rule named in the file is used. Exit 2 with `line N: what is wrong` if it cannot."""
    file = _read(path)
    election = replace(pb.election_of(file, strict=strict), seed=seed)
    result = _counted(election, _rule(file, rule_name))
    unit = " " + (file.value("currency") or "units")
    names = {option.id: option.name for option in election.options if option.name}
    if rival_name:
        beside = compare(election, result, _counted(election, _rule(file, rival_name)))
        click.echo(_canonical(beside))
    elif explained:
        if explained not in result.outcomes:
            _refuse(f"--explain: the file has no project {explained!r}")
        for lang in ("ko", "en"):
            click.echo(explain(result, explained, lang, unit=unit, names=names))
    elif as_json:
        click.echo(_canonical(result.to_json()))
    else:
        _print_table(result, unit, names)


def _read(path: Path) -> pb.PbFile:
    try:
        return pb.parse(path.read_bytes())
    except pb.PbError as fault:
        _refuse(str(fault))
    except OSError as fault:
        _refuse(f"line 0: the file cannot be read ({fault.strerror})")


def _rule(file: pb.PbFile, name: str | None) -> Rule:
    if name and name.endswith(".json"):
        return _written(Path(name))
    threshold = file.value("min_project_score_threshold")
    try:
        return presets.named(name, threshold=int(threshold or 0)) if name else pb.rule_of(file)
    except RuleRefused:
        _refuse(f"--rule: no rule is called {name!r}; known are rules in .json files, " + ", ".join(presets.NAMED))
    except ValueError as fault:
        line = next(number for number, (key, _) in enumerate(file.meta, start=3) if key == "rule")
        _refuse(f"line {line}: {fault}")


def _written(path: Path) -> Rule:
    """A rule as `--json` and every result page publish it: its own JSON, or the "rule" of a whole result."""
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        return rule_from_json(raw.get("rule", raw))
    except RuleRefused as fault:
        _refuse(f"--rule: {fault}")
    except (OSError, ValueError, AttributeError) as fault:
        _refuse(f"--rule: {path} is no rule ({fault})")


def _counted(election: Any, rule: Rule) -> Result:
    try:
        return count(election, rule)
    except RuleRefused as fault:
        _refuse(f"--rule: {fault}")


def _refuse(problem: str) -> NoReturn:
    click.echo(problem, err=True)
    raise SystemExit(2)


def _canonical(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _print_table(result: Result, unit: str, names: dict[str, str]) -> None:
    def money(amount: int) -> str:
        return decimal(as_fraction(amount) / result.money_scale) + unit

    click.echo(f"{len(result.selected)} selected, {money(result.spent)} of {money(result.budget)}")
    for key in result.selected:
        outcome = result.outcomes[key]
        click.echo(f"  {key}\t{decimal(outcome.score)}\t{outcome.reason.code}\t{names.get(key, '')}".rstrip())
    if result.spoiled:
        click.echo("spoiled: " + ", ".join(f"{code} {times}" for code, times in result.spoiled.items()))
    if result.hung_on_lot:
        click.echo("the published lot decided at least one outcome")
    click.echo(f"sha256 {result.sha256}")
