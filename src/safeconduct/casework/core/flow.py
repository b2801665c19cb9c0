"""The life of a case as one table; pages, documentation, diagram and model check read it."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from safeconduct.accounts.core.terms import Role
from safeconduct.casework.core.kinds import has_stage, kinds
from safeconduct.casework.core.silence import silence_days
from safeconduct.casework.core.terms import (
    BEFORE_ARRIVAL,
    CLOSED,
    OPEN,
    CaseAct,
    CaseFacts,
    CaseState,
    Confirm,
    Erasing,
    Stage,
    WhyNot,
)
from safeconduct.common.refusal import Reason

Guard = Callable[[CaseFacts], WhyNot | None]
A, R, S, C = CaseAct, Role, Stage, Confirm


def two_attestations(facts: CaseFacts) -> WhyNot | None:
    """Arrival must be attested by two people."""
    return None if facts.state.arrivals == 2 else WhyNot.ARRIVAL_UNATTESTED


def team_set(facts: CaseFacts) -> WhyNot | None:
    """Somebody must own the case."""
    return None if facts.has_team else WhyNot.NO_TEAM


def tasks_done(facts: CaseFacts) -> WhyNot | None:
    """No task may be left behind."""
    return WhyNot.OPEN_TASKS if facts.open_tasks else None


def stays(facts: CaseFacts) -> WhyNot | None:
    """The kind of the case has no arrival: there is none to wait for."""
    return WhyNot.JOURNEY if kinds()[facts.kind].arrives else None


def told_first(facts: CaseFacts) -> WhyNot | None:
    """Whoever was brought along must have been told what happened, and that they may leave."""
    untold = kinds()[facts.kind].told_first and not facts.told_first
    return WhyNot.NOT_TOLD if untold else None


def rights_given(facts: CaseFacts) -> WhyNot | None:
    """The rights sheet in force must have been given in the person's own language."""
    return None if facts.rights_given else WhyNot.NO_RIGHTS_SHEET


def silent(facts: CaseFacts) -> WhyNot | None:
    """The person must have been silent for the days of casework/data/limits.toml."""
    return None if facts.silent_days >= silence_days() else WhyNot.NOT_SILENT_YET


def over(facts: CaseFacts) -> WhyNot | None:
    """No payment, custody, evidence, protection or deadline of the case may go on."""
    return WhyNot.GOES_ON if facts.goes_on else None


def receiver_accepted(facts: CaseFacts) -> WhyNot | None:
    """A receiver must have accepted, and the ground must still hold (core/referral.py)."""
    return None if facts.referral_ready else WhyNot.NO_REFERRAL


def not_held(facts: CaseFacts) -> WhyNot | None:
    """No legal hold may lie on the file."""
    return WhyNot.HELD if facts.state.held else None


@dataclass(frozen=True)
class Move:
    """One row: who may do it, from where to where, what must hold, what must be confirmed.

    `target` None keeps the stage; `confirmers` empty means that one person suffices.
    """

    act: CaseAct
    label: str
    sources: tuple[Stage, ...]
    target: Stage | None
    who: frozenset[Role]
    guards: tuple[Guard, ...] = ()
    confirms: tuple[Confirm, ...] = ()
    confirmers: frozenset[Role] = frozenset()
    while_lost: bool = False


# Roles on a case without a key to the identity, who may need it once; the others hold one.
MAY_NEED = frozenset(
    {
        R.EVIDENCE_CUSTODIAN, R.FINANCE_OFFICER, R.PASSAGE_COORDINATOR, R.RECEPTION_OFFICER,
        R.SUPERVISOR, R.SUPPORT_WORKER,
    }
)  # fmt: skip


def _by(*roles: Role) -> frozenset[Role]:
    return frozenset(roles)


CO, SU, PC, LA, PL = (
    R.CASE_OFFICER,
    R.SUPERVISOR,
    R.PASSAGE_COORDINATOR,
    R.LEGAL_ADVISER,
    R.PROTECTION_LEAD,
)

# docs/lifecycle.md, drawn from this table. Opening makes the case; vetting and payments are
# other machines (vetting/core/flow.py, support/core/flow.py).
MOVES: tuple[Move, ...] = (
    Move(
        A.START_TRIAGE, "Start triage", (S.CONTACT,), S.TRIAGE,
        _by(R.INTAKE_OFFICER, CO), guards=(told_first,), confirms=(C.SAFE_CONTACT,),
    ),
    Move(
        A.MAKE_OFFER, "Make the offer", (S.TRIAGE,), S.OFFER, _by(CO),
        guards=(team_set, rights_given),
    ),
    Move(
        A.URGENT_PASSAGE, "Urgent passage", (S.TRIAGE,), S.PASSAGE, _by(PC),
        confirms=(C.DANGER_WRITTEN,), confirmers=_by(SU),
    ),
    Move(
        A.ACCEPT_OFFER, "Record: offer accepted", (S.OFFER,), S.PASSAGE, _by(CO),
        confirms=(C.OFFER_READ, C.NO_DURESS, C.WILLING),
    ),
    Move(
        A.ALREADY_IN_SAFETY, "Record: already in safety", BEFORE_ARRIVAL, S.ARRIVED, _by(CO),
        confirms=(C.PLACE_RECORDED,), while_lost=True,
    ),
    Move(
        A.OPEN_STATUS, "Open legal status", (S.ARRIVED,), S.STATUS, _by(LA),
        guards=(two_attestations, told_first),
        confirms=(C.MEDICAL_TASK, C.RIGHTS_TASK, C.COUNSEL_OFFERED),
    ),
    Move(
        A.BEGIN_SUPPORT, "Begin support", (S.STATUS,), S.SUPPORT, _by(LA),
        confirms=(C.OUTCOME_RECORDED,),
    ),
    Move(
        A.BEGIN_CARE, "Begin care without a journey", (S.TRIAGE, S.OFFER), S.SUPPORT, _by(CO),
        guards=(stays,), confirms=(C.PERSON_AGREES,),
    ),
    Move(
        A.SETTLE, "Settle the case", (S.SUPPORT,), S.SETTLED, _by(CO),
        guards=(tasks_done,), confirms=(C.AFTERCARE, C.PERSON_AGREES), confirmers=_by(SU),
    ),
    Move(
        A.SLEEP, "Put to sleep until the person is back", OPEN, None, _by(CO),
        confirms=(C.RECONTACT_PLAN, C.CHALLENGE_AGREED),
    ),
    Move(
        A.WAKE, "Wake the case", OPEN, None, _by(CO, R.INTAKE_OFFICER),
        confirms=(C.CHALLENGE_ASKED,),
    ),
    Move(
        A.CONTACT_LOST, "Record: contact lost", OPEN, None, _by(CO),
        confirms=(C.OUTREACH_PLAN,),
    ),
    Move(
        A.CONTACT_RESTORED, "Record: contact restored", OPEN, None, _by(CO),
        confirms=(C.CHALLENGE_ASKED,), while_lost=True,
    ),
    Move(
        A.WITHDRAW, "Record: the person withdraws", OPEN, S.WITHDRAWN,
        _by(CO, R.INTAKE_OFFICER),
        confirms=(C.PERSON_ASKED,), while_lost=True,
    ),
    Move(
        A.CLOSE_FOR_SILENCE, "Close after long silence", OPEN, S.WITHDRAWN, _by(SU),
        guards=(silent,), confirms=(C.TRIED,), confirmers=_by(CO), while_lost=True,
    ),
    Move(
        A.REFER, "Refer to another receiver", OPEN, S.REFERRED, _by(CO),
        guards=(receiver_accepted,), confirms=(C.NEWS_TOLD,), confirmers=_by(SU),
        while_lost=True,
    ),
    Move(
        A.MERGE, "Merge: the same person wrote twice", OPEN, S.MERGED, _by(CO),
        confirms=(C.SIDE_BY_SIDE,), confirmers=_by(SU), while_lost=True,
    ),
    Move(
        A.SPLIT, "Split: give some of these people a file of their own", OPEN, None,
        _by(CO, SU, PL), confirms=(C.PARTED,), confirmers=_by(CO, PL),
    ),
    Move(
        A.CHANGE_KIND, "Change the kind of the case", OPEN, None, _by(CO),
        confirmers=_by(SU), while_lost=True,
    ),
    Move(
        A.RECORD_DEATH, "Record a death",
        tuple(s for s in S if s not in (S.MERGED, S.DECEASED)),
        S.DECEASED, _by(SU), confirms=(C.DEATH_SOURCE,), confirmers=_by(PL), while_lost=True,
    ),
    Move(
        A.UNSEAL_IDENTITY, "Unseal the identity for some hours", tuple(S), None, MAY_NEED,
        confirmers=_by(PL), while_lost=True,
    ),
    Move(
        A.PLACE_HOLD, "Place a legal hold", tuple(S), None, _by(LA, R.EVIDENCE_CUSTODIAN),
        guards=(not_held,), confirms=(C.HOLD_GROUND,), while_lost=True,
    ),
    Move(
        A.LIFT_HOLD, "Lift the legal hold", tuple(S), None, _by(LA),
        confirms=(C.HOLD_OVER,), confirmers=_by(SU), while_lost=True,
    ),
    Move(
        A.ERASE, "Erase the case", CLOSED, None, _by(SU), guards=(not_held, over),
        confirms=(C.RETENTION_OVER,), confirmers=_by(R.AUDITOR), while_lost=True,
    ),
    Move(
        A.STOP_ERASURE, "Stop the erasure", CLOSED, None, _by(SU, CO, LA),
        while_lost=True,
    ),
    Move(
        A.REOPEN, "Reopen", (S.SETTLED, S.WITHDRAWN, S.REFERRED, S.DECEASED), None, _by(SU),
        confirms=(C.REASON_WRITTEN,), while_lost=True,
    ),
)  # fmt: skip
TABLE: dict[CaseAct, Move] = {move.act: move for move in MOVES}

# What the overlays are after an act that touches them; every other act leaves them alone.
LOST_AFTER = {A.CONTACT_LOST: True, A.CONTACT_RESTORED: False, A.ALREADY_IN_SAFETY: False}
DORMANT_AFTER = {A.SLEEP: True, A.WAKE: False}
HELD_AFTER = {A.PLACE_HOLD: True, A.LIFT_HOLD: False}
ERASING_AFTER = {
    A.ERASE: Erasing.WAITING,
    A.PLACE_HOLD: Erasing.NONE,
    A.RECORD_DEATH: Erasing.NONE,
    A.REOPEN: Erasing.NONE,
    A.STOP_ERASURE: Erasing.NONE,
}
# While an erasure waits nothing else moves but what can stop it.
STOPS_ERASURE = frozenset(ERASING_AFTER) - {A.ERASE}


def _overlay_forbids(move: Move, facts: CaseFacts) -> list[WhyNot]:
    """Reasons from lost contact, sleep and pending acts."""
    state, found = facts.state, []
    if state.lost and not move.while_lost:
        found.append(WhyNot.CONTACT_LOST)
    wrong_overlay = {
        A.CONTACT_RESTORED: (not state.lost, WhyNot.NOT_LOST),
        A.CLOSE_FOR_SILENCE: (not state.lost, WhyNot.NOT_LOST),
        A.SLEEP: (state.dormant, WhyNot.ASLEEP),
        A.WAKE: (not state.dormant, WhyNot.AWAKE),
        A.LIFT_HOLD: (not state.held, WhyNot.NOT_HELD),
        A.STOP_ERASURE: (state.erasing is not Erasing.WAITING, WhyNot.NO_ERASURE),
    }
    wrong, why = wrong_overlay.get(move.act, (False, WhyNot.NOT_THIS_STAGE))
    found += [why] if wrong else []
    # Withdrawing is one step, always: nothing pending may stand in its way.
    if facts.pending and move.act is not A.WITHDRAW:
        found.append(WhyNot.PENDING)
    return found


def _erasure_forbids(move: Move, state: CaseState) -> list[WhyNot]:
    """Reasons from an erasure that waits or was done."""
    if state.erasing is Erasing.DONE:
        return [WhyNot.ERASED]
    waits = state.erasing is Erasing.WAITING and move.act not in STOPS_ERASURE
    return [WhyNot.ERASURE_WAITS] if waits else []


def reasons_not_to(act: CaseAct, facts: CaseFacts) -> list[WhyNot]:
    """Why the case itself does not allow the act now; roles and ticks are asked separately."""
    move = TABLE[act]
    found: list[WhyNot] = []
    if facts.state.stage not in move.sources:
        closed = facts.state.stage in CLOSED
        found.append(WhyNot.CLOSED if closed else WhyNot.NOT_THIS_STAGE)
    if move.target is not None and not has_stage(facts.kind, move.target):
        found.append(WhyNot.NOT_THIS_KIND)
    found += _overlay_forbids(move, facts)
    found += _erasure_forbids(move, facts.state)
    found += [why for guard in move.guards if (why := guard(facts)) is not None]
    return found


def reasons_not_to_apply(
    act: CaseAct, facts: CaseFacts, roles: frozenset[Role]
) -> list[Reason]:
    """Every reason at once: role, case, and what was not confirmed (in the row's order)."""
    move = TABLE[act]
    role: list[Reason] = [] if roles & move.who else [WhyNot.ROLE]
    unticked = [tick for tick in move.confirms if tick not in facts.confirmed]
    return [*role, *reasons_not_to(act, facts), *unticked]


def step(state: CaseState, act: CaseAct) -> CaseState:
    """The state after the act; guards are asked before."""
    move = TABLE[act]
    state = replace(
        state,
        held=HELD_AFTER.get(act, state.held),
        erasing=ERASING_AFTER.get(act, state.erasing),
    )
    if act is A.REOPEN:
        back = S.SUPPORT if state.stage is S.SETTLED else state.previous
        return replace(state, stage=back or S.CONTACT, previous=None)
    after = replace(
        state,
        lost=LOST_AFTER.get(act, state.lost),
        dormant=DORMANT_AFTER.get(act, state.dormant),
    )
    if move.target is None:
        return after
    closing = move.target in CLOSED
    # A second end (a death after settling) keeps the last open stage as the way back.
    previous = (state.previous or state.stage) if closing else None
    return replace(after, stage=move.target, previous=previous)


def attest(state: CaseState) -> CaseState:
    """The state after one more attestation: a person seen at reception is no longer lost."""
    arrivals = state.arrivals + 1
    stage = S.ARRIVED if arrivals == 2 and state.stage is S.PASSAGE else state.stage
    return replace(state, arrivals=arrivals, stage=stage, lost=False)


def erased(state: CaseState) -> CaseState:
    """The state after the waiting time: the keys are destroyed. ValueError unless it waited."""
    if state.erasing is not Erasing.WAITING or state.held or state.stage not in CLOSED:
        msg = "only a closed case without a hold, agreed by two, is erased"
        raise ValueError(msg)
    return replace(state, erasing=Erasing.DONE)
