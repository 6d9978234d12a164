"""What the apps do before a person is erased: each registers how it cuts its ties, so that counts stay as they were."""

from __future__ import annotations

from collections.abc import Callable

from clustrat_platform.base.models import User

__all__ = ["let_go_everywhere", "register_letting_go"]

#: ``let_go(user, ground)`` returns how many payloads of the chain were erased.
LetGo = Callable[[User, str], int]
_PARTS: dict[str, LetGo] = {}


def register_letting_go(name: str, let_go: LetGo) -> None:
    """Let an app cut its ties with a person (in ``AppConfig.ready``); a name is registered once."""
    _PARTS[name] = let_go


def let_go_everywhere(user: User, *, ground: str) -> int:
    """Ask every app; returns how many payloads were erased."""
    return sum(let_go(user, ground) for _name, let_go in sorted(_PARTS.items()))
