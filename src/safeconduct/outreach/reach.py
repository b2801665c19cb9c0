"""Counts views in the process, hands them over, reads what is told of them, forgets old ones.

Of a request nothing is looked at: whoever calls says which page was shown, and that is all
there is. A preview that asks for no page (HEAD) is no view, so the caller does not count it.
"""

import logging
import time
from datetime import UTC, date, datetime
from threading import Lock

from django.db import Error, connection

from safeconduct.outreach.core.languages import EVERY
from safeconduct.outreach.core.pages import READING_ORDER
from safeconduct.outreach.core.reach import KEPT, Batch, Counter, Week, told, whole_weeks
from safeconduct.outreach.models import ReachCount

# Rows are locked in the order of the batch, which is the same in every process.
ADD = (
    "SELECT outreach_add_views(week, language, slug, n) FROM"
    " unnest(%s::date[], %s::text[], %s::text[], %s::bigint[]) AS t (week, language, slug, n)"
)
logger = logging.getLogger("safeconduct.outreach")
counter = Counter(handed_at=time.monotonic())
_lock = Lock()


def seen(language: str, slug: str) -> None:
    """Count one view of a page. A database that is away is no concern of the reader."""
    day = datetime.now(UTC).date()
    with _lock:
        counter.add(day, language, slug)
        batch = counter.take(day, time.monotonic())
    if batch:
        _hand_over(batch, day)


def _hand_over(batch: Batch, day: date) -> None:
    arrived = False
    try:
        _add(batch)
        arrived = True
    except Error as error:
        logger.warning("views wait for the database: %s", type(error).__name__)
    finally:  # whatever happened, no batch stays on its way for ever
        with _lock:
            if arrived:
                counter.done(time.monotonic())
            else:
                counter.failed(day, time.monotonic())


def _add(batch: Batch) -> None:
    """One statement: all of the batch arrives, or nothing."""
    columns = [list(one) for one in zip(*((*key, n) for key, n in batch), strict=True)]
    with connection.cursor() as cursor:
        cursor.execute(ADD, columns)


def told_weeks(today: date) -> tuple[Week, ...]:
    """What is told of the last weeks that are over, newest first."""
    weeks = whole_weeks(today)
    rows = ReachCount.objects.filter(week__gte=weeks[-1], week__lte=weeks[0])
    counts = [
        ((week, language, slug), n)
        for week, language, slug, n in rows.values_list("week", "language", "slug", "n")
    ]
    return told(counts, weeks, EVERY, READING_ORDER)


def forget_old(today: date) -> int:
    """Delete counts of weeks of which two years are over; returns how many rows."""
    return ReachCount.objects.filter(week__lt=today - KEPT).delete()[0]
