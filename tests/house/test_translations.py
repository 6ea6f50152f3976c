"""Both languages are whole: every visible sentence has its English, and no Korean sentence stands outside the catalogue."""

import io
import re

from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from tests.house.source import APP, ROOT

CATALOGUE = APP / "translations" / "en" / "LC_MESSAGES"
KEYWORDS = {"_": None, "gettext": None, "lazy_gettext": None, "_l": None, "N_": None, "ngettext": (1, 2)}
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")
HANGUL = re.compile(r"[가-힣]")


def visible():
    """Every msgid in the source, as the extractor sees them."""
    methods, options = parse_mapping_cfg(io.StringIO((ROOT / "babel.cfg").read_text()))
    for _, _, message, _, _ in extract_from_dir(str(APP), methods, options, keywords=KEYWORDS):
        yield message if isinstance(message, str) else message[0]


def english():
    with (CATALOGUE / "messages.po").open("rb") as file:
        return {(m.id if isinstance(m.id, str) else m.id[0]): m for m in read_po(file, locale="en") if m.id}


def test_every_sentence_has_its_english():
    known = english()
    missing = {message for message in visible() if message not in known or not all(_texts(known[message].string))}
    assert missing == set()


def test_english_keeps_the_placeholders():
    for message in english().values():
        asked = set(PLACEHOLDER.findall("".join(_texts(message.id))))
        for text in _texts(message.string):
            assert set(PLACEHOLDER.findall(text)) <= asked, message.id


def test_english_holds_no_korean_but_quoted_names():
    mixed = [
        t for m in english().values() for t in _texts(m.string) if HANGUL.search(re.sub(r"[‘'“\"(][^’'”\")]*[’'”\")]", "", t))
    ]
    assert mixed in ([], ["한국어"])


def test_the_compiled_catalogue_is_the_written_one():
    with (CATALOGUE / "messages.mo").open("rb") as file:
        compiled = {(m.id if isinstance(m.id, str) else m.id[0]): _texts(m.string) for m in read_mo(file) if m.id}
    assert compiled == {name: _texts(m.string) for name, m in english().items()}


def test_no_template_shows_korean_outside_the_catalogue():
    for path in (APP / "templates").rglob("*.html"):
        text = re.sub(r"\{#.*?#\}", "", path.read_text(), flags=re.S)
        text = re.sub(r"""\b(?:_|ngettext)\((?:'[^']*'|"[^"]*"|[^()'"]|\([^()]*\))*\)""", "", text)
        text = text.replace("{% else %}한국어{% endif %}", "").replace(
            "endswith('구')", ""
        )  # a language's own name; a rule of names
        if path.name != "styleguide.html":
            assert not HANGUL.search(text), (path.name, [line for line in text.splitlines() if HANGUL.search(line)][:3])


def _texts(value):
    return [value] if isinstance(value, str) else list(value)
