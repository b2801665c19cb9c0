"""Opens a crossing with an officer's keys; GO is computed from these sealed inputs only."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from safeconduct.casework.core.terms import Stage
from safeconduct.casework.queries import CaseView, ask_conditions
from safeconduct.casework.queries import find as find_case
from safeconduct.common.refusal import Unknown
from safeconduct.passage.core.catalogue import limits
from safeconduct.passage.core.rules import (
    ack_expires_at,
    canonical,
    go,
    read_back_code,
    required_checks,
)
from safeconduct.passage.core.terms import (
    Ack,
    Addressee,
    Answer,
    Approval,
    Check,
    CheckKind,
    Crossing,
    FamilyFirst,
    Go,
    GoFacts,
    HarmAnswer,
    Mode,
    Notice,
    WeaponState,
)
from safeconduct.passage.models import AckRow, AddresseeRow, CheckRow, CrossingRow, NoticeRow
from safeconduct.passage.queries.rows import (
    addressees,
    ask_notice,
    crossings,
    minutes_since,
    state_of,
    window_of,
)
from safeconduct.vault.core.terms import Compartment
from safeconduct.vault.opening import FileKeys
from safeconduct.web.together import Reads, both, each, prepared, read, rows_of

LOCATION = Compartment.LOCATION


@dataclass(frozen=True)
class DeskRead:
    """One addressee: what must be read back, and the newest read-back with its age."""

    id: UUID
    code: str
    name: str
    read_back: str
    answer: Answer | None
    officer: str
    minutes: int | None
    counts: bool


@dataclass(frozen=True)
class CheckView:
    """One required check: the newest look, or None when nobody has looked."""

    kind: CheckKind
    passed: bool | None
    value: str
    minutes: int | None


def notice_of(keys: FileKeys, row: NoticeRow) -> Notice:
    """The notice as two people agreed to it; Refused without the location key."""
    raw = json.loads(keys.open(LOCATION, "passage.notice.content", row.id, bytes(row.sealed)))
    return Notice(
        notice_id=row.id.hex,
        revision=row.revision,
        mode=Mode(raw["mode"]),
        head_count=raw["head_count"],
        unwitting=raw["unwitting"],
        window=window_of(row),
        signals=tuple(raw["signals"]),
        weapon_state=WeaponState(raw["weapon_state"]),
        reception_point=raw["reception_point"],
        corridor_cells=tuple(raw["corridor_cells"]),
        corridor_revision=raw["corridor_revision"],
        nonce=raw["nonce"],
    )


def notice_json(notice: Notice) -> str:
    """What is sealed of a notice: all but the id, the revision and the window."""
    raw = asdict(notice)
    for clear in ("notice_id", "revision", "window"):
        del raw[clear]
    return json.dumps(raw, ensure_ascii=False, sort_keys=True)


def crossing_of(keys: FileKeys, row: CrossingRow) -> Crossing:
    """What is known now: people, harm and duress from the seal, family and stage from casework.

    Any condition of the person that is not fulfilled holds the crossing.
    """
    found = read(ask_crossing(keys, find_case(row.case_id)))
    if found is None:
        raise Unknown
    return found


def ask_crossing(keys: FileKeys, case: CaseView) -> Reads[Crossing | None]:
    """As `crossing_of`, together with other reads; None when no crossing was opened."""
    found = rows_of(crossings(case.file_id))
    rows, conditions = yield from both(found, ask_conditions(case.file_id))
    if not rows:
        return None
    people = keys.open(LOCATION, "passage.crossing.people", rows[0].id, bytes(rows[0].sealed))
    raw = json.loads(people)
    waiting = any(one.fulfilled_at is None for one in conditions)
    return Crossing(
        mode=Mode(raw["mode"]),
        head_count=raw["head_count"],
        unwitting=raw["unwitting"],
        harm=HarmAnswer(raw["harm"]),
        family_first=FamilyFirst.WAITING if waiting else FamilyFirst.NOT_SET,
        duress=raw["duress"],
        at_passage=case.state.stage is Stage.PASSAGE,
    )


def crossing_json(known: Crossing) -> str:
    """What is sealed of a crossing: what officers were told, not what casework knows."""
    raw = asdict(known)
    for foreign in ("family_first", "at_passage"):
        del raw[foreign]
    return json.dumps(raw, ensure_ascii=False, sort_keys=True)


def addressees_of(keys: FileKeys, row: NoticeRow) -> list[tuple[AddresseeRow, str]]:
    """(addressee, opened name) of one revision."""
    return read(_ask_addressees(keys, row))


def _ask_addressees(keys: FileKeys, row: NoticeRow) -> Reads[list[tuple[AddresseeRow, str]]]:
    rows = addressees(row.id)
    yield [rows]
    return [
        (desk, keys.open(LOCATION, "passage.addressee.name", desk.id, bytes(desk.sealed)))
        for desk in rows
    ]


@prepared
def _given(notice_id: UUID) -> QuerySet[AckRow]:
    return AckRow.objects.filter(addressee__notice_id=notice_id).order_by("given_at")


@prepared
def _looks(notice_id: UUID) -> QuerySet[CheckRow]:
    return CheckRow.objects.filter(notice_id=notice_id).order_by("checked_at")


def ack_json(ack: Ack) -> str:
    """One read-back as it is sealed."""
    return json.dumps(asdict(ack) | {"given_at": ack.given_at.isoformat()}, sort_keys=True)


def _ack(keys: FileKeys, row: AckRow) -> Ack:
    raw = json.loads(keys.open(LOCATION, "passage.ack.said", row.id, bytes(row.sealed)))
    raw |= {
        "answer": Answer(raw["answer"]),
        "given_at": datetime.fromisoformat(raw["given_at"]),
    }
    return Ack(**raw)


def _ask_acks(keys: FileKeys, row: NoticeRow) -> Reads[tuple[Ack, ...]]:
    rows = _given(row.id)
    yield [rows]
    return tuple(_ack(keys, ack) for ack in rows)


def check_json(check: Check, value: str) -> str:
    """One look as it is sealed, with what was measured."""
    raw = asdict(check) | {"checked_at": check.checked_at.isoformat(), "value": value}
    return json.dumps(raw, ensure_ascii=False, sort_keys=True)


def _ask_checks(keys: FileKeys, row: NoticeRow) -> Reads[list[tuple[Check, str]]]:
    rows = _looks(row.id)
    yield [rows]
    found = []
    for look in rows:
        raw = json.loads(
            keys.open(LOCATION, "passage.check.value", look.id, bytes(look.sealed))
        )
        made = datetime.fromisoformat(raw["checked_at"])
        found.append((Check(CheckKind(raw["kind"]), raw["passed"], made), raw["value"]))
    return found


def go_facts(keys: FileKeys, row: NoticeRow, at: datetime) -> GoFacts:
    """All that GO may look at, opened with the officer's own keys; no award, no rank."""
    return read(_ask_go_facts(keys, row, find_case(row.crossing.case_id), at))


def _ask_go_facts(
    keys: FileKeys, row: NoticeRow, case: CaseView, at: datetime
) -> Reads[GoFacts]:
    desks, acks, crossing, checks = yield from each(
        [
            _ask_addressees(keys, row),
            _ask_acks(keys, row),
            ask_crossing(keys, case),
            _ask_checks(keys, row),
        ]
    )
    approval = None
    if row.approved_by is not None:
        approval = Approval(row.approved_digest or "", row.proposed_by.hex, row.approved_by.hex)
    return GoFacts(
        notice=notice_of(keys, row),
        notice_state=state_of(row, at),
        approval=approval,
        addressees=tuple(Addressee(desk.id.hex, desk.code) for desk, _ in desks),
        acks=acks,
        crossing=crossing,
        checks=tuple(check for check, _ in checks),
        corridor_in_force=row.crossing.corridor_in_force,
        limits=limits(),
    )


def go_now(keys: FileKeys, file_id: UUID, at: datetime) -> Go | None:
    """GO or HOLD computed now from sealed inputs; None while nothing was proposed."""
    return read(ask_go(keys, find_case(file_id), at))


def ask_go(keys: FileKeys, case: CaseView, at: datetime) -> Reads[Go | None]:
    """As `go_now`, together with other reads."""
    row = yield from ask_notice(case.file_id)
    if row is None:
        return None
    facts = yield from _ask_go_facts(keys, row, case, at)
    return go(facts, at)


def reads_of(keys: FileKeys, row: NoticeRow, at: datetime) -> list[DeskRead]:
    """Every addressee with the code to read back; for holders of the location key only."""
    notice = notice_of(keys, row)
    text = canonical(notice)
    acks = {ack.addressee_id: ack for ack in read(_ask_acks(keys, row))}  # the newest of each
    found = []
    for desk, name in addressees_of(keys, row):
        ack = acks.get(desk.id.hex)
        found.append(
            DeskRead(
                id=desk.id,
                code=desk.code,
                name=name,
                read_back=read_back_code(text, desk.id.hex),
                answer=ack.answer if ack else None,
                officer=ack.officer if ack else "",
                minutes=minutes_since(ack.given_at, at) if ack else None,
                counts=ack is not None
                and ack.answer is Answer.WILL_COMPLY
                and at < ack_expires_at(ack, notice, limits()),
            )
        )
    return found


def checks_of(keys: FileKeys, row: NoticeRow, at: datetime) -> list[CheckView]:
    """The newest look of every kind this way of crossing needs."""
    newest = {check.kind: (check, value) for check, value in read(_ask_checks(keys, row))}
    found = []
    for kind in required_checks(notice_of(keys, row).mode):
        if kind in newest:
            check, value = newest[kind]
            minutes = minutes_since(check.checked_at, at)
            found.append(CheckView(kind, check.passed, value, minutes))
        else:
            found.append(CheckView(kind, None, "", None))
    return found
