"""What a district is opened with: presets by name, brought by higher rooms without importing them. Refuses to know what they start."""

from collections.abc import Callable

from app.districts.models import District

Start = Callable[[District], str]
presets: dict[str, Start] = {}
"""Name as typed on the command line -> what starts it; gives back one line for the operator. The same again starts nothing twice."""
