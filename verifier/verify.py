#!/usr/bin/env python3
"""Verify the export of a vote, offline, without anything of the platform that held it.

    python verify.py export.zip [--receipt FILE …] [--previous OLD.zip] [--election FINGERPRINT] [--head FILE] [--lang ko|en]

One file; needs Python 3.11 and the package `cryptography`. It is written from docs/voting-protocol.md alone and shares no
code with the platform: checks V1 to V17, and a count of its own. Exit code 0: everything holds. 2: something is wrong.
3: nothing is wrong, but something could not be checked; the lines marked as warnings say what.
"""

from __future__ import annotations

import argparse
import base64
import binascii
import hashlib
import heapq
import hmac
import json
import re
import sys
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

VERSION = "evote/v1"
OK, NOTE, WARNING, FAILED = "ok", "note", "warning", "failed"
WORDS = {
    OK: ("맞음", "ok"),
    NOTE: ("참고", "note"),
    WARNING: ("주의", "warning"),
    FAILED: ("틀림", "FAILED"),
}
MOST_BYTES = 8 * 1024**3
MOST_WORK = 30_000_000  # supporters looked at while recounting Equal Shares; about two minutes


class Wrong(Exception):
    """Something that must not be: what it is, in Korean and English."""

    def __init__(self, korean: str, english: str) -> None:
        super().__init__(english)
        self.korean, self.english = korean, english


class Unfinished(Exception):
    """A count this program does not know, or would take too long over."""


@dataclass
class Report:
    """What was found, in the order of the checks."""

    findings: list[tuple[str, str, str, str]] = field(default_factory=list)

    def add(self, level: str, check: str, korean: str, english: str) -> None:
        self.findings.append((check, level, korean, english))

    def failed(self, check: str, korean: str, english: str) -> None:
        """At most ten failures of one check are told one by one."""
        told = sum(1 for name, level, *_ in self.findings if (name, level) == (check, FAILED))
        if told < 10:
            self.add(FAILED, check, korean, english)
        elif told == 10:
            self.add(FAILED, check, "같은 종류의 잘못이 더 있습니다.", "There is more of the same kind.")

    @property
    def exit_code(self) -> int:
        levels = {level for _, level, _, _ in self.findings}
        return 2 if FAILED in levels else 3 if WARNING in levels else 0

    def failures(self) -> set[str]:
        return {check for check, level, _, _ in self.findings if level == FAILED}

    def lines(self, language: str = "ko") -> Iterator[str]:
        place = 0 if language == "ko" else 1
        for check, level, *sentences in sorted(self.findings, key=lambda found: int(found[0][1:])):
            yield f"{check:4} {WORDS[level][place]:8} {sentences[place]}"
        endings = {
            0: ("모든 검사를 통과했습니다.", "Every check holds."),
            2: ("잘못된 것이 있습니다. 이 결과를 믿지 마십시오.", "Something is wrong. Do not trust this result."),
            3: ("잘못된 것은 없지만 확인하지 못한 것이 있습니다.", "Nothing is wrong, but something could not be checked."),
        }
        yield endings[self.exit_code][place]


# --- bytes and numbers ------------------------------------------------------------------------------------------------


_ASCII = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def canonical(value: Any) -> str:
    """RFC 8785 for what `parse` lets through: objects, lists, strings, whole numbers, true, false, null."""
    text = _ASCII.encode(value)
    return text if text.isascii() else _canonical(value)  # only beyond ASCII can the order of keys be another than Python's


def _canonical(value: Any) -> str:
    if isinstance(value, dict):
        members = sorted(value.items(), key=lambda item: item[0].encode("utf-16-be"))
        return "{" + ",".join(f"{_canonical(name)}:{_canonical(item)}" for name, item in members) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(_canonical, value)) + "]"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    return str(value)


def parse(data: bytes) -> Any:
    """The value of canonical JSON bytes; ValueError where the same value has another spelling."""
    try:
        value = _READER.decode(data.decode("utf-8"))
        spelled = canonical(value).encode("utf-8")
    except (RecursionError, UnicodeError) as fault:
        raise ValueError("not JSON") from fault
    if spelled != data:
        raise ValueError("not canonical")
    return value


def _refuse(text: str) -> Any:
    raise ValueError(f"not a whole number: {text[:20]}")


def _whole(text: str) -> int:
    if len(text) > 17 or abs(int(text)) >= 2**53:
        raise ValueError("a number that is not allowed")
    return int(text)


_READER = json.JSONDecoder(parse_float=_refuse, parse_constant=_refuse, parse_int=_whole)


def shaped(value: Any, **shape: type) -> dict[str, Any]:
    """An object with exactly these fields of these types."""
    if type(value) is not dict or set(value) != set(shape) or any(type(value[name]) is not kind for name, kind in shape.items()):
        raise ValueError("wrong fields")
    return value


def unb64(text: Any, length: int | None = None) -> bytes:
    """Canonical base64url without padding: nothing outside the alphabet, and no bits left over in the last letter."""
    if type(text) is not str or text[len(text) & ~3 :][-1:] not in _LAST[len(text) & 3]:
        raise ValueError("not base64url")
    data = binascii.a2b_base64(text.encode("ascii").translate(_URL) + b"==="[: -len(text) & 3], strict_mode=True)
    if length is not None and len(data) != length:
        raise ValueError("not base64url of that length")
    return data


_URL = bytes.maketrans(b"-_+/=", b"+/!!!")
_LAST = ({""}, set(), set("AQgw"), set("AEIMQUYcgkosw048"))


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def std64(text: str) -> bytes:
    data = base64.b64decode(text.encode("ascii"), validate=True)
    if base64.b64encode(data).decode() != text:
        raise ValueError("not base64")
    return data


def tagged(purpose: str, election: bytes, *parts: bytes) -> bytes:
    return b"evote/v1/" + purpose.encode() + b"\0" + election + b"".join(parts)


def sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def is_signed(public: bytes, signature: bytes, message: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def tracker(leaf_hash: bytes) -> str:
    alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    number = int.from_bytes(leaf_hash[:10], "big")
    letters = "".join(alphabet[number >> 5 * place & 31] for place in range(15, -1, -1))
    return "-".join(letters[start : start + 4] for start in range(0, 16, 4))


# --- the export -------------------------------------------------------------------------------------------------------

FILES = re.compile(
    r"manifest\.json|log\.jsonl|checkpoints\.txt|result\.json|ballots/[0-9]{4}\.jsonl|paper/[A-Za-z0-9_-]{1,60}\.json"
)


def read_export(source: Any) -> dict[str, bytes]:
    """The files of an export zip; refuses files that do not belong, doubled names and a zip that unfolds to something vast."""
    try:
        with zipfile.ZipFile(source) as archive:
            entries = archive.infolist()
            if sum(entry.file_size for entry in entries) > MOST_BYTES:
                raise Wrong("파일이 지나치게 큽니다.", "The file is far too large.")
            names = [entry.filename for entry in entries]
            for name in names:
                if not FILES.fullmatch(name) or names.count(name) > 1:
                    raise Wrong(
                        f"있어서는 안 되는 파일이 들어 있습니다: {name[:80]}", f"A file that does not belong: {name[:80]}"
                    )
            return {entry.filename: archive.read(entry) for entry in entries}
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError, ValueError, zipfile.zlib.error) as fault:
        raise Wrong("압축 파일이 깨졌습니다.", f"The zip file is broken ({type(fault).__name__}).") from fault


def jsonl(data: bytes) -> list[bytes]:
    """The lines of a file that ends with a line break."""
    if not data:
        return []
    if not data.endswith(b"\n"):
        raise ValueError("the last line is cut off")
    return data[:-1].split(b"\n")


@dataclass
class Key:
    """A key as text (vkey): name, kind, key; its id is the hash of all three."""

    name: str
    kind: int
    public: bytes
    id: bytes

    @classmethod
    def read(cls, text: Any, kind: int) -> Key:
        name, identity, packed = text.split("+", 2)
        raw = std64(packed)
        expected = sha256(name.encode() + b"\n" + raw)[:4]
        if len(raw) != 33 or raw[0] != kind or expected.hex() != identity or not name or re.search(r"\s", name):
            raise ValueError("not a key")
        return cls(name, raw[0], raw[1:], expected)


@dataclass
class Manifest:
    """What was frozen before the opening, with its fingerprint E."""

    raw: dict[str, Any]
    election: bytes
    issuers: dict[str, rsa.RSAPublicKey]
    issuer_bytes: dict[str, int]
    opening_key: bytes
    log: Key
    witnesses: list[Key]
    least_witnesses: int
    officers: dict[str, bytes]
    bucket: int

    @classmethod
    def read(cls, data: bytes) -> Manifest:
        raw = shaped(
            parse(data), v=str, level=str, paper=dict, styles=dict, opening_key=str, trustees=dict, log=str, witnesses=dict,
            officers=dict, bucket=int, epoch=dict, issuing_ends_at=str, roll=str, client=str,
        )  # fmt: skip
        if (
            raw["v"] != VERSION
            or raw["level"] != "L2"
            or raw["bucket"] not in (512, 1024)
            or raw["roll"] not in ("fixed", "open")
        ):
            raise ValueError("another version")
        codes = [body["code"] for body in raw["paper"]["electorates"]]
        if len(set(codes)) != len(codes) or set(codes) != set(raw["styles"]):
            raise ValueError("styles and electorates differ")
        moduli = {code: unb64(shaped(style, issuer=str)["issuer"]) for code, style in raw["styles"].items()}
        if len(set(moduli.values())) != len(moduli) or any(
            not n[0] & 0x80 or not n[-1] & 1 or len(n) < 128 for n in moduli.values()
        ):
            raise ValueError("issuer keys")
        witnesses = shaped(raw["witnesses"], keys=list, least=int)
        return cls(
            raw, sha256(data),
            {code: rsa.RSAPublicNumbers(65537, int.from_bytes(n, "big")).public_key() for code, n in moduli.items()},
            {code: len(n) for code, n in moduli.items()},
            unb64(raw["opening_key"], 32), Key.read(raw["log"], 1), [Key.read(text, 4) for text in witnesses["keys"]],
            witnesses["least"], {name: unb64(key, 32) for name, key in raw["officers"].items()}, raw["bucket"],
        )  # fmt: skip


LEAVES: dict[str, dict[str, type]] = {
    "manifest": {}, "roll": {"sizes": dict, "root": str}, "ballot": {"s": str, "pk": str, "ctr": int, "h": str},
    "issued": {"n": dict}, "paper_batch": {"station": str, "s": str, "h": str},
    "close": {"issued": dict, "roll": dict, "ballots": int}, "open_key": {"sk": str, "lot": str}, "result": {"sha256": str},
}  # fmt: skip


# Of two kinds of text there are as many as voters. Each pattern fits their one allowed spelling and nothing else, which saves spelling
# them out again to compare; whatever does not fit is read the long way, and refused there if it must be.
_WHOLE, _TEXT, _STYLE = rb"(0|[1-9][0-9]{0,14})", rb'"([A-Za-z0-9_-]*)"', rb'"([A-Za-z0-9_.-]*)"'
BALLOT_LEAF = re.compile(rb'\{"E":%b,"ctr":%b,"h":%b,"pk":%b,"s":%b,"t":"ballot"\}' % (_TEXT, _WHOLE, _TEXT, _TEXT, _STYLE))
BALLOT = re.compile(
    rb'\{"E":%b,"ct":%b,"ctr":%b,"mr":%b,"pk":%b,"s":%b(,"sig":%b),"tok":%b,"v":%b\}'
    % (_TEXT, _TEXT, _WHOLE, _TEXT, _TEXT, _STYLE, _TEXT, _TEXT, _WHOLE)
)
ANSWER = re.compile(rb'\{"a":(.*),"n":"([A-Za-z0-9_-]*)","w":""\}', re.DOTALL)


def read_leaf(data: bytes, election: str) -> dict[str, Any]:
    if fit := BALLOT_LEAF.fullmatch(data):
        named, counter, sealed, public, style = (part.decode() for part in fit.groups())
        if named == election and len(data) <= 4096:
            unb64(public, 32)
            unb64(sealed, 32)
            return {"E": election, "ctr": int(counter), "h": sealed, "pk": public, "s": style, "t": "ballot"}
    if len(data) > 4096:
        raise ValueError("too long")
    value = parse(data)
    raw = shaped(value, t=str, E=str, **LEAVES.get(value.get("t") if isinstance(value, dict) else "", {"?": str}))
    if raw["E"] != election:
        raise ValueError("another election")
    if raw["t"] == "ballot":
        unb64(raw["pk"], 32)
        unb64(raw["h"], 32)
    for name in ("n", "issued", "roll", "sizes"):
        if any(type(number) is not int or number < 0 for number in raw.get(name, {}).values()):
            raise ValueError("a count that is none")
    return raw


# --- the log ----------------------------------------------------------------------------------------------------------


def leaf_hash(data: bytes) -> bytes:
    return sha256(b"\0" + data)


class Roots:
    """The root after every leaf, from the roots of the complete subtrees on the right edge."""

    def __init__(self) -> None:
        self.size = 0
        self.edge: list[bytes] = []

    def add(self, data: bytes) -> None:
        self.edge.append(leaf_hash(data))
        self.size += 1
        for _ in range((self.size & -self.size).bit_length() - 1):
            right = self.edge.pop()
            self.edge[-1] = sha256(b"\1" + self.edge[-1] + right)

    def root(self) -> bytes:
        if not self.edge:
            return sha256(b"")
        root = self.edge[-1]
        for left in reversed(self.edge[:-1]):
            root = sha256(b"\1" + left + root)
        return root


def root_by_path(leaf: bytes, index: int, size: int, path: list[bytes]) -> bytes:
    """The root to which an inclusion proof leads, computed from the top of the tree downwards."""
    if not 0 <= index < size or any(len(step) != 32 for step in path):
        raise ValueError("not a path")
    if size == 1:
        if path:
            raise ValueError("not a path")
        return leaf
    if not path:
        raise ValueError("not a path")
    half = 1 << (size - 1).bit_length() - 1
    if index < half:
        return sha256(b"\1" + root_by_path(leaf, index, half, path[:-1]) + path[-1])
    return sha256(b"\1" + path[-1] + root_by_path(leaf, index - half, size - half, path[:-1]))


@dataclass
class Head:
    """A signed head: text, size, root, signatures."""

    text: str
    origin: str
    size: int
    root: bytes
    signatures: list[tuple[str, bytes, bytes]]

    @classmethod
    def read(cls, note: str) -> Head:
        text, gap, tail = note.rpartition("\n\n")
        match = re.fullmatch(r"([^\n]+)\n(0|[1-9][0-9]{0,15})\n([A-Za-z0-9+/]{43}=)", text)
        if not gap or not match or not tail.endswith("\n"):
            raise ValueError("not a head")
        signatures = []
        for line in tail[:-1].split("\n"):
            found = re.fullmatch(r"\u2014 ([^\s+]+) ([A-Za-z0-9+/=]+)", line)
            if not found:
                raise ValueError("not a signature")
            raw = std64(found[2])
            signatures.append((found[1], raw[:4], raw[4:]))
        return cls(text + "\n", match[1], int(match[2]), std64(match[3]), signatures)

    def is_by(self, key: Key) -> bool:
        mine = [signature for name, identity, signature in self.signatures if (name, identity) == (key.name, key.id)]
        return len(mine) == 1 and is_signed(key.public, mine[0], self.text.encode())

    def is_seen_by(self, key: Key) -> bool:
        for name, identity, signature in self.signatures:
            if (name, identity) == (key.name, key.id) and len(signature) == 72:
                seconds = int.from_bytes(signature[:8], "big")
                return is_signed(key.public, signature[8:], f"cosignature/v1\ntime {seconds}\n{self.text}".encode())
        return False


def read_heads(text: str) -> list[Head]:
    if not text:
        return []
    if not text.endswith("\n\n"):
        raise ValueError("not a list of heads")
    parts = re.split(r"(?<=\n)\n(?!\u2014)", text)
    if parts.pop():
        raise ValueError("not a list of heads")
    return [Head.read(part) for part in parts]


# --- sealed ballots ---------------------------------------------------------------------------------------------------


_KEM, _SUITE = b"KEM\x00\x20", b"HPKE\x00\x20\x00\x01\x00\x03"


def hpke_open(secret: X25519PrivateKey, public: bytes, sealed: bytes, info: bytes, aad: bytes = b"") -> bytes:
    """HPKE (RFC 9180), base mode, DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, ChaCha20-Poly1305; `public` belongs to `secret`."""
    enc = sealed[:32]
    shared = secret.exchange(X25519PublicKey.from_public_bytes(enc))
    shared = _expand(_extract(b"", _KEM, b"eae_prk", shared), _KEM, b"shared_secret", enc + public, 32)
    schedule = b"\0" + _NO_PSK + _extract(b"", _SUITE, b"info_hash", info)
    prk = _extract(shared, _SUITE, b"secret", b"")
    key, nonce = _expand(prk, _SUITE, b"key", schedule, 32), _expand(prk, _SUITE, b"base_nonce", schedule, 12)
    return ChaCha20Poly1305(key).decrypt(nonce, sealed[32:], aad)


def _extract(salt: bytes, suite: bytes, label: bytes, secret: bytes) -> bytes:
    return hmac.digest(salt, b"HPKE-v1" + suite + label + secret, "sha256")


def _expand(key: bytes, suite: bytes, label: bytes, info: bytes, length: int) -> bytes:
    return hmac.digest(key, length.to_bytes(2, "big") + b"HPKE-v1" + suite + label + info + b"\1", "sha256")[:length]


_NO_PSK = _extract(b"", _SUITE, b"psk_id_hash", b"")
PSS, SHA384 = padding.PSS(padding.MGF1(hashes.SHA384()), 48), hashes.SHA384()


@dataclass(frozen=True)
class Sealed:
    """A ballot whose form, token and signature hold."""

    style: str
    public: bytes
    content: bytes


class Opener:
    """Opens ballots with the published key."""

    def __init__(self, manifest: Manifest, secret: X25519PrivateKey) -> None:
        self.manifest, self.secret, self.public = manifest, secret, secret.public_key().public_bytes_raw()
        self.known: dict[bytes, Choice] = {}

    def choice(self, ballot: Sealed) -> Choice:
        """The choice on a ballot; one that cannot be read is counted as spoiled, under the code that says why."""
        bound_to = tagged("seal", self.manifest.election, ballot.style.encode(), ballot.public)
        try:
            data = hpke_open(self.secret, self.public, ballot.content, bound_to)
        except (InvalidTag, ValueError):
            return read_choice({"unreadable": "BAD_SEAL"})
        bucket, end = self.manifest.bucket, 2 + int.from_bytes(data[:2], "big")
        if len(data) != bucket or end > bucket or data.count(0, end) != bucket - end:
            return read_choice({"unreadable": "BAD_PADDING"})
        try:
            return self._read(data[2:end])
        except ValueError:
            return read_choice({"unreadable": "MALFORMED"})

    def _read(self, data: bytes) -> Choice:
        """Many voters choose alike: an answer read once is known by its bytes."""
        if len(data) > 4096:
            raise ValueError("too long")
        fit = ANSWER.fullmatch(data)
        if fit and fit[1] in self.known:
            unb64(fit[2].decode(), 16)
            return self.known[fit[1]]
        plain = shaped(parse(data), a=dict, n=str, w=str)
        unb64(plain["n"], 16)
        if len(plain["w"].encode()) > 120 or "unreadable" in plain["a"]:
            raise ValueError("not an answer")
        choice = read_choice(plain["a"])
        if fit and canonical(plain["a"]).encode() == fit[1]:
            self.known[fit[1]] = choice
        return choice


def read_ballot(data: bytes) -> tuple[dict[str, Any], bytes]:
    """An envelope, and its bytes without the signature, which are what is signed."""
    if len(data) > 4096:
        raise ValueError("too long")
    if fit := BALLOT.fullmatch(data):
        election, content, counter, randomizer, public, style, _, signature, token, version = (
            part.decode() for part in fit.groups()
        )
        ballot = {
            "E": election, "ct": content, "ctr": int(counter), "mr": randomizer, "pk": public, "s": style, "sig": signature,
            "tok": token, "v": int(version),
        }  # fmt: skip
        return ballot, data[: fit.start(7)] + data[fit.end(7) :]
    ballot = shaped(parse(data), v=int, E=str, s=str, pk=str, mr=str, tok=str, ctr=int, ct=str, sig=str)
    return ballot, canonical({name: value for name, value in ballot.items() if name != "sig"}).encode()


def check_ballot(manifest: Manifest, data: bytes, leaf: dict[str, Any]) -> Sealed:
    """A counted envelope against its leaf: V2 form, V7 token, V8 signature. Raises Wrong with the check in `args`."""

    def short() -> str:
        return tracker(leaf_hash(canonical(leaf).encode()))

    try:
        ballot, unsigned = read_ballot(data)
        public, randomizer, signature = unb64(ballot["pk"], 32), unb64(ballot["mr"], 32), unb64(ballot["sig"], 64)
        token = unb64(ballot["tok"], manifest.issuer_bytes[leaf["s"]])
        content = unb64(ballot["ct"], manifest.bucket + 48)
        if ballot["v"] != 1 or not 1 <= ballot["ctr"] <= 1_000_000:
            raise ValueError("out of range")
    except (ValueError, KeyError) as fault:
        raise Failure(
            "V2", f"투표지의 형식이 틀립니다: {short()}", f"A ballot is not in the one allowed form: {short()} ({fault})"
        ) from fault
    if any(ballot[name] != leaf[name] for name in ("E", "s", "pk", "ctr")):
        raise Failure("V10", f"투표지가 기록과 다릅니다: {short()}", f"A ballot differs from its leaf: {short()}")
    message = randomizer + tagged("token", manifest.election, ballot["s"].encode(), public)
    try:
        manifest.issuers[ballot["s"]].verify(token, message, PSS, SHA384)
    except InvalidSignature as fault:
        raise Failure("V7", f"투표권이 가짜인 표가 있습니다: {short()}", f"A ballot without a valid token: {short()}") from fault
    if not is_signed(public, signature, tagged("ballot", manifest.election, unsigned)):
        raise Failure(
            "V8", f"투표자의 서명이 틀린 표가 있습니다: {short()}", f"A ballot whose own signature does not hold: {short()}"
        )
    return Sealed(ballot["s"], public, content)


class Failure(Wrong):
    """Something wrong, with the check that found it."""

    def __init__(self, check: str, korean: str, english: str) -> None:
        super().__init__(korean, english)
        self.check = check


# --- counting, a second time ------------------------------------------------------------------------------------------

Choice = tuple[str, tuple[str, ...], tuple[int, ...]]


def read_choice(answer: Any) -> Choice:
    """(kind, ids, points); whatever is no choice is unreadable, with a code as its only id."""
    if not isinstance(answer, dict) or len(answer) != 1:
        return ("unreadable", ("MALFORMED",), ())
    kind, content = next(iter(answer.items()))
    if kind == "none" and content is True:
        return ("none", (), ())
    if kind == "unreadable" and isinstance(content, str):
        return ("unreadable", (content,), ())
    if kind == "points" and isinstance(content, dict):
        if any(type(value) is not int for value in content.values()):
            return ("unreadable", ("POINTS_NOT_WHOLE",), ())
        given = sorted(content.items())
        return ("points", tuple(key for key, _ in given), tuple(value for _, value in given))
    if kind in ("names", "ranking") and isinstance(content, list) and all(isinstance(item, str) for item in content):
        return (kind, tuple(sorted(content) if kind == "names" else content), ())
    return ("unreadable", ("MALFORMED",), ())


class Count:
    """One paper with its ballots, counted from the published rule."""

    def __init__(self, paper: dict[str, Any], piles: dict[str, dict[Choice, int]], lot: str = "") -> None:
        self.paper, self.form, self.rule = paper, paper["format"], paper["rule"]
        self.options: list[dict[str, Any]] = paper["options"]
        self.ids = [option["code"] for option in self.options]
        self.cost = {option["code"]: option["cost"] for option in self.options}
        self.category = {option["code"]: option["category"] for option in self.options}
        self.area = {option["code"]: option.get("area", "") for option in self.options}
        self.offered = {body["code"]: self._offered_to(body) for body in paper["electorates"]}
        self.running = [option["code"] for option in self.options if not option["withdrawn"]]
        self.budget: int = paper["budget"]
        self.weight = {body["code"]: Fraction(body["weight"]) for body in paper["electorates"]}
        self.digest = hashlib.sha256(canonical(paper).encode()).hexdigest()
        self.piles = piles
        self.spoiled: dict[str, int] = {}
        self.cast: dict[str, dict[str, int]] = {}
        self.valid: dict[str, list[tuple[dict[str, int], Choice, int]]] = {}
        for code in self.weight:
            self._sort_out(code, piles.get(code, {}))
        self.seed = ""
        if "lot_commitment" in paper:
            self.seed = hashlib.sha256(f"{lot}{self.digest}{self.ballots_sha256()}".encode()).hexdigest()

    def _sort_out(self, code: str, pile: dict[Choice, int]) -> None:
        rows, lost, none = [], 0, 0
        for choice, number in pile.items():
            fault = self.fault(choice, code)
            if fault:
                self.spoiled[fault] = self.spoiled.get(fault, 0) + number
                lost += number
                continue
            none += number if choice[0] == "none" else 0
            rows.append((self.points(choice), choice, number))
        self.valid[code] = rows
        self.cast[code] = {"valid": sum(number for *_, number in rows), "spoiled": lost, "none": none}

    def _offered_to(self, body: dict[str, Any]) -> set[str]:
        """What stands on an electorate's ballot: everything, or what is for everybody and for one of its areas."""
        areas = body.get("areas")
        if areas is None:
            return set(self.ids)
        if not isinstance(areas, list) or not all(isinstance(area, str) for area in areas):
            raise ValueError("areas")
        return {one for one in self.ids if not self.area[one] or self.area[one] in areas}

    def fault(self, choice: Choice, style: str) -> str | None:
        """Why a ballot is spoiled: the first rule it breaks."""
        kind, ids, _ = choice
        form = self.form["kind"]
        if kind == "none":
            return None if self.form["allow_none"] else "NONE_NOT_OFFERED"
        if kind == "unreadable":
            return ids[0]
        if kind != {"points": "points", "grades": "points", "ranking": "ranking"}.get(form, "names"):
            return "WRONG_KIND"
        if any(one not in self.cost for one in ids):
            return "UNKNOWN_OPTION"
        if len(set(ids)) != len(ids):
            return "DUPLICATE_OPTION"
        if not self.offered[style].issuperset(ids):
            return "NOT_ON_THIS_BALLOT"
        if form in ("choose-one", "yes-no"):
            return _number(len(ids), 1, 1)
        limits = {"approval": self._approval, "knapsack": self._knapsack, "points": self._points, "ranking": self._ranking}
        return limits.get(form, self._grades)(choice)

    def _approval(self, choice: Choice) -> str | None:
        form, ids = self.form, choice[1]
        fault = _number(len(ids), form["min_choices"], form["max_choices"]) or self._spend(
            ids, form["min_sum_cost"], form["max_sum_cost"]
        )
        for quota in [] if fault else form["quotas"]:
            count = sum(self.category[one] == quota["category"] for one in ids)
            if count > quota["max_choices"]:
                return "QUOTA_EXCEEDED"
            if count < quota["min_choices"]:
                return "QUOTA_NOT_REACHED"
        return fault

    def _spend(self, ids: Iterable[str], least: int | None, most: int | None) -> str | None:
        total = sum(self.cost[one] for one in ids)
        if most is not None and total > most:
            return "OVER_BUDGET"
        return "UNDER_MINIMUM_SPEND" if least is not None and total < least else None

    def _knapsack(self, choice: Choice) -> str | None:
        form = self.form
        return _number(len(choice[1]), 1, form["max_choices"]) or self._spend(choice[1], form["min_spend"], form["budget"])

    def _points(self, choice: Choice) -> str | None:
        form = self.form
        if fault := _number(len(choice[1]), form["min_choices"], form["max_choices"]):
            return fault
        for given in choice[2]:
            if given < 0:
                return "NEGATIVE_POINTS"
            if form["max_per_option"] is not None and given > form["max_per_option"]:
                return "POINTS_OVER_CAP"
        total = sum(choice[2])
        if form["max_sum"] is not None and total > form["max_sum"]:
            return "TOO_MANY_POINTS"
        return "TOO_FEW_POINTS" if total < form["min_sum"] else None

    def _ranking(self, choice: Choice) -> str | None:
        return _number(len(choice[1]), self.form["min_choices"], len(self.form["scores"]))

    def _grades(self, choice: Choice) -> str | None:
        outside = any(not self.form["min_grade"] <= grade <= self.form["max_grade"] for grade in choice[2])
        return "GRADE_OUT_OF_RANGE" if outside else None

    def points(self, choice: Choice) -> dict[str, int]:
        """What a valid ballot gives to each option it names; nothing is written for nothing."""
        kind, ids, given = choice
        if kind == "ranking":
            scores = self.form["scores"]
            worth = scores[len(scores) - len(ids) :] if self.form["from_bottom"] else scores[: len(ids)]
            return {one: value for one, value in zip(ids, worth, strict=True) if value}
        if kind != "points":
            return dict.fromkeys(ids, 1)
        full = dict(zip(ids, given, strict=True))
        if self.form["kind"] == "grades" and self.form["default"]:
            full = {one: full.get(one, self.form["default"]) for one in self.ids}
        return {one: value for one, value in full.items() if value}

    @property
    def rows(self) -> list[tuple[dict[str, int], Choice, int]]:
        return [row for rows in self.valid.values() for row in rows]

    def ballots_sha256(self) -> str:
        lines = []
        for code in self.weight:
            for (kind, ids, given), number in self.piles.get(code, {}).items():
                lines.append(f"{code}\t{number}\t{kind}\x1e{chr(31).join(ids)}\x1e{','.join(map(str, given))}")
        return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()

    def result(self) -> dict[str, Any]:
        """The parts of the published result that follow from ballots and rule."""
        rule, kind = self.rule, self.rule["kind"]
        votes = {one: sum(number for given, _, number in self.rows if one in given) for one in self.ids}
        weighted = len(set(self.weight.values())) > 1
        weights, left_out = {}, []
        if kind == "composite" or (weighted and kind == "poll" and rule["method"] in ("plurality", "approval")):
            score, weights, left_out = self._composite()
        elif weighted:
            raise Unfinished
        else:
            score = {one: Fraction(sum(given.get(one, 0) * number for given, _, number in self.rows)) for one in self.ids}
        place = self._order(votes)
        selected = self._select(score, votes, place, bool(weights or left_out))
        return {
            "selected": selected,
            "spent": str(sum(self.cost[one] for one in selected)),
            "budget": str(self.budget),
            "spoiled": dict(sorted(self.spoiled.items())),
            "ballots_cast": self.cast,
            "weights": {code: _text(weight) for code, weight in weights.items()},
            "left_out": left_out,
            "outcomes": {one: {"selected": one in selected, "score": _text(score[one]), "votes": votes[one]} for one in self.ids},
            "ballots_sha256": self.ballots_sha256(),
            "digest": self.digest,
            "rule": rule,
            **({"seed": self.seed} if self.seed else {}),
        }

    def _composite(self) -> tuple[dict[str, Fraction], dict[str, Fraction], list[str]]:
        present = [code for code in self.weight if self.cast[code]["valid"] and self.weight[code]]
        total = sum((self.weight[code] for code in present), Fraction(0))
        weights = {code: self.weight[code] / total for code in present}
        score = {one: Fraction(0) for one in self.ids}
        for code in present:
            for one in self.ids:
                naming = sum(number for given, _, number in self.valid[code] if one in given)
                score[one] += weights[code] * Fraction(naming, self.cast[code]["valid"])
        return score, weights, [code for code in self.weight if not self.cast[code]["valid"]]

    def _order(self, votes: dict[str, int]) -> dict[str, int]:
        """The total order that breaks ties, lowest place first."""
        readers: dict[str, Callable[[str], Any]] = {
            "votes": lambda one: -votes[one], "cost": lambda one: self.cost[one], "cost-descending": lambda one: -self.cost[one],
            "lot": lambda one: hashlib.sha256(((self.seed or self.digest) + one).encode()).hexdigest(),
            "digest": lambda one: hashlib.sha256((self.digest + one).encode()).hexdigest(), "file": self.ids.index,
        }  # fmt: skip
        ordered = sorted(self.ids, key=lambda one: [readers[key](one) for key in self.rule["tie_order"]])
        return {one: number for number, one in enumerate(ordered)}

    def _select(self, score: dict[str, Fraction], votes: dict[str, int], place: dict[str, int], composite: bool) -> list[str]:
        rule, kind = self.rule, self.rule["kind"]
        if kind in ("greedy", "composite"):
            least = Fraction(rule["threshold"])
            order = sorted((one for one in self.running if score[one] >= least), key=lambda one: (-score[one], place[one]))
            return self._fund(order, rule["cap"], rule.get("overrun_percent", 100), rule["exclusive"], rule["pots"])
        if kind == "poll":
            return self._poll(score, votes, place, composite)
        if kind == "equal-shares":
            return Shares(self, score, votes, place).selected()
        if kind == "phragmen":
            return self._phragmen(place)
        raise Unfinished

    def _fund(
        self, order: list[str], cap: str, percent: int = 100, exclusive: Any = (), pots: Any = None, already: Iterable[str] = ()
    ) -> list[str]:
        """Down the list within the money, the pots and the groups of which only one may win."""
        pot_of = self.category if not pots or pots["by"] == "category" else self.area
        left = self.budget - sum(self.cost[one] for one in already)
        purse = dict(pots["amounts"]) if pots else {}
        taken: set[int] = set()
        for one in already:
            taken.update(number for number, group in enumerate(exclusive) if one in group)
        stopped: set[str] = set()
        chosen: list[str] = []
        for one in order:
            groups = {number for number, group in enumerate(exclusive) if one in group}
            pot, cost = pot_of[one], self.cost[one]
            if groups & taken or (pots and (pot not in purse or pot in stopped)):
                continue
            if pots and cost > purse[pot]:
                if cap == "stop":
                    stopped.add(pot)
                continue
            if cost > left:
                if cap == "overrun" and left * 100 >= percent * cost:
                    chosen.append(one)
                if cap != "skip":
                    break
                continue
            left -= cost
            if pots:
                purse[pot] -= cost
            taken |= groups
            chosen.append(one)
        return chosen

    def _poll(self, score: dict[str, Fraction], votes: dict[str, int], place: dict[str, int], composite: bool) -> list[str]:
        rule, method = self.rule, self.rule["method"]
        is_ranked = self.form["kind"] == "ranking"
        if method in ("borda", "instant-runoff") and not is_ranked:
            raise Unfinished
        if method == "instant-runoff":
            return self._runoff(place)
        worth: dict[str, Any] = dict(votes)
        if composite or method == "score":
            worth = dict(score)
        elif method == "borda" or (method == "plurality" and is_ranked):
            worth = dict.fromkeys(self.ids, 0)
            for _, (_, ids, _), number in self.rows:
                for rank, one in enumerate(ids if method == "borda" else ids[:1]):
                    worth[one] += number * (len(self.ids) - 1 - rank if method == "borda" else 1)
        able = [one for one in self.running if worth[one] and worth[one] >= rule["threshold"]]
        return sorted(able, key=lambda one: (-worth[one], place[one]))[: rule["seats"]]

    def _runoff(self, place: dict[str, int]) -> list[str]:
        standing, seats = set(self.running), self.rule["seats"]
        while True:
            votes = dict.fromkeys(standing, 0)
            for _, (_, ids, _), number in self.rows:
                first = next((one for one in ids if one in standing), None)
                if first is not None:
                    votes[first] += number
            total = sum(votes.values())
            if len(standing) <= seats or not total or (seats == 1 and max(votes.values()) * 2 > total):
                best = sorted(standing, key=lambda one: (-votes[one], place[one]))
                return [one for one in best[:seats] if votes[one]]
            standing.remove(max(standing, key=lambda one: (-votes[one], place[one])))

    def _phragmen(self, place: dict[str, int]) -> list[str]:
        load = [Fraction(0)] * len(self.rows)
        left, chosen = self.budget, []
        backers = {one: [i for i, (given, _, _) in enumerate(self.rows) if one in given] for one in self.running}
        waiting = {one for one in self.running if backers[one]}
        while waiting:
            level = {}
            for one in waiting:
                heads = sum(self.rows[i][2] for i in backers[one])
                level[one] = (self.cost[one] + sum(load[i] * self.rows[i][2] for i in backers[one])) / heads
            best = min(waiting, key=lambda one: (level[one], place[one]))
            waiting.remove(best)
            if self.cost[best] > left:
                if self.rule["cap"] == "stop":
                    break
                continue
            left -= self.cost[best]
            for i in backers[best]:
                load[i] = Fraction(level[best])
            chosen.append(best)
        return chosen


class Shares:
    """The Method of Equal Shares in plain fractions: prices only rise, so the cheapest known offer is looked at first."""

    def __init__(self, count: Count, score: dict[str, Fraction], votes: dict[str, int], place: dict[str, int]) -> None:
        self.count, self.rule, self.score, self.place = count, count.rule, score, place
        rows = count.rows
        self.voters = sum(number for *_, number in rows)
        share = Fraction(self.rule["eligibility"])
        self.admitted = [one for one in count.running if votes[one] * count.budget >= share * count.cost[one] * self.voters]
        self.backers: dict[str, list[tuple[int, int, int]]] = {}
        for one in self.admitted:
            found = [(i, number, given[one]) for i, (given, _, number) in enumerate(rows) if one in given]
            if self.rule["satisfaction"] == "cardinality":
                found = [(i, number, 1) for i, number, _ in found]
            if found:
                self.backers[one] = found
        self.size = len(rows)
        self.work = 0

    def selected(self) -> list[str]:
        bought = self._raised()
        by_votes = sorted(self.admitted, key=lambda one: (-self.score[one], self.place[one]))
        chosen = list(bought)
        if self.rule["fill"]:
            chosen += self.count._fund([one for one in by_votes if one not in bought], "skip", already=bought)
        if self.rule["comparison"]:
            greedy = self.count._fund(by_votes, "skip")
            lead = 0
            for given, _, number in self.count.rows:
                gain = sum(given.get(one, 0) for one in greedy) - sum(given.get(one, 0) for one in chosen)
                lead += number * ((gain > 0) - (gain < 0))
            if lead > 0:
                return greedy
        return chosen

    def _raised(self) -> list[str]:
        rule, budget = self.rule, self.count.budget
        if not self.voters:
            return []
        fair = Fraction(budget, self.voters)
        share = Fraction(budget // self.voters) if rule["start"] == "floor" else fair
        step = Fraction(rule["step_units"]) or fair * Fraction(rule["step_percent"]) / 100
        bought, steps = self._run(share), 0
        while True:
            left = budget - self._cost(bought)
            rest = [one for one in self.backers if one not in bought]
            exhausted = rule["stop"] == "exhaustive" and all(self.count.cost[one] > left for one in rest)
            if rule["stop"] == "none" or not rest or exhausted or steps == rule["max_steps"]:
                return bought
            share += step
            higher = self._run(share)
            if self._cost(higher) > budget:
                return bought
            bought, steps = higher, steps + 1

    def _cost(self, chosen: Iterable[str]) -> int:
        return sum(self.count.cost[one] for one in chosen)

    def _run(self, share: Fraction) -> list[str]:
        """One run: voters with the same past share a purse, so that amounts are compared once for all of them."""
        purse, amounts, bought = [0] * self.size, [share], []
        offers = [(Fraction(0), self.place[one], one, -1) for one in self.backers]
        heapq.heapify(offers)
        while offers:
            _, _, one, seen = heapq.heappop(offers)
            rate = self._rate(one, purse, amounts)
            if rate is None:
                continue
            if seen != len(bought):
                price = rate / (self.count.cost[one] or 1) if self.rule["satisfaction"] == "cost" else rate
                heapq.heappush(offers, (price, self.place[one], one, len(bought)))
                continue
            moved: dict[tuple[int, int], int] = {}
            for i, _, points in self.backers[one]:
                key = (purse[i], points)
                if key not in moved:
                    moved[key] = len(amounts)
                    amounts.append(max(Fraction(0), amounts[purse[i]] - rate * points))
                purse[i] = moved[key]
            bought.append(one)
        return bought

    def _rate(self, one: str, purse: list[int], amounts: list[Fraction]) -> Fraction | None:
        """The rate per point at which the supporters just cover the cost, those with less giving all they have."""
        self.work += len(self.backers[one])
        if self.work > MOST_WORK:
            raise Unfinished
        heads: dict[tuple[int, int], int] = {}
        for i, number, points in self.backers[one]:
            heads[purse[i], points] = heads.get((purse[i], points), 0) + number
        able = sorted(
            (amounts[which] / points, points * number, amounts[which] * number) for (which, points), number in heads.items()
        )
        rest, mass = Fraction(self.count.cost[one]), sum(points for _, points, _ in able)
        if sum(money for *_, money in able) < rest:
            return None
        for per_point, points, money in able:
            if rest / mass <= per_point:
                return rest / mass
            rest -= money
            mass -= points
        raise ValueError("the supporters have too little after all")


def _number(count: int, least: int, most: int | None) -> str | None:
    if count < least:
        return "TOO_FEW_CHOICES"
    return "TOO_MANY_CHOICES" if most is not None and count > most else None


def _text(value: Fraction) -> str:
    return f"{value.numerator}/{value.denominator}"


# --- the checks -------------------------------------------------------------------------------------------------------


class Verification:
    """All checks over one export. Each check adds to the report and lets the next ones go on where it can."""

    def __init__(self, files: dict[str, bytes], report: Report) -> None:
        self.files, self.report = files, report
        self.leaves: list[dict[str, Any]] = []
        self.lines: list[bytes] = []
        self.heads: list[Head] = []
        self.counted: dict[tuple[str, str], dict[str, Any]] = {}
        self.ballots: list[Sealed] = []
        self.on_paper: dict[str, int] = {}

    def run(self, expected: str | None) -> None:
        self.v1_manifest(expected)
        self.v2_leaves()
        self.v3_v4_heads()
        self.v5_witnesses()
        self.v12_order()
        self.v9_counters()
        self.v7_v8_v10_ballots()
        batches = self.v16_paper()
        self.v11_numbers()
        secret = self.v13_opening_key()
        if secret is not None:
            self.v14_v15_count(secret, batches)

    def v1_manifest(self, expected: str | None) -> None:
        try:
            self.manifest = Manifest.read(self.files["manifest.json"])
        except (ValueError, KeyError, TypeError, AttributeError) as fault:
            raise Failure("V1", "투표지 설정(manifest)을 읽을 수 없습니다.", f"The manifest cannot be read ({fault}).") from fault
        name = self.manifest.election.hex()
        if expected is not None and expected.replace(" ", "").lower() != name:
            raise Failure("V1", "찾으시는 투표가 아닙니다.", "This is another vote than the one you named.")
        self.report.add(OK, "V1", f"투표 지문: {name}", f"Fingerprint of the vote: {name}")
        if expected is None:
            self.report.add(
                NOTE,
                "V1",
                "이 지문을 투표 전에 공고된 지문과 비교하십시오.",
                "Compare this fingerprint with the one announced before the vote.",
            )

    def v2_leaves(self) -> None:
        election = b64(self.manifest.election)
        try:
            self.lines = jsonl(self.files["log.jsonl"])
        except (ValueError, KeyError) as fault:
            raise Failure("V2", "기록(log)이 없거나 끊겼습니다.", "The log is missing or cut off.") from fault
        for number, line in enumerate(self.lines):
            try:
                self.leaves.append(read_leaf(line, election))
            except (ValueError, AttributeError, TypeError) as fault:
                raise Failure(
                    "V2", f"기록 {number}번을 읽을 수 없습니다.", f"Leaf {number} is not in the one allowed form ({fault})."
                ) from fault
        if not self.leaves or self.leaves[0]["t"] != "manifest" or sum(leaf["t"] == "manifest" for leaf in self.leaves) != 1:
            raise Failure("V1", "기록이 투표지 설정으로 시작하지 않습니다.", "The log does not begin with the manifest.")
        self.report.add(
            OK,
            "V2",
            f"기록 {len(self.leaves):,}개를 모두 읽었습니다.",
            f"All {len(self.leaves):,} leaves are in the one allowed form.",
        )

    def v3_v4_heads(self) -> None:
        try:
            self.heads = read_heads(self.files["checkpoints.txt"].decode())
        except (ValueError, KeyError) as fault:
            raise Failure("V3", "서명된 머리글(checkpoint)을 읽을 수 없습니다.", "The signed heads cannot be read.") from fault
        if not self.heads:
            raise Failure("V3", "서명된 머리글이 없습니다.", "There is no signed head.")
        wanted: dict[int, list[Head]] = {}
        for head in self.heads:
            wanted.setdefault(head.size, []).append(head)
        before = len(self.report.failures())
        sizes = [head.size for head in self.heads]
        if sizes != sorted(set(sizes)):
            self.report.failed(
                "V4",
                "같은 크기의 머리글이 둘이거나 순서가 거꾸로입니다.",
                "Two heads of one size, or heads out of order: the log was forked.",
            )
        roots = Roots()
        for line in self.lines:
            roots.add(line)
            for head in wanted.get(roots.size, []):
                if head.root != roots.root():
                    check = "V3" if head is self.heads[-1] else "V4"
                    self.report.failed(
                        check,
                        f"{head.size}번까지의 기록이 서명과 다릅니다.",
                        f"The log up to leaf {head.size} is not the one that was signed.",
                    )
        for head in self.heads:
            if head.origin != self.manifest.log.name or not head.is_by(self.manifest.log):
                self.report.failed(
                    "V4",
                    f"크기 {head.size}의 머리글에 맞는 서명이 없습니다.",
                    f"The head of size {head.size} is not signed by the log of the manifest.",
                )
            known = {(key.name, key.id) for key in [self.manifest.log, *self.manifest.witnesses]}
            if any((name, identity) not in known for name, identity, _ in head.signatures):
                self.report.failed(
                    "V5",
                    f"크기 {head.size}의 머리글에 모르는 서명이 있습니다.",
                    f"The head of size {head.size} bears a signature of nobody named in the manifest.",
                )
        if sizes[-1] != len(self.lines):
            self.report.failed(
                "V3",
                "마지막 서명 뒤에 서명되지 않은 기록이 있거나, 서명된 기록이 빠졌습니다.",
                "Leaves lie beyond the last signed head, or signed leaves are missing.",
            )
        if len(self.report.failures()) == before:
            root = base64.b64encode(self.heads[-1].root).decode()
            self.report.add(OK, "V3", f"기록의 뿌리를 다시 계산했습니다: {root}", f"Root recomputed: {root}")
            self.report.add(
                OK,
                "V4",
                f"머리글 {len(self.heads)}개가 모두 서명되었고 서로 이어집니다.",
                f"All {len(self.heads)} heads are signed, and each continues the one before.",
            )

    def v5_witnesses(self) -> None:
        least = self.manifest.least_witnesses
        if not self.manifest.witnesses:
            self.witnessed = False
            return
        self.witnessed = False
        known = {(key.name, key.id) for key in self.manifest.witnesses}
        seen = [sum(head.is_seen_by(key) for key in self.manifest.witnesses) for head in self.heads]
        claimed = [sum((name, identity) in known for name, identity, _ in head.signatures) for head in self.heads]
        if seen != claimed or not 1 <= least <= len(self.manifest.witnesses):
            self.report.failed("V5", "증인의 서명이 틀립니다.", "A witness signature does not hold.")
            return
        covered = max((head.size for head, number in zip(self.heads, seen, strict=True) if number >= least), default=0)
        self.witnessed = covered > 0
        if covered == len(self.lines):
            self.report.add(
                OK,
                "V5",
                f"증인 {least}명 이상이 마지막 머리글에 서명했습니다.",
                f"At least {least} witnesses signed the last head, and with it all that lies before.",
            )
        else:
            self.report.add(
                WARNING,
                "V5",
                f"증인이 기록 {covered:,}번까지만 서명했습니다. 전체는 {len(self.lines):,}개입니다 (필요 {least}명).",
                f"The witnesses signed only the first {covered:,} of {len(self.lines):,} leaves (needed: {least}).",
            )

    def v12_order(self) -> None:
        kinds = [leaf["t"] for leaf in self.leaves]
        self.is_closed = "close" in kinds
        end = kinds.index("close") if self.is_closed else len(kinds)
        late = [kind for kind in kinds[end + 1 :] if kind not in ("paper_batch", "open_key", "result")]
        early = [kind for kind in kinds[:end] if kind in ("paper_batch", "open_key", "result")]
        if late or any(kinds.count(kind) > 1 for kind in ("close", "open_key", "result", "roll")):
            self.report.failed(
                "V12",
                f"마감 뒤에 들어간 기록이 있습니다: {', '.join(late) or '겹침'}",
                f"After the close there is what may not come after it: {', '.join(late) or 'doubled'}",
            )
        elif early or kinds[end + 1 :] != sorted(kinds[end + 1 :], key=["paper_batch", "open_key", "result"].index):
            self.report.failed("V12", "마감, 개봉, 결과의 순서가 틀립니다.", "Close, opening and result are not in their order.")
        elif self.is_closed:
            self.report.add(OK, "V12", "마감 뒤에 들어간 표가 없습니다.", "No ballot entered after the close.")
        else:
            self.report.add(
                WARNING,
                "V12",
                "아직 마감되지 않은 투표입니다. 결과는 확인할 수 없습니다.",
                "The vote is not closed yet: there is no result to check.",
            )

    def v9_counters(self) -> None:
        last: dict[tuple[str, str], int] = {}
        style: dict[str, str] = {}
        bounds = {head.size for head in self.heads}
        batch: dict[tuple[str, str], list[int]] = {}
        total = 0
        for number, (leaf, line) in enumerate(zip(self.leaves, self.lines, strict=True)):
            if leaf["t"] == "ballot":
                total += 1
                key = (leaf["s"], leaf["pk"])
                if leaf["s"] not in self.manifest.issuers or style.setdefault(leaf["pk"], leaf["s"]) != leaf["s"]:
                    self.report.failed(
                        "V9",
                        f"다른 선거인단의 표로 두 번 쓰였습니다: {tracker(leaf_hash(line))}",
                        f"One ballot key was used in two electorates: {tracker(leaf_hash(line))}",
                    )
                if leaf["ctr"] in batch.get(key, []) or leaf["ctr"] <= last.get(key, 0):
                    self.report.failed(
                        "V9",
                        f"같은 표를 되풀이했거나 옛 표를 다시 넣었습니다: {tracker(leaf_hash(line))}",
                        f"A ballot was repeated, or an older one put in again: {tracker(leaf_hash(line))}",
                    )
                batch.setdefault(key, []).append(leaf["ctr"])
                if key not in self.counted or leaf["ctr"] > self.counted[key]["ctr"]:
                    self.counted[key] = leaf
            if number + 1 in bounds:
                for key, counters in batch.items():
                    last[key] = max(counters)
                batch = {}
        if "V9" not in self.report.failures():
            changed = total - len(self.counted)
            self.report.add(
                OK,
                "V9",
                f"표 {total:,}장 가운데 마지막 표 {len(self.counted):,}장을 셉니다. 바뀐 표: {changed:,}장.",
                f"Of {total:,} ballots the last ones of each voter count: {len(self.counted):,}; superseded: {changed:,}.",
            )
        for leaf in self.leaves:
            if leaf["t"] == "close" and leaf["ballots"] != total:
                self.report.failed(
                    "V10",
                    f"마감 때 적힌 표의 수({leaf['ballots']:,})가 기록({total:,})과 다릅니다.",
                    f"The close tells of {leaf['ballots']:,} ballots, the log holds {total:,}.",
                )

    def v7_v8_v10_ballots(self) -> None:
        names = sorted(name for name in self.files if name.startswith("ballots/"))
        if not names and not self.is_closed:
            return
        try:
            envelopes = {sha256(line): line for name in names for line in jsonl(self.files[name])}
            total = sum(len(jsonl(self.files[name])) for name in names)
        except ValueError as fault:
            raise Failure("V2", "투표지 파일이 끊겼습니다.", "A file of ballots is cut off.") from fault
        if total != len(envelopes):
            self.report.failed("V10", "같은 투표지가 두 번 들어 있습니다.", "A ballot is in the export twice.")
        for leaf in self.counted.values():
            data = envelopes.pop(unb64(leaf["h"]), None)
            if data is None:
                short = tracker(leaf_hash(canonical(leaf).encode()))
                self.report.failed(
                    "V10",
                    f"세어야 할 투표지가 빠졌거나 바뀌었습니다: {short}",
                    f"A ballot that must be counted is missing or changed: {short}",
                )
                continue
            try:
                self.ballots.append(check_ballot(self.manifest, data, leaf))
            except Failure as fault:
                self.report.failed(fault.check, fault.korean, fault.english)
        if envelopes:
            self.report.failed(
                "V10",
                f"세면 안 되는 투표지가 들어 있습니다: {len(envelopes):,}장",
                f"Ballots that must not be counted are in the export: {len(envelopes):,}",
            )
        good = {
            "V7": (
                "모든 표에 명부 관리자가 서명한 투표권이 있습니다.",
                "Every counted ballot bears a token signed for its electorate.",
            ),
            "V8": ("모든 표의 서명이 맞습니다.", "Every counted ballot is signed by its own key."),
            "V10": ("셀 표가 빠짐도 더함도 없습니다.", "The counted ballots are exactly the last ones in the log."),
        }
        for check, sentences in good.items():
            if check not in self.report.failures():
                self.report.add(OK, check, *sentences)

    def v11_numbers(self) -> None:
        voters: dict[str, int] = dict.fromkeys(self.manifest.issuers, 0)
        for style, _ in self.counted:
            voters[style] = voters.get(style, 0) + 1
        before: dict[str, int] = {}
        close = next((leaf for leaf in self.leaves if leaf["t"] == "close"), None)
        for leaf in self.leaves:
            numbers = leaf["n"] if leaf["t"] == "issued" else leaf["issued"] if leaf["t"] == "close" else None
            if numbers is None:
                continue
            if set(numbers) != set(voters) or any(numbers[style] < before.get(style, 0) for style in numbers):
                self.report.failed("V11", "나누어 준 투표권의 수가 줄어들었습니다.", "The number of issued tokens went down.")
                return
            before = numbers
        if close is None:
            return
        roll = next((leaf["sizes"] for leaf in self.leaves if leaf["t"] == "roll"), None)
        roll = roll if self.manifest.raw["roll"] == "fixed" else close["roll"]
        for style, number in voters.items():
            issued, size = close["issued"].get(style, 0), (roll or {}).get(style, 0)
            paper = self.on_paper.get(style, 0)
            if number + paper > issued or issued > size:
                self.report.failed(
                    "V11",
                    f"{style}: 표 {number:,} + 종이표 {paper:,} > 투표권 {issued:,} 또는 > 명부 {size:,}",
                    f"{style}: {number:,} voters and {paper:,} on paper, {issued:,} tokens, {size:,} on the roll do not fit.",
                )
        if "V11" not in self.report.failures():
            told = "; ".join(
                f"{style} {number:,} ≤ {close['issued'][style]:,} ≤ {roll[style]:,}" for style, number in voters.items()
            )
            self.report.add(OK, "V11", f"표 ≤ 투표권 ≤ 명부: {told}", f"Voters ≤ tokens ≤ roll: {told}")
            if self.manifest.raw["roll"] == "open":
                self.report.add(
                    NOTE,
                    "V11",
                    "명부는 마감까지 열려 있었습니다. 그 크기는 명부 관리자의 말입니다.",
                    "The roll was open until the close: its size is the registrar's word.",
                )

    def v13_opening_key(self) -> X25519PrivateKey | None:
        leaf = next((leaf for leaf in self.leaves if leaf["t"] == "open_key"), None)
        if leaf is None:
            if self.is_closed:
                self.report.add(WARNING, "V13", "투표함이 아직 열리지 않았습니다.", "The ballots have not been opened yet.")
            return None
        self.lot = leaf["lot"]
        promised = self.manifest.raw["paper"].get("lot_commitment")
        if hashlib.sha256(self.lot.encode()).hexdigest() != promised and (promised or self.lot):
            self.report.failed(
                "V13",
                "추첨에 쓴 비밀값이 투표 전에 약속한 값이 아닙니다.",
                "The secret of the lot is not the one committed to before the vote.",
            )
        try:
            secret = X25519PrivateKey.from_private_bytes(unb64(leaf["sk"], 32))
        except ValueError:
            secret = None
        if secret is None or secret.public_key().public_bytes_raw() != self.manifest.opening_key:
            self.report.failed(
                "V13",
                "공개된 개봉 열쇠가 투표 전에 정한 열쇠와 다릅니다.",
                "The published opening key is not the one fixed before the vote.",
            )
            return None
        self.report.add(
            OK, "V13", "개봉 열쇠가 투표 전에 정한 열쇠와 짝이 맞습니다.", "The opening key fits the one fixed before the vote."
        )
        return secret

    def v14_v15_count(self, secret: X25519PrivateKey, batches: list[tuple[str, Choice, int]]) -> None:
        piles: dict[str, dict[Choice, int]] = {style: {} for style in self.manifest.issuers}
        opener = Opener(self.manifest, secret)
        for ballot in self.ballots:
            choice = opener.choice(ballot)
            piles[ballot.style][choice] = piles[ballot.style].get(choice, 0) + 1
        for style, choice, number in batches:
            piles[style][choice] = piles[style].get(choice, 0) + number
        try:
            count = Count(self.manifest.raw["paper"], piles, self.lot)
            spoiled = sum(count.spoiled.values())
            self.report.add(
                OK,
                "V14",
                f"투표지 {len(self.ballots):,}장을 모두 열었습니다. 무효: {spoiled:,}장.",
                f"All {len(self.ballots):,} ballots were opened; spoiled: {spoiled:,}.",
            )
            self._compare(count)
        except (KeyError, TypeError, ValueError, AttributeError, ZeroDivisionError) as fault:
            self.report.failed(
                "V15",
                "투표지 설정의 계산 규칙을 읽을 수 없습니다.",
                f"The counting rule of the manifest cannot be read ({type(fault).__name__}).",
            )

    def _compare(self, count: Count) -> None:
        leaf = next((leaf for leaf in self.leaves if leaf["t"] == "result"), None)
        data = self.files.get("result.json")
        if leaf is None and data is None:
            self.report.add(WARNING, "V15", "아직 결과가 공개되지 않았습니다.", "No result has been published yet.")
            return
        if leaf is None or data is None or hashlib.sha256(data).hexdigest() != leaf["sha256"]:
            self.report.failed("V15", "공개된 결과가 기록된 결과와 다릅니다.", "The published result is not the one in the log.")
            return
        try:
            published = parse(data)
            own = {name: value for name, value in published.items() if name != "sha256"}
            if hashlib.sha256(canonical(own).encode()).hexdigest() != published["sha256"]:
                raise ValueError("its own fingerprint does not fit")
        except (ValueError, KeyError, AttributeError) as fault:
            self.report.failed("V15", "결과 파일을 읽을 수 없습니다.", f"The result cannot be read ({fault}).")
            return
        try:
            mine = count.result()
        except Unfinished:
            rule = count.rule.get("kind")
            self.report.add(
                WARNING,
                "V15",
                f"이 계산 규칙({rule})의 재계산은 구현되지 않았거나 너무 오래 걸립니다.",
                f"Recount of this rule ({rule}) is not implemented, or would take too long.",
            )
            return
        theirs = dict(published)
        theirs["outcomes"] = {
            one: {name: outcome.get(name) for name in ("selected", "score", "votes")}
            for one, outcome in published.get("outcomes", {}).items()
        }
        differing = sorted(name for name, value in mine.items() if theirs.get(name) != value)
        if differing:
            self.report.failed(
                "V15", f"다시 센 결과가 다릅니다: {', '.join(differing)}", f"The recount differs: {', '.join(differing)}"
            )
            return
        total = sum(cast["valid"] + cast["spoiled"] for cast in mine["ballots_cast"].values())
        self.report.add(
            OK,
            "V15",
            f"표 {total:,}장을 다시 세어 같은 결과를 얻었습니다: {', '.join(mine['selected']) or '선정 없음'}",
            f"{total:,} ballots recounted with the same result: {', '.join(mine['selected']) or 'nothing selected'}",
        )
        self.report.add(
            NOTE,
            "V15",
            "결과에 딸린 설명 문장은 다시 계산하지 않았습니다.",
            "The explanations beside the result were not recomputed.",
        )

    def v16_paper(self) -> list[tuple[str, Choice, int]]:
        counted: list[tuple[str, Choice, int]] = []
        batches = [leaf for leaf in self.leaves if leaf["t"] == "paper_batch"]
        files = {sha256(data): data for name, data in self.files.items() if name.startswith("paper/")}
        if len(files) != len(batches) or len({leaf["station"] for leaf in batches}) != len(batches):
            self.report.failed("V16", "종이표 묶음이 기록과 다릅니다.", "The paper batches are not those of the log.")
            return []
        for leaf in batches:
            try:
                counted += self._batch(files[unb64(leaf["h"], 32)], leaf)
            except (ValueError, KeyError, TypeError, AttributeError) as fault:
                self.report.failed(
                    "V16", f"종이표 묶음이 틀립니다: {leaf['station']}", f"A paper batch is wrong: {leaf['station']} ({fault})"
                )
        if batches and "V16" not in self.report.failures():
            total = sum(number for *_, number in counted)
            self.report.add(
                OK,
                "V16",
                f"종이표 묶음 {len(batches)}개, {total:,}장의 서명과 합계가 맞습니다.",
                f"{len(batches)} paper batches, {total:,} ballots: signatures and sums hold.",
            )
        return counted

    def _batch(self, data: bytes, leaf: dict[str, Any]) -> list[tuple[str, Choice, int]]:
        raw = shaped(
            parse(data), v=str, E=str, station=str, s=str, issued=int, counted=int, ballots=list, scans=list, signatures=dict
        )
        if (
            raw["v"] != "evote/v1/paper"
            or any(raw[name] != leaf[name] for name in ("E", "station", "s"))
            or raw["s"] not in self.manifest.issuers
        ):
            raise ValueError("not this batch")
        rows = [shaped(row, a=dict, n=int) for row in raw["ballots"]]
        if any(row["n"] < 1 for row in rows) or sum(row["n"] for row in rows) != raw["counted"] or raw["counted"] > raw["issued"]:
            raise ValueError("sums")
        message = tagged("paper", self.manifest.election, canonical({k: v for k, v in raw.items() if k != "signatures"}).encode())
        signed = [
            name for name, text in raw["signatures"].items() if is_signed(self.manifest.officers[name], unb64(text, 64), message)
        ]
        if len(signed) < 2 or len(signed) != len(raw["signatures"]):
            raise ValueError("two officers must sign")
        self.on_paper[raw["s"]] = self.on_paper.get(raw["s"], 0) + raw["issued"]
        return [(raw["s"], read_choice(row["a"]), row["n"]) for row in rows]

    def v6_previous(self, old: Any) -> None:
        try:
            files = read_export(old)
            lines = jsonl(files["log.jsonl"])
        except (Wrong, ValueError, KeyError):
            self.report.failed("V6", "이전 내려받기 파일을 읽을 수 없습니다.", "The previous export cannot be read.")
            return
        if files.get("manifest.json") != self.files["manifest.json"] or lines != self.lines[: len(lines)]:
            self.report.failed(
                "V6", "이전에 공개된 기록이 지워지거나 바뀌었습니다.", "What was published before has been removed or changed."
            )
            return
        self.witnessed = True
        self.report.add(
            OK,
            "V6",
            f"이전에 공개된 기록 {len(lines):,}개가 그대로 있습니다.",
            f"All {len(lines):,} leaves published before are still there.",
        )

    def v6_head(self, text: str) -> None:
        """A head the observer noted elsewhere: in the gazette, in a mail, on paper."""
        try:
            noted = Head.read(text)
        except ValueError:
            self.report.failed("V6", "따로 적어 둔 머리글을 읽을 수 없습니다.", "The head you noted cannot be read.")
            return
        roots = Roots()
        for line in self.lines[: noted.size]:
            roots.add(line)
        if noted.size > len(self.lines) or roots.root() != noted.root or noted.origin != self.manifest.log.name:
            self.report.failed("V6", "따로 적어 둔 머리글과 다른 기록입니다.", "This log is not the one whose head you noted.")
            return
        self.witnessed = True
        self.report.add(OK, "V6", "따로 적어 둔 머리글과 같은 기록입니다.", "This log is the one whose head you noted.")

    def v6_nobody(self) -> None:
        if not self.witnessed:
            self.report.add(
                WARNING, "V6", "증인도, 따로 적어 둔 머리글도 없습니다. 다른 사람에게 다른 기록을 보였는지는 알 수 없습니다(--previous, --head).",
                "No witness, and no head noted elsewhere: whether others were shown another log cannot be told (--previous, --head).",
            )  # fmt: skip
        elif not any(check == "V6" for check, *_ in self.report.findings):
            self.report.add(
                NOTE,
                "V6",
                "증인들이 다른 사람에게도 같은 기록이 보였음을 보증합니다.",
                "The witnesses vouch that others were shown the same log.",
            )

    def v17_receipt(self, data: bytes) -> None:
        try:
            line = self._proof(data.decode()) if data.startswith(b"c2sp.org/") else self._receipt(data)
            leaf = read_leaf(line, b64(self.manifest.election))
            if leaf["t"] != "ballot":
                raise ValueError("not a ballot")
        except (ValueError, KeyError, IndexError, RecursionError) as fault:
            self.report.failed(
                "V17",
                "영수증이 이 투표의 것이 아니거나 서명이 틀립니다.",
                f"The receipt is not of this vote, or its signature does not hold ({fault}).",
            )
            return
        short = tracker(leaf_hash(line))
        if line not in set(self.lines):
            if self.is_closed:
                self.report.failed(
                    "V17", f"약속한 표가 기록에 없습니다: {short}", f"A promised ballot is not in the log: {short}"
                )
            else:
                self.report.add(
                    WARNING,
                    "V17",
                    f"표가 아직 기록에 없습니다. 마감 뒤에 다시 확인하십시오: {short}",
                    f"The ballot is not in the log yet; check again after the close: {short}",
                )
            return
        is_last = self.counted.get((leaf["s"], leaf["pk"])) == leaf
        state = ("세는 표", "counted") if is_last else ("나중 표로 바뀐 표", "superseded by a later ballot of its voter")
        self.report.add(
            OK, "V17", f"표가 기록에 있습니다: {short} ({state[0]})", f"The ballot is in the log: {short} ({state[1]})"
        )

    def _receipt(self, data: bytes) -> bytes:
        raw = shaped(parse(data), v=str, E=str, leaf=str, promise=str)
        line = unb64(raw["leaf"])
        message = tagged("promise", self.manifest.election, leaf_hash(line))
        if raw["v"] != "evote/v1/receipt" or not is_signed(self.manifest.log.public, unb64(raw["promise"], 64), message):
            raise ValueError("the promise is not signed")
        return line

    def _proof(self, text: str) -> bytes:
        head, _, note = text.partition("\n\n")
        lines = head.split("\n")
        if lines[0] != "c2sp.org/tlog-proof@v1" or not lines[1].startswith("extra ") or not lines[2].startswith("index "):
            raise ValueError("not a proof")
        line, index = std64(lines[1][6:]), int(lines[2][6:])
        signed = Head.read(note)
        if (
            not signed.is_by(self.manifest.log)
            or root_by_path(leaf_hash(line), index, signed.size, [std64(step) for step in lines[3:]]) != signed.root
        ):
            raise ValueError("the proof does not hold")
        if index >= len(self.lines) or self.lines[index] != line:
            self.report.failed(
                "V17",
                "서명된 증명이 있는데 기록에는 다른 것이 있습니다.",
                "There is a signed proof, but the log says something else there.",
            )
        return line


NOT_DONE = {
    "V5": ("정해진 증인이 없는 투표입니다.", "No witnesses were named for this vote."),
    "V16": ("종이표가 없습니다.", "There are no ballots on paper."),
    "V17": ("넣은 영수증이 없습니다 (--receipt).", "No receipt was given (--receipt)."),
}
CHECKS = [f"V{number}" for number in range(1, 18)]


def complete(report: Report) -> None:
    """A line for every check, also for those that had nothing to look at."""
    told = {check for check, *_ in report.findings}
    for check in CHECKS:
        if check not in told:
            report.add(NOTE, check, *NOT_DONE.get(check, ("확인하지 못했습니다.", "Could not be looked at.")))


def verify(
    export: Any, *, receipts: Iterable[bytes] = (), previous: Any = None, head: str | None = None, election: str | None = None
) -> Report:
    """Check an export (path or open file). `receipts` are receipt files, `previous` an older export, `head` a noted head."""
    report = Report()
    try:
        verification = Verification(read_export(export), report)
        verification.run(election)
        if previous is not None:
            verification.v6_previous(previous)
        if head is not None:
            verification.v6_head(head)
        verification.v6_nobody()
        for data in receipts:
            verification.v17_receipt(data)
    except Failure as fault:
        report.failed(fault.check, fault.korean, fault.english)
    except Wrong as fault:
        report.failed("V1", fault.korean, fault.english)
    complete(report)
    return report


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Verify the export of a vote offline.")
    parser.add_argument("export")
    parser.add_argument("--receipt", action="append", default=[], help="a receipt or proof file; may be given several times")
    parser.add_argument("--previous", help="an export downloaded earlier")
    parser.add_argument("--head", help="a file with a signed head noted elsewhere")
    parser.add_argument("--election", help="the fingerprint announced before the vote (64 hexadecimal digits)")
    parser.add_argument("--lang", choices=("ko", "en"), default="ko")
    given = parser.parse_args(arguments)
    report = verify(
        given.export,
        receipts=[Path(name).read_bytes() for name in given.receipt],
        previous=given.previous,
        head=Path(given.head).read_text("utf-8") if given.head else None,
        election=given.election,
    )
    print("\n".join(report.lines(given.lang)))
    return report.exit_code


if __name__ == "__main__":
    sys.exit(main())
