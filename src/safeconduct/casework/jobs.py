"""Erases what two people agreed to erase; renews keys handed over for it; recounts lists."""

from threading import Lock

from django.utils import timezone

from safeconduct.casework.services.erasure import due, erase
from safeconduct.casework.services.lists import fold_tally, recount
from safeconduct.casework.services.renewal import RUN, renew_all
from safeconduct.jobs.queue import WORKER, app
from safeconduct.record.services import act
from safeconduct.vault import workerkey
from safeconduct.vault.capsules import sweep_capsules

_renewing = Lock()


@app.periodic(cron="*/10 * * * *")
@app.task(name="casework.erasure.run")
def run_erasures(timestamp: int) -> None:
    """Run every ten minutes, one transaction a case; safe to run twice."""
    del timestamp
    at = timezone.now()
    for erasure_id in due(at):
        with act(WORKER, at) as a:
            erase(a, erasure_id)


@app.periodic(cron="*/5 * * * *")
@app.task(name="casework.lists.fold", pass_context=False)
def fold_counts(timestamp: int) -> None:
    """Fold the kept counts together; safe to run twice."""
    del timestamp
    fold_tally()


@app.periodic(cron="41 2 * * *")
@app.task(name="casework.lists.recount", pass_context=False)
def recount_lists(timestamp: int) -> None:
    """Recount every list at night; what differs is made anew and is on the record."""
    del timestamp
    recount(timezone.now())


@app.task(name=RUN)
def renew_keys(press_id: str) -> None:
    """Renew at once what was just handed over; safe to run twice, and at the same time."""
    del press_id  # it says when to look: what a worker may open, its own memory says
    _renew_waiting()


@app.periodic(cron="* * * * * */10")
@app.task(name="casework.keys.attend", pass_context=False)
def attend_to_keys(timestamp: int) -> None:
    """Every ten seconds: say that this worker is there, and do what was left half done."""
    del timestamp
    workerkey.be_ready(timezone.now())
    _renew_waiting()
    sweep_capsules()


def _renew_waiting() -> None:
    """Renew what waits, unless another job of this worker is at it: letters and signs of life
    must not wait for hundreds of cases.
    """
    if not _renewing.acquire(blocking=False):
        return
    try:
        renew_all(workerkey.waiting(), workerkey.open_capsule, timezone.now())
    finally:
        _renewing.release()
