"""Every number of every rules.py stands in docs/rules.md with the same value."""

import ast
import re

from tests.house.source import ROOT, modules, stem

SIMPLE = (int, str)


def constants():
    """(module, NAME, value) of every upper-case constant with a plain number in a room's rules."""
    for name, tree in modules().items():
        if stem(name) != "rules":
            continue
        for node in tree.body:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) and node.value else []
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


def test_the_rule_book_says_what_the_rules_say():
    book = (ROOT / "docs" / "rules.md").read_text()
    rows = {m[1]: int(m[2].replace(",", "")) for m in re.finditer(r"^\| `([A-Z0-9_]+)` \| ([\d,]+)", book, re.M)}
    found = {name: value for _, name, value in constants()}
    assert len(found) > 10
    assert {n: v for n, v in found.items() if rows.get(n) != v} == {}
    assert set(rows) <= set(found), "the book speaks of rules that are gone"
