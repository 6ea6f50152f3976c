"""Receipts: one written form, one key, and slips of the pen that are noticed."""

from contextlib import suppress
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.voting import receipts

SECRETS = st.binary(min_size=receipts.SECRET_BYTES, max_size=receipts.SECRET_BYTES)


@given(SECRETS)
def test_the_key_is_the_hash_of_the_secret_and_nothing_else(secret):
    assert receipts.key_of(receipts.written(secret)) == sha256(secret).hexdigest()


@given(SECRETS)
def test_people_may_copy_it_in_their_own_way(secret):
    receipt = receipts.written(secret)
    sloppy = receipt.lower().replace(" ", "-").replace("0", "o").replace("1", "l")
    assert receipts.key_of(f"  {sloppy}\n") == receipts.key_of(receipt)


@given(SECRETS, st.integers(0, receipts.LENGTH - 1), st.integers(1, 31))
def test_nearly_every_slip_of_one_letter_is_noticed(secret, place, shift):
    """Ten bits of checksum: a slip passes once in a thousand, and then names a ballot that is not there."""
    letters = list(receipts.written(secret).replace(" ", ""))
    alphabet = receipts.ALPHABET
    letters[place] = alphabet[(alphabet.index(letters[place]) + shift) % 32]
    with suppress(receipts.ReceiptMistyped):
        assert receipts.key_of("".join(letters)) != sha256(secret).hexdigest()


def test_slips_are_mostly_named():
    secret = bytes(range(16))
    letters = receipts.written(secret).replace(" ", "")
    noticed = 0
    for place in range(receipts.LENGTH):
        other = receipts.ALPHABET[(receipts.ALPHABET.index(letters[place]) + 1) % 32]
        try:
            receipts.key_of(letters[:place] + other + letters[place + 1 :])
        except receipts.ReceiptMistyped:
            noticed += 1
    assert noticed >= receipts.LENGTH - 1


@pytest.mark.parametrize("wrong", ["", "0000", "U" * 28, "Z" * 28, "0" * 27, "0" * 29, "가" * 28])
def test_what_is_no_receipt_is_named_so(wrong):
    with pytest.raises(receipts.ReceiptMistyped):
        receipts.key_of(wrong)


def test_receipts_are_unique_and_of_one_length():
    made = [receipts.new() for _ in range(2000)]
    assert len(set(made)) == len(made)
    assert {len(receipt) for receipt in made} == {34}
    assert all(len(group) == 4 for receipt in made for group in receipt.split(" "))
