"""Files residents send: what they truly are, by content, and where they are kept. The only door to Pillow.

Refuses what only claims to be something, and keeps no picture as it came: each is drawn anew, without place, time or camera.
"""

import hashlib
import secrets
import struct
import zipfile
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO
from pathlib import Path

from flask import current_app
from PIL import Image, ImageCms, ImageOps

from app.core.errors import N_, InvalidInput

EDGE_PIXELS, THUMBNAIL_EDGE_PIXELS = 2_048, 480
MAXIMUM_PIXELS = 80_000_000
"""What a large telephone takes; opening more would need memory by the gigabyte (a decompression bomb)."""
Image.MAX_IMAGE_PIXELS = MAXIMUM_PIXELS


class FileKind(StrEnum):
    IMAGE = "image"
    PDF = "pdf"
    HWP = "hwp"
    HWPX = "hwpx"


MEDIA_TYPES = {
    FileKind.PDF: "application/pdf",
    FileKind.HWP: "application/x-hwp",
    FileKind.HWPX: "application/hwp+zip",
}


class FileNotTaken(InvalidInput):
    code = "FILE_NOT_TAKEN"
    field = "file"
    sentence = N_("사진(JPEG, PNG, WebP)이나 PDF, HWP, HWPX 문서만 붙일 수 있습니다. 파일 이름이 아니라 내용을 보고 판단합니다.")


class PictureUnreadable(InvalidInput):
    code = "PICTURE_UNREADABLE"
    field = "file"
    sentence = N_("사진을 읽을 수 없습니다. 다른 사진을 고르거나 다시 저장한 뒤 올려 주세요.")


class PictureTooLarge(InvalidInput):
    code = "PICTURE_TOO_LARGE"
    field = "file"
    sentence = N_("사진이 너무 큽니다. 가로와 세로를 곱해 %(most)s만 화소까지 올릴 수 있습니다.")


@dataclass(frozen=True)
class Prepared:
    """A file fit to be kept: its bytes, and for a picture its thumbnail and its size in pixels."""

    kind: FileKind
    media_type: str
    content: bytes
    thumbnail: bytes | None = None
    width: int | None = None
    height: int | None = None

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def prepare(content: bytes) -> Prepared:
    """The file as it will be kept, judged by what is in it. Its name and its declared type are not asked."""
    kind = kind_of(content)
    if kind is None:
        raise FileNotTaken
    return _drawn_anew(content) if kind is FileKind.IMAGE else Prepared(kind, MEDIA_TYPES[kind], content)


def kind_of(content: bytes) -> FileKind | None:
    """What these bytes are, None when they are nothing we take."""
    if content.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")) or (content[:4] == b"RIFF" and content[8:12] == b"WEBP"):
        return FileKind.IMAGE
    if content.startswith(b"%PDF-") and b"startxref" in content[-2_048:] and b"%%EOF" in content[-2_048:]:
        return FileKind.PDF
    if content.startswith(_OLE2) and {"FileHeader", "DocInfo"} <= _ole2_names(content) and b"HWP Document File" in content:
        return FileKind.HWP
    if content.startswith(b"PK\x03\x04") and _is_hwpx(content):
        return FileKind.HWPX
    return None


def _drawn_anew(content: bytes) -> Prepared:
    try:
        with Image.open(BytesIO(content), formats=("JPEG", "PNG", "WEBP")) as source:
            if source.width * source.height > MAXIMUM_PIXELS:
                raise PictureTooLarge(most=f"{MAXIMUM_PIXELS // 10_000:,}")
            source.draft("RGB", (EDGE_PIXELS, EDGE_PIXELS))  # a JPEG is then read smaller at once
            picture = _in_srgb(ImageOps.exif_transpose(source))
        picture.thumbnail((EDGE_PIXELS, EDGE_PIXELS))
        small = picture.copy()
        small.thumbnail((THUMBNAIL_EDGE_PIXELS, THUMBNAIL_EDGE_PIXELS))
    except InvalidDecompression as error:
        raise PictureTooLarge(most=f"{MAXIMUM_PIXELS // 10_000:,}") from error
    except (OSError, SyntaxError, ValueError, struct.error, ImageCms.PyCMSError) as error:
        raise PictureUnreadable from error
    form = "WEBP" if picture.mode == "RGBA" else "JPEG"
    return Prepared(
        FileKind.IMAGE,
        f"image/{form.lower()}",
        _written(picture, form, 85),
        _written(small, form, 78),
        picture.width,
        picture.height,
    )


InvalidDecompression = (Image.DecompressionBombError, Image.DecompressionBombWarning)


def _in_srgb(picture: Image.Image) -> Image.Image:
    """Plain colours without the profile a telephone adds, which can name it."""
    picture.load()
    mode = "RGBA" if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info else "RGB"
    profile = picture.info.get("icc_profile")
    if profile and picture.mode in ("RGB", "RGBA"):
        with suppress(ImageCms.PyCMSError, OSError):  # a damaged profile: the colours as they are
            srgb = ImageCms.createProfile("sRGB")
            picture = ImageCms.profileToProfile(picture, BytesIO(profile), srgb, outputMode=picture.mode) or picture
    return picture.convert(mode)


def _written(picture: Image.Image, form: str, quality: int) -> bytes:
    """Only the pixels: a fresh picture has no metadata to carry over."""
    blank, kept = BytesIO(), Image.new(picture.mode, picture.size)
    kept.paste(picture)
    kept.save(blank, form, quality=quality, **({"progressive": True, "optimize": True} if form == "JPEG" else {"method": 4}))
    return blank.getvalue()


# ---- documents ---------------------------------------------------------------------------------------------------

_OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_END_OF_CHAIN = 0xFFFFFFFA
_ENTRIES_READ = 4_096


def _ole2_names(content: bytes) -> set[str]:
    """The names of the streams of a compound file ([MS-CFB] 2.6), read from its directory; empty when it is broken."""
    try:
        shift = struct.unpack_from("<H", content, 30)[0]
        if shift not in (9, 12):
            return set()
        size = 1 << shift
        fat: list[int] = []
        for place in struct.unpack_from("<109I", content, 76):
            if place < _END_OF_CHAIN:
                fat += struct.unpack_from(f"<{size // 4}I", content, (place + 1) * size)
        names, sector, left = set(), struct.unpack_from("<I", content, 48)[0], _ENTRIES_READ
        while sector < _END_OF_CHAIN and left > 0:
            for entry in range((sector + 1) * size, (sector + 2) * size, 128):
                length = min(struct.unpack_from("<H", content, entry + 64)[0], 64)
                names.add(content[entry : entry + max(length - 2, 0)].decode("utf-16-le", "replace"))
                left -= 1
            sector = fat[sector]
    except (struct.error, IndexError):
        return set()
    return names


def _is_hwpx(content: bytes) -> bool:
    """A ZIP whose `mimetype` says so and that holds the parts of a document (KS X 6101). Nothing but the mimetype is unpacked."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as parts:
            told = parts.getinfo("mimetype")
            if told.file_size > 64 or len(parts.namelist()) > _ENTRIES_READ:
                return False
            return parts.read(told).strip() == b"application/hwp+zip" and "Contents/content.hpf" in parts.namelist()
    except (zipfile.BadZipFile, KeyError, OSError, RuntimeError, NotImplementedError, ValueError):
        return False


# ---- keeping -----------------------------------------------------------------------------------------------------


def path_of(folder: str, name: str) -> Path:
    """Where a kept file lies, outside everything the web server hands out by itself. `folder` is `<kind>/<slug of the district>`."""
    return Path(current_app.config["INSTANCE_PATH"]) / folder / name[:2] / name


def store(folder: str, content: bytes) -> str:
    """Write a file readable by its owner alone; its name: the SHA-256 of its content, and a mark that makes each upload its own."""
    name = f"{hashlib.sha256(content).hexdigest()}-{secrets.token_hex(4)}"
    path = path_of(folder, name)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.touch(mode=0o600, exist_ok=False)
    path.write_bytes(content)
    return name


def forget(folder: str, name: str | None) -> None:
    """Throw a kept file away; one that is gone already is no trouble."""
    if name:
        path_of(folder, name).unlink(missing_ok=True)
