"""What the surroundings say: mode, folder, secrets and database, read once from environment variables that begin with CLUSTRAT_."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import platformdirs

from clustrat.errors import ParameterError

__all__ = ["LOCAL", "PRODUCTION", "Surroundings", "database_of", "read_surroundings"]

LOCAL = "local"
PRODUCTION = "production"
#: Seconds that a writer waits for another on SQLite.
SQLITE_TIMEOUT_S = 20
#: What every connection to SQLite says first: a commit is on the disk before it is acknowledged (trust.md REL-3).
SQLITE_INIT = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
#: For building the template, which may be lost: no site is served with it.
SQLITE_HASTY = "PRAGMA journal_mode=MEMORY; PRAGMA synchronous=OFF;"


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """Everything that differs from one installation to the next.

    ``mode`` is ``local`` (one computer, plain HTTP on loopback) or ``production``; ``folder`` holds database, media and
    static files of an installation on SQLite.
    """

    mode: str
    folder: Path
    debug: bool
    secret_key: str
    hosts: tuple[str, ...]
    origin: str
    database_url: str
    second_factor_for_staff: bool
    mail_url: str
    oidc: tuple[Mapping[str, Any], ...]
    #: For building the template only: what is written may be lost.
    hasty: bool = False
    #: Seconds that a page waits for work before it shows how far it is; ``None`` as long as it takes.
    patience_s: float | None = 2.0

    @property
    def is_production(self) -> bool:
        """Whether the rules for production hold."""
        return self.mode == PRODUCTION


def read_surroundings(environment: Mapping[str, str] = os.environ) -> Surroundings:
    """Read the environment variables; what is not set gets the value of an installation on one computer.

    Raises
    ------
    ParameterError
        If a variable has a value that it cannot have.

    Examples
    --------
    >>> read_surroundings({"CLUSTRAT_SITE": "here", "CLUSTRAT_SECRET_KEY": "k" * 60}).hosts
    ('127.0.0.1', 'localhost', '[::1]')
    """
    mode = environment.get("CLUSTRAT_MODE", LOCAL)
    if mode not in (LOCAL, PRODUCTION):
        raise ParameterError(f"CLUSTRAT_MODE is '{mode}'; it can be '{LOCAL}' or '{PRODUCTION}'.")
    folder = Path(environment.get("CLUSTRAT_SITE") or Path(platformdirs.user_data_dir("clustrat")) / "site")
    key = environment.get("CLUSTRAT_SECRET_KEY", "")
    if not key and mode == LOCAL:
        key = _key_of_folder(folder)
    hosts = tuple(host.strip() for host in environment.get("CLUSTRAT_HOSTS", "").split(",") if host.strip())
    return Surroundings(
        mode=mode,
        folder=folder,
        debug=_is_on(environment, "CLUSTRAT_DEBUG", default=False),
        secret_key=key,
        hosts=hosts or (("127.0.0.1", "localhost", "[::1]") if mode == LOCAL else ()),
        origin=environment.get("CLUSTRAT_ORIGIN", "").rstrip("/"),
        database_url=environment.get("DATABASE_URL", ""),
        second_factor_for_staff=_is_on(environment, "CLUSTRAT_SECOND_FACTOR", default=mode == PRODUCTION),
        mail_url=environment.get("CLUSTRAT_MAIL_URL", ""),
        oidc=_oidc(environment),
        hasty=_is_on(environment, "CLUSTRAT_HASTY", default=False),
        patience_s=_patience(environment.get("CLUSTRAT_PATIENCE_S", "2")),
    )


def _patience(text: str) -> float | None:
    """Seconds from 0.1 to 60, or ``off``."""
    if text == "off":
        return None
    try:
        found = float(text)
    except ValueError:
        found = 0.0
    if not 0.1 <= found <= 60:
        raise ParameterError(f"CLUSTRAT_PATIENCE_S is '{text[:20]}'; give seconds from 0.1 to 60, or 'off'.")
    return found


def database_of(surroundings: Surroundings) -> dict[str, Any]:
    """The entry of Django's ``DATABASES``: PostgreSQL where ``DATABASE_URL`` says so, else SQLite in the folder.

    Raises
    ------
    ParameterError
        If the address is of another database.
    """
    if not surroundings.database_url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(surroundings.folder / "site.sqlite3"),
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": SQLITE_TIMEOUT_S,
                "init_command": SQLITE_HASTY if surroundings.hasty else SQLITE_INIT,
            },
        }
    parts = urlsplit(surroundings.database_url)
    if parts.scheme not in ("postgres", "postgresql"):
        raise ParameterError(
            f"DATABASE_URL begins with '{parts.scheme}:'; clustrat knows postgresql://user@host/name, "
            "and SQLite when DATABASE_URL is not set."
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": dict(parse_qsl(parts.query)),
    }


def _is_on(environment: Mapping[str, str], name: str, *, default: bool) -> bool:
    value = environment.get(name, "").strip().lower()
    if value in ("", None):
        return default
    if value in ("1", "true", "yes", "on"):
        return True
    if value in ("0", "false", "no", "off"):
        return False
    raise ParameterError(f"{name} is '{value}'; it can be 1 or 0.")


def _key_of_folder(folder: Path) -> str:
    """The key of an installation on one computer: made once, readable by its owner alone."""
    path = folder / "secret_key"
    if path.exists():
        return path.read_text(encoding="ascii").strip()
    folder.mkdir(parents=True, exist_ok=True)
    key = secrets.token_urlsafe(60)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(key + "\n")
    return key


def _oidc(environment: Mapping[str, str]) -> tuple[Mapping[str, Any], ...]:
    """The identity provider of the organisation that runs the site, if any (OpenID Connect with PKCE)."""
    server = environment.get("CLUSTRAT_OIDC_SERVER", "")
    if not server:
        return ()
    return (
        {
            "provider_id": environment.get("CLUSTRAT_OIDC_ID", "organisation"),
            "name": environment.get("CLUSTRAT_OIDC_NAME", "Single sign-on"),
            "client_id": environment.get("CLUSTRAT_OIDC_CLIENT", ""),
            "secret": environment.get("CLUSTRAT_OIDC_SECRET", ""),
            "settings": {"server_url": server, "oauth_pkce_enabled": True},
        },
    )
