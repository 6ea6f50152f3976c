"""What changed between two texts, word by word. Pure: spaces are kept, so both texts can be rebuilt from the answer."""

import re
from difflib import SequenceMatcher

KEEP, INSERT, DELETE = "keep", "insert", "delete"
Part = tuple[str, str]
_WORD = re.compile(r"\s+|\S+")


def words(old: str, new: str) -> list[Part]:
    """(op, text) parts, op keep, insert or delete: keep + delete is the old text, keep + insert the new one."""
    before, after = _WORD.findall(old), _WORD.findall(new)
    parts: list[Part] = []
    for op, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if op == "equal":
            parts.append((KEEP, "".join(before[i:j])))
        else:
            parts += [(DELETE, "".join(before[i:j])), (INSERT, "".join(after[k:m]))]
    return _joined([part for part in parts if part[1]])


def _joined(parts: list[Part]) -> list[Part]:
    """Changes that only a space keeps apart read as one: [-a-] [-b-] becomes [-a b-], deletion before insertion."""
    answer: list[Part] = []
    deleted = inserted = ""
    for at, (op, text) in enumerate(parts):
        if op == DELETE:
            deleted += text
        elif op == INSERT:
            inserted += text
        elif (deleted or inserted) and text.isspace() and at + 1 < len(parts):
            deleted, inserted = deleted + text, inserted + text
        else:
            answer += [part for part in ((DELETE, deleted), (INSERT, inserted), (KEEP, text)) if part[1]]
            deleted = inserted = ""
    return answer + [part for part in ((DELETE, deleted), (INSERT, inserted)) if part[1]]
