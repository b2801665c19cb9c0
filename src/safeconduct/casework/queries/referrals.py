"""Reads referrals and their recipients."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from safeconduct.casework.core.referral import CONSENT, Class, Ground, State, is_ready
from safeconduct.casework.queries.content import ask_consents
from safeconduct.casework.referring import Recipient, Referral
from safeconduct.vault.core.terms import Compartment
from safeconduct.vault.opening import FileKeys
from safeconduct.web.together import Reads, both, prepared, read, rows_of

PLACE = "casework.referral.note"


@dataclass(frozen=True)
class RecipientView:
    """One recipient; `agreed`: a second officer has confirmed it."""

    id: UUID
    recipient_class: Class
    name: str
    made_by: UUID
    agreed: bool


@dataclass(frozen=True)
class ReferralView:
    """One referral; `note` None without the key to the contact part."""

    id: UUID
    file_id: UUID
    recipient: RecipientView
    ground: Ground
    parts: tuple[Compartment, ...]
    state: State
    proposed_by: UUID
    proposed_at: datetime
    note: str | None


def recipients(agreed_only: bool = False) -> list[RecipientView]:
    """Recipients on the list, by name."""
    rows = Recipient.objects.filter(ended_by=None).order_by("name", "id")
    found = [_recipient(row) for row in rows]
    return [one for one in found if one.agreed] if agreed_only else found


def referrals_of(keys: FileKeys) -> list[ReferralView]:
    """Every referral of the case, newest first."""
    return read(ask_referrals(keys))


def ask_referrals(keys: FileKeys) -> Reads[list[ReferralView]]:
    """As `referrals_of`, together with other reads."""
    rows = _referrals(keys.file_id)
    yield [rows]
    opens = keys.may_open(Compartment.CONTACT)
    return [
        ReferralView(
            row.id,
            row.case_id,
            _recipient(row.recipient),
            Ground[row.ground],
            tuple(map(Compartment, row.parts)),
            State(row.state),
            row.proposed_by,
            row.proposed_at,
            keys.open(Compartment.CONTACT, PLACE, row.id, bytes(row.sealed)) if opens else None,
        )
        for row in rows
    ]


def ask_referral_ready(file_id: UUID) -> Reads[bool]:
    """Whether the case may be handed over: a receiver accepted, and the ground still holds."""
    grounds = rows_of(_accepted(file_id))
    accepted, chosen = yield from both(grounds, ask_consents(file_id))
    consented = chosen.get(CONSENT, False)
    return any(is_ready(State.ACCEPTED, Ground[one], consented) for one in accepted)


@prepared
def _referrals(file_id: UUID) -> QuerySet[Referral]:
    rows = Referral.objects.select_related("recipient").filter(case_id=file_id)
    return rows.order_by("-proposed_at", "id")


@prepared
def _accepted(file_id: UUID) -> QuerySet[Referral, str]:
    rows = Referral.objects.filter(case_id=file_id, state=State.ACCEPTED.value)
    return rows.values_list("ground", flat=True)


def _recipient(row: Recipient) -> RecipientView:
    agreed = row.agreed_by is not None
    return RecipientView(row.id, Class[row.recipient_class], row.name, row.made_by, agreed)
