"""Files are what they are: told by content, drawn anew without a trace of place or telephone, and kept where only the owner reads."""

from io import BytesIO

import pytest
from PIL import Image

from app.core import files
from app.core.files import FileKind
from tests.make import files as made


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (made.picture(), FileKind.IMAGE),
        (made.picture("PNG"), FileKind.IMAGE),
        (made.picture("WEBP"), FileKind.IMAGE),
        (made.pdf(), FileKind.PDF),
        (made.hwp(), FileKind.HWP),
        (made.hwpx(), FileKind.HWPX),
        (b"", None),
        (b"hello", None),
        (made.picture("GIF"), None),
        (b"%PDF-1.7 that is all", None),
        (b"<html>%PDF-1.4 startxref %%EOF", None),
        (made.ole2("WordDocument", "1Table"), None),
        (made.ole2("FileHeader", "DocInfo", signature=b"something else"), None),
        (made.hwp()[:600], None),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"HWP Document File" * 90, None),
        (made.hwpx(b"application/zip"), None),
        (made.zipped(mimetype=b"application/hwp+zip"), None),
        (made.zipped(word__document_dot_xml=b"<w/>"), None),
        (made.hwpx()[:-30], None),
        (b"MZ" + made.pdf(), None),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", None),
    ],
)
def test_a_file_is_what_its_content_says(content, kind):
    assert files.kind_of(content) is kind


def test_a_directory_that_leads_in_circles_ends():
    """The FAT of a hostile compound file may point back at itself."""
    content = bytearray(made.hwp())
    content[512 + 4 : 512 + 8] = (1).to_bytes(4, "little")
    assert files.kind_of(bytes(content)) in (FileKind.HWP, None)


def test_a_picture_loses_place_telephone_and_comment_and_stands_upright():
    sent = made.located(orientation=6)
    assert b"SECRETPHONE" in sent
    kept = files.prepare(sent)
    for content in (kept.content, kept.thumbnail):
        assert b"SECRET" not in content
        assert b"Exif" not in content
        with Image.open(BytesIO(content)) as picture:
            assert not picture.getexif()
            assert "icc_profile" not in picture.info
    assert (kept.width, kept.height) == (600, 900)


def test_large_pictures_are_made_smaller_and_transparent_ones_stay_so():
    large = files.prepare(made.picture(size=(5_000, 2_500)))
    assert (large.width, large.height, large.media_type) == (2_048, 1_024, "image/jpeg")
    with Image.open(BytesIO(large.thumbnail)) as small:
        assert max(small.size) == files.THUMBNAIL_EDGE_PIXELS
    glass = files.prepare(made.picture("PNG", mode="RGBA"))
    assert glass.media_type == "image/webp"
    with Image.open(BytesIO(glass.content)) as picture:
        assert picture.mode == "RGBA"


def test_a_picture_with_a_colour_profile_is_taken():
    from PIL import ImageCms

    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    assert files.prepare(made.picture(icc_profile=profile)).kind is FileKind.IMAGE
    assert files.prepare(made.picture(icc_profile=b"broken" * 30)).kind is FileKind.IMAGE


def test_a_bomb_of_pixels_is_refused_before_it_is_drawn(monkeypatch):
    bomb = bytearray(made.picture("PNG", size=(64, 64)))
    bomb[16:24] = (60_000).to_bytes(4, "big") * 2
    import zlib

    bomb[29:33] = zlib.crc32(bytes(bomb[12:29])).to_bytes(4, "big")
    with pytest.raises(files.PictureTooLarge):
        files.prepare(bytes(bomb))


@pytest.mark.parametrize(
    "content", [made.picture()[:200], b"\xff\xd8\xff" + b"\0" * 99, made.picture("PNG")[:60], b"RIFF\0\0\0\0WEBPxx"]
)
def test_a_broken_picture_is_refused_kindly(content):
    with pytest.raises((files.PictureUnreadable, files.FileNotTaken)):
        files.prepare(content)


def test_kept_files_are_their_owners_alone_and_can_be_forgotten_twice(app):
    name = files.store("attachments/mapo", b"content")
    again = files.store("attachments/mapo", b"content")
    path = files.path_of("attachments/mapo", name)
    assert name != again
    assert name[:64] == again[:64]
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert "static" not in path.parts
    for _ in range(2):
        files.forget("attachments/mapo", name)
    assert not path.exists()
    files.forget("attachments/mapo", again)
