"""The one door for QR codes: an address as inline SVG, black on white whatever the page's colours. Refuses styles and scripts."""

import segno
from markupsafe import Markup


def qr(address: str, name: str) -> Markup:
    """The drawing itself; what it leads to must stand beside it in words as well."""
    drawing = segno.make(address, error="m").svg_inline(
        scale=4, border=4, light="#fff", svgclass="qr", lineclass=None, omitsize=True
    )
    return Markup('<span role="img" aria-label="{}">{}</span>').format(name, Markup(drawing))  # noqa: S704 - made of squares
