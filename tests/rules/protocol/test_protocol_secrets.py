"""Sealing, codes, shares and key files: one length for every choice, a published HPKE vector, and every wrong key named."""

from itertools import combinations

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from app.voting.protocol import codes, keyfile, sealing, shamir
from app.voting.protocol.canonical import Malformed
from tests.verifier import verifier

E = bytes(range(32))
SECRET = X25519PrivateKey.from_private_bytes(b"o" * 32)
PUBLIC = SECRET.public_key().public_bytes_raw()


def test_the_verifier_opens_the_vector_of_rfc_9180():
    """Appendix A.2.1.1: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, ChaCha20Poly1305, base mode, sequence number 0."""
    secret = X25519PrivateKey.from_private_bytes(
        bytes.fromhex("8057991eef8f1f1af18f4a9491d16a1ce333f695d4db8e38da75975c4478e0fb")
    )
    enc = bytes.fromhex("1afa08d3dec047a643885163f1180476fa7ddb54c6a8029ea33f95796bf2ac4a")
    sealed = bytes.fromhex("1c5250d8034ec2b784ba2cfd69dbdb8af406cfe3ff938e131f0def8c8b60b4db21993c62ce81883d2dd1b51a28")
    info = bytes.fromhex("4f6465206f6e2061204772656369616e2055726e")
    public = secret.public_key().public_bytes_raw()
    assert verifier.hpke_open(secret, public, enc + sealed, info, b"Count-0") == b"Beauty is truth, truth beauty"


def test_what_one_side_seals_the_other_opens():
    plain = sealing.padded(b"my choice", 512)
    sealed = sealing.seal(PUBLIC, plain, b"bound")
    assert sealing.open_sealed(SECRET, sealed, b"bound") == plain == verifier.hpke_open(SECRET, PUBLIC, sealed, b"bound")
    assert sealing.unpadded(plain, 512) == b"my choice"


@pytest.mark.parametrize(
    "bend", [lambda s: s[:-1], lambda s: bytes([s[0] ^ 1]) + s[1:], lambda s: s[:-1] + bytes([s[-1] ^ 1]), lambda s: b""]
)
def test_a_bent_seal_does_not_open(bend):
    sealed = bend(sealing.seal(PUBLIC, b"x", b"bound"))
    with pytest.raises(Malformed, match="BAD_SEAL"):
        sealing.open_sealed(SECRET, sealed, b"bound")


def test_a_seal_opens_for_nothing_but_what_it_was_bound_to():
    sealed = sealing.seal(PUBLIC, b"x", sealing.info(E, "a", b"k" * 32))
    for other in (sealing.info(E, "b", b"k" * 32), sealing.info(E[::-1], "a", b"k" * 32), sealing.info(E, "a", b"q" * 32)):
        with pytest.raises(Malformed):
            sealing.open_sealed(SECRET, sealed, other)
    with pytest.raises(Malformed):
        sealing.open_sealed(X25519PrivateKey.generate(), sealed, sealing.info(E, "a", b"k" * 32))


@given(st.binary(max_size=510))
@settings(max_examples=50)
def test_every_plaintext_has_one_length(plain):
    assert len(sealing.padded(plain, 512)) == 512
    assert sealing.unpadded(sealing.padded(plain, 512), 512) == plain


@pytest.mark.parametrize("data", [b"\0\1x" + bytes(508) + b"\1", b"\xff\xff" + bytes(510), bytes(511), bytes(513), b""])
def test_padding_is_zeros_and_nothing_else(data):
    with pytest.raises(Malformed, match="BAD_PADDING"):
        sealing.unpadded(data, 512)


def test_what_does_not_fit_is_not_cut():
    with pytest.raises(Malformed, match="TOO_LONG"):
        sealing.padded(bytes(511), 512)


def test_a_tracker_is_read_however_it_is_typed():
    leaf = bytes(range(100, 132))
    written = codes.tracker(leaf)
    assert len(written) == 19
    assert codes.read_tracker(written) == leaf[:10] == codes.read_tracker(written.lower().replace("0", "o").replace("1", "l"))
    assert verifier.tracker(leaf) == written
    for typed in (written[:-1], written + "0", "", written.replace(written[0], "U")):
        with pytest.raises(Malformed, match="MISTYPED"):
            codes.read_tracker(typed)


def test_a_recovery_code_notices_a_slip_of_the_pen():
    seed = bytes(range(16))
    code = codes.recovery(seed)
    assert codes.read_recovery(code) == seed
    noticed = 0
    for place, sign in enumerate(code):
        if sign != "-":
            try:
                noticed += codes.read_recovery(code[:place] + ("3" if sign != "3" else "4") + code[place + 1 :]) is None
            except Malformed:
                noticed += 1
    assert noticed >= 27  # 12 check bits: one slip in 4,096 goes unnoticed


@pytest.mark.parametrize(("count", "threshold"), [(1, 1), (3, 2), (5, 3), (4, 4)])
def test_any_t_of_n_shares_give_the_secret_and_fewer_do_not(count, threshold):
    secret = bytes(range(200, 232))
    shares = shamir.split(secret, E, count, threshold)
    assert [shamir.Share.read(share.to_bytes()) for share in shares] == shares
    for some in combinations(shares, threshold):
        assert shamir.combine(some) == secret
    assert shamir.combine(shares) == secret
    if threshold > 1:
        for few in combinations(shares, threshold - 1):
            with pytest.raises(Malformed, match="TOO_FEW_SHARES"):
                shamir.combine(few)
        with pytest.raises(Malformed, match="TOO_FEW_SHARES"):
            shamir.combine([shares[0]] * threshold)
        assert secret not in [share.part for share in shares]


def test_one_share_less_says_nothing():
    """With one share of two missing every secret is equally possible: some share completes it to any other."""
    known = shamir.split(bytes(32), E, 2, 2)[0]
    others = {shamir.split(bytes(32), E, 2, 2)[0].part for _ in range(20)}
    assert known.part not in others
    assert len(others) == 20


def test_a_wrong_or_foreign_share_is_named():
    shares, others = shamir.split(bytes(32), E, 3, 2), shamir.split(b"x" * 32, E, 3, 2)
    with pytest.raises(Malformed, match="SHARES_DIFFER"):
        shamir.combine([shares[0], others[1]])
    bent = shamir.Share(E, 2, 2, bytes(32), shares[0].check)
    with pytest.raises(Malformed, match="WRONG_SHARE"):
        shamir.combine([shares[0], bent])
    written = shares[0].to_bytes()
    with pytest.raises(Malformed):
        shamir.Share.read(written.replace(b'"number":1', b'"number":2'))


@pytest.mark.parametrize(("count", "threshold"), [(0, 0), (2, 3), (300, 2), (3, 0)])
def test_a_sharing_that_cannot_be_is_refused(count, threshold):
    with pytest.raises(Malformed, match="BAD_SHARING"):
        shamir.split(bytes(32), E, count, threshold)


def test_a_key_file_opens_with_its_passphrase_and_election_alone():
    locked = keyfile.locked(b"secret" * 5, E, "열려라 참깨", cost_bits=10)
    assert keyfile.unlocked(locked, E, "열려라 참깨") == b"secret" * 5
    assert b"secret" not in locked
    with pytest.raises(Malformed, match="WRONG_PASSPHRASE"):
        keyfile.unlocked(locked, E, "열려라 들깨")
    with pytest.raises(Malformed, match="OTHER_ELECTION"):
        keyfile.unlocked(locked, E[::-1], "열려라 참깨")
    with pytest.raises(Malformed):
        keyfile.unlocked(locked[:-1], E, "열려라 참깨")
    composed, apart = "\uac00", "\u1100\u1161"
    assert keyfile.unlocked(keyfile.locked(b"s", E, composed, cost_bits=10), E, apart) == b"s"
