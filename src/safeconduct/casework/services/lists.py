"""The lists' lines are kept by the database; here they are recounted, folded and exported."""

from datetime import datetime

from django.db import connection

from safeconduct.accounts.core.rules import may
from safeconduct.accounts.core.terms import Permission
from safeconduct.accounts.signed import Signed
from safeconduct.casework.core.lists import Wanted
from safeconduct.casework.core.terms import Kind, WhyNot
from safeconduct.casework.queries.lists import Row, exported
from safeconduct.casework.queries.totals import lists_wrong
from safeconduct.common.refusal import refuse_if
from safeconduct.contact.queries import waits_wrong
from safeconduct.jobs.queue import WORKER
from safeconduct.record.services import act


def recount(at: datetime) -> int:
    """Compare every line and kept count with what it should be; returns how many differ.

    Those that do are made anew, and their number is on the record: it should always be nought.
    """
    wrong = lists_wrong() + waits_wrong()
    if wrong:
        with act(WORKER, at) as a:
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT casework_lists_anew(), casework_rooms_anew(), contact_waits_anew()"
                )
            a.note(Kind.CASES_RECOUNTED, count=wrong)
    return wrong


def fold_tally() -> None:
    """Make one row a stage of all the changes so far; safe to run twice."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT casework_fold_tally()")


def export(me: Signed, wanted: Wanted) -> tuple[Row, ...]:
    """The officer's list as `wanted`, in its order, to be taken away: on the record."""
    refuse_if([] if may(me.actor, Permission.CASE_EXPORT) else [WhyNot.ROLE])
    rows = exported(me.actor, me.at, wanted)
    with act(me.actor, me.at) as a:
        a.note(Kind.CASES_EXPORTED, count=len(rows))
    return rows
