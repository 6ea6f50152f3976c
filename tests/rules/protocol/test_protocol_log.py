"""The log: published vectors of RFC 6962's reference log, every pair of sizes, and every way a proof can be bent."""

import hashlib
from contextlib import suppress

import pytest

from app.voting.protocol.log import (
    EMPTY_ROOT,
    ProofRefused,
    Tree,
    check_consistency,
    check_inclusion,
    leaf_hash,
    node_hash,
)
from tests.verifier import verifier

LEAVES = [
    bytes.fromhex(text)
    for text in (
        "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
    )
]  # fmt: skip
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
NUMBERED = Tree(f"leaf {n}".encode() for n in range(260))


def test_the_published_roots_of_the_reference_log():
    tree, roots = Tree(), verifier.Roots()
    assert tree.root() == EMPTY_ROOT == roots.root() == hashlib.sha256(b"").digest()
    for data, root in zip(LEAVES, ROOTS, strict=True):
        tree.append(leaf_hash(data))
        roots.add(data)
        assert tree.root().hex() == root == roots.root().hex()
    assert [tree.root(size).hex() for size in range(1, 9)] == ROOTS


def test_the_published_proofs_of_the_reference_log():
    tree = Tree(LEAVES)
    assert [step.hex() for step in tree.inclusion(0, 8)] == [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ]
    assert [step.hex() for step in tree.inclusion(5, 8)] == [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ]
    assert [step.hex() for step in tree.consistency(6, 8)] == [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ]


def plain_root(hashes: list[bytes]) -> bytes:
    """RFC 6962, 2.1, word for word."""
    if len(hashes) == 1:
        return hashes[0]
    split = 1
    while split * 2 < len(hashes):
        split *= 2
    return node_hash(plain_root(hashes[:split]), plain_root(hashes[split:]))


def test_every_size_has_the_root_of_the_definition():
    hashes = [NUMBERED.leaf(i) for i in range(NUMBERED.size)]
    for size in [*range(1, 70), 127, 128, 129, 255, 256, 257]:
        assert NUMBERED.root(size) == plain_root(hashes[:size])


@pytest.mark.parametrize("size", [1, 2, 3, 5, 7, 8, 9, 16, 17, 31, 33, 128, 129])
def test_every_leaf_is_proved_and_no_other(size):
    root = NUMBERED.root(size)
    for index in range(0, size, max(1, size // 9)):
        path, leaf = NUMBERED.inclusion(index, size), NUMBERED.leaf(index)
        check_inclusion(leaf, index, size, path, root)
        assert verifier.root_by_path(leaf, index, size, path) == root
        for bent in bent_proofs(path):
            refused_twice(leaf, index, size, bent, root)
        refused_twice(NUMBERED.leaf(200), index, size, path, root)
        refused_twice(leaf, size, size, path, root)
        refused_twice(leaf, -1, size, path, root)
        if size > 1:
            refused_twice(leaf, (index + 1) % size, size, path, root)


def refused_twice(leaf, index, size, path, root):
    with pytest.raises(ProofRefused):
        check_inclusion(leaf, index, size, path, root)
    with suppress(ValueError):
        assert verifier.root_by_path(leaf, index, size, list(path)) != root


def bent_proofs(path: list[bytes]):
    """What the published test data bends: flipped bits, steps doubled, removed, added in front and behind, cut short."""
    yield [*path, bytes(32)]
    yield [bytes(32), *path]
    yield [*path, b""]
    for place in range(len(path)):
        flipped = bytearray(path[place])
        flipped[place % 32] ^= 1 << place % 8
        yield [*path[:place], bytes(flipped), *path[place + 1 :]]
        yield path[:place] + path[place + 1 :]
        yield [*path[: place + 1], *path[place:]]
        yield [*path[:place], path[place][:31], *path[place + 1 :]]


@pytest.mark.parametrize(("first", "second"), [(a, b) for b in (1, 2, 3, 4, 6, 7, 8, 9, 15, 16, 17, 33) for a in range(1, b + 1)])
def test_every_older_log_is_proved_to_be_the_beginning_of_the_newer(first, second):
    proof, old, new = NUMBERED.consistency(first, second), NUMBERED.root(first), NUMBERED.root(second)
    check_consistency(first, second, proof, old, new)
    other = NUMBERED.root(40)
    wrong = [(first, second, bent, old, new) for bent in bent_proofs(proof)]
    wrong += [(first, second, proof, other, new), (first, second, proof, old, other)]
    wrong += [(0, second, proof, old, new), (second + 1, second, proof, old, new)]
    for given in wrong:
        with pytest.raises(ProofRefused):
            check_consistency(*given)


def test_a_leaf_cannot_pose_as_an_inner_node():
    """Without the two prefixes a leaf made of two hashes would have the root of a tree of two."""
    left, right = leaf_hash(b"a"), leaf_hash(b"b")
    assert Tree([left + right]).root() != Tree([b"a", b"b"]).root()


@pytest.mark.parametrize(
    "ask", [lambda: NUMBERED.inclusion(5, 5), lambda: NUMBERED.consistency(0, 5), lambda: NUMBERED.root(999)]
)
def test_what_is_not_there_is_not_proved(ask):
    with pytest.raises(ProofRefused):
        ask()
