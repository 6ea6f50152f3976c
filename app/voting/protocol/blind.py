"""RSA blind signatures (RFC 9474, RSABSSA-SHA384-PSS): the issuer signs without seeing. Refuses to sign out of range or with a fault.

Secret exponents go through gmpy2's `powmod_sec` on a base blinded anew each time, by the Chinese remainder theorem, and
no signature leaves before s^e = m is checked: a single faulty half would give the key away.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass

import gmpy2
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

EXPONENT = 65537
KEY_BITS = 2048
SALT_BYTES = 48
RANDOMIZER_BYTES = 32
_HASH = "sha384"
_HASH_BYTES = 48


class BlindingRefused(ValueError):
    """An input the scheme does not take, or a signature that does not hold; `code` is stable."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class IssuerKey:
    """The public half: modulus only, the exponent is always 65537."""

    n: int

    @property
    def length(self) -> int:
        """Bytes of the modulus and of every signature."""
        return (self.n.bit_length() + 7) // 8

    @property
    def raw(self) -> bytes:
        return self.n.to_bytes(self.length, "big")

    @classmethod
    def read(cls, raw: bytes) -> IssuerKey:
        """A key from the bytes of its modulus: odd, no leading zero, a multiple of 8 bits, 1024 at least."""
        key = cls(int.from_bytes(raw, "big"))
        if key.n.bit_length() != 8 * len(raw) or not key.n & 1 or len(raw) < 128:
            raise BlindingRefused("BAD_ISSUER_KEY")
        return key

    def number(self, data: bytes) -> int:
        """The number below n that these bytes write in full length."""
        value = int.from_bytes(data, "big")
        if len(data) != self.length or value >= self.n:
            raise BlindingRefused("OUT_OF_RANGE")
        return value


@dataclass(frozen=True, repr=False)
class Issuer:
    """The private half: two primes. Neither str() nor repr() shows them."""

    p: int
    q: int

    @property
    def key(self) -> IssuerKey:
        return IssuerKey(self.p * self.q)

    def sign(self, blinded: bytes) -> bytes:
        """The blind signature of a blinded message (RFC 9474, 4.3)."""
        n = self.p * self.q
        message = self.key.number(blinded)
        mask = secrets.randbelow(n - 3) + 2
        masked = message * pow(mask, EXPONENT, n) % n
        signed = _root(masked, self.p, self.q) * int(gmpy2.invert(mask, n)) % n
        if pow(signed, EXPONENT, n) != message:
            raise BlindingRefused("SIGNING_FAULT")
        return signed.to_bytes(self.key.length, "big")

    def to_pem(self, passphrase: bytes) -> bytes:
        """The key as an encrypted PKCS #8 file."""
        from cryptography.hazmat.primitives import serialization

        return _private(self.p, self.q).private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.BestAvailableEncryption(passphrase)
        )

    @classmethod
    def from_pem(cls, pem: bytes, passphrase: bytes) -> Issuer:
        from cryptography.hazmat.primitives import serialization

        loaded = serialization.load_pem_private_key(pem, passphrase)
        assert isinstance(loaded, rsa.RSAPrivateKey)
        numbers = loaded.private_numbers()
        return cls(numbers.p, numbers.q)


def new_issuer(bits: int = KEY_BITS) -> Issuer:
    """A fresh key."""
    numbers = rsa.generate_private_key(EXPONENT, bits).private_numbers()
    return Issuer(numbers.p, numbers.q)


def _root(value: int, p: int, q: int) -> int:
    """The e-th root modulo p·q, each prime by itself."""
    at_p = gmpy2.powmod_sec(value % p, int(gmpy2.invert(EXPONENT, p - 1)), p)
    at_q = gmpy2.powmod_sec(value % q, int(gmpy2.invert(EXPONENT, q - 1)), q)
    step = (at_p - at_q) * gmpy2.invert(q, p) % p
    return int(at_q + step * q)


def _private(p: int, q: int) -> rsa.RSAPrivateKey:
    d = int(gmpy2.invert(EXPONENT, (p - 1) * (q - 1)))
    public = rsa.RSAPublicNumbers(EXPONENT, p * q)
    return rsa.RSAPrivateNumbers(
        p, q, d, rsa.rsa_crt_dmp1(d, p), rsa.rsa_crt_dmq1(d, q), rsa.rsa_crt_iqmp(p, q), public
    ).private_key()


def encoded(message: bytes, bits: int, salt: bytes) -> bytes:
    """EMSA-PSS-ENCODE (RFC 8017, 9.1.1) with SHA-384 and MGF1; `bits` is one less than those of the modulus."""
    length = (bits + 7) // 8
    inner = hashlib.new(_HASH, bytes(8) + hashlib.new(_HASH, message).digest() + salt).digest()
    block = bytes(length - len(salt) - _HASH_BYTES - 2) + b"\1" + salt
    masked = bytearray(x ^ y for x, y in zip(block, _mask(inner, len(block)), strict=True))
    masked[0] &= 0xFF >> (8 * length - bits)
    return bytes(masked) + inner + b"\xbc"


def _mask(seed: bytes, length: int) -> bytes:
    blocks = -(-length // _HASH_BYTES)
    return b"".join(hashlib.new(_HASH, seed + number.to_bytes(4, "big")).digest() for number in range(blocks))[:length]


def blind(key: IssuerKey, prepared: bytes, salt: bytes, inverse: int) -> bytes:
    """The blinded message (RFC 9474, 4.2). `inverse` undoes the blinding: a secret, uniform number, see `blinding_of`."""
    number = int.from_bytes(encoded(prepared, key.n.bit_length() - 1, salt), "big")
    if gmpy2.gcd(number, key.n) != 1 or not 1 < inverse < key.n or gmpy2.gcd(inverse, key.n) != 1:
        raise BlindingRefused("BAD_BLINDING")
    factor = pow(int(gmpy2.invert(inverse, key.n)), EXPONENT, key.n)
    return (number * factor % key.n).to_bytes(key.length, "big")


def blinding_of(key: IssuerKey, uniform: bytes) -> int:
    """A blinding inverse from random bytes, 16 more than the modulus has, so that taking the remainder favours no number."""
    if len(uniform) != key.length + 16:
        raise BlindingRefused("BAD_BLINDING")
    return int.from_bytes(uniform, "big") % key.n


def finalize(key: IssuerKey, prepared: bytes, signed: bytes, inverse: int, salt_bytes: int = SALT_BYTES) -> bytes:
    """The signature under the prepared message, unblinded and verified (RFC 9474, 4.4)."""
    signature = (key.number(signed) * inverse % key.n).to_bytes(key.length, "big")
    if not verified(key, prepared, signature, salt_bytes):
        raise BlindingRefused("BAD_SIGNATURE")
    return signature


def verified(key: IssuerKey, prepared: bytes, signature: bytes, salt_bytes: int = SALT_BYTES) -> bool:
    """Whether the signature is the issuer's: plain RSASSA-PSS with SHA-384."""
    if len(signature) != key.length:
        return False
    public = rsa.RSAPublicNumbers(EXPONENT, key.n).public_key()
    scheme = padding.PSS(padding.MGF1(hashes.SHA384()), salt_bytes)
    try:
        public.verify(signature, prepared, scheme, hashes.SHA384())
    except InvalidSignature:
        return False
    return True
