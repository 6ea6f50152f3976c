"""Which tests PostgreSQL is spared, and that the list speaks of tests there are."""

from pathlib import Path

from tests import spared


def test_what_others_send_too_is_spared_and_the_quicker_one_is_kept():
    found = {
        "a.py::slow": (9.0, ["x", "y"]),
        "a.py::quick": (0.1, ["x", "y"]),
        "b.py::own": (5.0, ["y", "z"]),
        "c.py::silent": (0.1, []),
        "d_races.py::always": (5.0, ["x"]),
    }
    assert spared.spare(found) == ["a.py::slow", "c.py::silent"]


def test_a_statement_is_the_same_whatever_its_values_and_however_many():
    one = spared.shape("SELECT a FROM b WHERE c IN (%(c_1)s, %(c_2)s) LIMIT %(n)s::INTEGER")
    assert one == spared.shape("SELECT a FROM b WHERE c IN (%(c_1)s) LIMIT %(n)s::INTEGER")
    assert one != spared.shape("SELECT a FROM b WHERE d IN (%(c_1)s) LIMIT %(n)s::INTEGER")
    many = "INSERT INTO b (c, d) VALUES (%(c__0)s::VARCHAR(8), %(d__0)s), (%(c__1)s::VARCHAR(8), %(d__1)s)"
    assert spared.shape(many) == spared.shape("INSERT INTO b (c, d) VALUES (%(c)s::VARCHAR(8), %(d)s)")


def test_the_list_reads_back_and_names_tests_there_are():
    text = spared.LIST.read_text("utf-8")
    names = list(spared.read(text))
    assert spared.written(names) == text
    sources = {name.partition("::")[0] for name in names}
    words = {file: Path(file).read_text("utf-8") for file in sources}
    assert [
        name for name in names if f"def {name.partition('::')[2].partition('[')[0]}(" not in words[name.partition("::")[0]]
    ] == []
