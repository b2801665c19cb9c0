"""The watch: reads check-ins with its own key, raises alarms, notes each change once.

While the key is locked nothing is read, no beat is written, and whatever is expected counts as
late: the room fails towards looking for the person.
"""

import logging
from datetime import UTC, datetime, time, timedelta
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from safeconduct.accounts.servicekeys import service_keys
from safeconduct.common.ids import new_id
from safeconduct.common.refusal import Refused
from safeconduct.contact.core.terms import LetterBody, LetterKind, under_force
from safeconduct.contact.queries import LetterRow, open_letter, waiting_of
from safeconduct.contact.services import mark_opened
from safeconduct.jobs.queue import WORKER, app
from safeconduct.protection.core.rules import alarm_in, heard_at, is_sign_of_life
from safeconduct.protection.core.terms import CheckinLetter, CheckinState, Kind, Saying
from safeconduct.protection.models import Alarm, CheckIn, Heard, Plan, WatchBeat
from safeconduct.protection.queries import read_word, state_at, watch_runs
from safeconduct.protection.services import WATCH, note_answer
from safeconduct.record.services import Act, act
from safeconduct.vault.core.terms import Compartment
from safeconduct.vault.opening import FileKeys, ServiceKeys
from safeconduct.vault.queries import open_file

APPLICANT = "applicant"
LOG = logging.getLogger("safeconduct.protection")
ON_RECORD = {
    CheckinState.LATE: Kind.CHECKIN_LATE,
    CheckinState.MISSED: Kind.CHECKIN_MISSED,
}


@app.periodic(cron="* * * * * */30")
@app.task(name="protection.checkins.watch", pass_context=False)
def watch(timestamp: int) -> None:
    """Run every thirty seconds; safe to run twice."""
    del timestamp
    at = timezone.now()
    keys = service_keys(WATCH)
    if keys is not None:
        listen_to_all(keys, at)
        WatchBeat.objects.update_or_create(id=1, defaults={"at": at})
    note_states(at)


def listen_to_all(keys: ServiceKeys, at: datetime) -> None:
    """Look at the new letters of every file with a plan; one bad letter stops no other."""
    for file_id in Plan.objects.values_list("file_id", flat=True).distinct():
        for row in _unheard(file_id):
            try:
                listen(keys, row, at)
            except Refused:
                # It stays unread and unanswered, so the sign of life becomes late.
                LOG.warning("the watch could not open letter %s", row.id)


def _unheard(file_id: UUID) -> list[LetterRow]:
    rows = waiting_of(file_id)
    heard = Heard.objects.filter(letter_id__in=[row.id for row in rows])
    known = set(heard.values_list("letter_id", flat=True))
    return [row for row in rows if row.id not in known]


def listen(keys: ServiceKeys, row: LetterRow, at: datetime) -> None:
    """Look at one letter: an alarm, a sign of life, or nothing for the watch.

    A letter with words of its own stays new, for a person to read.
    """
    opened = open_file(keys, row.file_id)
    if not opened.may_open(Compartment.CONTACT):
        return
    body = open_letter(opened, row.id)
    with act(WORKER, at) as a:
        if not Heard.objects.get_or_create(letter_id=row.id, defaults={"at": at})[1]:
            return
        _weigh(a, opened, row, body)


def _weigh(a: Act, opened: FileKeys, row: LetterRow, body: LetterBody) -> None:
    plan = Plan.objects.filter(file_id=row.file_id, person__relation=APPLICANT).first()
    letter = _letter(body)
    word = read_word(opened, plan) if plan is not None else ""
    cause = alarm_in(letter, word)
    if cause is not None:
        Alarm.objects.create(
            id=new_id(), file_id=row.file_id, letter_id=row.id, cause=cause.value,
            raised_at=a.at,
        )  # fmt: skip
        a.note(Kind.ALARM_RAISED, file=row.file_id, about=row.id, cause=cause.value)
    elif plan is not None and is_sign_of_life(letter, word):
        _answered(a, plan, row)
        if not letter.words.strip():
            mark_opened(a, row.file_id, row.id)


def _letter(body: LetterBody) -> CheckinLetter:
    """The letter as a check-in; only a check-in may say that all is well."""
    said = body.fields.get("said", "") if body.kind is LetterKind.CHECK_IN else ""
    known = Saying(said) if said in list(Saying) else Saying.WORDS
    return CheckinLetter(known, body.text, under_force(body))


def _answered(a: Act, plan: Plan, row: LetterRow) -> None:
    checkins = CheckIn.objects.select_for_update(no_key=True)
    checkin = checkins.filter(plan=plan, active=True).first()
    if checkin is not None:
        day_ends = datetime.combine(row.day, time(), UTC) + timedelta(days=1)
        note_answer(a, plan.file_id, checkin, heard_at(day_ends, a.at))


def note_states(at: datetime) -> None:
    """Write every change of a sign of life to the record, once."""
    unlocked = watch_runs(at)
    calm = CheckinState.ON_TIME.value
    rows = CheckIn.objects.filter(active=True).filter(Q(next_due__lte=at) | ~Q(state=calm))
    for checkin_id in rows.values_list("id", flat=True):
        with act(WORKER, at) as a:
            _note_state(a, checkin_id, unlocked=unlocked)


def _note_state(a: Act, checkin_id: UUID, *, unlocked: bool) -> None:
    rows = CheckIn.objects.select_for_update(no_key=True, of=("self",)).select_related("plan")
    row = rows.filter(id=checkin_id, active=True).first()
    if row is None:
        return
    fresh = state_at(row, a.at, watch_unlocked=unlocked)
    if fresh.value == row.state:
        return
    row.state = fresh.value
    row.save(update_fields=["state"])
    kind = ON_RECORD.get(fresh, Kind.CHECKIN_CHANGED)
    a.note(kind, file=row.plan.file_id, about=row.id, state=fresh.value)
