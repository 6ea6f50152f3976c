"""Password hashes: Argon2id with the library's current parameters (RFC 9106). Refuses to say why a password was wrong."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

hasher = PasswordHasher()
_NOBODY = hasher.hash("nobody has this password")


def hashed(password: str) -> str:
    return hasher.hash(password)


def matches(password_hash: str | None, password: str) -> bool:
    """Whether the password fits; takes as long for an address without an account."""
    try:
        return hasher.verify(password_hash or _NOBODY, password) and password_hash is not None
    except (VerificationError, InvalidHashError):
        return False
