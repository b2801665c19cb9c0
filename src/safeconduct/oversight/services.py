"""Signs the head of the record, audits the record, recounts the figures."""

from datetime import datetime

from django.db import connection

from safeconduct.jobs.queue import WORKER
from safeconduct.oversight.core.terms import Kind
from safeconduct.oversight.figures import figures_wrong
from safeconduct.oversight.queries import Finding, examine
from safeconduct.record import queries as record
from safeconduct.record.services import Signer, act, sign_checkpoint
from safeconduct.vault.ring import ring
from safeconduct.vault.signer import sign


def sign_head(at: datetime) -> int:
    """Sign the head when the record grew; returns the number of lines under signature.

    Refused when the record does not continue its last checkpoint: two signed heads that
    contradict each other would make every later proof worthless. Safe to run twice.
    """
    if record.size() == 0:
        return 0
    keys = ring()
    return sign_checkpoint(keys.record_name, keys.record_key, sign, at).size


def audit_record(actor: Signer, at: datetime) -> Finding:
    """Audit the record; that it was done and held is itself a line.

    Nothing is added when it does not hold: a broken record cannot vouch for its own audit.
    """
    found = examine(at)
    if not found.flaws:
        with act(actor, at) as a:
            a.note(Kind.RECORD_AUDITED, lines=found.lines, outcome="holds")
    return found


def fold_figures() -> None:
    """Make one row of all changes to a count; safe to run twice."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT oversight_fold(), oversight_totals_fold()")


def recount_figures(at: datetime) -> int:
    """Compare every kept figure with a recount; returns how many differ.

    Those that do are made anew, and their number is on the record: it should always be nought.
    """
    wrong = figures_wrong()
    if wrong:
        with act(WORKER, at) as a:
            with connection.cursor() as cursor:
                cursor.execute("SELECT oversight_figures_anew(), oversight_totals_anew()")
            a.note(Kind.FIGURES_RECOUNTED, count=wrong)
    return wrong
