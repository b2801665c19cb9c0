"""Grave acts and arrivals take two people: by rule, by lock, and by the database."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F

from safeconduct.accounts.core.terms import Interest
from safeconduct.casework import services
from safeconduct.casework.core.silence import silence_days
from safeconduct.casework.core.terms import NOTHING_MORE, Ask, CaseAct, Kind, Stage, WhyNot
from safeconduct.casework.models import Arrival, Attestation, Case, Proposal, Task
from safeconduct.casework.queries import (
    arrival_of,
    find,
    pending_of,
    proposals_for,
)
from safeconduct.casework.services.conflicts import declare_conflict
from safeconduct.casework.services.moves import PROPOSAL_LIFE
from safeconduct.common.ids import new_id
from safeconduct.common.refusal import Conflict, Refused, Unknown
from safeconduct.oversight.figures import programme_totals
from safeconduct.record.queries import entries_of
from tests.cast import Cast, Officer
from tests.making import (
    accepted_referral,
    attest_twice,
    do,
    make_case,
    member,
    refused_in_conflict,
)

A, S = CaseAct, Stage
SECOND = timedelta(seconds=1)


def propose(
    officer: Officer, file_id: UUID, wanted: CaseAct, at: datetime, ask: Ask = NOTHING_MORE
) -> UUID:
    assert do(officer, file_id, wanted, at, ask) is False
    pending = pending_of(file_id, at)
    assert pending is not None
    return pending.id


def supported(cast: Cast, at: datetime) -> UUID:
    """A case in support with no open task."""
    file_id = make_case(cast, at, stage="arrived").file_id
    for wanted in (A.OPEN_STATUS, A.BEGIN_SUPPORT):
        do(cast.lina, file_id, wanted, at)
    for task in Task.objects.filter(case_id=file_id):
        services.finish_task(member(cast, task.role).signed(at), task.id)
    return file_id


GRAVE = [
    ("triage", [], A.URGENT_PASSAGE, "petro", "vasyl", S.PASSAGE),
    ("support", [], A.SETTLE, "olena", "vasyl", S.SETTLED),
    ("offer", [A.CONTACT_LOST], A.CLOSE_FOR_SILENCE, "vasyl", "olena", S.WITHDRAWN),
    ("offer", [], A.REFER, "olena", "vasyl", S.REFERRED),
    ("contact", [], A.MERGE, "olena", "vasyl", S.MERGED),
    ("passage", [], A.RECORD_DEATH, "vasyl", "pavlo", S.DECEASED),
]


@pytest.mark.parametrize(("stage", "before", "wanted", "first", "second", "after"), GRAVE)
def test_a_grave_act_happens_when_a_second_person_confirms(
    cast: Cast, at: datetime, stage: str, before: list[CaseAct], wanted: CaseAct, first: str,
    second: str, after: Stage,
) -> None:  # fmt: skip
    if stage == "support":
        file_id = supported(cast, at)
    else:
        file_id = make_case(cast, at, stage=stage).file_id
    for earlier in before:
        do(cast.olena, file_id, earlier, at)
    here = find(file_id).state.stage
    ask = Ask(make_case(cast, at).file_id) if wanted is A.MERGE else NOTHING_MORE
    if wanted is A.CLOSE_FOR_SILENCE:
        at += timedelta(days=silence_days())
    if wanted is A.REFER:
        accepted_referral(cast, file_id, at)
    proposal = propose(getattr(cast, first), file_id, wanted, at, ask)
    assert find(file_id).state.stage is here
    services.confirm(getattr(cast, second).signed(at), proposal)
    assert find(file_id).state.stage is after
    assert find(file_id).state.previous == (None if after is S.PASSAGE else here)
    beside = (Kind.TASK_DONE, Kind.REFERRAL_MOVED)
    kinds = [e.line.kind for e in entries_of(file_id, 3) if e.line.kind not in beside]
    assert kinds[:2] == [Kind.CASE_MOVED, Kind.PROPOSAL_MADE]


def test_a_conflict_with_either_case_shuts_a_merge_and_never_a_rescue(
    cast: Cast, at: datetime
) -> None:
    one, other, third = (make_case(cast, at, stage="triage").file_id for _ in range(3))
    merge = propose(cast.olena, one, A.MERGE, at, Ask(other))
    for touched in (one, other):
        with refused_in_conflict(cast, at, touched, cast.vasyl):
            services.confirm(cast.vasyl.signed(at), merge)
    declare_conflict(cast.vasyl.signed(at), third, cast.vasyl.id, Interest.KNOWN)
    rescue = propose(cast.petro, third, A.URGENT_PASSAGE, at)
    services.confirm(cast.vasyl.signed(at), rescue)
    assert find(third).state.stage is S.PASSAGE


def test_nobody_confirms_the_own_proposal_or_in_another_role(cast: Cast, at: datetime) -> None:
    file_id = make_case(cast, at, stage="triage").file_id
    proposal = propose(cast.petro, file_id, A.URGENT_PASSAGE, at)
    with pytest.raises(Refused) as refused:
        services.confirm(cast.petro.signed(at), proposal)
    assert refused.value.reasons == (WhyNot.PROPOSED_BY_YOU, WhyNot.ROLE)
    with pytest.raises(Refused) as refused:
        services.confirm(cast.olena.signed(at), proposal)
    assert refused.value.reasons == (WhyNot.ROLE,)
    assert find(file_id).state.stage is S.TRIAGE


def test_a_proposal_ends_after_a_day_and_makes_room_for_the_next(
    cast: Cast, at: datetime
) -> None:
    file_id = make_case(cast, at, stage="triage").file_id
    proposal = propose(cast.petro, file_id, A.URGENT_PASSAGE, at)
    late = at + PROPOSAL_LIFE
    with pytest.raises(Refused) as refused:
        services.confirm(cast.vasyl.signed(late), proposal)
    assert refused.value.reasons == (WhyNot.PROPOSAL_ENDED,)
    assert proposals_for(cast.vasyl.actor, late) == []
    again = propose(cast.petro, file_id, A.URGENT_PASSAGE, late)
    services.confirm(cast.vasyl.signed(late + PROPOSAL_LIFE - SECOND), again)
    assert find(file_id).state.stage is S.PASSAGE


def test_a_proposal_is_confirmed_once(cast: Cast, at: datetime) -> None:
    file_id = make_case(cast, at, stage="triage").file_id
    proposal = propose(cast.petro, file_id, A.URGENT_PASSAGE, at)
    services.confirm(cast.vasyl.signed(at), proposal)
    for deed in (services.confirm, services.drop_proposal):
        with pytest.raises(Refused) as refused:
            deed(cast.vasyl.signed(at), proposal)
        assert refused.value.reasons == (WhyNot.PROPOSAL_ENDED,)


def test_while_one_act_waits_another_must_not_be_done(cast: Cast, at: datetime) -> None:
    file_id = make_case(cast, at, stage="triage").file_id
    proposal = propose(cast.petro, file_id, A.URGENT_PASSAGE, at)
    with pytest.raises(Refused) as refused:
        do(cast.olena, file_id, A.MAKE_OFFER, at)
    assert refused.value.reasons == (WhyNot.PENDING,)
    services.drop_proposal(cast.olena.signed(at), proposal)
    assert do(cast.olena, file_id, A.MAKE_OFFER, at)


def test_withdrawal_waits_for_nothing_and_ends_what_was_pending(
    cast: Cast, at: datetime
) -> None:
    file_id = make_case(cast, at, stage="triage").file_id
    proposal = propose(cast.petro, file_id, A.URGENT_PASSAGE, at)
    assert do(cast.olena, file_id, A.WITHDRAW, at)
    with pytest.raises(Refused):
        services.confirm(cast.vasyl.signed(at), proposal)
    assert Proposal.objects.get().state == "dropped"
    assert find(file_id).state.stage is S.WITHDRAWN


def test_a_case_that_moved_on_cannot_be_confirmed(cast: Cast, at: datetime) -> None:
    file_id = make_case(cast, at, stage="passage").file_id
    proposal = propose(cast.vasyl, file_id, A.RECORD_DEATH, at)
    services.attest_arrival(cast.ruta.signed(at), file_id, True, 1)  # alive, and seen
    with pytest.raises(Conflict):
        services.confirm(cast.pavlo.signed(at), proposal)
    assert find(file_id).state.stage is S.PASSAGE


def test_kirill_knows_of_no_proposal(cast: Cast, at: datetime) -> None:
    file_id = make_case(cast, at, stage="triage").file_id
    proposal = propose(cast.petro, file_id, A.URGENT_PASSAGE, at)
    for deed in (services.confirm, services.drop_proposal):
        for wanted in (proposal, new_id()):
            with pytest.raises(Unknown):
                deed(cast.kirill.signed(at), wanted)
    assert proposals_for(cast.kirill.actor, at) == []


def test_the_database_refuses_a_proposal_confirmed_by_its_maker(
    cast: Cast, at: datetime
) -> None:
    file_id = make_case(cast, at, stage="triage").file_id
    propose(cast.petro, file_id, A.URGENT_PASSAGE, at)
    with (
        pytest.raises(IntegrityError, match="casework_proposal_two_people"),
        transaction.atomic(),
    ):
        Proposal.objects.update(state="confirmed", confirmed_by=F("proposed_by"))
    with pytest.raises(IntegrityError, match="casework_proposal_state"), transaction.atomic():
        Proposal.objects.update(state="confirmed")


def test_two_different_people_make_an_arrival(cast: Cast, at: datetime) -> None:
    file_id = make_case(cast, at, stage="passage").file_id
    assert services.attest_arrival(cast.ruta.signed(at), file_id, True, 2) == 1
    assert (find(file_id).state.stage, arrival_of(file_id)) == (S.PASSAGE, None)
    assert services.attest_arrival(cast.rasa.signed(at), file_id, True, 3) == 2
    state = find(file_id).state
    assert (state.stage, state.arrivals) == (S.ARRIVED, 2)
    assert arrival_of(file_id) is not None
    assert programme_totals().people == 2  # the smaller of the two head counts


@pytest.mark.parametrize(
    ("who", "seen", "why"),
    [
        ("ruta", True, WhyNot.ATTESTED_BY_YOU),
        ("pavlo", True, WhyNot.BOTH_ON_TEAM),
        ("petro", True, WhyNot.COORDINATOR),
        ("rasa", False, WhyNot.NOT_SEEN),
    ],
)
def test_a_second_attestation_that_does_not_count_is_refused(
    cast: Cast, at: datetime, who: str, seen: bool, why: WhyNot
) -> None:
    file_id = make_case(cast, at, stage="passage").file_id
    services.attest_arrival(cast.ruta.signed(at), file_id, True, 1)
    with pytest.raises(Refused) as refused:
        services.attest_arrival(getattr(cast, who).signed(at), file_id, seen, 1)
    assert why in refused.value.reasons
    assert (Attestation.objects.count(), Arrival.objects.count()) == (1, 0)


def test_nobody_arrives_before_passage_or_a_third_time(cast: Cast, at: datetime) -> None:
    file_id = make_case(cast, at, stage="offer").file_id
    with pytest.raises(Refused) as refused:
        services.attest_arrival(cast.rasa.signed(at), file_id, True, 1)
    assert refused.value.reasons == (WhyNot.NOT_THIS_STAGE,)
    do(cast.olena, file_id, A.ACCEPT_OFFER, at)
    attest_twice(cast, file_id, at)
    with pytest.raises(Refused) as refused:
        services.attest_arrival(cast.pavlo.signed(at), file_id, True, 1)
    assert WhyNot.ATTESTED_TWICE in refused.value.reasons


def test_being_seen_at_reception_restores_contact(cast: Cast, at: datetime) -> None:
    file_id = make_case(cast, at, stage="passage").file_id
    do(cast.olena, file_id, A.CONTACT_LOST, at)
    services.attest_arrival(cast.rasa.signed(at), file_id, True, 1)
    assert not find(file_id).state.lost


def _insert(
    file_id: UUID, ordinal: int, officer: UUID, on_team: bool, at: datetime
) -> Attestation:
    with transaction.atomic():
        return Attestation.objects.create(
            id=new_id(), case_id=file_id, ordinal=ordinal, officer_id=officer, key_id="00ff",
            on_team=on_team, head_count=1, at=at,
        )  # fmt: skip


def test_the_database_refuses_a_false_pair_of_attestations(cast: Cast, at: datetime) -> None:
    file_id, ruta = make_case(cast, at, stage="passage").file_id, new_id()
    with pytest.raises(IntegrityError, match="two different people"):
        _insert(file_id, 2, new_id(), False, at)  # a second without a first
    _insert(file_id, 1, ruta, True, at)
    with pytest.raises(IntegrityError, match="one from outside"):
        _insert(file_id, 2, new_id(), True, at)
    with pytest.raises(IntegrityError, match="two different people|other_officer"):
        _insert(file_id, 2, ruta, False, at)
    with pytest.raises(IntegrityError, match="casework_attest_ordinal"):
        _insert(file_id, 1, new_id(), False, at)
    with pytest.raises(IntegrityError, match="casework_attest_first_or_second"):
        _insert(file_id, 3, new_id(), False, at)
    assert _insert(file_id, 2, new_id(), False, at).ordinal == 2


def test_the_database_refuses_an_arrival_of_borrowed_attestations(
    cast: Cast, at: datetime
) -> None:
    mine, other = (make_case(cast, at, stage="passage").file_id for _ in range(2))
    first = _insert(mine, 1, new_id(), True, at)
    borrowed = _insert(other, 1, new_id(), False, at)
    for pair in ((first, borrowed), (first, first)):
        with (
            pytest.raises(IntegrityError, match="of this case|arrival_two_people"),
            transaction.atomic(),
        ):
            Arrival.objects.create(
                id=new_id(), case_id=mine, first=pair[0], second=pair[1], at=at
            )


def test_a_case_is_merged_into_another_case_or_not_at_all(cast: Cast, at: datetime) -> None:
    file_id = make_case(cast, at).file_id
    for into in (None, file_id, new_id()):
        with pytest.raises(Refused) as refused:
            do(cast.olena, file_id, A.MERGE, at, Ask(into))
        assert refused.value.reasons == (WhyNot.NO_OTHER_CASE,)
    merged = pytest.raises(IntegrityError, match="casework_merged_into_another")
    with merged, transaction.atomic():
        Case.objects.filter(file_id=file_id).update(stage="merged", previous="contact")


def test_nobody_attests_without_the_role(cast: Cast, at: datetime) -> None:
    file_id = make_case(cast, at, stage="passage").file_id
    with pytest.raises(Refused) as refused:
        services.attest_arrival(cast.kirill.signed(at), file_id, True, 1)
    assert refused.value.reasons == (WhyNot.ROLE,)
