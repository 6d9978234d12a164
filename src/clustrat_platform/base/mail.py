"""Mail through the outbox: written in the transaction that wants it, sent afterwards by the worker, at most once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from smtplib import SMTPException
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend as SmtpBackend

from clustrat_platform.base.models import OutboxMail

__all__ = ["OutboxBackend", "send_waiting"]

#: A mail that was sent stays so long for people to look at.
KEPT = timedelta(days=7)


class OutboxBackend(BaseEmailBackend):
    """Django's way of sending mail writes a row; a transaction that fails takes its mail back with it."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write the mails into the outbox; returns how many."""
        for message in email_messages:
            html = ""
            if isinstance(message, EmailMultiAlternatives):
                html = next((str(part[0]) for part in message.alternatives if part[1] == "text/html"), "")
            OutboxMail.objects.create(
                recipients=message.recipients(),
                sender=message.from_email,
                subject=str(message.subject)[:500],
                body=str(message.body),
                html=html,
            )
        return len(email_messages)


def send_waiting(*, limit: int = 50, connection: BaseEmailBackend | None = None) -> int:
    """Send what waits; without a mail server (``CLUSTRAT_MAIL_URL``) everything stays in the outbox. Returns how many.

    A mail is claimed before it is handed over. If the process dies in between, the mail is shown as claimed and not
    sent; it is not sent again, since it may have gone.
    """
    server = connection or _server()
    if server is None:
        return 0
    sent = 0
    for mail in OutboxMail.objects.filter(claimed_at__isnull=True)[:limit]:
        now = datetime.now(UTC)
        if not OutboxMail.objects.filter(pk=mail.pk, claimed_at__isnull=True).update(claimed_at=now):
            continue
        message = EmailMultiAlternatives(
            mail.subject,
            mail.body,
            mail.sender,
            list(mail.recipients),
            headers={"Message-ID": f"<{mail.permanent_id}@{urlsplit(settings.SITE_ORIGIN).hostname}>"},
            connection=server,
        )
        if mail.html:
            message.attach_alternative(mail.html, "text/html")
        try:
            message.send()
        except (OSError, SMTPException) as error:
            # The server said no before it took the mail: it may be tried again.
            OutboxMail.objects.filter(pk=mail.pk).update(claimed_at=None, fault=str(error)[:500])
            break
        OutboxMail.objects.filter(pk=mail.pk).update(sent_at=datetime.now(UTC), fault="")
        sent += 1
    OutboxMail.objects.filter(sent_at__lt=datetime.now(UTC) - KEPT).delete()
    return sent


def _server() -> BaseEmailBackend | None:
    """The mail server of ``CLUSTRAT_MAIL_URL`` (``smtp://user:password@host:587`` or ``smtps://``)."""
    if not settings.MAIL_URL:
        return None
    parts = urlsplit(settings.MAIL_URL)
    options: dict[str, Any] = {
        "host": parts.hostname,
        "port": parts.port or (465 if parts.scheme == "smtps" else 587),
        "username": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "use_ssl": parts.scheme == "smtps",
        "use_tls": parts.scheme == "smtp" and bool(parts.username),
        "timeout": 20,
    }
    return SmtpBackend(**options)
