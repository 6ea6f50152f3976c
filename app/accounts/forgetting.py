"""What higher rooms strike out when a consent ends: taken back by the person, or ended with the account. Runs within that service."""

from collections.abc import Callable

from app.accounts.models import ConsentKind, Resident

Forgetter = Callable[[Resident], object]
_forgetters: dict[ConsentKind, list[Forgetter]] = {}


def forgets(kind: ConsentKind) -> Callable[[Forgetter], Forgetter]:
    """Register what a room kept under this consent and must not keep without it (개인정보 보호법 제37조)."""

    def register(forget: Forgetter) -> Forgetter:
        if forget not in _forgetters.setdefault(kind, []):
            _forgetters[kind].append(forget)
        return forget

    return register


def ended(resident: Resident, *kinds: ConsentKind) -> None:
    """These consents no longer stand."""
    for kind in kinds:
        for forget in _forgetters.get(kind, []):
            forget(resident)
