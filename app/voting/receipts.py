"""The receipt of a ballot: a random secret of 128 bits, written so that people can copy it. Refuses to hold any choice.

The box stores only the SHA-256 of the secret. The written form is Crockford's base32 (no I, L, O, U) with two letters
of checksum, so that a slip of the pen is told apart from a ballot that is not there.
"""

import hashlib
import secrets

from app.core.errors import N_, InvalidInput

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
SECRET_BYTES = 16
LENGTH = 28
GROUP = 4
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1"})
_CHECK_BITS = 10


class ReceiptMistyped(InvalidInput):
    code = "RECEIPT_MISTYPED"
    field = "receipt"
    sentence = N_("확인번호를 다시 확인해 주세요. 글자와 숫자 %(length)s자이며, 잘못 옮겨 적은 글자가 있습니다.")


def new() -> str:
    """A fresh receipt in groups of four."""
    return written(secrets.token_bytes(SECRET_BYTES))


def written(secret: bytes) -> str:
    """The secret as people read it: 26 characters of secret and 2 of checksum, in groups of four."""
    number = int.from_bytes(secret) << _CHECK_BITS | _checksum(secret)
    letters = "".join(ALPHABET[number >> 5 * place & 31] for place in reversed(range(LENGTH)))
    return " ".join(letters[start : start + GROUP] for start in range(0, LENGTH, GROUP))


def key_of(receipt: str) -> str:
    """The key under which the ballot lies in the box, or ReceiptMistyped."""
    letters = "".join(sign for sign in receipt.upper() if not sign.isspace() and sign not in "-·").translate(_READ_AS)
    if len(letters) != LENGTH or any(letter not in ALPHABET for letter in letters):
        raise ReceiptMistyped(length=LENGTH)
    number = 0
    for letter in letters:
        number = number << 5 | ALPHABET.index(letter)
    if number >> _CHECK_BITS >= 1 << 8 * SECRET_BYTES:
        raise ReceiptMistyped(length=LENGTH)
    secret = (number >> _CHECK_BITS).to_bytes(SECRET_BYTES)
    if _checksum(secret) != number & (1 << _CHECK_BITS) - 1:
        raise ReceiptMistyped(length=LENGTH)
    return hashlib.sha256(secret).hexdigest()


def _checksum(secret: bytes) -> int:
    return int.from_bytes(hashlib.sha256(b"decide/receipt/check\0" + secret).digest()[:2]) & (1 << _CHECK_BITS) - 1
