"""Reads claims, custody lines and alerts; what other rooms may ask of them is here too."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from safeconduct.accounts.core.terms import Actor
from safeconduct.accounts.queries import is_member, require_member
from safeconduct.catalogues.queries import in_force, seen_last
from safeconduct.common.refusal import Unknown
from safeconduct.materiel.core import catalogue
from safeconduct.materiel.core.flow import is_verified
from safeconduct.materiel.core.rules import value_under
from safeconduct.materiel.core.tariff import TARIFF
from safeconduct.materiel.core.terms import (
    Agreement,
    AlertEnd,
    AwardFacts,
    Companions,
    ItemEvent,
    ItemState,
    Mark,
    Marks,
    Outcome,
    Sameness,
    Tariff,
    Valuation,
    Waiting,
)
from safeconduct.materiel.models import Alert, Claim, Move
from safeconduct.vault.core.terms import Compartment, Place
from safeconduct.vault.opening import FileKeys, ServiceKeys, unseal
from safeconduct.vault.queries import shred_key
from safeconduct.web.among import among
from safeconduct.web.together import Reads, both, prepared, read, rows_of

MARKS_COLUMN = "materiel.claim.marks"
COPY_COLUMN = "materiel.claim.copy"
REASON_COLUMN = "materiel.alert.reason"
SEALED = ("sealed_marks", "matcher_copy")  # of a claim: no list looks at it


@dataclass(frozen=True)
class ClaimView:
    """What is in clear of one claim, with the value its tariff gives it.

    `duplicate`: two people decided that another claim stands for this same item.
    `verified_by`: the two officers behind the verification that counts now, or nobody.
    """

    id: UUID
    file_id: UUID
    type_code: str
    state: ItemState
    version: int
    on: date
    valuation: Valuation
    companions: Companions
    seized: bool
    registered_key: str
    registered_at: datetime
    compared: bool
    alert_open: bool
    duplicate: bool
    verified_by: frozenset[UUID]


@dataclass(frozen=True)
class MoveView:
    """One custody line; keys are the pseudonyms under which officers stand on the record."""

    id: UUID
    claim_id: UUID
    event: ItemEvent
    target: ItemState
    status: Waiting
    first_by: UUID
    first_key: str
    first_at: datetime
    second_key: str
    second_at: datetime | None


@dataclass(frozen=True)
class AlertView:
    """An alert as seen from one of its claims, `mine`."""

    id: UUID
    mine: UUID
    other: UUID
    sameness: Sameness
    agreements: tuple[Agreement, ...]
    end: AlertEnd | None
    kept: UUID | None
    proposed_by: UUID | None
    decided: bool
    withdrawn: bool

    @property
    def is_open(self) -> bool:
        """Whether it still holds up an award: undecided, and neither claim was withdrawn."""
        return not self.decided and not self.withdrawn


def marks_text(marks: Marks) -> str:
    """Canonical text of marks to seal; measured points are not kept by this room."""
    kept = asdict(marks) | {"on": marks.on.isoformat() if marks.on else ""}
    del kept["point"]
    return json.dumps(kept, ensure_ascii=False, sort_keys=True)


def fate_text(companions: Companions, seized: bool) -> str:
    """What became of the others, as a page carries it."""
    return json.dumps({"companions": companions.value, "seized": seized}, sort_keys=True)


def read_marks(text: str) -> Marks:
    """Marks as sealed by `marks_text`."""
    raw = json.loads(text)
    return Marks(**raw | {"on": date.fromisoformat(raw["on"]) if raw["on"] else None})


def copy_purpose(file_id: UUID, claim_id: UUID) -> bytes:
    """HPKE info of the key of the matcher's copy."""
    return b"safeconduct/materiel/copy/v1|" + f"{file_id.hex}|{claim_id.hex}".encode()


def open_copy(matcher: ServiceKeys, row: Claim) -> Marks:
    """The matcher's copy of a claim's marks; Refused once the file's shred key is gone."""
    shred = shred_key(row.case_id)
    blob = bytes(row.matcher_copy)
    cut = 2 + int.from_bytes(blob[:2], "big")
    fresh = matcher.private.unwrap(copy_purpose(row.case_id, row.id), blob[2:cut])
    place = Place(COPY_COLUMN, row.case_id, row.id)
    return read_marks(unseal(fresh + shred, place, blob[cut:]).decode())


def _valuation(row: Claim) -> Valuation:
    """Under the version written down at registering; later versions change nothing."""
    tariff = tariff_of(row.tariff_version)
    return value_under(catalogue.equipment_type(row.type_code), tariff, row.on)


def tariff_of(version: str) -> Tariff | None:
    """The tariff of a name, or None. It never changes, so what was read once will do."""
    if not version:
        return None
    known = catalogue.named(seen_last(TARIFF), version)
    return known or catalogue.named(in_force(TARIFF), version)


def _ask_verifiers(rows: list[Claim]) -> Reads[dict[UUID, frozenset[UUID]]]:
    """Both people of the newest confirmed verification, while the item counts as verified."""
    wanted = [row.id for row in rows if is_verified(ItemState(row.state))]
    moves = yield from rows_of(_verifying(wanted))
    found: dict[UUID, frozenset[UUID]] = {}
    for move in moves:
        people = (move.first_by, move.second_by)
        found[move.claim_id] = frozenset(person for person in people if person)
    return found


@prepared
def _verifying(claim_ids: list[UUID]) -> QuerySet[Move]:
    moves = Move.objects.filter(among("claim_id", claim_ids), event=ItemEvent.VERIFY.value)
    return moves.filter(status=Waiting.CONFIRMED.value).order_by("claim_version")


def _ask_alerts(claim_ids: Iterable[UUID]) -> Reads[dict[UUID, list[AlertView]]]:
    """Alerts per claim, each seen from that claim, newest first."""
    found: dict[UUID, list[AlertView]] = {claim_id: [] for claim_id in claim_ids}
    for row in (yield from rows_of(_alerted(list(found)))):
        for mine, other in ((row.low, row.high), (row.high, row.low)):
            if mine.id in found:
                found[mine.id].append(_alert(row, mine, other))
    return found


@prepared
def _alerted(claim_ids: list[UUID]) -> QuerySet[Alert]:
    rows = Alert.objects.filter(Q(among("low_id", claim_ids)) | Q(among("high_id", claim_ids)))
    sealed = (f"{side}__{name}" for side in ("low", "high") for name in SEALED)
    rows = rows.select_related("low", "high").defer("sealed_low", "sealed_high", *sealed)
    return rows.order_by("-raised_at", "id")


def _alert(row: Alert, mine: Claim, other: Claim) -> AlertView:
    pairs = (code.split(":") for code in row.agreements)
    return AlertView(
        id=row.id,
        mine=mine.id,
        other=other.id,
        sameness=Sameness(row.sameness),
        agreements=tuple(Agreement(Mark(mark), Outcome(said)) for mark, said in pairs),
        end=AlertEnd(row.end) if row.end else None,
        kept=row.kept_id,
        proposed_by=row.proposed_by,
        decided=row.confirmed_by is not None,
        withdrawn=ItemState.WITHDRAWN.value in (mine.state, other.state),
    )


def views_of(rows: list[Claim]) -> list[ClaimView]:
    """These claims as pages see them, for queries that checked access."""
    return read(_ask_views(rows))


def _ask_views(rows: list[Claim]) -> Reads[list[ClaimView]]:
    verified, alerts = yield from both(
        _ask_verifiers(rows), _ask_alerts([row.id for row in rows])
    )
    return [_view(row, verified.get(row.id, frozenset()), alerts[row.id]) for row in rows]


def _view(row: Claim, verified: frozenset[UUID], alerts: list[AlertView]) -> ClaimView:
    lost = any(alert.decided and alert.kept not in (None, row.id) for alert in alerts)
    return ClaimView(
        id=row.id,
        file_id=row.case_id,
        type_code=row.type_code,
        state=ItemState(row.state),
        version=row.version,
        on=row.on,
        valuation=_valuation(row),
        companions=Companions(row.companions),
        seized=row.seized,
        registered_key=row.registered_key,
        registered_at=row.registered_at,
        compared=row.compared_at is not None,
        alert_open=any(alert.is_open for alert in alerts),
        duplicate=lost,
        verified_by=verified,
    )


def claims_of(file_id: UUID) -> list[ClaimView]:
    """Claims of one case, oldest first, for services that checked access."""
    return read(ask_claims(file_id))


def ask_claims(file_id: UUID) -> Reads[list[ClaimView]]:
    """As `claims_of`, together with other reads."""
    rows = yield from rows_of(_claims(file_id))
    return (yield from _ask_views(rows)) if rows else []


@prepared
def _claims(file_id: UUID) -> QuerySet[Claim]:
    return Claim.objects.filter(case_id=file_id).order_by("registered_at", "id")


def claim(claim_id: UUID) -> ClaimView:
    """One claim, for services that checked access; Unknown when there is none."""
    row = Claim.objects.filter(id=claim_id).first()
    if row is None:
        raise Unknown
    return views_of([row])[0]


def ask_some(claim_ids: list[UUID]) -> Reads[dict[UUID, ClaimView]]:
    """Several claims by their ids, together with other reads."""
    rows = yield from rows_of(_some(claim_ids))
    views = yield from _ask_views(rows)
    return {view.id: view for view in views}


@prepared
def _some(claim_ids: list[UUID]) -> QuerySet[Claim]:
    return Claim.objects.filter(among("id", claim_ids)).defer(*SEALED)


def claim_for(actor: Actor, claim_id: UUID, at: datetime) -> ClaimView:
    """One claim for an officer on its case; Unknown (404) for everybody else."""
    found = claim(claim_id)
    require_member(actor, found.file_id, at)
    return found


def award_facts(found: ClaimView) -> AwardFacts:
    """Everything the award rule may look at, from clear codes alone."""
    return AwardFacts(
        state=found.state,
        verified_by=frozenset(str(person) for person in found.verified_by),
        compared=found.compared,
        duplicate_of_awarded=found.duplicate,
        companions=found.companions,
        seized_by_programme=found.seized,
        same_item_alert_open=found.alert_open,
    )


def marks_of(keys: FileKeys, claim_id: UUID) -> Marks | None:
    """The claim's marks, or None without the key of the equipment compartment."""
    if not keys.may_open(Compartment.EQUIPMENT):
        return None
    row = Claim.objects.filter(id=claim_id, case_id=keys.file_id).first()
    if row is None:
        raise Unknown
    sealed = bytes(row.sealed_marks)
    return read_marks(keys.open(Compartment.EQUIPMENT, MARKS_COLUMN, row.id, sealed))


def moves_of(claim_id: UUID) -> list[MoveView]:
    """Custody lines of a claim, newest first, those turned down included."""
    rows = Move.objects.filter(claim_id=claim_id).order_by("-first_at", "-claim_version")
    return [_move(row) for row in rows]


def _move(row: Move) -> MoveView:
    return MoveView(
        row.id, row.claim_id, ItemEvent(row.event), ItemState(row.target), Waiting(row.status),
        row.first_by, row.first_key, row.first_at, row.second_key, row.second_at,
    )  # fmt: skip


def pending_moves(claim_ids: Iterable[UUID]) -> dict[UUID, MoveView]:
    """The move of each claim that waits for its second person."""
    rows = Move.objects.filter(among("claim_id", claim_ids), status=Waiting.PENDING.value)
    return {row.claim_id: _move(row) for row in rows}


def ask_waiting_moves(file_id: UUID) -> Reads[list[MoveView]]:
    """The moves of a case's claims that wait for their second person."""
    rows = yield from rows_of(_waiting(file_id))
    return [_move(row) for row in rows]


@prepared
def _waiting(file_id: UUID) -> QuerySet[Move]:
    rows = Move.objects.filter(claim__case_id=file_id, status=Waiting.PENDING.value)
    return rows.order_by("first_at", "id")


def move(move_id: UUID) -> MoveView:
    """One custody line; Unknown when there is none."""
    row = Move.objects.filter(id=move_id).first()
    if row is None:
        raise Unknown
    return _move(row)


def alerts_of(claim_id: UUID) -> list[AlertView]:
    """Alerts of one claim, newest first."""
    return read(_ask_alerts([claim_id]))[claim_id]


def alert_for(actor: Actor, alert_id: UUID, at: datetime) -> AlertView:
    """An alert seen from a claim of a case this officer is on; Unknown when on neither case."""
    row = Alert.objects.select_related("low", "high").filter(id=alert_id).first()
    if row is None:
        raise Unknown
    for mine, other in ((row.low, row.high), (row.high, row.low)):
        if is_member(actor, mine.case_id, at):
            return _alert(row, mine, other)
    raise Unknown


def reason_of(keys: FileKeys, alert_id: UUID) -> str | None:
    """The words behind an alert's (proposed) end, opened with either case's equipment key."""
    row = Alert.objects.select_related("low").filter(id=alert_id).first()
    if row is None or not row.end or not keys.may_open(Compartment.EQUIPMENT):
        return None
    sealed = row.sealed_low if row.low.case_id == keys.file_id else row.sealed_high
    return keys.open(Compartment.EQUIPMENT, REASON_COLUMN, row.id, bytes(sealed or b""))


def not_compared(limit: int = 500) -> list[UUID]:
    """Claims that the matcher has not compared yet, oldest first."""
    rows = Claim.objects.filter(compared_at__isnull=True).order_by("registered_at")
    standing = rows.exclude(state=ItemState.WITHDRAWN.value)
    return list(standing.values_list("id", flat=True)[:limit])
