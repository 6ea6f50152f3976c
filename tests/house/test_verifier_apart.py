"""The verifier is a second implementation: one file that runs where nothing of the application is installed."""

import ast
import subprocess
import sys

from tests.house.source import ROOT, imports, modules

FILE = ROOT / "verifier" / "verify.py"
THIRD_PARTY = {"cryptography"}


def test_it_imports_the_standard_library_and_cryptography_alone():
    found = {name.split(".")[0] for name in imports(ast.parse(FILE.read_text()))}
    assert found - set(sys.stdlib_module_names) == THIRD_PARTY


def test_it_is_one_file_and_nobody_in_the_application_imports_it():
    assert [path.name for path in FILE.parent.glob("**/*.py")] == [FILE.name]
    assert not [name for name, tree in modules().items() if any("verify" in target for target in imports(tree))]


def test_it_runs_from_an_empty_folder(tmp_path):
    """Isolated from the environment and the working folder: neither app nor tests can be found."""
    command = [sys.executable, "-I", str(FILE), str(tmp_path / "none.zip"), "--lang", "en"]
    made = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False)
    assert made.returncode == 2
    assert b"FAILED" in made.stdout
    assert not made.stderr


def test_no_name_is_called_that_loads_code_at_run_time():
    words = {node.id for node in ast.walk(ast.parse(FILE.read_text())) if isinstance(node, ast.Name)}
    assert not words & {"__import__", "exec", "eval", "importlib"}
