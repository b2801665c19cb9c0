"""Two officers conclude, the person is heard, and nobody outside vetting can tell."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from safeconduct.accounts.core.terms import Role
from safeconduct.accounts.core.terms import WhyNot as AccountWhyNot
from safeconduct.accounts.models import Officer as OfficerRow
from safeconduct.accounts.signed import Signed
from safeconduct.casework.core.terms import Vetting
from safeconduct.casework.decision import (
    VettingDecision,
    sealed_reasons,
    vetting_of,
    write_decision,
)
from safeconduct.casework.services import assign
from safeconduct.common.ids import new_id
from safeconduct.common.refusal import Conflict, Refused, Unknown
from safeconduct.record.models import Leaf
from safeconduct.vault.core.terms import Compartment
from safeconduct.vault.queries import open_file
from safeconduct.vetting import services
from safeconduct.vetting.core.terms import (
    Again,
    Answer,
    Direction,
    Distortion,
    Lean,
    ProposalState,
    Result,
    Standing,
    WhyNot,
)
from safeconduct.vetting.models import Conclusion, Finding, Reopening
from safeconduct.vetting.queries import Words, vetting_file
from tests.cast import Cast
from tests.making import make_case, refused_in_conflict, retrain
from tests.screening.making import as_role
from tests.vetting.making import (
    CANARY,
    against,
    concluded,
    new_finding,
    opened,
    propose,
)

LATER = timedelta(hours=1)


@pytest.fixture
def file_id(cast: Cast, at: datetime) -> UUID:
    """Story 7: the plant seeking cash."""
    return make_case(cast, at, text="Т-90М завтра. Двадцать тысяч вперёд.").file_id


def reasons_of(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [reason.name for reason in refused.value.reasons]


def test_two_officers_conclude_and_the_reasons_open_with_the_vetting_key(
    cast: Cast, at: datetime, file_id: UUID
) -> None:
    concluded(cast, at, file_id, Result.ADVERSE)
    assert vetting_of(file_id) is Vetting.ADVERSE
    row = VettingDecision.objects.get(file_id=file_id)
    assert (row.proposed_by, row.decided_by) == (cast.anna.id, cast.viktor.id)
    sealed = sealed_reasons(file_id)
    assert sealed is not None
    assert CANARY.encode() not in sealed
    text = open_file(cast.anna.keys, file_id).open(
        Compartment.VETTING, "casework.vettingdecision.reasons", file_id, sealed
    )
    assert CANARY in Words.from_json(text).reasons


def test_the_ladder_is_words_only(cast: Cast, at: datetime, file_id: UUID) -> None:
    opened(cast, at, file_id)
    services.add_finding(cast.anna.signed(at), file_id, new_finding())
    against(cast, at, file_id, heard=False)
    view = vetting_file(cast.viktor.signed(at), file_id)
    assert [step.lean for step in view.steps].count(Lean.ASKS) == 2
    assert {step.standing for step in view.steps} == {Standing.FIRM}
    assert sum(step.still_to_put for step in view.steps) == 2


def test_one_origin_is_one_step(cast: Cast, at: datetime, file_id: UUID) -> None:
    opened(cast, at, file_id)
    anna = cast.anna.signed(at)
    first = services.add_finding(anna, file_id, new_finding())
    origin = Finding.objects.get(id=first).origin
    same = new_finding("texture_of_account", origin=origin)
    services.add_finding(anna, file_id, same)
    assert len(vetting_file(anna, file_id).steps) == 1
    with pytest.raises(Refused) as refused:
        services.add_finding(anna, file_id, new_finding(origin=uuid4()))
    assert reasons_of(refused) == ["NO_SUCH_ORIGIN"]


def test_a_finding_needs_an_open_track_and_its_words(
    cast: Cast, at: datetime, file_id: UUID
) -> None:
    bad = new_finding("demeanour", note=" ", day=date(2026, 11, 23))
    with pytest.raises(Refused) as refused:
        services.add_finding(cast.anna.signed(at), file_id, bad)
    assert reasons_of(refused) == [
        "NOT_POSSIBLE_NOW",
        "NO_SUCH_INDICATOR",
        "NO_NOTE",
        "IN_THE_FUTURE",
    ]
    assert not Finding.objects.exists()


def test_the_track_is_started_once(cast: Cast, at: datetime, file_id: UUID) -> None:
    opened(cast, at, file_id)
    with pytest.raises(Refused) as refused:
        services.start(cast.viktor.signed(at), file_id)
    assert reasons_of(refused) == ["NOT_POSSIBLE_NOW"]


def test_whoever_proposed_cannot_decide(cast: Cast, at: datetime, file_id: UUID) -> None:
    opened(cast, at, file_id)
    services.add_finding(cast.anna.signed(at), file_id, new_finding())
    row = propose(cast, at, file_id, Result.CLEAR)
    with pytest.raises(Refused) as refused:
        services.decide(cast.anna.signed(at), row)
    assert reasons_of(refused) == ["SAME_PERSON", "NOT_A_LEAD"]
    both = replace(cast.anna.actor, roles=frozenset({Role.VETTING_ANALYST, Role.VETTING_LEAD}))
    with pytest.raises(Refused) as refused:
        services.decide(Signed(both, cast.anna.keys, at), row)
    assert reasons_of(refused) == ["SAME_PERSON"]
    with refused_in_conflict(cast, at, file_id, cast.viktor):
        services.decide(cast.viktor.signed(at), row)
    assert vetting_of(file_id) is Vetting.OPEN


def test_the_database_wants_two_people_too(cast: Cast, at: datetime, file_id: UUID) -> None:
    opened(cast, at, file_id)
    anna = cast.anna.id
    with (
        pytest.raises(IntegrityError, match="casework_vetting_two_people"),
        transaction.atomic(),
    ):
        write_decision(file_id, Vetting.CLEAR, anna, anna, b"sealed", at)
    services.add_finding(cast.anna.signed(at), file_id, new_finding())
    row = propose(cast, at, file_id, Result.CLEAR)
    with (
        pytest.raises(IntegrityError, match="vetting_conclusion_two_people"),
        transaction.atomic(),
    ):
        Conclusion.objects.filter(id=row).update(
            state="decided", decided_by=anna, decided_at=at
        )


def test_the_database_wants_the_person_heard(cast: Cast, at: datetime, file_id: UUID) -> None:
    opened(cast, at, file_id)
    against(cast, at, file_id, heard=False)
    sealed = open_file(cast.anna.keys, file_id).seal(
        Compartment.VETTING, "vetting.conclusion.words", file_id, "x"
    )
    row = Conclusion.objects.create(
        id=new_id(), file_id=file_id, result="limited", proposed_by=cast.anna.id,
        proposed_at=at, sealed_words=sealed,
    )  # fmt: skip
    decided = {"state": "decided", "decided_by": cast.viktor.id, "decided_at": at}
    with pytest.raises(IntegrityError, match="not heard"), transaction.atomic():
        Conclusion.objects.filter(id=row.id).update(**decided)
    with pytest.raises(IntegrityError, match="must_be_put"), transaction.atomic():
        Finding.objects.update(answer="not_needed")
    with pytest.raises(IntegrityError, match="begins as a proposal"), transaction.atomic():
        Conclusion.objects.create(
            id=new_id(), file_id=file_id, result="clear", proposed_by=cast.anna.id,
            proposed_at=at, sealed_words=sealed, **decided,
        )  # fmt: skip


def test_what_the_person_said_stays(cast: Cast, at: datetime, file_id: UUID) -> None:
    opened(cast, at, file_id)
    first = against(cast, at, file_id)[0]
    with pytest.raises(Refused) as refused:
        services.put_to_person(cast.anna.signed(at), first, Answer.PUT_UNANSWERABLE, "")
    assert reasons_of(refused) == ["NOT_POSSIBLE_NOW"]
    with pytest.raises(IntegrityError, match="never replaced"), transaction.atomic():
        Finding.objects.filter(id=first).update(answer="not_put", sealed_answer=None)
    said = [one.said for one in vetting_file(cast.viktor.signed(at), file_id).findings]
    assert all(CANARY in text for text in said)


def test_every_missing_piece_is_named_at_once(cast: Cast, at: datetime, file_id: UUID) -> None:
    opened(cast, at, file_id)
    asks = new_finding("safety_before_money", Direction.ASKS)
    services.add_finding(cast.anna.signed(at), file_id, asks)
    with pytest.raises(Refused) as refused:
        services.propose(
            cast.viktor.signed(at), file_id, Result.ADVERSE, reasons="", speaks_for="",
            speaks_against=" ", distortions=frozenset({Distortion.FEAR}),
        )  # fmt: skip
    assert reasons_of(refused) == [
        "NOT_AN_ANALYST",
        "NO_REASONS",
        "FOR_NOT_WRITTEN",
        "AGAINST_NOT_WRITTEN",
        "DISTORTIONS_NOT_CONSIDERED",
        "ONE_FACT_ALONE",
        "NOT_PUT_TO_PERSON",
    ]
    assert not Conclusion.objects.exists()


def test_a_point_that_cannot_be_answered_yet_is_never_adverse(
    cast: Cast, at: datetime, file_id: UUID
) -> None:
    opened(cast, at, file_id)
    for finding_id in against(cast, at, file_id, heard=False):
        services.put_to_person(cast.anna.signed(at), finding_id, Answer.PUT_UNANSWERABLE, "")
    with pytest.raises(Refused) as refused:
        propose(cast, at, file_id, Result.ADVERSE)
    assert reasons_of(refused) == ["NOT_ANSWERABLE_YET"]
    row = propose(cast, at, file_id, Result.LIMITED)
    services.decide(cast.viktor.signed(at), row)
    assert vetting_of(file_id) is Vetting.LIMITED


def test_a_new_fact_takes_the_proposal_back(cast: Cast, at: datetime, file_id: UUID) -> None:
    opened(cast, at, file_id)
    anna = cast.anna.signed(at)
    services.add_finding(anna, file_id, new_finding())
    row = propose(cast, at, file_id, Result.CLEAR)
    services.add_finding(anna, file_id, new_finding("texture_of_account"))
    assert Conclusion.objects.get(id=row).state == ProposalState.DROPPED.value
    with pytest.raises(Refused) as refused:
        services.decide(cast.viktor.signed(at), row)
    assert reasons_of(refused) == ["PROPOSAL_ENDED"]


def test_one_proposal_at_a_time_and_it_can_be_turned_down(
    cast: Cast, at: datetime, file_id: UUID
) -> None:
    opened(cast, at, file_id)
    services.add_finding(cast.anna.signed(at), file_id, new_finding())
    row = propose(cast, at, file_id, Result.CLEAR)
    with pytest.raises(Refused) as refused:
        propose(cast, at, file_id, Result.CLEAR)
    assert reasons_of(refused) == ["ALREADY_PROPOSED"]
    services.drop(cast.viktor.signed(at), row)
    with pytest.raises(Refused):
        services.drop(cast.viktor.signed(at), row)
    propose(cast, at, file_id, Result.CLEAR)


def test_a_result_decided_elsewhere_meanwhile_is_a_conflict(
    cast: Cast, at: datetime, file_id: UUID
) -> None:
    opened(cast, at, file_id)
    write_decision(file_id, Vetting.CLEAR, cast.anna.id, cast.viktor.id, b"sealed", at)
    with pytest.raises(Conflict):
        write_decision(file_id, Vetting.CLEAR, cast.anna.id, cast.viktor.id, b"sealed", at)


def test_deciding_asks_the_rules_again(cast: Cast, at: datetime, file_id: UUID) -> None:
    opened(cast, at, file_id)
    services.add_finding(cast.anna.signed(at), file_id, new_finding())
    row = propose(cast, at, file_id, Result.CLEAR)
    OfficerRow.objects.filter(id=cast.anna.id).update(active=False)
    with pytest.raises(Refused) as refused:
        services.decide(cast.viktor.signed(at), row)
    assert reasons_of(refused) == ["NOT_AN_ANALYST"]


@pytest.mark.parametrize("result", [None, Result.CLEAR, Result.ADVERSE])
def test_the_protection_lead_asks_for_a_fresh_look_and_learns_nothing(
    cast: Cast, at: datetime, file_id: UUID, result: Result | None
) -> None:
    if result is not None:
        concluded(cast, at, file_id, result)
    before = vetting_file(cast.viktor.signed(at), file_id).state
    services.ask_again(cast.pavlo.signed(at), file_id, Again.DANGER)
    view = vetting_file(cast.viktor.signed(at), file_id)
    assert view.state is (Vetting.OPEN if result else before)
    told = [one.reason for one in view.reopenings]
    assert told == ([Again.DANGER.value] if result else [])
    for who, error in ((cast.olena, Refused), (cast.kirill, Unknown)):
        with pytest.raises(error):
            services.ask_again(who.signed(at), file_id, Again.DANGER)


def test_the_database_wants_one_reason_for_a_reopening(at: datetime, file_id: UUID) -> None:
    for words, code in ((None, ""), (b"x", "DANGER"), (None, "GUESS")):
        with (
            pytest.raises(IntegrityError, match="vetting_reopening_reason"),
            transaction.atomic(),
        ):
            Reopening.objects.create(
                id=new_id(), file_id=file_id, officer_id=new_id(), at=at,
                sealed_reason=words, again=code,
            )  # fmt: skip


def test_only_a_lead_reopens_with_a_reason_and_the_history_stays(
    cast: Cast, at: datetime, file_id: UUID
) -> None:
    concluded(cast, at, file_id, Result.ADVERSE)
    with pytest.raises(Refused) as refused:
        services.reopen(cast.anna.signed(at), file_id, " ")
    assert reasons_of(refused) == ["MAY_NOT_REOPEN", "NO_REASON_TO_REOPEN"]
    services.reopen(cast.viktor.signed(at + LATER), file_id, f"Новый свидетель. {CANARY}")
    view = vetting_file(cast.viktor.signed(at), file_id)
    assert view.state is Vetting.OPEN
    assert [one.result for one in view.earlier] == [Result.ADVERSE]
    assert CANARY in view.reopenings[0].reason
    row = VettingDecision.objects.get(file_id=file_id)
    assert (row.decided_by, row.sealed_reasons) == (None, None)
    with pytest.raises(Refused) as again:
        services.reopen(cast.viktor.signed(at), file_id, "x")
    assert reasons_of(again) == ["NO_RESULT_TO_REOPEN"]


def test_facts_stay_recordable_after_a_result(cast: Cast, at: datetime, file_id: UUID) -> None:
    concluded(cast, at, file_id, Result.CLEAR)
    services.add_finding(
        cast.anna.signed(at), file_id, new_finding("safety_before_money", Direction.ASKS)
    )
    assert vetting_of(file_id) is Vetting.CLEAR


@pytest.mark.parametrize("name", ["kirill", "olena", "marta", "pavlo", "vasyl", "daria"])
def test_nobody_else_can_read_or_write(
    cast: Cast, at: datetime, file_id: UUID, name: str
) -> None:
    row = concluded(cast, at, file_id, Result.LIMITED)
    finding = Finding.objects.values_list("id", flat=True)[0]
    me = getattr(cast, name).signed(at)
    for deed in (
        lambda: vetting_file(me, file_id),
        lambda: services.start(me, file_id),
        lambda: services.reopen(me, file_id, "x"),
        lambda: services.add_finding(me, file_id, new_finding()),
        lambda: services.put_to_person(me, finding, Answer.ANSWERED, "x"),
        lambda: services.decide(me, row),
        lambda: services.drop(me, row),
    ):
        with pytest.raises(Unknown):
            deed()


def test_a_vetting_role_without_the_key_reads_nothing(
    cast: Cast, at: datetime, file_id: UUID
) -> None:
    other = make_case(cast, at).file_id
    concluded(cast, at, file_id, Result.CLEAR)
    mira = replace(cast.kirill.actor, roles=frozenset({Role.VETTING_ANALYST}))
    retrain(cast.kirill, Role.SUPPORT_WORKER)
    assign(cast.iryna.signed(at), file_id, cast.kirill.id, Role.SUPPORT_WORKER)
    with pytest.raises(Unknown):
        vetting_file(Signed(mira, cast.kirill.keys, at), file_id)
    with pytest.raises(Unknown):
        vetting_file(Signed(mira, cast.kirill.keys, at), other)


def test_a_lead_writes_no_finding(cast: Cast, at: datetime, file_id: UUID) -> None:
    opened(cast, at, file_id)
    with pytest.raises(Refused) as refused:
        services.add_finding(cast.viktor.signed(at), file_id, new_finding())
    assert refused.value.reasons == (AccountWhyNot.ROLE,)


def test_record_lines_hold_no_words_no_result_and_no_indicator(
    cast: Cast, at: datetime, file_id: UUID
) -> None:
    concluded(cast, at, file_id, Result.ADVERSE)
    services.reopen(cast.viktor.signed(at), file_id, CANARY)
    lines = [
        row for row in Leaf.objects.all() if row.kind.startswith(("vetting", "casework.dec"))
    ]
    assert {row.kind for row in lines} >= {
        "vetting.track.opened",
        "vetting.finding.added",
        "vetting.finding.answered",
        "vetting.conclusion.proposed",
        "vetting.track.reopened",
        "casework.decision.written",
    }
    for row in lines:
        text = bytes(row.data).decode()
        for telling in ("adverse", "asks", "money", "Синица", "Деньги", '"b"'):
            assert telling not in text
        assert '"facts":{}' in text


def test_nothing_said_lies_in_clear(cast: Cast, at: datetime, file_id: UUID) -> None:
    concluded(cast, at, file_id, Result.ADVERSE)
    rows = [
        bytes(row.sealed_note) + bytes(row.sealed_answer or b"")
        for row in Finding.objects.all()
    ]
    rows += [bytes(row.sealed_words) for row in Conclusion.objects.all()]
    assert rows
    assert all(CANARY.encode() not in row for row in rows)


def test_only_the_office_reaches_these_tables(cast: Cast, at: datetime, file_id: UUID) -> None:
    concluded(cast, at, file_id, Result.CLEAR)
    forbidden = [
        ("sc_worker", "SELECT 1 FROM vetting_finding"),
        ("sc_worker", "SELECT 1 FROM casework_vettingdecision"),
        ("sc_public", "SELECT 1 FROM vetting_conclusion"),
        ("sc_office", "DELETE FROM vetting_finding"),
        ("sc_office", "UPDATE vetting_finding SET direction = 'supports'"),
        ("sc_office", "UPDATE vetting_conclusion SET result = 'clear'"),
    ]
    for role, statement in forbidden:
        with (
            as_role(role),
            pytest.raises(ProgrammingError, match="permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


def test_no_such_thing_is_unknown(cast: Cast, at: datetime) -> None:
    anna = cast.anna.signed(at)
    for deed in (
        lambda: vetting_file(anna, uuid4()),
        lambda: services.decide(anna, uuid4()),
        lambda: services.put_to_person(anna, uuid4(), Answer.ANSWERED, "x"),
    ):
        with pytest.raises(Unknown):
            deed()


def test_the_why_not_names_are_unique() -> None:
    assert len({why.value for why in WhyNot}) == len(WhyNot)
