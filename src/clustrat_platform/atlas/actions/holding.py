"""What changes the views a person has saved and the things a person follows."""

from __future__ import annotations

from django.utils.translation import gettext as _

from clustrat_platform.atlas.models import Follow, SavedView
from clustrat_platform.base.audit import action, checked
from clustrat_platform.base.models import User
from clustrat_platform.base.problems import Invalid, NotAllowed

__all__ = ["follow", "forget_view", "note_seen", "save_view", "unfollow"]

#: Views and followed things of a person.
MOST_HELD = 200


@action(verb="atlas.save_view", permission="atlas.save_view")
def save_view(*, by: User | None, address: str, subject: str, title: str) -> SavedView:
    """Save a screen in a state; the same state is saved once.

    Raises
    ------
    Invalid
        The person has as many as one may have.
    """
    if by is None:
        raise NotAllowed
    found = by.saved_views.filter(address=address).first()
    if found is not None:
        return found
    _check_room(by.saved_views.count())
    return checked(SavedView(owner=by, address=address, subject=subject[:200], title=title[:300]))


@action(verb="atlas.forget_view", permission="atlas.forget", on="view")
def forget_view(*, by: User | None, view: SavedView) -> None:
    """Forget a saved view."""
    view.delete()


@action(verb="atlas.follow", permission="atlas.follow")
def follow(*, by: User | None, reference: str, edition: str = "") -> Follow:
    """Follow a region or a subject of another app; the same thing is followed once.

    Raises
    ------
    Invalid
        The person follows as many as one may follow.
    """
    if by is None:
        raise NotAllowed
    found = by.follows.filter(reference=reference).first()
    if found is not None:
        return found
    _check_room(by.follows.count())
    return checked(Follow(owner=by, reference=reference, edition=edition))


@action(verb="atlas.unfollow", permission="atlas.forget", on="followed")
def unfollow(*, by: User | None, followed: Follow) -> None:
    """Follow something no longer."""
    followed.delete()


@action(verb="atlas.note_seen", permission="atlas.forget", on="followed")
def note_seen(*, by: User | None, followed: Follow, edition: str) -> Follow:
    """Write down that the person has seen what is new of something, as of an edition."""
    followed.edition = edition
    return checked(followed)


def _check_room(n: int) -> None:
    if n >= MOST_HELD:
        raise Invalid(
            detail=_("Your workspace holds %(n)s of these; let one go first.") % {"n": MOST_HELD}, parameter="address"
        )
