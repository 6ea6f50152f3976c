"""The pure parts of conversations: paths, what a page leaves out, and numbers that give a person away."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.comments import rules, tree
from app.core import personal


@dataclass
class Node:
    id: int
    path: str
    depth: int
    root_id: int | None
    n_descendants: int = 0


@st.composite
def trees(draw):
    """Nodes in the order they were written, each below an earlier one or a root."""
    nodes: list[Node] = []
    parents: dict[int, Node] = {}
    for number in range(1, draw(st.integers(1, 40)) + 1):
        parent = draw(st.sampled_from([None, *nodes]))
        node = Node(
            number,
            tree.path_of(number, parent.path if parent else ""),
            parent.depth + 1 if parent else 0,
            (parent.root_id or parent.id) if parent else None,
        )
        while parent:
            parent.n_descendants += 1
            parent = parents.get(parent.id)
        above = next((one for one in nodes if one.path == node.path[: -tree.WIDTH]), None)
        if above:
            parents[node.id] = above
        nodes.append(node)
    return nodes


@given(trees())
def test_text_order_of_paths_is_depth_first_order(nodes):
    def walk(prefix):
        for node in (one for one in nodes if one.path[: -tree.WIDTH] == prefix):
            yield node
            yield from walk(node.path)

    assert sorted(nodes, key=lambda node: node.path) == list(walk(""))


@given(trees())
def test_a_branch_is_a_range_of_paths(nodes):
    for node in nodes:
        start, end = tree.branch(node.path)
        inside = [one for one in nodes if start <= one.path < end]
        assert inside == [one for one in nodes if one.path.startswith(node.path)]
        assert len(inside) == node.n_descendants + 1


@given(trees())
def test_ancestors_are_the_ids_on_the_way_up(nodes):
    for node in nodes:
        above = [one.id for one in nodes if one is not node and node.path.startswith(one.path)]
        assert tree.ancestors(node.path) == above
        assert len(above) == node.depth


@given(trees(), st.integers(0, 3), st.integers(0, 5))
def test_what_is_not_shown_is_told_exactly_once(nodes, last_level, per_root):
    shown = []
    for node in sorted(nodes, key=lambda node: node.path):
        if node.depth == 0:
            left = per_root
            shown.append(node)
        elif node.depth <= last_level and left > 0:
            left -= 1
            shown.append(node)
    told = tree.left_out(shown, last_level)
    assert sum(number for lines in told.values() for _, number in lines) == len(nodes) - len(shown)
    assert all(number > 0 for lines in told.values() for _, number in lines)
    assert set(told) <= {node.id for node in shown}


def test_a_branch_deeper_than_its_paths_goes_on_flat_in_order_of_time():
    path = ""
    for number in range(1, tree.PATH_LEVELS + 1):
        path = tree.path_of(number, path)
    deeper = tree.path_of(1_000, path)
    deeper_still = tree.path_of(1_001, deeper)
    assert len(path) == len(deeper) == len(deeper_still) == tree.PATH_LEVELS * tree.WIDTH <= 2_000
    assert path < deeper < deeper_still
    start, end = tree.branch(deeper)
    assert start <= path < deeper < deeper_still < end


@pytest.mark.parametrize("number", [0, -1, 16**8])
def test_an_id_that_does_not_fit_its_place_is_refused(number):
    with pytest.raises(ValueError, match="fit its place"):
        tree.path_of(number)


@pytest.mark.parametrize(
    "text",
    [
        "900101-1234567",
        "900101 - 2234567",
        "9001011234567",
        "000229-3234567",
        "９００１０１－１２３４５６７",
        "번호:881231–5678901.",
        "010101-4123456입니다",
    ],
)
def test_registration_numbers_are_found(text):
    assert personal.registration_numbers("앞글", text)


@pytest.mark.parametrize(
    "text",
    [
        "901301-1234567",
        "900132-1234567",
        "900101-9234567",
        "1900101-12345678",
        "900101-123456",
        "예산 1,234,567,890,123원",
        "2026-01-01 ~ 2026-12-31",
        "11440-1234",
    ],
)
def test_what_is_no_registration_number_is_left_alone(text):
    assert not personal.registration_numbers(text)


@pytest.mark.parametrize(
    "text",
    ["010-1234-5678", "01012345678", "010.1234.5678", "010 1234 5678", "+82 10-1234-5678", "+82-10-1234-5678", "82)10-1234-5678",
     "02-123-4567", "02) 123-4567", "(02) 123-4567", "031-123-4567", "070-1234-5678", "０１０－１２３４－５６７８", "011-234-5678"],
)  # fmt: skip
def test_phone_numbers_are_found(text):
    assert personal.phone_numbers(f"연락은 {text} 로")


@pytest.mark.parametrize(
    "text",
    ["1588-1234", "120", "2026-11-23", "예산 10,000,000원", "30000000", "900101-1234567", "MAPO-2026-0001", "폭 1010-1234 mm"],
)
def test_what_is_no_phone_number_is_left_alone(text):
    assert not personal.phone_numbers(text)


@pytest.mark.parametrize("length", [1, 2_000])
def test_a_body_at_its_bounds_is_taken(length):
    rules.check_body("가" * length)


@pytest.mark.parametrize(("written", "is_refused"), [(0, False), (4, False), (5, True)])
def test_five_comments_a_minute(written, is_refused):
    if is_refused:
        with pytest.raises(rules.TooManyComments):
            rules.check_pace(written)
    else:
        rules.check_pace(written)
