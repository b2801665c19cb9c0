"""Opens a crossing, keeps what is known of the people, and tells the person the steps."""

from datetime import timedelta, timezone
from uuid import UUID

from django.db import IntegrityError
from django.utils import translation
from django.utils.translation import gettext

from safeconduct.accounts.core.terms import Permission
from safeconduct.accounts.queries import require_member
from safeconduct.accounts.signed import Signed
from safeconduct.casework.core.kinds import kinds
from safeconduct.casework.core.terms import Stage
from safeconduct.casework.core.terms import WhyNot as WhyNotCase
from safeconduct.casework.queries import CaseView
from safeconduct.casework.queries import find as find_case
from safeconduct.common.ids import new_id
from safeconduct.common.refusal import Conflict, refuse_if
from safeconduct.contact import services as contact
from safeconduct.contact.core.terms import ItemBody, ItemKind
from safeconduct.passage.core.catalogue import Language, instructions, signals_for
from safeconduct.passage.core.rules import concern_of, reasons_not_to_tell
from safeconduct.passage.core.terms import (
    Concern,
    Crossing,
    Kind,
    Mode,
    Notice,
    NoticeState,
)
from safeconduct.passage.models import CrossingRow
from safeconduct.passage.queries import (
    LOCATION,
    crossing_json,
    crossing_of,
    live_notice,
    notice_of,
    require_crossing,
)
from safeconduct.passage.services.go import enter, lock_crossing, settle
from safeconduct.record.queries import entries_of
from safeconduct.record.services import act
from safeconduct.vault.opening import FileKeys
from safeconduct.web.say import say_span

READ_AGAIN = timedelta(minutes=30)  # one line per officer and half hour, not one per refresh
PLANNING = (Stage.OFFER, Stage.PASSAGE)
# Moscow keeps UTC+3 all year: Federal Law 248-FZ of 21 July 2014.
MOSCOW = timezone(timedelta(hours=3))


def reasons_not_to_open(case: CaseView) -> list[WhyNotCase]:
    """Why this case has no crossing to open: its stage, or its kind has no passage."""
    found = []
    if case.state.stage not in PLANNING:
        found.append(WhyNotCase.NOT_THIS_STAGE)
    if not kinds()[case.kind].travels:
        found.append(WhyNotCase.NOT_THIS_KIND)
    return found


def open_crossing(me: Signed, file_id: UUID, known: Crossing) -> UUID:
    """Open the crossing of a case with what is known; returns its id. One per case.

    Of `known` the people, the mode, harm and duress are kept; family and stage are casework's.
    """
    keys = enter(me, file_id, Permission.CROSSING_READ)
    crossing_id, concern = new_id(), concern_of(known)
    try:
        with act(me.actor, me.at) as a:
            refuse_if(reasons_not_to_open(find_case(file_id)))
            CrossingRow.objects.create(
                id=crossing_id,
                case_id=file_id,
                opened_at=me.at,
                **_clear(me, known.mode, concern),
                concern_by=me.actor.officer_id if concern is Concern.OPEN else None,
                sealed=_seal(keys, crossing_id, known),
            )
            a.note(Kind.CROSSING_OPENED, file=file_id, about=crossing_id, mode=known.mode.value)
    except IntegrityError as error:
        raise Conflict from error
    return crossing_id


def _clear(me: Signed, mode: Mode, concern: Concern) -> dict[str, object]:
    return {
        "mode": mode.value,
        "concern": concern.value,
        "told_by": me.actor.officer_id,
        "told_at": me.at,
    }


def _seal(keys: FileKeys, crossing_id: UUID, known: Crossing) -> bytes:
    text = crossing_json(known)
    return keys.seal(LOCATION, "passage.crossing.people", crossing_id, text)


def tell_people(me: Signed, file_id: UUID, known: Crossing, seen: str | None = None) -> None:
    """Keep what is known now. GO is computed anew: other people than agreed means HOLD.

    Harm or duress, once recorded, is lifted only by somebody else than who recorded it.
    Conflict when other things are known by now than the page showed (`seen`, as
    `crossing_json`).
    """
    keys = enter(me, file_id, Permission.CROSSING_READ)
    concern = concern_of(known)
    with act(me.actor, me.at) as a:
        row = lock_crossing(file_id)
        if seen is not None and seen != crossing_json(crossing_of(keys, row)):
            raise Conflict
        before, recorded_by = Concern(row.concern), row.concern_by
        told_by = me.actor.officer_id
        recorder = recorded_by.hex if recorded_by else ""
        refuse_if(reasons_not_to_tell(before, recorder, concern, told_by.hex))
        row.concern_by = (recorded_by or told_by) if concern is Concern.OPEN else None
        for name, value in _clear(me, known.mode, concern).items():
            setattr(row, name, value)
        row.sealed = _seal(keys, row.id, known)
        row.save(
            update_fields=["mode", "concern", "concern_by", "told_by", "told_at", "sealed"]
        )
        a.note(Kind.CROSSING_TOLD, file=file_id, about=row.id, concern=concern.value)
        settle(a, me, keys, file_id)


def send_steps(me: Signed, file_id: UUID) -> str:
    """Post the steps into the person's mailbox, in their language; returns the text.

    The steps are the catalogue's, equal for everyone. Signals and time come with them once two
    people have agreed. Needs the contact key: the case officer's act.
    """
    keys = enter(me, file_id, Permission.REPLY_POST)
    row = require_crossing(file_id)
    language = Language(find_case(file_id).language)
    live = live_notice(row)
    agreed = live is not None and live.state in (NoticeState.APPROVED, NoticeState.SENT)
    notice = notice_of(keys, live) if agreed and live is not None else None
    text = steps_text(Mode(row.mode), language, notice)
    with act(me.actor, me.at) as a:
        contact.post(a, keys, ItemBody(ItemKind.PLAN, text))
    return text


def steps_text(mode: Mode, language: Language, notice: Notice | None) -> str:
    """The numbered steps; with a notice also the agreed signals and the agreed time."""
    told = instructions(mode, language).steps
    lines = [f"{number}. {step}" for number, step in enumerate(told, 1)]
    if notice is not None:
        with translation.override(language.value):
            lines += ["", gettext("Agreed signals:")]
            signs = (sign for sign in signals_for(mode) if sign.code in notice.signals)
            lines += [f"- {sign.texts.in_(language)}" for sign in signs]
            lines += ["", gettext("Agreed time:"), *_clocks(notice)]
    return "\n".join(lines)


def _clocks(notice: Notice) -> list[str]:
    """The window in UTC and by the Moscow clock: one clock alone has been misread."""
    start, end = notice.window.start, notice.window.end
    moscow = say_span(start.astimezone(MOSCOW), end.astimezone(MOSCOW))
    return [gettext("%(time)s, Moscow clock") % {"time": moscow}, say_span(start, end)]


def note_read(me: Signed, file_id: UUID) -> None:
    """An officer looks at the crossing: on the record once per half hour, however often."""
    require_member(me.actor, file_id, me.at)
    for entry in entries_of(file_id):
        line = entry.line
        if me.at - line.at >= READ_AGAIN:
            break
        if (line.kind, line.actor) == (Kind.CROSSING_READ.value, me.actor.key_id):
            return
    with act(me.actor, me.at) as a:
        a.note(Kind.CROSSING_READ, file=file_id)
