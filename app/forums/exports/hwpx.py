"""Lines of text as an HWPX document (KS X 6101), the format Korean offices file. Refuses pictures and tables."""

import zipfile
from collections.abc import Iterable
from io import BytesIO
from xml.sax.saxutils import escape

NAMES = {
    "ha": "http://www.hancom.co.kr/hwpml/2011/app", "hp": "http://www.hancom.co.kr/hwpml/2011/paragraph",
    "hs": "http://www.hancom.co.kr/hwpml/2011/section", "hc": "http://www.hancom.co.kr/hwpml/2011/core",
    "hh": "http://www.hancom.co.kr/hwpml/2011/head", "hpf": "http://www.hancom.co.kr/schema/2011/hpf",
    "dc": "http://purl.org/dc/elements/1.1/", "opf": "http://www.idpf.org/2007/opf/",
}  # fmt: skip
SPACES = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in NAMES.items())
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
SIZES = {
    0: 1000,
    1: 1800,
    2: 1300,
    3: 1100,
}  # in hundredths of a point; the place in this table is the number of the letter shape
LANGUAGES = ("HANGUL", "LATIN", "HANJA", "JAPANESE", "OTHER", "SYMBOL", "USER")
ALIKE = " ".join(f'{name}="{{0}}"' for name in ("hangul", "latin", "hanja", "japanese", "other", "symbol", "user"))
FONT = "함초롬바탕"
WRITTEN = (1980, 1, 1, 0, 0, 0)  # the same document is the same file


def document(title: str, lines: Iterable[tuple[int, str]]) -> bytes:
    parts = {
        "version.xml": f'{XML}<hv:HCFVersion xmlns:hv="http://www.hancom.co.kr/hwpml/2011/version" tagetApplication="WORDPROCESSOR" major="5" '
        'minor="1" micro="1" buildNumber="0" os="1" xmlVersion="1.5" application="Decide Seoul" appVersion="1"/>',
        "Contents/content.hpf": _package(title),
        "Contents/header.xml": _header(),
        "Contents/section0.xml": _section(lines),
        "settings.xml": f'{XML}<ha:HWPApplicationSetting xmlns:ha="{NAMES["ha"]}">'
        '<ha:CaretPosition listIDRef="0" paraIDRef="0" pos="0"/></ha:HWPApplicationSetting>',
        "META-INF/container.xml": f'{XML}<ocf:container xmlns:ocf="urn:oasis:names:tc:opendocument:xmlns:container" xmlns:hpf="{NAMES["hpf"]}">'
        "<ocf:rootfiles>"
        '<ocf:rootfile full-path="Contents/content.hpf" media-type="application/hwpml-package+xml"/></ocf:rootfiles></ocf:container>',
        "META-INF/manifest.xml": f'{XML}<odf:manifest xmlns:odf="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
    }  # fmt: skip
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(zipfile.ZipInfo("mimetype", WRITTEN), "application/hwp+zip", zipfile.ZIP_STORED)
        for name, text in parts.items():
            packed.writestr(zipfile.ZipInfo(name, WRITTEN), text.encode(), zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _package(title: str) -> str:
    names = {"header": "Contents/header.xml", "section0": "Contents/section0.xml", "settings": "settings.xml"}
    items = "".join(f'<opf:item id="{name}" href="{path}" media-type="application/xml"/>' for name, path in names.items())
    spine = '<opf:itemref idref="header" linear="yes"/><opf:itemref idref="section0" linear="yes"/>'
    return (
        f'{XML}<opf:package {SPACES} version="" unique-identifier="" id=""><opf:metadata><opf:title>{escape(title)}</opf:title>'
        f"<opf:language>ko</opf:language></opf:metadata><opf:manifest>{items}</opf:manifest><opf:spine>{spine}</opf:spine></opf:package>"
    )


def _header() -> str:
    """Letter shapes by level, one shape of paragraph, one style."""
    fonts = "".join(
        f'<hh:fontface lang="{one}" fontCnt="1"><hh:font id="0" face="{FONT}" type="TTF" isEmbedded="0"/></hh:fontface>'
        for one in LANGUAGES
    )
    sides = "".join(f'<hh:{one}Border type="NONE" width="0.1 mm" color="#000000"/>' for one in ("left", "right", "top", "bottom"))
    fills = f'<hh:borderFill id="1" threeD="0" shadow="0" centerLine="NONE" breakCellSeparateLine="0">{sides}</hh:borderFill>'
    shapes = "".join(_letters(number, size) for number, size in SIZES.items())
    margins = "".join(f'<hc:{one} value="0" unit="HWPUNIT"/>' for one in ("intent", "left", "right"))
    paragraph = (
        '<hh:paraPr id="0" tabPrIDRef="0" condense="0" fontLineHeight="0" snapToGrid="1" suppressLineNumbers="0" checked="0">'
        '<hh:align horizontal="JUSTIFY" vertical="BASELINE"/><hh:heading type="NONE" idRef="0" level="0"/>'
        '<hh:breakSetting breakLatinWord="KEEP_WORD" breakNonLatinWord="KEEP_WORD" widowOrphan="0" keepWithNext="0" keepLines="0" '
        'pageBreakBefore="0" '
        f'lineWrap="BREAK"/><hh:margin>{margins}<hc:prev value="0" unit="HWPUNIT"/><hc:next value="0" unit="HWPUNIT"/></hh:margin>'
        '<hh:lineSpacing type="PERCENT" value="160" unit="HWPUNIT"/></hh:paraPr>'
    )
    style = '<hh:style id="0" type="PARA" name="바탕글" engName="Normal" paraPrIDRef="0" charPrIDRef="0" nextStyleIDRef="0" langID="1042" '
    style += 'lockForm="0"/>'
    tab = '<hh:tabPr id="0" autoTabLeft="0" autoTabRight="0"/>'
    return (
        f'{XML}<hh:head {SPACES} version="1.5" secCnt="1"><hh:beginNum page="1" footnote="1" endnote="1" pic="1" tbl="1" equation="1"/><hh:refList>'
        f'<hh:fontfaces itemCnt="{len(LANGUAGES)}">{fonts}</hh:fontfaces><hh:borderFills itemCnt="1">{fills}</hh:borderFills>'
        f'<hh:charProperties itemCnt="{len(SIZES)}">{shapes}</hh:charProperties><hh:tabProperties itemCnt="1">{tab}</hh:tabProperties>'
        f'<hh:paraProperties itemCnt="1">{paragraph}</hh:paraProperties><hh:styles itemCnt="1">{style}</hh:styles></hh:refList></hh:head>'
    )


def _letters(number: int, size: int) -> str:
    bold = "<hh:bold/>" if number else ""
    return (
        f'<hh:charPr id="{number}" height="{size}" textColor="#000000" shadeColor="none" useFontSpace="0" useKerning="0" '
        'symMark="NONE" borderFillIDRef="1">'
        f"<hh:fontRef {ALIKE.format(0)}/><hh:ratio {ALIKE.format(100)}/><hh:spacing {ALIKE.format(0)}/><hh:relSz {ALIKE.format(100)}/>"
        f"<hh:offset {ALIKE.format(0)}/>{bold}</hh:charPr>"
    )


PAGE = (
    '<hp:secPr id="" textDirection="HORIZONTAL" spaceColumns="1134" tabStop="8000" outlineShapeIDRef="0" memoShapeIDRef="0" '
    'textVerticalWidthHead="0" '
    'masterPageCnt="0"><hp:pagePr landscape="WIDELY" width="59528" height="84186" gutterType="LEFT_ONLY">'
    '<hp:margin header="4252" footer="4252" gutter="0" '
    'left="8504" right="8504" top="5668" bottom="4252"/></hp:pagePr></hp:secPr>'
)
"""A4, with the margins the word processor begins with."""


def _section(lines: Iterable[tuple[int, str]]) -> str:
    body = "".join(_paragraph(number, level, words) for number, (level, words) in enumerate(lines))
    return f"{XML}<hs:sec {SPACES}>{body}</hs:sec>"


def _paragraph(number: int, level: int, words: str) -> str:
    """The first one carries the page it stands on."""
    page = f'<hp:run charPrIDRef="0">{PAGE}</hp:run>' if number == 0 else ""
    text = f'<hp:run charPrIDRef="{level}"><hp:t>{escape(words)}</hp:t></hp:run>'
    return f'<hp:p id="{number}" paraPrIDRef="0" styleIDRef="0" pageBreak="0" columnBreak="0" merged="0">{page}{text}</hp:p>'
