"""The award stream's own eyes: the one place of this room that reads the vetting decision."""

from uuid import UUID

from safeconduct.casework.core.terms import Vetting
from safeconduct.casework.decision import ask_vettings, lock_vetting
from safeconduct.materiel.core.rules import reasons_not_to_award
from safeconduct.materiel.core.terms import ValuationKind
from safeconduct.materiel.queries import ClaimView, ask_some, award_facts, claim
from safeconduct.materiel.services import lock_claim
from safeconduct.support.core.terms import AwardSide
from safeconduct.web.together import Reads, both

ALLOWS = (Vetting.CLEAR, Vetting.LIMITED)


def award_side(file_id: UUID, claim_id: UUID) -> AwardSide:
    """Vetting (locked until the transaction ends), verification and the amount by rule."""
    lock_claim(claim_id)  # a release cannot race a claim that is being taken back
    return _side(claim(claim_id), lock_vetting(file_id))


def ask_award_sides(claims: dict[UUID, UUID]) -> Reads[dict[UUID, AwardSide]]:
    """By claim, for showing only: nothing is locked. `claims`: the file of each."""
    known, states = yield from both(ask_some(list(claims)), ask_vettings(list(claims.values())))
    return {
        one: _side(known[one], states.get(file_id, Vetting.NONE))
        for one, file_id in claims.items()
    }


def _side(claim: ClaimView, vetting: Vetting) -> AwardSide:
    facts = award_facts(claim)
    valuation = claim.valuation  # under the tariff of the day it was registered
    fixed = valuation.amount if valuation.kind is ValuationKind.FIXED else None
    return AwardSide(
        vetting_allows=vetting in ALLOWS,
        verified_by=frozenset(UUID(person) for person in facts.verified_by),
        amount_by_rule=fixed,
        item_reasons=tuple(reasons_not_to_award(facts)),
    )
