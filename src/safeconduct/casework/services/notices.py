"""Mails to officers: that there is work, and where; no case, no name, no number of anything."""

import logging
import tomllib
from collections.abc import Mapping
from contextlib import closing
from datetime import datetime
from email.utils import make_msgid
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext

from safeconduct.accounts import notices
from safeconduct.accounts.core.rules import may
from safeconduct.accounts.core.terms import Actor, Permission
from safeconduct.casework.core.deadlines import Quiet, quiet_around, week
from safeconduct.casework.models import Task, TaskLine
from safeconduct.casework.queries import proposals_for
from safeconduct.casework.services.moves import PROPOSAL_LIFE
from safeconduct.contact.queries import came_since

logger = logging.getLogger("safeconduct.notices")


def send_notices(at: datetime) -> int:
    """Send what is due, one mail an officer and hour; returns how many went out.

    The hour's mail is claimed before it is sent: a fault sends none rather than two. What it
    would have told of is told of by the next.
    """
    addresses = _addresses()
    sent = 0
    for one in notices.wanted(at) if addresses else ():
        address = addresses.get(one.actor.alias)
        night = quiet_around(at, Quiet(*one.quiet), week()) is not None
        if address is None or night or not has_news(one.actor, one.told_until, at):
            continue
        if notices.claim(one.actor.officer_id, at) and _send(address):
            notices.told(one.actor.officer_id, at)
            sent += 1
    return sent


def has_news(actor: Actor, since: datetime, at: datetime) -> bool:
    """Whether work of the officer's own roles, on their own cases or desk, came since then."""
    return (
        _tasks_came(actor, since, at)
        or any(one.until - PROPOSAL_LIFE > since for one in proposals_for(actor, at))
        or (may(actor, Permission.CASE_OPEN) and came_since(since))
    )


def _tasks_came(actor: Actor, since: datetime, at: datetime) -> bool:
    """A task was given since then, or its time has come."""
    lines = TaskLine.objects.filter(
        Q(until=None) | Q(until__gt=at), officer_id=actor.officer_id
    )
    own = lines.filter(role__in=[role.value for role in actor.roles]).values("task_id")
    came = Q(given_at__gt=since, given_at__lte=at) | Q(due_at__gt=since, due_at__lte=at)
    return Task.objects.filter(came, done_at__isnull=True, id__in=own).exists()


def _addresses() -> Mapping[str, str]:
    """Address by alias, from the operator's own file; nobody's while mail is off."""
    if not settings.EMAIL_HOST or settings.NOTICE_ADDRESSES is None:
        return {}
    try:
        rows = tomllib.loads(settings.NOTICE_ADDRESSES.read_text())
    except (OSError, ValueError) as error:
        logger.error("the file of addresses cannot be read: %s", type(error).__name__)
        return {}
    return {alias: text for alias, text in rows.items() if isinstance(text, str)}


def text_of() -> tuple[str, str]:
    """(subject, body) in all three languages: the same to everybody, about nothing at all."""
    said = []
    for language, _ in settings.LANGUAGES:
        with translation.override(language):
            said.append(gettext("There is work for you."))
    return said[-1], "\n".join([*said, "", settings.OFFICE_ORIGIN])


def _send(address: str) -> bool:
    """Whether the server took the mail; a fault goes to the log without the address."""
    subject, body = text_of()
    name = urlsplit(settings.OFFICE_ORIGIN).hostname or "localhost"
    headers = {"Message-ID": make_msgid(domain=name), "Auto-Submitted": "auto-generated"}
    line = get_connection()
    mail = EmailMessage(subject, body, to=[address], headers=headers, connection=line)
    try:
        with closing(line):  # also one that was refused half way, for want of TLS
            return mail.send() == 1
    except (OSError, ValueError) as error:  # SMTPException is an OSError
        logger.error("a mail was not taken: %s", type(error).__name__)
        return False
