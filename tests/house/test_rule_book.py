"""Every number of every rules.py, and of the budget tables, stands in docs/rules.md with the same value."""

import ast
import re

from tests.house.source import ROOT, modules, room, stem


def constants():
    """(module, NAME, value) of every upper-case constant with a plain number in a room's rules."""
    for name, tree in modules().items():
        if stem(name) not in {"rules", "outline", "funding"}:
            continue
        for node in tree.body:
            targets = (
                node.targets
                if isinstance(node, ast.Assign)
                else [node.target]
                if isinstance(node, ast.AnnAssign) and node.value
                else []
            )
            for target in targets:
                if isinstance(target, ast.Name) and target.id.isupper() and not target.id.startswith("_"):
                    value = _number(node.value)
                    if value is not None:
                        yield name, target.id, value


def _number(node):
    try:
        value = ast.literal_eval(node)
    except ValueError:
        value = eval(compile(ast.Expression(node), "rules", "eval"), {"__builtins__": {}}) if _is_arithmetic(node) else None
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _is_arithmetic(node):
    return all(isinstance(n, ast.BinOp | ast.Constant | ast.operator) for n in ast.walk(node))


def book() -> dict[tuple[str, str], int]:
    """(room, NAME) -> value, as docs/rules.md says under the room's heading."""
    rows, current = {}, ""
    for line in (ROOT / "docs" / "rules.md").read_text().splitlines():
        if line.startswith("## "):
            current = line[3:].split()[0]
        elif found := re.match(r"\| `([A-Z0-9_]+)` \| ([\d,]+) \|", line):
            rows[current, found[1]] = int(found[2].replace(",", ""))
    return rows


def test_the_rule_book_says_what_the_rules_say():
    found = {(room(module), name): value for module, name, value in constants()}
    said = {key: value for key, value in book().items() if key[0] != "Policy"}
    assert len(found) > 40
    assert said == found


def test_the_rule_book_tells_the_presets():
    from app.budget.policy.presets import PRESETS

    text = (ROOT / "docs" / "rules.md").read_text()
    for name, preset in ((name.upper(), preset) for name, preset in PRESETS.items()):
        row = f"| `{name}` | {preset.envelope_won:,} | {preset.first_screening_cap_percent} % | {preset.second_screening_cap_percent} % |"
        assert row in text
