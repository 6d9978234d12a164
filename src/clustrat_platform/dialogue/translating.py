"""Machine translation as a plug-in: none is there unless an installation registers one, and what it makes is marked until reviewed."""

from __future__ import annotations

from collections.abc import Callable

__all__ = ["has_translator", "machine_translation", "register_translator"]

#: ``translate(text, source, target)``; a translator that has no words returns an empty text.
Translator = Callable[[str, str, str], str]
_TRANSLATORS: list[Translator] = []


def register_translator(translate: Translator) -> None:
    """Let an installation translate by machine (in ``AppConfig.ready`` of its own app); the newest answers."""
    _TRANSLATORS[:] = [translate]


def has_translator() -> bool:
    """Whether a translator is registered; as delivered there is none.

    >>> has_translator(), machine_translation("Share the labs.", source="en", target="it")
    (False, '')
    """
    return bool(_TRANSLATORS)


def machine_translation(text: str, *, source: str, target: str) -> str:
    """A text by machine, to be kept with the origin ``machine`` and voted on after a review only; empty without a plug-in."""
    return _TRANSLATORS[0](text, source, target) if _TRANSLATORS else ""
