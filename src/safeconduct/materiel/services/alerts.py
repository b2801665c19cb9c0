"""Compares claims in the matcher's memory, and ends alerts by two people with a reason."""

from uuid import UUID

from safeconduct.accounts.conflicts import refuse_in_conflict
from safeconduct.accounts.core.terms import Permission
from safeconduct.accounts.queries import is_member
from safeconduct.accounts.signed import Signed
from safeconduct.common.ids import new_id
from safeconduct.common.refusal import Refused, Unknown, refuse_if
from safeconduct.materiel.core import rules
from safeconduct.materiel.core.terms import (
    Agreement,
    AlertEnd,
    ItemState,
    Kind,
    Marks,
    Sameness,
)
from safeconduct.materiel.models import Alert, Claim
from safeconduct.materiel.queries import REASON_COLUMN, open_copy
from safeconduct.materiel.services.claims import lock_claim, role_reasons
from safeconduct.record.services import Act, act
from safeconduct.vault.core.terms import Compartment
from safeconduct.vault.core.terms import WhyNot as Vault
from safeconduct.vault.opening import ServiceKeys
from safeconduct.vault.queries import open_file

PROPOSAL = (
    "end", "kept", "sealed_low", "sealed_high", "proposed_by", "proposed_key", "proposed_at",
)  # fmt: skip


def compare_claim(a: Act, matcher: ServiceKeys, claim_id: UUID) -> int:
    """Compare one claim with every other that stands; returns how many alerts are new.

    Items awarded, destroyed or rejected stay in the comparison: a second claim for one of them
    is what it looks for. A claim already compared, or withdrawn, is left alone.
    """
    row = lock_claim(claim_id)
    if row.compared_at is not None or row.state == ItemState.WITHDRAWN.value:
        return 0
    mine = _copy_of(matcher, row)
    others = Claim.objects.exclude(id=row.id).exclude(state=ItemState.WITHDRAWN.value)
    found = 0
    for other in others.order_by("id") if mine else ():
        theirs = _copy_of(matcher, other)
        if mine and theirs:
            found += _raise_alert(a, row, other, rules.same_item(mine, theirs))
    Claim.objects.filter(id=row.id).update(compared_at=a.at)
    return found


def _copy_of(matcher: ServiceKeys, row: Claim) -> Marks | None:
    """The marks, or None when the file was shredded; an altered copy stops the comparison."""
    try:
        return open_copy(matcher, row)
    except Refused as refused:
        if refused.reasons == (Vault.SHREDDED,):
            return None
        raise


def _raise_alert(a: Act, mine: Claim, other: Claim, found: tuple[Agreement, ...]) -> int:
    """Raise the pair's alert on both files, once; returns 1 when it is new."""
    said = rules.sameness(found)
    if said is Sameness.NONE:
        return 0
    low, high = sorted((mine, other), key=lambda row: row.id)
    codes = [f"{one.mark.value}:{one.outcome.value}" for one in found]
    known = {"sameness": said.value, "agreements": codes}
    row, fresh = Alert.objects.get_or_create(
        low=low, high=high, defaults=known | {"id": new_id(), "raised_at": a.at}
    )
    if not fresh:  # marks were completed since: what agrees now is shown, until two decide
        Alert.objects.filter(id=row.id, confirmed_by__isnull=True).update(**known)
    if fresh:
        for file_id in sorted({low.case_id, high.case_id}):
            a.note(Kind.ALERT_RAISED, file=file_id, about=row.id, sameness=said.value)
    return int(fresh)


def _lock_alert(me: Signed, alert_id: UUID) -> tuple[Alert, rules.DecideFacts]:
    """The locked alert and what a decision may look at; Unknown for strangers to both cases."""
    row = Alert.objects.select_for_update(no_key=True).filter(id=alert_id).first()
    if row is None:
        raise Unknown
    member = [is_member(me.actor, claim.case_id, me.at) for claim in (row.low, row.high)]
    if not any(member):
        raise Unknown
    proposed = str(row.proposed_by) if row.proposed_by else ""
    decided = row.confirmed_by is not None
    return row, rules.DecideFacts(str(me.actor.officer_id), all(member), proposed, decided)


def propose_end(
    me: Signed, alert_id: UUID, end: AlertEnd, kept: UUID | None, reason: str
) -> None:
    """The first of two people says how an alert ends; the reason is sealed under both files.

    `kept` is the claim that goes on when both are for the same item, else None.
    """
    with act(me.actor, me.at) as a:
        row, facts = _lock_alert(me, alert_id)
        no = rules.reasons_not_to_propose_end(facts, reason)
        refuse_if([*role_reasons(me, Permission.CLAIM_REGISTER), *no])
        if (end is AlertEnd.SAME) != (kept in (row.low_id, row.high_id)):
            raise Unknown
        row.sealed_low = _seal_reason(me, row.low.case_id, alert_id, reason)
        row.sealed_high = _seal_reason(me, row.high.case_id, alert_id, reason)
        row.end, row.kept_id = end.value, kept
        row.proposed_by, row.proposed_key = me.actor.officer_id, me.actor.key_id
        row.proposed_at = me.at
        row.save(update_fields=PROPOSAL)
        _note_alert(a, Kind.ALERT_PROPOSED, row)


def _seal_reason(me: Signed, file_id: UUID, alert_id: UUID, reason: str) -> bytes:
    keys = open_file(me.keys, file_id)
    return keys.seal(Compartment.EQUIPMENT, REASON_COLUMN, alert_id, reason)


def _note_alert(a: Act, kind: Kind, row: Alert) -> None:
    for file_id in sorted({row.low.case_id, row.high.case_id}):
        a.note(kind, file=file_id, about=row.id, end=row.end)


def resolve_alert(me: Signed, alert_id: UUID, *, agree: bool) -> None:
    """The second person agrees with the proposed end, or sets it aside for a new proposal."""
    with act(me.actor, me.at) as a:
        row, facts = _lock_alert(me, alert_id)
        refuse_in_conflict(me.actor, [row.low.case_id, row.high.case_id])
        no = rules.reasons_not_to_confirm_end(facts)
        refuse_if([*role_reasons(me, Permission.CLAIM_REGISTER), *no])
        if not agree:
            _note_alert(a, Kind.ALERT_SET_ASIDE, row)
            row.end, row.kept_id, row.proposed_by, row.proposed_key = "", None, None, ""
            row.proposed_at = row.sealed_low = row.sealed_high = None
            row.save(update_fields=PROPOSAL)
            return
        row.confirmed_by, row.confirmed_key = me.actor.officer_id, me.actor.key_id
        row.confirmed_at = me.at
        row.save(update_fields=["confirmed_by", "confirmed_key", "confirmed_at"])
        _note_alert(a, Kind.ALERT_DECIDED, row)
