"""People who sign in, and the links that let someone in once."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clustrat_platform.base.capture import audited

__all__ = ["SignInLink", "User", "UserManager"]


class UserManager(BaseUserManager["User"]):
    """Makes users by their address."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Make a user; without ``password`` nobody can sign in with one."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.full_clean(exclude=["password"])
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Make an administrator of the installation."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> User:
        """Find by address, whatever its case."""
        return self.get(email__iexact=username)


@audited(secret=("password",), ignored=("last_login",))
class User(AbstractBaseUser, PermissionsMixin):
    """A person with an account, known by an e-mail address; in the audit chain only the pseudonym stands."""

    email = models.EmailField(_("e-mail address"), unique=True)
    display_name = models.CharField(_("name shown to others"), max_length=120, blank=True)
    language = models.CharField(_("language"), max_length=8, default="en")
    pseudonym = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    is_staff = models.BooleanField(_("works on the site"), default=False)
    is_active = models.BooleanField(_("may sign in"), default=True)
    is_demo = models.BooleanField(_("belongs to the demo"), default=False)
    date_joined = models.DateTimeField(_("since"), default=timezone.now, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        """Names for people."""

        verbose_name = _("user")
        verbose_name_plural = _("users")

    def __str__(self) -> str:
        return self.display_name or self.email

    def get_full_name(self) -> str:
        """The name shown to others; Wagtail asks for it."""
        return self.display_name or self.email

    def get_short_name(self) -> str:
        """The name shown to others."""
        return self.get_full_name()

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Whether this person may: a denial wins over everything, a superuser included (base.permissions)."""
        from clustrat_platform.base.permissions import is_known, may

        return may(self, perm, obj) if is_known(perm) else super().has_perm(perm, obj)


@audited(secret=("token_hash",))
class SignInLink(models.Model):
    """A link that signs one user in, once, before it expires; only the hash of its token is kept."""

    token_hash = models.CharField(max_length=64, unique=True)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="sign_in_links")
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Newest first."""

        ordering = ("-expires_at",)

    def __str__(self) -> str:
        return f"link for {self.user_id}"

    def is_open_at(self, moment: Any) -> bool:
        """Whether the link still lets someone in."""
        return self.used_at is None and moment < self.expires_at
