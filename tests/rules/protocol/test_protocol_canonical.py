"""Canonical JSON in and out: the published vectors of RFC 8785, and everything that has a second spelling."""

import pytest

from app.voting.protocol.canonical import Malformed, b64, canonical, fields, read, unb64
from app.voting.protocol.domain import derived, digest, tagged
from tests.verifier import verifier

E = bytes(range(32))
RFC_8785 = [
    ({"\u20ac": "Euro Sign", "\r": "Carriage Return", "\ufb33": "Hebrew Letter Dalet With Dagesh", "1": "One",
      "\U0001f600": "Emoji: Grinning Face", "\u0080": "Control", "\u00f6": "Latin Small Letter O With Diaeresis"},
     '{"\\r":"Carriage Return","1":"One","\u0080":"Control","\u00f6":"Latin Small Letter O With Diaeresis",'
     '"\u20ac":"Euro Sign","\U0001f600":"Emoji: Grinning Face","\ufb33":"Hebrew Letter Dalet With Dagesh"}'),
    ({"string": "\u20ac$\u000f\nA'B\"\\\\\"/", "literals": [None, True, False]},
     '{"literals":[null,true,false],"string":"\u20ac$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'),
    ([56, {"d": True, "10": None, "1": []}], '[56,{"1":[],"10":null,"d":true}]'),
]  # fmt: skip


@pytest.mark.parametrize(("value", "spelled"), RFC_8785)
def test_both_sides_spell_the_vectors_of_rfc_8785(value, spelled):
    assert canonical(value).decode() == spelled == verifier.canonical(value)
    assert read(spelled.encode()) == value == verifier.parse(spelled.encode())


HOSTILE = [
    (b'{"a":1,"a":1}', "DOUBLED_KEY"),
    (b'{"a":1.0}', "FLOAT"),
    (b'{"a":1e3}', "FLOAT"),
    (b'{"a":NaN}', "FLOAT"),
    (b'{"a":9007199254740992}', "NUMBER_TOO_LARGE"),
    (b'{"a":' + b"9" * 4000 + b"}", "NUMBER_TOO_LARGE"),
    (b'{"b":1,"a":2}', "NOT_CANONICAL"),
    (b'{"a": 1}', "NOT_CANONICAL"),
    (b'{"a":1}\n', "NOT_CANONICAL"),
    (b'{"a":"\\u0041"}', "NOT_CANONICAL"),
    (b'{"a":"\\/"}', "NOT_CANONICAL"),
    (b'{"a":-0}', "NOT_CANONICAL"),
    (b'{"a":"\\ud800"}', "NOT_CANONICAL"),
    (b'\xef\xbb\xbf{"a":1}', "NOT_JSON"),
    (b'{"a":"\xff"}', "NOT_JSON"),
    (b'{"a":"\x00"}', "NOT_JSON"),
    (b"[" * 2000 + b"]" * 2000, "NOT_"),
    (b"", "NOT_JSON"),
    (b'"' + b"x" * 5000 + b'"', "TOO_LONG"),
]


@pytest.mark.parametrize(("data", "code"), HOSTILE, ids=lambda given: str(given)[:30])
def test_a_second_spelling_is_refused_by_name(data, code):
    with pytest.raises(Malformed) as caught:
        read(data)
    assert caught.value.code.startswith(code)


@pytest.mark.parametrize("data", [data for data, code in HOSTILE if code != "TOO_LONG"], ids=lambda data: str(data)[:30])
def test_the_verifier_refuses_the_same_spellings(data):
    with pytest.raises(ValueError, match=r"."):
        verifier.parse(data)


@pytest.mark.parametrize("value", [1.5, {"a": [0.0]}, 2**53, "\ud800"])
def test_what_has_no_canonical_form_is_not_written(value):
    with pytest.raises(Malformed):
        canonical(value)


@pytest.mark.parametrize("text", ["YQ==", "YR", "YQ\n", "Y", "YQ+/", "é", 7, None])
def test_base64url_has_one_spelling(text):
    """YR decodes to the same byte as YQ: its last bits are stray."""
    with pytest.raises(Malformed):
        unb64(text)
    with pytest.raises(ValueError, match="base64"):
        verifier.unb64(text)


def test_base64url_of_the_right_length_is_read():
    assert unb64(b64(E), 32) == E == verifier.unb64(b64(E), 32)
    with pytest.raises(Malformed):
        unb64(b64(E), 31)


def test_exactly_the_named_fields_of_the_named_types():
    assert fields({"a": 1}, {"a": int})
    for value in ({}, {"a": 1, "b": 2}, {"a": "1"}, {"a": True}, [1], None):
        with pytest.raises(Malformed):
            fields(value, {"a": int})


def test_purposes_and_elections_never_meet():
    said = {tagged(purpose, election, b"x") for purpose in ("token", "ballot", "promise") for election in (E, E[::-1])}
    assert len(said) == 6
    assert digest("roll", E, b"x") != digest("nym", E, b"x")
    assert derived(b"k" * 16, "salt", E, length=48)[:32] == derived(b"k" * 16, "salt", E)
    with pytest.raises(Malformed):
        tagged("token", E[:31])
