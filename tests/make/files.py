"""Files as residents send them: pictures with the place they were taken at, documents of the right make, and pretenders."""

import struct
import zipfile
from io import BytesIO

from PIL import Image


def picture(form: str = "JPEG", size: tuple[int, int] = (900, 600), mode: str = "RGB", **saved) -> bytes:
    out = BytesIO()
    Image.new(mode, size, (200, 30, 60) if mode == "RGB" else (200, 30, 60, 90)).save(out, form, **saved)
    return out.getvalue()


def located(orientation: int = 6) -> bytes:
    """A JPEG that tells where and by which telephone it was taken, lying on its side."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010F], exif[0x0131] = orientation, "SECRETPHONE", "SECRETSOFT"
    exif.get_ifd(0x8825).update({1: "N", 2: (37.0, 33.0, 59.0), 3: "E", 4: (126.0, 58.0, 41.0)})
    return picture(exif=exif.tobytes(), comment=b"SECRETCOMMENT")


def pdf() -> bytes:
    return b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n"


def ole2(*names: str, signature: bytes = b"HWP Document File") -> bytes:
    """A compound file with these streams ([MS-CFB]), as small as may be: header, one FAT sector, its directory, one sector of content."""
    header = bytearray(512)
    header[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    struct.pack_into("<HHHHH", header, 24, 0x3E, 3, 0xFFFE, 9, 6)
    struct.pack_into("<I", header, 44, 1)
    struct.pack_into("<I", header, 48, 1)
    struct.pack_into("<109I", header, 76, 0, *[0xFFFFFFFF] * 108)
    directory = bytearray()
    for name in ("Root Entry", *names):
        entry, text = bytearray(128), name.encode("utf-16-le")
        entry[: len(text)] = text
        struct.pack_into("<H", entry, 64, len(text) + 2)
        directory += entry
    directory += bytes(-len(directory) % 512)
    sectors = len(directory) // 512
    chain = [0xFFFFFFFD, *range(2, sectors + 1), 0xFFFFFFFE, 0xFFFFFFFE]
    fat = struct.pack(f"<{len(chain)}I", *chain).ljust(512, b"\xff")
    return bytes(header) + fat + bytes(directory) + signature.ljust(512, b"\0")


def hwp() -> bytes:
    return ole2("FileHeader", "DocInfo", "BodyText")


def zipped(**parts: bytes) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return out.getvalue()


def hwpx(mimetype: bytes = b"application/hwp+zip") -> bytes:
    return zipped(mimetype=mimetype, Contents__content_dot_hpf=b"<opf/>", Contents__section0_dot_xml=b"<sec/>")
