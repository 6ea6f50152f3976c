"""What every page of the house owes its readers, asserted on each page a test fetches."""

import re
from html.parser import HTMLParser
from typing import Any

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


class Page(HTMLParser):
    """A parsed page: its text, its elements as (tag, attributes), its status and address."""

    def __init__(self, answer: Any) -> None:
        super().__init__(convert_charrefs=True)
        self.answer, self.status, self.html = answer, answer.status_code, answer.get_data(as_text=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self._hidden = self._in_label = 0
        self.feed(self.html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        inside = {"in_label": "yes"} if self._in_label else {}
        self.elements.append((tag, dict(attrs) | inside))
        self._in_label += tag == "label"
        self._hidden += tag in ("script", "style")

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in ("script", "style")
        self._in_label -= tag == "label"

    def handle_data(self, data: str) -> None:
        if not self._hidden and data.strip():
            self.words.append(data.strip())

    @property
    def text(self) -> str:
        return re.sub(r"\s+", " ", " ".join(self.words))

    @property
    def path(self) -> str:
        return self.answer.request.path

    def all(self, tag: str, **wanted: str) -> list[dict[str, str | None]]:
        wanted = {name.rstrip("_").replace("_", "-"): value for name, value in wanted.items()}
        return [a for t, a in self.elements if t == tag and all(a.get(n) == v for n, v in wanted.items())]

    def links(self) -> list[str]:
        return [a["href"] or "" for a in self.all("a") if "href" in a]


def checked(answer: Any, status: int) -> Page:
    """Parse the answer and assert status, language, one h1, unique ids, labelled fields, CSRF tokens, nothing inline."""
    page = Page(answer)
    assert page.status == status, f"{page.path}: {page.status}, not {status}: {page.text[:300]}"
    if not (answer.mimetype or "").startswith("text/html"):
        return page
    assert page.all("html")[0].get("lang") in ("ko", "en"), page.path
    assert len(page.all("h1")) == 1, f"{page.path}: {len(page.all('h1'))} h1"
    assert len(page.all("title")) >= 1, page.path
    _unique_ids(page)
    _labelled_fields(page)
    _tokens(page)
    _nothing_inline(page)
    return page


def _unique_ids(page: Page) -> None:
    ids = [a["id"] for _, a in page.elements if a.get("id")]
    doubled = {one for one in ids if ids.count(one) > 1}
    assert not doubled, f"{page.path}: ids twice: {doubled}"


def _labelled_fields(page: Page) -> None:
    labelled = {a.get("for") for a in page.all("label")}
    for tag, a in page.elements:
        if tag in ("input", "select", "textarea") and a.get("type") not in ("hidden", "submit", "button"):
            has_name = a.get("id") in labelled or a.get("in_label") or a.get("aria-label") or a.get("aria-labelledby")
            assert has_name, f"{page.path}: no label for {tag} {a}"


def _tokens(page: Page) -> None:
    forms = [a for a in page.all("form") if (a.get("method") or "get").lower() == "post"]
    tokens = page.all("input", name="csrf_token")
    assert len(tokens) >= len(forms), f"{page.path}: {len(forms)} POST forms, {len(tokens)} CSRF tokens"


def _nothing_inline(page: Page) -> None:
    for tag, a in page.elements:
        assert tag != "style" and "style" not in a, f"{page.path}: inline style on {tag} {a}"
        assert not any(name.startswith("on") for name in a), f"{page.path}: inline handler on {tag} {a}"
        if tag == "script":
            assert a.get("src") or a.get("type") == "application/json", f"{page.path}: inline script"
