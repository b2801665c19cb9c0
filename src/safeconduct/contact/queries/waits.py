"""Reads how long people wait for a first answer: the desk's figure, and the clocks it is of."""

from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import (
    Aggregate,
    Count,
    DateTimeField,
    F,
    FloatField,
    Q,
    QuerySet,
    Value,
)
from django.db.models.functions import Coalesce

from safeconduct.contact.core.desk import FIGURE_DAYS, FirstAnswer
from safeconduct.contact.models import FirstWait
from safeconduct.web.together import Reads, prepared, read, rows_of


def first_answers(at: datetime) -> FirstAnswer:
    """From when the office first saw a mailbox until something of ours lay in it; 7 days.

    The person's own clock is kept by day only, so this one begins when the worker finds the
    letter, seconds after it came. Whatever an officer put into the mailbox counts as an answer.
    """
    return read(ask_first_answers(at))


def ask_first_answers(at: datetime) -> Reads[FirstAnswer]:
    """As `first_answers`, together with other reads; thousands of waits stay where they are."""
    rows = yield from rows_of(_figure(at - timedelta(days=FIGURE_DAYS), at))
    ((median, p90, mailboxes, unanswered),) = rows
    return FirstAnswer(_span(median), _span(p90), mailboxes, unanswered)


@prepared
def _figure(since: datetime, at: datetime) -> QuerySet[FirstWait, Any]:
    """Who waits still counts with the time so far: the true figures are never better."""
    found = FirstWait.objects.filter(since__gte=since, since__lte=at)
    until = Coalesce("answered_at", Value(at, output_field=DateTimeField()))
    rows = found.order_by().values(every=Value(1)).annotate(
        median=_Rank(until - F("since"), fraction=0.5),
        p90=_Rank(until - F("since"), fraction=0.9),
        mailboxes=Count("since"),
        unanswered=Count("since", filter=Q(answered_at=None)),
    )  # fmt: skip
    return rows.values_list("median", "p90", "mailboxes", "unanswered")


class _Rank(Aggregate):
    """Seconds of the wait at this rank, by nearest rank: a wait that somebody really had."""

    function = "percentile_disc"
    template = (
        "EXTRACT(EPOCH FROM %(function)s(%(fraction)s) WITHIN GROUP (ORDER BY %(expressions)s))"
    )
    output_field = FloatField()


def _span(seconds: float | None) -> timedelta | None:
    return None if seconds is None else max(timedelta(seconds=seconds), timedelta(0))


def waits_wrong() -> int:
    """How many kept clocks of mailboxes differ from letters and answers; reads all of them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT contact_waits_wrong()")
        return int(cursor.fetchone()[0])
