"""Says that an officer reads the letters of a mailbox, so that two do not answer twice."""

from datetime import timedelta
from uuid import UUID

from django.db import transaction

from safeconduct.accounts.signed import Signed
from safeconduct.common.refusal import Unknown
from safeconduct.contact.core.desk import LEASE, Claim, claimed
from safeconduct.contact.models import DeskClaim
from safeconduct.record.services import act
from safeconduct.vault.queries import files_at_desk

KEPT = timedelta(days=1)  # a claim that ended long ago says nothing any more


def claim(me: Signed, file_id: UUID) -> Claim:
    """Claim a mailbox for some minutes; returns the claim that holds, maybe a colleague's.

    It is a hint and stands on no record: opening a letter does.
    """
    mine = me.actor.officer_id
    with transaction.atomic():
        row, made = DeskClaim.objects.select_for_update().get_or_create(
            file_id=file_id,
            defaults={"officer_id": mine, "since": me.at, "until": me.at + LEASE},
        )
        held = claimed(Claim(row.officer_id, row.since, row.until), mine, me.at)
        if not made:
            _write(file_id, held)
        DeskClaim.objects.filter(until__lt=me.at - KEPT).delete()
    return held


def take_over(me: Signed, file_id: UUID) -> None:
    """Read instead of the colleague who does now: that happens when one is called away."""
    if not files_at_desk().filter(file_id=file_id).exists():
        raise Unknown
    with act(me.actor, me.at):
        DeskClaim.objects.select_for_update().filter(file_id=file_id).first()
        _write(file_id, claimed(None, me.actor.officer_id, me.at))


def let_go(me: Signed, file_id: UUID) -> None:
    """Give the mailbox back to the desk."""
    with act(me.actor, me.at):
        DeskClaim.objects.filter(file_id=file_id, officer_id=me.actor.officer_id).delete()


def forget_claim(file_id: UUID) -> None:
    """The mailbox became a case: who works on it is its team."""
    DeskClaim.objects.filter(file_id=file_id).delete()


def _write(file_id: UUID, held: Claim) -> None:
    DeskClaim.objects.update_or_create(
        file_id=file_id,
        defaults={"officer_id": held.officer_id, "since": held.since, "until": held.until},
    )
