"""Puts officers on cases and gives them the keys their role needs; notes what was refused."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from safeconduct.accounts.core.leaving import Standing
from safeconduct.accounts.core.terms import Kind as AccountsKind
from safeconduct.accounts.core.terms import Leaving, Role
from safeconduct.accounts.models import Membership, Officer, Removal
from safeconduct.accounts.queries import key_of_row
from safeconduct.accounts.signed import Signed
from safeconduct.common.ids import new_id
from safeconduct.common.refusal import Reason, Unknown
from safeconduct.record.core.leaf import MAX_TEXT
from safeconduct.record.services import Act, act
from safeconduct.vault.certificate import genuine
from safeconduct.vault.core.officer_key import Signed as SignedKey
from safeconduct.vault.core.terms import Compartment, Holder, Kind
from safeconduct.vault.opening import FileKeys
from safeconduct.vault.queries import lasting_holders
from safeconduct.vault.services import grant_each, revoke

C = Compartment
# Which compartments a role on a case needs; nobody gets more than the giver holds.
NEEDS: dict[Role, frozenset[Compartment]] = {
    Role.CASE_OFFICER: frozenset({C.CONTACT, C.IDENTITY, C.LOCATION, C.EQUIPMENT}),
    Role.EVIDENCE_CUSTODIAN: frozenset({C.TESTIMONY, C.EQUIPMENT}),
    Role.FINANCE_OFFICER: frozenset({C.PAYMENT}),
    Role.INTAKE_OFFICER: frozenset(C),
    Role.LEGAL_ADVISER: frozenset({C.IDENTITY, C.CONTACT}),
    Role.PASSAGE_COORDINATOR: frozenset({C.LOCATION}),
    Role.PROTECTION_LEAD: frozenset({C.CONTACT, C.IDENTITY, C.LOCATION}),
    Role.RECEPTION_OFFICER: frozenset(),
    Role.SUPERVISOR: frozenset({C.LOCATION}),
    Role.SUPPORT_WORKER: frozenset({C.CONTACT}),
    Role.VETTING_ANALYST: frozenset({C.VETTING, C.IDENTITY}),
    Role.VETTING_LEAD: frozenset({C.VETTING, C.IDENTITY}),
}


def put_on_case(
    a: Act, opened: FileKeys, officer_id: UUID, role: Role, until: datetime | None = None
) -> None:
    """Make the officer a member in this role and wrap the compartments the role needs.

    `until`: both end then, ten hours from now at the latest. Another role is given up, with its
    keys: whoever calls asks the rule before, and the database refuses what it would refuse.
    """
    put_team_on_case(a, opened, {officer_id: role}, until)


def put_team_on_case(
    a: Act, opened: FileKeys, team: Mapping[UUID, Role], until: datetime | None = None
) -> None:
    """As `put_on_case`, for several officers at once."""
    # Locked, so that a departure of one of them comes wholly before or wholly after.
    rows = Officer.objects.select_for_update(no_key=True).filter(id__in=team, active=True)
    keys = {row.id: key_of_row(row) for row in rows.order_by("id")}
    if len(keys) < len(team):
        raise Unknown
    earlier = _earlier(opened.file_id, team)
    for officer_id in earlier:
        key_id = keys[officer_id].key_id
        revoke(opened.file_id, key_id, given_anew=NEEDS[team[officer_id]])
        a.note(Kind.ACCESS_REVOKED, file=opened.file_id, about=key_id)
    ends = {"at": a.at, "until": until} if until else {}
    wanted = [(keys[one], NEEDS[role]) for one, role in team.items()]
    given = grant_each(opened, wanted, Holder.OFFICER, **ends)
    Membership.objects.bulk_create(
        [
            Membership(
                officer_id=officer_id,
                file_id=opened.file_id,
                role=role.value,
                until=until,
                sort_at=a.at,
            )
            for officer_id, role in team.items()
        ],
        update_conflicts=True,
        unique_fields=["officer", "file_id"],
        update_fields=["role", "until", "sort_at"],
    )
    for officer_id, one in earlier.items():
        # Last, as in `take_off_case`: the database looks at what the case has left by now.
        _note_removal(a, opened.file_id, officer_id, one, Leaving.ROLE_CHANGED, _by(a))
    for officer_id in team:
        key_id = keys[officer_id].key_id
        count = len(given.get(key_id, ()))
        a.note(Kind.ACCESS_GRANTED, file=opened.file_id, about=key_id, count=count)


def _earlier(file_id: UUID, team: Mapping[UUID, Role]) -> dict[UUID, Standing]:
    """What each of these was on the case so far, where it was another role than now."""
    rows = Membership.objects.filter(officer_id__in=team, file_id=file_id)
    others = [row for row in rows.select_related("officer") if row.role != team[row.officer_id]]
    opens = lasting_holders(file_id) if others else {}
    return {
        row.officer_id: Standing(
            Role(row.role), row.until is None, frozenset(opens.get(row.officer.key_id, ()))
        )
        for row in others
    }


def _by(a: Act) -> UUID:
    return Officer.objects.values_list("id", flat=True).get(key_id=a.actor.key_id)


def take_off_case(
    a: Act,
    file_id: UUID,
    officer_id: UUID,
    one: Standing,
    reason: Leaving,
    by: UUID,
    successor: UUID | None = None,
) -> None:
    """End the officer's place on the case with every key to it. Call inside `act`, after the
    rules: the row that tells of it comes last, and the database looks at what is left then.
    """
    officer = Officer.objects.get(id=officer_id)
    Membership.objects.filter(officer_id=officer_id, file_id=file_id).delete()
    revoke(file_id, officer.key_id)
    _note_removal(a, file_id, officer_id, one, reason, by, successor)
    a.note(Kind.ACCESS_REVOKED, file=file_id, about=officer.key_id, leaving=reason.name)


def _note_removal(
    a: Act,
    file_id: UUID,
    officer_id: UUID,
    one: Standing,
    reason: Leaving,
    by: UUID,
    successor: UUID | None = None,
) -> None:
    Removal.objects.create(
        id=new_id(),
        file_id=file_id,
        officer_id=officer_id,
        role=one.role.value,
        lasting=one.lasting,
        parts=sorted(one.opens),
        reason=reason.name,
        by=by,
        successor=successor,
        at=a.at,
    )


def accept_keys(a: Act, signed: Iterable[SignedKey]) -> None:
    """Keep signatures that came back from the offline machine; each is on the record.

    Refused, and Unknown, as `accept_key` is; nothing is kept then.
    """
    for one in signed:
        key_id = accept_key(one.officer_id, one.day, one.signature)
        a.note(AccountsKind.KEY_SIGNED, about=key_id)


def accept_key(officer_id: UUID, day: date, signature: bytes) -> str:
    """Keep the programme's signature over an officer's key; returns the key id.

    Refused (KEY_FORGED) when it is not over the key that stands in the row now; Unknown when
    there is no such active officer.
    """
    row = Officer.objects.filter(id=officer_id, active=True).first()
    if row is None:
        raise Unknown
    key = genuine(officer_id, bytes(row.public_key), day, signature)
    Officer.objects.filter(id=officer_id).update(key_day=day, key_signature=signature)
    return key.key_id


def touch(file_id: UUID, at: datetime) -> None:
    """Something happened on the case: it moves up in every member's list."""
    Membership.objects.filter(file_id=file_id).update(sort_at=at)


def note_refused(me: Signed, reasons: Sequence[Reason]) -> None:
    """Put on the record which rules refused an act of the officer, whose roles, and no case.

    The act itself left nothing. Its form may be sent again: its token is not used up here.
    """
    if not reasons:
        return
    facts: dict[str, Any] = {role.value.replace(" ", "_"): 1 for role in me.actor.roles}
    with act(replace(me.actor, once=None), me.at) as a:
        for reason in dict.fromkeys(reasons):
            room = type(reason).__module__.split(".")[1]
            facts["why"] = f"{room}:{reason.name}"[:MAX_TEXT]
            a.note(AccountsKind.ACT_REFUSED, **facts)
