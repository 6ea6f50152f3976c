"""Blind signatures: all four vectors of RFC 9474 (appendix A), and what the issuer refuses to sign."""

import re
from pathlib import Path

import gmpy2
import pytest

from app.voting.protocol import blind
from tests.make import verifiable

P = int(
    "e1f4d7a34802e27c7392a3cea32a262a34dc3691bd87f3f310dc75673488930559c120fd0410194fb8a0da55bd0b81227e843fdca6692ae80e5a5d414116d480"
    "3fca7d8c30eaaae57e44a1816ebb5c5b0606c536246c7f11985d731684150b63c9a3ad9e41b04c0b5b27cb188a692c84696b742a80d3cd00ab891f2457443dad"
    "feba6d6daf108602be26d7071803c67105a5426838e6889d77e8474b29244cefaf418e381b312048b457d73419213063c60ee7b0d81820165864fef93523c963"
    "5c22210956e53a8d96322493ffc58d845368e2416e078e5bcb5d2fd68ae6acfa54f9627c42e84a9d3f2774017e32ebca06308a12ecc290c7cd1156dcccfb2311",
    16,
)
Q = int(
    "c601a9caea66dc3835827b539db9df6f6f5ae77244692780cd334a006ab353c806426b60718c05245650821d39445d3ab591ed10a7339f15d83fe13f6a3dfb20"
    "b9452c6a9b42eaa62a68c970df3cadb2139f804ad8223d56108dfde30ba7d367e9b0a7a80c4fdba2fd9dde6661fc73fc2947569d2029f2870fc02d8325acf28c"
    "9afa19ecf962daa7916e21afad09eb62fe9f1cf91b77dc879b7974b490d3ebd2e95426057f35d0a3c9f45f79ac727ab81a519a8b9285932d9b2e5ccd347e59f3"
    "f32ad9ca359115e7da008ab7406707bd0e8e185a5ed8758b5ba266e8828f8d863ae133846304a2936ad7bc7c9803879d2fc4a28e69291d73dbd799f8bc238385",
    16,
)
INVERSE = int(
    "80682c48982407b489d53d1261b19ec8627d02b8cda5336750b8cee332ae260de57b02d72609c1e0e9f28e2040fc65b6f02d56dbd6aa9af8fde656f70495dfb7"
    "23ba01173d4707a12fddac628ca29f3e32340bd8f7ddb557cf819f6b01e445ad96f874ba235584ee71f6581f62d4f43bf03f910f6510deb85e8ef06c7f09d979"
    "4a008be7ff2529f0ebb69decef646387dc767b74939265fec0223aa6d84d2a8a1cc912d5ca25b4e144ab8f6ba054b54910176d5737a2cff011da431bd5f2a0d2"
    "d66b9e70b39f4b050e45c0d9c16f02deda9ddf2d00f3e4b01037d7029cd49c2d46a8e1fc2c0c17520af1f4b5e25ba396afc4cd60c494a4c426448b35b49635b3"
    "37cfb08e7c22a39b256dd032c00adddafb51a627f99a0e1704170ac1f1912e49d9db10ec04c19c58f420212973e0cb329524223a6aa56c7937c5dffdb5d966b6"
    "cd4cbc26f3201dd25c80960a1a111b32947bb78973d269fac7f5186530930ed19f68507540eed9e1bab8b00f00d8ca09b3f099aae46180e04e3584bd7ca054df"
    "18a1504b89d1d1675d0966c4ae1407be325cdf623cf13ff13e4a28b594d59e3eadbadf6136eee7a59d6a444c9eb4e2198e8a974f27a39eb63af2c9af3870488b"
    "8adaad444674f512133ad80b9220e09158521614f1faadfe8505ef57b7df6813048603f0dd04f4280177a11380fbfc861dbcbd7418d62155248dad5fdec0991f",
    16,
)
LAST_INVERSE = int(
    "55f2053e9a4309ac61ac4da7f3a314e626f362e95f30337962d12f08b343165c8dea34d7812dc2dcb227cfa8de49bca57880ac55f6d77b37ed83a32eb33656dd"
    "f0cde29761aef9f86bd758280b3403a63b466831cba4c97e17e9a11e4139f9d84e5912b017eafbafdbb3ae59a1424feae6914eb1bf20922c6db5da8a538752b3"
    "b662ae15cae7beac9a0362b8836001c57b0c5167dceb9a66e6ab6a90e9898646b4274c3662e4316926c4da7caf5aeff611934b70581280ec68fb2ce04c5681ef"
    "95b086b7289afae8ecd669325659791853a9f4c0b784f6f60b212c3b39754d5539e3671d7930d1272e82b3853b6583a83d9ff70c00ce1938c05eccee531cb075"
    "564059b2749e84b45dff7d179c69c86c5d1870aeffd6281d099838a3a988ff9e2684f6cc896b5326275309187d9e3558163131e4d247c2ec8317a2c09f8079d3"
    "2db8241c869bc5f773722ed8e68bfa5c518d20b955abf02103fce1a025149b14670fdfc8a3f0089516db047f86b9be626ff44989d6fcc162c9570da5b862b473"
    "04eca2aceba4dedd6a672458aae779004fe116009600a6a52eb6161a3d09fda09963b56f2870a150df7183bfa03ce735513e637631fb4f980657a8cdb953b215"
    "6594607f8ebf7de6999626197072afd7ff60a5d2f782dabe026e0f298df141b8a276aaf7202d959088d7721786b04c79e45c807eb46fcf3a94031ef351aff644",
    16,
)
MESSAGE = bytes.fromhex("8f3dc6fb8c4a02f4d6352edf0907822c1210a9b32f9bdda4c45a698c80023aa6b59f8cfec5fdbb36331372ebefedae7d")
SALT = bytes.fromhex("051722b35f458781397c3a671a7d3bd3096503940e4c4f1aaa269d60300ce449555cd7340100df9d46944c5356825abf")
VECTORS = {  # name: (prefix, salt, inverse, and the first 32 bytes of blinded message, blind signature and signature)
    "PSS-Randomized": (
        "8417e699b219d583fb6216ae0c53ca0e9723442d02f1d1a34295527e7d929e8b", SALT, INVERSE,
        "aa3ee045138d874669685ffaef962c7694a9450aa9b4fd6465db9b3b75a522bb",
        "3f4a79eacd4445fca628a310d41e12fcd813c4d43aa4ef2b81226953248d6d00",
        "191e941c57510e22d29afad257de5ca436d2316221fe870c7cb75205a6c071c2",
    ),
    "PSSZERO-Randomized": (
        "84ea86c8cf3beedfed73beceabd792027c609d1100bf041fdd60d826a718130d", b"", INVERSE,
        "4c1b82d9b97b968b2ce0754e326abd49e3d723ed937d84bead34b6a834483b43",
        "4894f64d7214c216282d9842cbf7e7cccd9c0dcb1f4294a6bdeccd4c4c244616",
        "195363ba25e4bf763f6538c86865785f93f4ea6092da3ad200d41b99eb0eb086",
    ),
    "PSS-Deterministic": (
        "", SALT, INVERSE,
        "10c166c6a711e81c46f45b18e5873cc4f494f003180dd7f115585d871a289302",
        "364f6a40dbfbc3bbb257943337eeff791a0f290898a6791283bba581d9eac90a",
        "6fef8bf9bc182cd8cf7ce45c7dcf0e6f3e518ae48f06f3c670c649ac737a8b81",
    ),
    "PSSZERO-Deterministic": (
        "", b"", LAST_INVERSE,
        "0c86f078fe8fd2ea6b4e120d3fef7555701a7c6b7bd5606a7fb2ef2769d119f2",
        "5ca77254ce107e6e6eedcf8ca03e08d4e92eeb0f4f08b2a2e7fb69da2f5db95f",
        "4454b6983ff01cb28545329f394936efa42ed231e15efbc025fdaca00277acf0",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", VECTORS)
def test_the_vectors_of_rfc_9474(name):
    prefix, salt, inverse, blinded, signed, signature = VECTORS[name]
    issuer, prepared = blind.Issuer(P, Q), bytes.fromhex(prefix) + MESSAGE
    asked = blind.blind(issuer.key, prepared, salt, inverse)
    assert asked.hex().startswith(blinded)
    answer = issuer.sign(asked)
    assert answer.hex().startswith(signed)
    made = blind.finalize(issuer.key, prepared, answer, inverse, len(salt))
    assert made.hex().startswith(signature)
    assert not blind.verified(issuer.key, prepared + b"x", made, len(salt))
    assert not blind.verified(issuer.key, prepared, made[:-1], len(salt))


def test_the_issuer_refuses_what_is_out_of_range():
    issuer = verifiable.issuer("citizens")
    length = issuer.key.length
    for blinded in (issuer.key.raw, b"\xff" * length, bytes(length - 1), bytes(length + 1), b""):
        with pytest.raises(blind.BlindingRefused, match="OUT_OF_RANGE"):
            issuer.sign(blinded)


def test_a_fault_in_one_half_leaves_no_signature(monkeypatch):
    """A single faulty half of the remainder theorem is enough to factor the key, if the signature got out."""
    issuer = verifiable.issuer("citizens")
    honest = gmpy2.powmod_sec
    monkeypatch.setattr(gmpy2, "powmod_sec", lambda base, exponent, prime: honest(base, exponent, prime) + (prime == issuer.p))
    with pytest.raises(blind.BlindingRefused, match="SIGNING_FAULT"):
        issuer.sign(bytes(issuer.key.length - 1) + b"\5")


def test_the_same_question_gets_the_same_answer_although_the_mask_is_new():
    issuer = verifiable.issuer("citizens")
    blinded = bytes(issuer.key.length - 1) + b"\7"
    assert issuer.sign(blinded) == issuer.sign(blinded)


def test_an_answer_that_is_no_signature_is_noticed():
    key = verifiable.issuer("citizens").key
    with pytest.raises(blind.BlindingRefused, match="BAD_SIGNATURE"):
        blind.finalize(key, b"message", bytes(key.length - 1) + b"\2", 3)


@pytest.mark.parametrize("raw", [b"", b"\0" * 128, b"\x7f" + b"\xff" * 127, b"\xff" * 127 + b"\xfe", b"\xff" * 64])
def test_a_modulus_that_cannot_be_one_is_refused(raw):
    with pytest.raises(blind.BlindingRefused, match="BAD_ISSUER_KEY"):
        blind.IssuerKey.read(raw)


@pytest.mark.parametrize("inverse", [0, 1])
def test_a_blinding_that_hides_nothing_is_refused(inverse):
    with pytest.raises(blind.BlindingRefused, match="BAD_BLINDING"):
        blind.blind(verifiable.issuer("citizens").key, b"m", SALT, inverse)


def test_a_key_goes_into_an_encrypted_file_and_back():
    issuer = verifiable.issuer("citizens")
    pem = issuer.to_pem(b"only for tests")
    assert blind.Issuer.from_pem(pem, b"only for tests") == issuer
    assert b"ENCRYPTED" in pem
    assert str(issuer.p) not in repr(issuer)


def test_secret_exponents_go_through_constant_time_powers_alone():
    source = Path(blind.__file__).read_text()
    assert len(re.findall(r"powmod_sec\(", source)) == 2
    assert not re.findall(r"pow\([^)]*\bd\b", source)
