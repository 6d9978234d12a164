"""What is not fit for production: faults that refuse a start, and remarks that ``clustrat check`` tells."""

from __future__ import annotations

from dataclasses import dataclass

from clustrat_platform.config.surroundings import Surroundings

__all__ = ["ASK_POSTGRES", "Finding", "durability", "durability_of_postgres", "of_surroundings", "of_the_site"]

#: A secret key has at least so many characters, and so many different ones.
KEY_MIN_LENGTH = 50
KEY_MIN_VARIETY = 10
#: ``PRAGMA synchronous``: 2 is FULL, 3 EXTRA.
SYNCHRONOUS_FULL = 2
ASK_POSTGRES = "SHOW synchronous_commit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One finding in a full sentence; ``refuses`` tells whether a production start is refused for it."""

    name: str
    sentence: str
    refuses: bool = True


def of_surroundings(it: Surroundings) -> list[Finding]:
    """What the environment variables say that production cannot have (trust.md DEP-1).

    >>> from clustrat_platform.config.surroundings import read_surroundings
    >>> found = of_surroundings(read_surroundings({"CLUSTRAT_MODE": "production", "CLUSTRAT_SITE": "here"}))
    >>> [finding.name for finding in found if finding.refuses]
    ['key', 'hosts', 'https']
    """
    findings = []
    if not it.is_production:
        findings.append(
            Finding(name="mode", sentence="CLUSTRAT_MODE is 'local'; for production set it to 'production'.")
        )
    if it.debug:
        findings.append(
            Finding(
                name="debug", sentence="CLUSTRAT_DEBUG is on; pages of faults would show the inside of the program."
            )
        )
    if len(it.secret_key) < KEY_MIN_LENGTH or len(set(it.secret_key)) < KEY_MIN_VARIETY:
        findings.append(
            Finding(
                name="key",
                sentence=f"CLUSTRAT_SECRET_KEY has {len(it.secret_key)} characters; give at least {KEY_MIN_LENGTH} random ones "
                '(python -c "import secrets; print(secrets.token_urlsafe(60))").',
            )
        )
    if not it.hosts or any("*" in host or host.startswith(".") for host in it.hosts):
        findings.append(
            Finding(
                name="hosts",
                sentence=f"CLUSTRAT_HOSTS is '{','.join(it.hosts)}'; name each host by which the site is reached, without a star.",
            )
        )
    if not it.origin.startswith("https://"):
        findings.append(
            Finding(
                name="https",
                sentence=f"CLUSTRAT_ORIGIN is '{it.origin}'; give the public address of the site, beginning with https://.",
            )
        )
    if it.hasty:
        findings.append(
            Finding(
                name="hasty",
                sentence="CLUSTRAT_HASTY is on; what is written could be lost. It is for building the template.",
            )
        )
    if not it.second_factor_for_staff:
        findings.append(
            Finding(
                name="second_factor",
                sentence="CLUSTRAT_SECOND_FACTOR is off; people who work on the site sign in with one factor.",
            )
        )
    if not it.database_url:
        findings.append(
            Finding(
                name="sqlite",
                sentence="The database is SQLite, which is fit for one server and up to some 2 GB; for more set DATABASE_URL.",
                refuses=False,
            )
        )
    if not it.mail_url:
        findings.append(
            Finding(
                name="mail",
                sentence="CLUSTRAT_MAIL_URL is not set; mail (confirmation of addresses, invitations) stays in the outbox.",
                refuses=False,
            )
        )
    return findings


def durability() -> list[Finding]:
    """Whether a commit is on the disk before it is acknowledged (trust.md REL-3); asks the database itself."""
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA synchronous")
            (level,) = cursor.fetchone()
            cursor.execute("PRAGMA journal_mode")
            (mode,) = cursor.fetchone()
            if level < SYNCHRONOUS_FULL or str(mode).lower() not in ("wal", "delete"):
                return [
                    Finding(
                        name="durability",
                        sentence=f"SQLite runs with synchronous={level}, journal_mode={mode}; an acknowledged vote could be "
                        "lost in a power cut. It must be FULL and WAL.",
                    )
                ]
        else:
            cursor.execute(ASK_POSTGRES)
            return durability_of_postgres(str(cursor.fetchone()[0]))
    return []


def durability_of_postgres(mode: str) -> list[Finding]:
    """What PostgreSQL's answer to ``ASK_POSTGRES`` means.

    >>> durability_of_postgres("on"), durability_of_postgres("off")[0].refuses
    ([], True)
    """
    if mode != "off":
        return []
    return [
        Finding(
            name="durability",
            sentence="PostgreSQL runs with synchronous_commit=off; an acknowledged vote could be lost in a power "
            "cut. Set it to on.",
        )
    ]


def of_the_site() -> list[Finding]:
    """What the running site's database tells: demo people, late seals, mail that hangs, changes without an action."""
    from clustrat_platform.base import chain
    from clustrat_platform.base.models import OutboxMail, User

    findings = durability()
    if (n := User.objects.filter(is_demo=True).count()) > 0:
        findings.append(
            Finding(name="demo", sentence=f"{n} accounts belong to the demo; remove them before you open the site.")
        )
    report = chain.verify()
    if not report.is_whole:
        first = report.faults[0]
        findings.append(
            Finding(
                name="chain", sentence=f"The audit chain has {len(report.faults)} faults; the first: {first.sentence}"
            )
        )
    if report.is_late:
        findings.append(
            Finding(
                name="seal",
                sentence=f"{report.n_waiting} entries of the audit chain wait for their seal; is the worker running?",
                refuses=False,
            )
        )
    if (n := OutboxMail.objects.filter(claimed_at__isnull=False, sent_at__isnull=True).count()) > 0:
        findings.append(
            Finding(
                name="outbox", sentence=f"{n} mails were handed over without an answer; look at them.", refuses=False
            )
        )
    if (n := chain.unattributed().count()) > 0:
        findings.append(
            Finding(
                name="unattributed",
                sentence=f"{n} changes in the audit chain were made outside any action (raw SQL, a shell, another package).",
                refuses=False,
            )
        )
    return findings
