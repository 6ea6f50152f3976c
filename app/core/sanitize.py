"""The only door to bleach: Markdown in, safe HTML out. Refuses raw HTML, images and any scheme but http, https and mailto."""

import bleach
from markdown_it import MarkdownIt
from markupsafe import Markup

TAGS = frozenset({"p", "br", "strong", "em", "ul", "ol", "li", "blockquote", "code", "pre", "a", "h3", "h4", "hr", "s"})
_markdown = MarkdownIt("commonmark", {"html": False, "linkify": False, "breaks": True}).enable("strikethrough").disable("image")


def _lower_headings(html: str) -> str:
    """A writer's headings start at h3: h1 and h2 belong to the page."""
    for level in (1, 2):
        html = html.replace(f"<h{level}>", "<h3>").replace(f"</h{level}>", "</h3>")
    for level in (5, 6):
        html = html.replace(f"<h{level}>", "<h4>").replace(f"</h{level}>", "</h4>")
    return html


def markdown(source: str) -> Markup:
    """Safe HTML of a resident's Markdown."""
    html = _lower_headings(_markdown.render(source))
    clean = bleach.clean(html, tags=TAGS, attributes={"a": ["href", "title"]}, protocols=["http", "https", "mailto"], strip=True)
    return Markup(clean.replace("<a ", '<a rel="nofollow ugc noopener" '))  # noqa: S704 - cleaned above
