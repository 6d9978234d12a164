"""What changes people: making an account, letting someone in once, erasing a person."""

from __future__ import annotations

import hashlib
import secrets
from datetime import UTC, datetime, timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import models
from django.utils.translation import gettext as _

from clustrat_platform.base.audit import action, checked, erase_payloads
from clustrat_platform.base.letting_go import let_go_everywhere
from clustrat_platform.base.models import AuditEntry, Region, SignInLink, User
from clustrat_platform.base.problems import Gone, NotFound

__all__ = [
    "change_own_name",
    "erase_person",
    "load_regions",
    "make_sign_in_link",
    "make_user",
    "note_restore",
    "use_sign_in_link",
]

#: A one-time link lets someone in for so long.
LINK_LIFETIME = timedelta(hours=12)


@action(verb="base.make_user", permission="base.make_user")
def make_user(
    *,
    by: User | None,
    email: str,
    display_name: str = "",
    language: str = "en",
    password: str | None = None,
    is_staff: bool = False,
    is_superuser: bool = False,
    is_demo: bool = False,
) -> User:
    """Make an account with a confirmed address; without ``password`` one signs in by link or single sign-on."""
    user = User.objects.create_user(
        email,
        password,
        display_name=display_name,
        language=language,
        is_staff=is_staff,
        is_superuser=is_superuser,
        is_demo=is_demo,
    )
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


@action(verb="base.change_own_name", permission="base.change_own_name", on="user")
def change_own_name(*, by: User | None, user: User, display_name: str) -> User:
    """Change the name that others see."""
    user.display_name = display_name
    return checked(user, fields=["display_name"])


@action(verb="base.make_sign_in_link", permission="base.make_sign_in_link", on="user")
def make_sign_in_link(*, by: User | None, user: User) -> str:
    """Make a link that lets ``user`` in once; returns its token, which is kept nowhere."""
    token = secrets.token_urlsafe(32)
    checked(SignInLink(user=user, token_hash=_hash(token), expires_at=datetime.now(UTC) + LINK_LIFETIME))
    return token


@action(verb="base.use_sign_in_link", permission="base.use_sign_in_link")
def use_sign_in_link(*, by: User | None, token: str) -> User:
    """Use a link up and say whom it lets in; two who use it at the same time cannot both get in.

    Raises
    ------
    NotFound
        If there is no such link, or its person may not sign in.
    Gone
        If it was used or has expired.
    """
    link = SignInLink.objects.select_related("user").filter(token_hash=_hash(token), user__is_active=True).first()
    if link is None:
        raise NotFound(detail=_("There is no such sign-in link."))
    now = datetime.now(UTC)
    if not SignInLink.objects.filter(pk=link.pk, used_at__isnull=True, expires_at__gt=now).update(used_at=now):
        raise Gone(detail=_("This link was used, or its time is over. Ask for a new one."))
    return link.user


@action(verb="base.erase_person", permission="base.erase_person", on="user")
def erase_person(*, by: User | None, user: User, reason: str) -> int:
    """Erase a person: the account goes, and the payloads of all entries about it; the chain keeps pseudonyms only.

    Returns how many payloads were erased.
    """
    return _erase(user, ground=reason)


@action(verb="base.load_regions", permission="base.load_regions")
def load_regions(*, by: User | None, nuts_version: str) -> int:
    """Bring the table of regions to the code list of a NUTS version; returns how many rows were added or changed."""
    from clustrat.codes.nuts import regions

    there = {region.code: region for region in Region.objects.filter(nuts_version=nuts_version)}
    added = []
    changed = []
    for it in regions(version=nuts_version):
        known = there.get(it.code)
        if known is None:
            added.append(
                Region(code=it.code, nuts_version=nuts_version, level=it.level, name=it.name, country=it.country)
            )
        elif known.name != it.name:
            known.name = it.name
            changed.append(known)
    Region.objects.bulk_create(added)
    Region.objects.bulk_update(changed, ["name"])
    return len(added) + len(changed)


@action(verb="base.restored", permission="base.restore")
def note_restore(*, by: User | None, erasures: list[dict[str, str]], reason: str = "") -> int:
    """Write into the chain that a backup was restored and what it lost, and repeat the erasures made since.

    Returns how many payloads were erased again.
    """
    n_erased = 0
    for it in erasures:
        entries = AuditEntry.objects.filter(object_type=it["object_type"], object_key=it["object_key"])
        n_erased += erase_payloads(entries=entries, ground=it["ground"])
        user = User.objects.filter(pk=it["object_key"]).first() if it["object_type"] == User._meta.db_table else None
        if user is not None:
            n_erased += _erase(user, ground=it["ground"])
    return n_erased


def _erase(user: User, *, ground: str) -> int:
    """Remove the account with what hangs on it, and the payloads of all entries about these rows."""
    about = models.Q(object_type=User._meta.db_table, object_key=str(user.pk))
    for model in (EmailAddress, SignInLink, Authenticator):
        for key in model._default_manager.filter(user=user).values_list("pk", flat=True):
            about |= models.Q(object_type=model._meta.db_table, object_key=str(key))
    n_erased = let_go_everywhere(user, ground=ground)
    user.delete()
    return n_erased + erase_payloads(entries=AuditEntry.objects.filter(about), ground=ground)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
