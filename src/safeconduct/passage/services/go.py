"""Checks before anybody moves, and GO: computed in the officer's request, never set by hand."""

from uuid import UUID

from safeconduct.accounts.core.rules import may
from safeconduct.accounts.core.terms import Permission, Role
from safeconduct.accounts.core.terms import WhyNot as WhyNotAccounts
from safeconduct.accounts.queries import require_member, roles_of
from safeconduct.accounts.signed import Signed
from safeconduct.common.ids import new_id
from safeconduct.common.refusal import Refused, Unknown, refuse_if
from safeconduct.passage.core.catalogue import signals_for
from safeconduct.passage.core.rules import go
from safeconduct.passage.core.terms import (
    Check,
    CheckKind,
    DeskRole,
    Go,
    GoState,
    Kind,
    WhyNot,
)
from safeconduct.passage.core.winter import (
    ColdSeen,
    ReceptionSeen,
    Seen,
    SunTimes,
    WaterSeen,
    passes,
)
from safeconduct.passage.models import CheckRow, CrossingRow, GoRow, NoticeRow
from safeconduct.passage.queries import (
    LOCATION,
    check_json,
    go_facts,
    live_notice,
    notice_of,
    notice_row,
)
from safeconduct.record.services import Act, act
from safeconduct.vault.opening import FileKeys
from safeconduct.vault.queries import open_file

KIND_OF: dict[type[Seen], CheckKind] = {
    ColdSeen: CheckKind.COLD,
    ReceptionSeen: CheckKind.RECEPTION,
    SunTimes: CheckKind.LIGHT,
    WaterSeen: CheckKind.WATER,
}


def enter(me: Signed, file_id: UUID, permission: Permission) -> FileKeys:
    """The file's keys for an officer on the case whose role may; Unknown or Refused if not."""
    require_member(me.actor, file_id, me.at)
    refuse_if([] if may(me.actor, permission) else [WhyNotAccounts.ROLE])
    return open_file(me.keys, file_id)


def lock_crossing(file_id: UUID) -> CrossingRow:
    """The crossing's row, locked until the transaction ends: everything here waits for it."""
    row = CrossingRow.objects.select_for_update(no_key=True).filter(case_id=file_id).first()
    if row is None:
        raise Unknown
    return row


def require_live(crossing: CrossingRow) -> NoticeRow:
    """The revision that has not ended; Refused when there is none."""
    row = live_notice(crossing)
    if row is None:
        raise Refused([WhyNot.NO_NOTICE])
    return row


def desk_role(roles: frozenset[Role]) -> DeskRole:
    """The role in which an officer acts in passage."""
    if Role.PASSAGE_COORDINATOR in roles:
        return DeskRole.PASSAGE_COORDINATOR
    return DeskRole.SUPERVISOR if Role.SUPERVISOR in roles else DeskRole.OTHER


def desk_role_of(officer_id: UUID) -> DeskRole:
    """The role of somebody who acted earlier; OTHER once the account is closed."""
    try:
        return desk_role(roles_of(officer_id))
    except Unknown:
        return DeskRole.OTHER


def settle(
    a: Act, me: Signed, keys: FileKeys, file_id: UUID, *, asked: bool = False
) -> Go | None:
    """Compute GO anew after a change, under the crossing's lock, and store what lists show.

    Stored are state, end and input hash, exactly as the core said; on the record when somebody
    asked or when the answer changed.
    """
    row = notice_row(file_id)
    if row is None:
        return None
    computed = go(go_facts(keys, row, me.at), me.at)
    before = GoRow.objects.filter(notice=row).first()
    GoRow.objects.update_or_create(
        notice=row,
        defaults={
            "state": computed.state.value,
            "expires_at": computed.expires_at,
            "input_hash": computed.input_hash,
            "computed_at": me.at,
            "computed_by": me.actor.officer_id,
        },
    )
    if asked or before is None or before.state != computed.state.value:
        a.note(
            Kind.GO_COMPUTED, file=file_id, about=row.id, revision=row.revision,
            state=computed.state.value, reasons=len(computed.reasons),
            inputs=computed.input_hash,
        )  # fmt: skip
    return computed


def hold(a: Act, row: NoticeRow) -> None:
    """A revision ended: whatever was computed for it is HOLD from now on."""
    GoRow.objects.filter(notice=row).update(
        state=GoState.HOLD.value, expires_at=a.at, computed_at=a.at
    )


def compute_go(me: Signed, file_id: UUID) -> Go:
    """Compute GO or HOLD now and store it; Refused while nothing was proposed."""
    keys = enter(me, file_id, Permission.CROSSING_READ)
    with act(me.actor, me.at) as a:
        lock_crossing(file_id)
        computed = settle(a, me, keys, file_id, asked=True)
        if computed is None:
            raise Refused([WhyNot.NO_NOTICE])
    return computed


def record_check(me: Signed, file_id: UUID, seen: Seen) -> bool:
    """Record a look at light, cold, water or reception for this revision; whether it passed."""
    keys = enter(me, file_id, Permission.NOTICE_PROPOSE)
    kind = KIND_OF[type(seen)]
    with act(me.actor, me.at) as a:
        row = require_live(lock_crossing(file_id))
        notice = notice_of(keys, row)
        agreed = [sign for sign in signals_for(notice.mode) if sign.code in notice.signals]
        passed = passes(seen, notice.window, agreed)
        check_id = new_id()
        text = check_json(Check(kind, passed, me.at), words_of(seen))
        CheckRow.objects.create(
            id=check_id,
            notice=row,
            kind=kind.value,
            passed=passed,
            sealed=keys.seal(LOCATION, "passage.check.value", check_id, text),
            checked_at=me.at,
            checked_by=me.actor.officer_id,
        )
        a.note(
            Kind.CHECK_MADE, file=file_id, about=check_id, check=kind.value,
            passed=int(passed), revision=row.revision,
        )  # fmt: skip
        settle(a, me, keys, file_id)
    return passed


def words_of(seen: Seen) -> str:
    """What was measured, in figures and units that read the same in every language."""
    if isinstance(seen, ReceptionSeen):
        return "+" if seen.ready else "-"
    if isinstance(seen, ColdSeen):
        return f"{seen.air_c:g} °C, {seen.wind_kmh:g} km/h, {seen.minutes_outside} min"
    if isinstance(seen, WaterSeen):
        return f"{seen.water_c:g} °C, {seen.minutes_in_water} min"
    times = (seen.civil_dawn, seen.sunrise, seen.sunset, seen.civil_dusk)
    return " / ".join(f"{time:%d.%m. %H:%M}" for time in times) + f" UTC ({seen.source})"
