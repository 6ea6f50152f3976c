"""Codes that stand for one voter, and the number on the screen of a place. Refuses to keep a code: only a keyed hash of it is stored."""

import hashlib
import hmac
import secrets
from datetime import datetime

from app import config
from app.voting import rules
from app.voting.receipts import ALPHABET

_KEY = "pass_key"
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1"})


def new_code() -> str:
    """K7QX-2M9P-AB3D: letters that cannot be taken for one another."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(rules.CODE_LETTERS))
    return "-".join(letters[start : start + 4] for start in range(0, rules.CODE_LETTERS, 4))


def hash_of(code: str, paper_id: int) -> str:
    """Without the key, which lies beside the database and not in it, the hashes of so short a code could be tried out."""
    letters = "".join(sign for sign in code.upper() if sign.isalnum()).translate(_READ_AS)
    return _keyed(f"code\0{paper_id}\0{letters}").hex()


def device_key(paper_id: int, voter: str) -> str:
    """Stands for a voter in the storage of a browser; without the key nobody can tell whom it stands for."""
    return _keyed(f"device\0{paper_id}\0{voter}").hex()[:24]


def here_at(paper_id: int, at: datetime) -> str:
    """The six digits the screen of a place shows at this instant."""
    return _here(paper_id, rules.site_step(int(at.timestamp())))


def is_here(paper_id: int, typed: str, at: datetime) -> bool:
    step = rules.site_step(int(at.timestamp()))
    digits = "".join(sign for sign in typed if sign.isdecimal())
    return any(hmac.compare_digest(digits, _here(paper_id, step - age)) for age in range(rules.SITE_STEPS))


def _here(paper_id: int, step: int) -> str:
    number = int.from_bytes(_keyed(f"here\0{paper_id}\0{step}")[:8])
    return f"{number % 1_000_000:06}"


def _keyed(text: str) -> bytes:
    return hmac.digest(config.secret(_KEY).encode(), text.encode(), hashlib.sha256)
