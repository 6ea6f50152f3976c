"""Moving house: everything of one district in one file, and back into an empty instance, with counts and digests that must agree."""

from collections.abc import Callable

from app.core.errors import DomainError
from app.districts.models import District

Veto = Callable[[District], DomainError | None]
vetoes: list[Veto] = []
"""Why a district cannot be packed just now, asked of higher rooms without importing them: a refusal to raise, or None."""

fillers: list[Callable[[District], object]] = []
"""What higher rooms make anew after rows came in by the back door: an index, a cache. Called inside the transaction."""

folders: list[str] = []
"""Folders of the instance that hold a district's files under `<folder>/<slug>/`: attachments and the like."""
