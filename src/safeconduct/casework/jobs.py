"""Erases what two agreed to erase; reckons what is due; renews keys; recounts lists."""

from threading import Lock
from uuid import UUID

from django.utils import timezone

from safeconduct.casework.queries.retention import (
    closed_after,
    holds_to_review,
    waiting_to_be_erased,
)
from safeconduct.casework.services.erasure import due, erase
from safeconduct.casework.services.importing import forget_imports
from safeconduct.casework.services.lists import fold_tally, recount
from safeconduct.casework.services.notices import send_notices
from safeconduct.casework.services.renewal import RUN, renew_all
from safeconduct.casework.services.retention import ask_for_review, reckon
from safeconduct.casework.services.tasks import bring_up_late
from safeconduct.casework.services.translating import end_translations
from safeconduct.jobs.queue import WORKER, app
from safeconduct.record.services import act
from safeconduct.vault import workerkey
from safeconduct.vault.capsules import sweep_capsules

_renewing = Lock()
RECKONED_AT_ONCE = 500  # cases of one transaction


@app.periodic(cron="*/10 * * * *")
@app.task(name="casework.erasure.run")
def run_erasures(timestamp: int) -> None:
    """Run every ten minutes, one transaction a case; safe to run twice."""
    del timestamp
    at = timezone.now()
    for erasure_id in due(at):
        with act(WORKER, at) as a:
            erase(a, erasure_id)


@app.periodic(cron="9-59/10 * * * *")
@app.task(name="casework.retention.guard", pass_context=False)
def guard_erasures(timestamp: int) -> None:
    """A minute before erasures run: stop those of cases in which something goes on."""
    del timestamp
    for case in waiting_to_be_erased():
        with act(WORKER, timezone.now()) as a:
            reckon(a, [case])


@app.periodic(cron="23 1 * * *")
@app.task(name="casework.retention.reckon", pass_context=False)
def reckon_retention(timestamp: int) -> None:
    """Every night: how long each closed case is kept, and which holds to look at again."""
    del timestamp
    at, after = timezone.now(), UUID(int=0)
    while cases := closed_after(after, RECKONED_AT_ONCE):
        with act(WORKER, at) as a:
            reckon(a, cases)
        after = cases[-1].file_id
    for file_id in holds_to_review(at.date()):
        with act(WORKER, at) as a:
            ask_for_review(a, file_id)


@app.periodic(cron="37 3 * * *")
@app.task(name="casework.imports.forget", pass_context=False)
def forget_old_imports(timestamp: int) -> None:
    """Every night: drop earlier lists that nobody finished; safe to run twice."""
    del timestamp
    forget_imports(timezone.now())


@app.periodic(cron="*/10 * * * *")
@app.task(name="casework.translations.end", pass_context=False)
def take_keys_back(timestamp: int) -> None:
    """Remove interpreters' keys whose hours are over; safe to run twice."""
    del timestamp
    end_translations(timezone.now())


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


@app.periodic(cron="*/10 * * * *")
@app.task(name="casework.tasks.bring_up", pass_context=False)
def bring_up(timestamp: int) -> None:
    """Bring up what was not done long after its time; safe to run twice."""
    del timestamp
    bring_up_late(timezone.now())


@app.periodic(cron="*/5 * * * *")
@app.task(name="casework.notices.send", pass_context=False)
def tell_officers(timestamp: int) -> None:
    """Tell officers by mail that there is work, where that is set up; safe to run twice."""
    del timestamp
    send_notices(timezone.now())


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
