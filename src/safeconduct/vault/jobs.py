"""Removes access that was given for hours, old desk keys, shred keys that belong to nothing."""

from django.utils import timezone

from safeconduct.jobs.queue import WORKER, app
from safeconduct.record.services import act
from safeconduct.vault.core.terms import Kind
from safeconduct.vault.desks import throw_away_old
from safeconduct.vault.services import rewrite_shred_keys, sweep_shred_keys, sweep_wraps


@app.periodic(cron="* * * * *")
@app.task(name="vault.wraps.sweep")
def sweep_ended_wraps(timestamp: int) -> None:
    """Run every minute; safe to run twice. An ended wrap opens nothing even before this."""
    del timestamp
    sweep_wraps()


@app.periodic(cron="13 * * * *")
@app.task(name="vault.desk_keys.throw_away")
def throw_away_old_desk_keys(timestamp: int) -> None:
    """Run every hour; safe to run twice."""
    del timestamp
    at = timezone.now()
    with act(WORKER, at) as a:
        for key_id in throw_away_old(at):
            a.note(Kind.DESK_KEY_GONE, about=key_id)


@app.periodic(cron="43 * * * *")
@app.task(name="vault.shred_keys.sweep")
def sweep_orphan_shred_keys(timestamp: int) -> None:
    """Run every hour; safe to run twice. Fails loudly over another or an older database."""
    del timestamp
    at = timezone.now()
    with act(WORKER, at) as a:
        dropped = sweep_shred_keys(at.date())
        if dropped:
            a.note(Kind.SHRED_KEYS_SWEPT, count=dropped)


@app.periodic(cron="5-59/10 * * * *")
@app.task(name="vault.shred_keys.rewrite")
def rewrite_dropped_shred_keys(timestamp: int) -> None:
    """Run every ten minutes, some minutes after the erasures; safe to run twice."""
    del timestamp
    rewrite_shred_keys()
