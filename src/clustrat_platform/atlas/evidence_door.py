"""What the atlas answers when another app attaches a figure by its address: the result with its edition, hash and headline figures."""

from __future__ import annotations

from clustrat_platform.atlas.baskets import answer_at
from clustrat_platform.atlas.frozen import kept_of
from clustrat_platform.base.evidence import FoundEvidence, register_resolver

__all__ = ["found_at", "register"]


def register() -> None:
    """Let the base look figures up here."""
    register_resolver(found_at)


def found_at(address: str, language: str, latest: bool) -> FoundEvidence:
    """The figure at an address, in the edition that it names or in the newest.

    Raises
    ------
    Problem
        It is no address of a screen, or the screen refuses.
    """
    result, read = answer_at(address, language=language)
    if latest:
        result, read = answer_at(read.having(v="").canonical, language=language)
    kept = kept_of(result, part=read.state.values.get("part", ""))
    return FoundEvidence(
        address=kept.address,
        edition=kept.edition,
        result_sha256=kept.result_hash,
        subject=kept.subject,
        title=kept.title,
        sentence=str(result.sentence),
        headlines=tuple((str(it.label), str(it.value)) for it in result.headlines[:5]),
    )
