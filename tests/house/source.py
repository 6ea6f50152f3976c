"""The house's own source, parsed: what each file imports and says. The other house tests ask this."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APP = ROOT / "app"


@cache
def modules() -> dict[str, ast.Module]:
    """Dotted name -> syntax tree of every module of the application."""
    found = {}
    for path in sorted(APP.rglob("*.py")):
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        found[name] = ast.parse(path.read_text())
    return found


@cache
def imports(tree: ast.Module) -> tuple[str, ...]:
    """Dotted names of everything a module imports, one level deeper than `from x import y` says."""
    return tuple(_imports(tree))


def _imports(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def room(name: str) -> str:
    """app.budget.services.items -> budget; app.config -> the empty string."""
    parts = name.split(".")
    is_room = len(parts) > 1 and parts[0] == "app" and (APP / parts[1]).is_dir()
    return parts[1] if is_room else ""


def stem(name: str) -> str:
    """app.budget.services.items -> services: the kind of file within its room."""
    parts = name.split(".")
    return parts[2] if len(parts) > 2 else ""


@cache
def attributes(tree: ast.Module) -> frozenset[str]:
    """Every dotted expression in a module, e.g. db.session, datetime.now."""
    return frozenset(ast.unparse(node) for node in ast.walk(tree) if isinstance(node, ast.Attribute))
