"""The worker tells partners what happened, signed, and officers what partners answered."""

import logging

from django.conf import settings
from django.utils import timezone

from safeconduct.casework.queries.tasks import last_given
from safeconduct.casework.services import tell_of
from safeconduct.common.refusal import Refused
from safeconduct.jobs.queue import WORKER, app
from safeconduct.partners.adapters import Unreachable, send
from safeconduct.partners.core import webhook
from safeconduct.partners.core.terms import SEE_ANSWER
from safeconduct.partners.models import Delivery
from safeconduct.partners.queries import Due, to_deliver, unseen_since
from safeconduct.record.services import act
from safeconduct.vault.signer import sign_as

AT_ONCE = 20  # a slow partner keeps the others waiting no longer than this many sendings
GOOD = range(200, 300)
logger = logging.getLogger(__name__)


@app.periodic(cron="* * * * * */10")
@app.task(name="partners.deliveries.send", pass_context=False)
def send_due(timestamp: int) -> None:
    """Run every ten seconds; safe to run twice, and beside another."""
    del timestamp
    for due in to_deliver(timezone.now(), AT_ONCE):
        if _claimed(due):
            _deliver(due)


@app.periodic(cron="* * * * *")
@app.task(name="partners.answers.tell", pass_context=False)
def tell_answers(timestamp: int) -> None:
    """Every minute: an answer that nobody has seen is a task of the case; safe to run twice."""
    del timestamp
    for file_id, newest in unseen_since().items():
        given = last_given(file_id, SEE_ANSWER)
        if given is None or newest > given:
            with act(WORKER, timezone.now()) as a:
                tell_of(a, file_id, SEE_ANSWER)


def _claimed(due: Due) -> bool:
    """Count the try and set the next before sending: a worker that dies here loses nothing."""
    tries = due.tries + 1
    later = webhook.next_try(tries, timezone.now())
    rows = Delivery.objects.filter(id=due.id, due_at=due.due_at)
    return rows.update(tries=tries, due_at=later) == 1


def _deliver(due: Due) -> None:
    body = webhook.payload(due.kind, due.share_id, due.number, due.at)
    at = timezone.now()
    try:
        headers = webhook.headers(
            due.id.hex, at, body, lambda text: sign_as(webhook.SIGNS, text)
        )
        status = send(due.url, body, headers, loopback=settings.HOOKS_TO_LOOPBACK)
    except (Unreachable, Refused) as error:
        logger.warning("A delivery did not arrive: %s", error)
        Delivery.objects.filter(id=due.id).update(status=0)
        return
    rows = Delivery.objects.filter(id=due.id)
    if status in GOOD:
        rows.update(done_at=at, due_at=None, status=status)
    else:
        rows.update(status=status)
