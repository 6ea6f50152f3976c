"""Lines of Korean text as a PDF (ISO 32000-1) without any font file: every reader brings the standard Korean one. Refuses pictures and tables."""

import zlib
from collections.abc import Iterable, Iterator

WIDTH, HEIGHT = 595, 842  # A4 in points
MARGIN = 62
SIZES = {0: 10.5, 1: 18.0, 2: 13.0, 3: 11.5}
LEADING = 1.65
HALF = 500  # what a letter that is no syllable is set to, in thousandths
FIRST_HANGUL = 0x1100


def document(title: str, lines: Iterable[tuple[int, str]]) -> bytes:
    """Pages of wrapped lines, each with its number."""
    pages = list(_pages(lines))
    font = (
        "<</Type/Font/Subtype/Type0/BaseFont/HYGoThic-Medium-UniKS-UCS2-H/Encoding/UniKS-UCS2-H/DescendantFonts[4 0 R]>>",
        "<</Type/Font/Subtype/CIDFontType0/BaseFont/HYGoThic-Medium/CIDSystemInfo<</Registry(Adobe)/Ordering(Korea1)/Supplement 1>>"
        f"/FontDescriptor 5 0 R/DW 1000/W[1 95 {HALF}]>>",
        "<</Type/FontDescriptor/FontName/HYGoThic-Medium/Flags 4/FontBBox[-6 -145 1003 880]/ItalicAngle 0/Ascent 880/Descent -120"
        "/CapHeight 880/StemV 93>>",
    )
    first = 7  # objects 1 catalog, 2 page tree, 3-5 font, 6 information; then two for each page
    kids = " ".join(f"{first + 2 * number} 0 R" for number in range(len(pages)))
    bodies = [b"<</Type/Catalog/Pages 2 0 R/Lang(ko-KR)/ViewerPreferences<</DisplayDocTitle true>>>>"]
    bodies.append(f"<</Type/Pages/Kids[{kids}]/Count {len(pages)}>>".encode())
    bodies += [one.encode() for one in font]
    bodies.append(b"<</Title<FEFF" + _hex(title).encode() + b">/Producer(Decide Seoul)>>")
    for number, content in enumerate(pages):
        stream = zlib.compress(content.encode())
        box = f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {WIDTH} {HEIGHT}]/Resources<</Font<</F 3 0 R>>>>"
        bodies.append(f"{box}/Contents {first + 2 * number + 1} 0 R>>".encode())
        bodies.append(f"<</Length {len(stream)}/Filter/FlateDecode>>stream\n".encode() + stream + b"\nendstream")
    return _file(bodies)


def _file(bodies: list[bytes]) -> bytes:
    out, places = bytearray(b"%PDF-1.5\n%\xe2\xe3\xcf\xd3\n"), []
    for number, body in enumerate(bodies, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    trailer = f"trailer\n<</Size {len(places) + 1}/Root 1 0 R/Info 6 0 R>>\nstartxref\n{len(out)}\n%%EOF\n"
    return bytes(out) + f"xref\n0 {len(places) + 1}\n0000000000 65535 f \n{table}{trailer}".encode()


def _pages(lines: Iterable[tuple[int, str]]) -> Iterator[str]:
    """The drawing operators of each page."""
    drawn: list[str] = []
    at, number = float(HEIGHT - MARGIN), 1
    for level, words in lines:
        size = SIZES[level]
        at -= size * 0.9 if level else 0  # air above a heading
        for row in wrapped(words, (WIDTH - 2 * MARGIN) / size * 1000):
            if at < MARGIN + size * LEADING:
                yield _page(drawn, number)
                at, drawn, number = float(HEIGHT - MARGIN), [], number + 1
            at -= size * LEADING
            drawn.append(_text(MARGIN, at, size, row))
    yield _page(drawn, number)


def _page(drawn: list[str], number: int) -> str:
    return "\n".join([*drawn, _text(WIDTH / 2 - 8, MARGIN / 2, 9, f"- {number} -")])


def _text(x: float, y: float, size: float, words: str) -> str:
    return f"BT /F {size} Tf 1 0 0 1 {x:.1f} {y:.1f} Tm <{_hex(words)}> Tj ET"


def _hex(words: str) -> str:
    """UTF-16, as the encoding of the font wants it; what lies beyond the basic plane is drawn as a square."""
    return "".join(mark if ord(mark) < 0x10000 else "\u25a1" for mark in words).encode("utf-16-be").hex()


def wide(mark: str) -> int:
    """How wide a letter is set, in thousandths of its size."""
    return HALF if ord(mark) < FIRST_HANGUL else 1000


def wrapped(words: str, width: float) -> Iterator[str]:
    """Rows no wider than `width`, broken between words, within one only where it is longer than a row."""
    row, used = "", 0
    for whole in words.replace("\t", " ").split(" "):
        word = whole
        size = sum(map(wide, word))
        if row and used + HALF + size > width:
            yield row
            row, used = "", 0
        while size > width:
            cut = next(n for n in range(1, len(word) + 1) if sum(map(wide, word[: n + 1])) > width)
            yield word[:cut]
            word = word[cut:]
            size = sum(map(wide, word))
        row, used = (f"{row} {word}", used + HALF + size) if row else (word, size)
    yield row
