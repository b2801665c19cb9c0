"""The crossing through its services: what is refused, what resets, what no row may hold."""

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction

from safeconduct.accounts.core.terms import WhyNot as WhyNotAccounts
from safeconduct.accounts.models import Officer as OfficerRow
from safeconduct.casework.core.terms import CaseAct
from safeconduct.casework.core.terms import WhyNot as WhyNotCase
from safeconduct.casework.models import Condition
from safeconduct.casework.services import set_condition
from safeconduct.common.ids import new_id
from safeconduct.common.refusal import Conflict, Refused, Unknown
from safeconduct.passage import services
from safeconduct.passage.core.flow import TABLE
from safeconduct.passage.core.rules import go
from safeconduct.passage.core.terms import (
    Answer,
    Concern,
    Go,
    GoFacts,
    GoState,
    HarmAnswer,
    Kind,
    NoticeState,
    WhyNot,
)
from safeconduct.passage.core.winter import ColdSeen, ReceptionSeen
from safeconduct.passage.models import (
    AckRow,
    AddresseeRow,
    CheckRow,
    CrossingRow,
    GoRow,
    NoticeRow,
)
from safeconduct.passage.queries import (
    crossing_of,
    crossings_for,
    go_facts,
    go_now,
    line_of,
    reads_of,
)
from safeconduct.record.queries import entries_of
from safeconduct.vault.core.terms import Compartment
from safeconduct.vault.core.terms import WhyNot as WhyNotVault
from safeconduct.vault.queries import open_file
from tests.cast import Cast
from tests.making import do, make_case
from tests.passage.story import (
    CELL,
    DESK_NAME,
    HOUR,
    MINUTE,
    PEOPLE,
    approve,
    check_all,
    code_for,
    desks,
    newest,
    open_,
    plan_at,
    propose,
    read_back,
    to_go,
    to_sent,
)

Deed = Callable[[], object]


@pytest.fixture
def file_id(cast: Cast, at: datetime) -> UUID:
    """A case at passage with its whole team."""
    return make_case(cast, at, stage="passage").file_id


def reasons_of(deed: Deed) -> list[str]:
    with pytest.raises(Refused) as refused:
        deed()
    return [why.name for why in refused.value.reasons]


def refused_by_database(deed: Deed) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        deed()


def shown(cast: Cast, file_id: UUID, at: datetime) -> GoState:
    line = line_of(cast.petro.actor, file_id, at)
    assert line is not None
    return line.go


def live_reasons(cast: Cast, file_id: UUID, at: datetime) -> set[WhyNot]:
    computed = go_now(open_file(cast.petro.keys, file_id), file_id, at)
    assert computed is not None
    return set(computed.reasons)


def kinds_of(file_id: UUID) -> list[str]:
    return [entry.line.kind for entry in reversed(entries_of(file_id))]


# The way to GO


def test_a_crossing_goes_only_after_two_people_two_read_backs_and_three_checks(
    cast: Cast, file_id: UUID, at: datetime
) -> None:
    to_sent(cast, file_id, at)
    assert shown(cast, file_id, at) is GoState.HOLD
    read_back(cast, file_id, at)
    assert shown(cast, file_id, at) is GoState.HOLD
    check_all(cast, file_id, at)
    assert shown(cast, file_id, at) is GoState.GO
    line = line_of(cast.petro.actor, file_id, at)
    assert line is not None
    assert (line.acks, line.wanted, line.oldest_minutes) == (2, 2, 0)
    assert line.expires_at == at + 30 * MINUTE
    kinds = [kind for kind in kinds_of(file_id) if kind.startswith("passage.")]
    assert kinds[0] == Kind.CROSSING_OPENED
    for kind in (Kind.NOTICE_PROPOSED, Kind.NOTICE_APPROVED, Kind.NOTICE_SENT):
        assert kinds.count(kind) == 1
    assert kinds.count(Kind.NOTICE_ACKNOWLEDGED) == 2
    assert kinds[-1] == Kind.GO_COMPUTED


def test_only_state_end_and_hash_of_the_answer_are_stored(
    cast: Cast, file_id: UUID, at: datetime
) -> None:
    to_go(cast, file_id, at)
    row = GoRow.objects.get()
    facts = go_facts(open_file(cast.petro.keys, file_id), newest(file_id), at)
    computed = go(facts, at)
    assert (row.state, row.expires_at) == (computed.state.value, computed.expires_at)
    assert row.input_hash == computed.input_hash
    assert {field.name for field in GoRow._meta.get_fields()} == {
        "notice", "state", "expires_at", "input_hash", "computed_at", "computed_by",
    }  # fmt: skip


def test_go_turns_to_hold_when_it_expires(cast: Cast, file_id: UUID, at: datetime) -> None:
    to_go(cast, file_id, at)
    assert shown(cast, file_id, at + 29 * MINUTE) is GoState.GO
    late = at + 30 * MINUTE
    assert GoRow.objects.get().state == "go"
    assert shown(cast, file_id, late) is GoState.HOLD
    assert WhyNot.NOT_ACKNOWLEDGED in live_reasons(cast, file_id, late)
    assert services.compute_go(cast.petro.signed(late), file_id).state is GoState.HOLD
    assert GoRow.objects.get().state == "hold"


def test_renewed_read_backs_carry_go_on(cast: Cast, file_id: UUID, at: datetime) -> None:
    to_go(cast, file_id, at)
    later = at + 20 * MINUTE
    read_back(cast, file_id, later)
    check_all(cast, file_id, later)
    assert shown(cast, file_id, at + 40 * MINUTE) is GoState.GO
    assert AckRow.objects.count() == 4
    assert AckRow.objects.filter(current=True).count() == 2


def test_go_ends_with_the_agreed_time(cast: Cast, file_id: UUID, at: datetime) -> None:
    to_sent(cast, file_id, at)
    end = at + 3 * HOUR
    read_back(cast, file_id, end - 5 * MINUTE)
    check_all(cast, file_id, end - 5 * MINUTE)
    line = line_of(cast.petro.actor, file_id, end - MINUTE)
    assert line is not None
    assert (line.go, line.expires_at) == (GoState.GO, end)
    line = line_of(cast.petro.actor, file_id, end)
    assert line is not None
    assert (line.go, line.state) == (GoState.HOLD, NoticeState.EXPIRED)
    services.propose_notice(cast.petro.signed(end), file_id, plan_at(end))
    assert NoticeRow.objects.get(revision=1).state == "expired"


# Two people


def test_the_proposer_cannot_approve(cast: Cast, file_id: UUID, at: datetime) -> None:
    open_(cast, file_id, at)
    row = propose(cast, file_id, at)
    deed = lambda: services.approve_notice(cast.petro.signed(at), file_id, row.digest)  # noqa: E731
    assert reasons_of(deed) == ["SAME_PERSON"]
    assert newest(file_id).state == "proposed"


def test_the_database_refuses_one_person_twice(cast: Cast, file_id: UUID, at: datetime) -> None:
    open_(cast, file_id, at)
    row = propose(cast, file_id, at)
    rows = NoticeRow.objects.filter(id=row.id)
    refused_by_database(
        lambda: rows.update(
            state="approved", approved_by=row.proposed_by, approved_at=at,
            approved_digest=row.digest,
        )
    )  # fmt: skip
    refused_by_database(lambda: rows.update(state="approved"))
    refused_by_database(
        lambda: rows.update(
            state="approved", approved_by=new_id(), approved_at=at, approved_digest="0" * 64
        )
    )


def test_the_second_person_agrees_to_exactly_what_was_shown(
    cast: Cast, file_id: UUID, at: datetime
) -> None:
    open_(cast, file_id, at)
    seen = propose(cast, file_id, at).digest
    services.revise_notice(cast.petro.signed(at), file_id, plan_at(at, "Another part"))
    with pytest.raises(Conflict):
        services.approve_notice(cast.vasyl.signed(at), file_id, seen)
    approve(cast, file_id, at)
    assert newest(file_id).approved_digest == newest(file_id).digest


def test_content_never_changes_after_it_was_proposed(
    cast: Cast, file_id: UUID, at: datetime
) -> None:
    to_sent(cast, file_id, at)
    row = newest(file_id)
    rows = NoticeRow.objects.filter(id=row.id)
    refused_by_database(lambda: rows.update(window_end=row.window_end + HOUR))
    refused_by_database(lambda: rows.update(sealed=b"x", digest="0" * 64))
    refused_by_database(lambda: rows.update(approved_by=new_id()))
    refused_by_database(
        lambda: AddresseeRow.objects.create(
            id=new_id(), notice=row, code="duty-echo", sealed=b"x"
        )
    )


def test_an_approval_never_survives_a_moved_window(
    cast: Cast, file_id: UUID, at: datetime
) -> None:
    to_go(cast, file_id, at)
    with connection.cursor() as cursor:  # somebody who owns the database turns triggers off
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE passage_noticerow SET window_end = window_end + interval '1 h'")
        cursor.execute("SET LOCAL session_replication_role = origin")
    assert WhyNot.NOT_APPROVED in live_reasons(cast, file_id, at)


def test_the_database_knows_the_same_steps_as_the_core(
    cast: Cast, file_id: UUID, at: datetime
) -> None:
    open_(cast, file_id, at)
    propose(cast, file_id, at)
    allowed = {(before.value, after.value) for (before, _), after in TABLE.items()}
    with connection.cursor() as cursor:
        cursor.execute("SELECT prosrc FROM pg_proc WHERE proname = 'passage_notice_moves'")
        source = cursor.fetchone()[0]
    told = source.split("NOT IN (")[1].split("THEN")[0]
    pairs = {
        (before.value, after.value)
        for before in NoticeState
        for after in NoticeState
        if f"('{before.value}', '{after.value}')" in told
    }
    assert pairs == allowed


def test_a_closed_account_no_longer_counts_as_one_of_two(
    cast: Cast, file_id: UUID, at: datetime
) -> None:
    open_(cast, file_id, at)
    propose(cast, file_id, at)
    OfficerRow.objects.filter(id=cast.petro.id).update(active=False)
    assert reasons_of(lambda: approve(cast, file_id, at)) == ["PROPOSER_ROLE"]


# Read-backs


def test_a_wrong_code_is_refused(cast: Cast, file_id: UUID, at: datetime) -> None:
    to_sent(cast, file_id, at)
    first, second = desks(file_id)
    petro = cast.petro.signed(at)

    def say(code: str, officer: str = "Havrylo") -> Deed:
        return lambda: services.acknowledge(
            petro, file_id, first.id, officer=officer, code=code, answer=Answer.WILL_COMPLY
        )

    assert reasons_of(say("AAAAAA")) == ["ACK_WRONG_CODE"]
    assert reasons_of(say(code_for(cast, file_id, second))) == ["ACK_WRONG_CODE"]
    assert reasons_of(say(code_for(cast, file_id, first), " ")) == ["ACK_NOT_NAMED"]
    assert not AckRow.objects.exists()


def test_the_database_refuses_a_yes_without_the_code_or_before_sending(
    cast: Cast, file_id: UUID, at: datetime
) -> None:
    open_(cast, file_id, at)
    propose(cast, file_id, at)
    desk = desks(file_id)[0]

    def row(**changes: object) -> Deed:
        base = {
            "addressee": desk, "answer": "will_comply", "code_ok": True, "sealed": b"x",
            "given_at": at, "entered_by": cast.petro.id,
        }  # fmt: skip
        return lambda: AckRow.objects.create(id=new_id(), **{**base, **changes})

    refused_by_database(row())
    approve(cast, file_id, at)
    services.send_notice(cast.petro.signed(at), file_id)
    refused_by_database(row(code_ok=False))
    read_back(cast, file_id, at)
    refused_by_database(row())  # a second current one
    old = AckRow.objects.filter(addressee=desk)
    refused_by_database(lambda: old.update(given_at=at + HOUR, current=False))


def test_a_notice_that_is_only_approved_cannot_be_read_back(
    cast: Cast, file_id: UUID, at: datetime
) -> None:
    open_(cast, file_id, at)
    propose(cast, file_id, at)
    approve(cast, file_id, at)
    assert reasons_of(lambda: read_back(cast, file_id, at)) == ["NOT_SENT"]


def test_a_desk_that_cannot_comply_holds_even_with_a_wrong_code(
    cast: Cast, file_id: UUID, at: datetime
) -> None:
    to_go(cast, file_id, at)
    later = at + MINUTE
    services.acknowledge(
        cast.petro.signed(later), file_id, desks(file_id)[0].id,
        officer="", code="no idea", answer=Answer.CANNOT_COMPLY,
    )  # fmt: skip
    assert shown(cast, file_id, later) is GoState.HOLD
    assert GoRow.objects.get().state == "hold"
    assert WhyNot.CANNOT_COMPLY in live_reasons(cast, file_id, later)


def test_a_revision_resets_every_read_back(cast: Cast, file_id: UUID, at: datetime) -> None:
    to_go(cast, file_id, at)
    old = desks(file_id)[0]
    old_code = code_for(cast, file_id, old)
    services.revise_notice(cast.petro.signed(at), file_id, plan_at(at, "Another part"))
    first = GoRow.objects.get(notice=old.notice)
    assert (old.notice.id, first.state) == (first.notice_id, "hold")
    approve(cast, file_id, at)
    services.send_notice(cast.petro.signed(at), file_id)
    line = line_of(cast.petro.actor, file_id, at)
    assert line is not None
    assert (line.revision, line.acks, line.wanted, line.go) == (2, 0, 2, GoState.HOLD)
    desk = desks(file_id)[0]
    petro = cast.petro.signed(at)

    def say(desk_id: UUID) -> Deed:
        return lambda: services.acknowledge(
            petro, file_id, desk_id, officer="Havrylo", code=old_code, answer=Answer.WILL_COMPLY
        )

    assert reasons_of(say(desk.id)) == ["ACK_WRONG_CODE"]
    assert "ACK_OTHER_REVISION" in reasons_of(say(old.id))
    read_back(cast, file_id, at)
    check_all(cast, file_id, at)
    assert shown(cast, file_id, at) is GoState.GO


def test_a_refused_revision_leaves_the_old_one_in_force(
    cast: Cast, file_id: UUID, at: datetime
) -> None:
    to_go(cast, file_id, at)
    fine = plan_at(at, "48.12345, 37.54321")
    deed = lambda: services.revise_notice(cast.petro.signed(at), file_id, fine)  # noqa: E731
    assert reasons_of(deed) == ["CORRIDOR_TOO_FINE"]
    assert shown(cast, file_id, at) is GoState.GO


# Harm, duress, family, stage


@pytest.mark.parametrize(
    ("known", "reason"),
    [
        (replace(PEOPLE, harm=HarmAnswer.SOMEONE), "HARMS_SOMEONE"),
        (replace(PEOPLE, harm=HarmAnswer.NOT_ASKED), "HARM_NOT_ASKED"),
        (replace(PEOPLE, duress=True), "DURESS"),
        (replace(PEOPLE, head_count=None), "HEAD_COUNT_UNKNOWN"),
    ],
)
def test_a_plan_that_harms_or_is_forced_is_never_proposed(
    cast: Cast, file_id: UUID, at: datetime, known: object, reason: str
) -> None:
    open_(cast, file_id, at, known)  # type: ignore[arg-type]
    assert reasons_of(lambda: propose(cast, file_id, at)) == [reason]


@pytest.mark.parametrize("known", [{"harm": HarmAnswer.SOMEONE}, {"duress": True}])
def test_the_database_refuses_a_notice_while_a_concern_is_open(
    cast: Cast, file_id: UUID, at: datetime, known: dict[str, object]
) -> None:
    to_sent(cast, file_id, at)
    row = newest(file_id)
    services.tell_people(cast.olena.signed(at), file_id, replace(PEOPLE, **known))  # type: ignore[arg-type]
    services.cancel_notice(cast.vasyl.signed(at), file_id)
    fresh = {
        field.attname: getattr(row, field.attname) for field in NoticeRow._meta.concrete_fields
    }
    fresh |= {
        "id": new_id(), "revision": 2, "state": "proposed", "approved_by": None,
        "approved_at": None, "approved_digest": None,
    }  # fmt: skip
    refused_by_database(lambda: NoticeRow.objects.create(**fresh))


def test_duress_holds_at_once_and_only_somebody_else_may_lift_it(
    cast: Cast, file_id: UUID, at: datetime
) -> None:
    to_go(cast, file_id, at)
    forced = replace(PEOPLE, duress=True)
    services.tell_people(cast.olena.signed(at), file_id, forced)
    assert shown(cast, file_id, at) is GoState.HOLD
    services.tell_people(cast.vasyl.signed(at), file_id, replace(forced, head_count=3))
    lift = lambda: services.tell_people(cast.olena.signed(at), file_id, PEOPLE)  # noqa: E731
    assert reasons_of(lift) == ["CONCERN_LIFTED_ALONE"]
    rows = CrossingRow.objects.filter(case_id=file_id)
    refused_by_database(
        lambda: rows.update(concern="none", concern_by=None, told_by=cast.olena.id)
    )
    refused_by_database(lambda: rows.update(concern_by=cast.vasyl.id))
    services.tell_people(cast.vasyl.signed(at), file_id, PEOPLE)
    assert CrossingRow.objects.get().concern == Concern.NONE
    assert shown(cast, file_id, at) is GoState.GO


def test_other_people_than_agreed_hold(cast: Cast, file_id: UUID, at: datetime) -> None:
    to_go(cast, file_id, at)
    services.tell_people(cast.olena.signed(at), file_id, replace(PEOPLE, head_count=3))
    assert shown(cast, file_id, at) is GoState.HOLD
    assert live_reasons(cast, file_id, at) == {WhyNot.HEAD_COUNT_MISMATCH}


def test_the_family_comes_first(cast: Cast, file_id: UUID, at: datetime) -> None:
    to_go(cast, file_id, at)
    set_condition(cast.olena.signed(at), file_id, "family_out_first", None)
    assert GoRow.objects.get().state == "go"  # nobody in passage was told
    assert shown(cast, file_id, at) is GoState.HOLD  # and still no list shows GO
    assert live_reasons(cast, file_id, at) == {WhyNot.FAMILY_NOT_OUT}
    assert services.compute_go(cast.petro.signed(at), file_id).state is GoState.HOLD
    refused_by_database(
        lambda: GoRow.objects.update(state="go", computed_at=at, expires_at=at + MINUTE)
    )
    Condition.objects.update(fulfilled_at=at)
    assert services.compute_go(cast.petro.signed(at), file_id).state is GoState.GO


def test_a_withdrawal_holds_at_once(cast: Cast, file_id: UUID, at: datetime) -> None:
    to_go(cast, file_id, at)
    do(cast.olena, file_id, CaseAct.WITHDRAW, at)
    assert shown(cast, file_id, at) is GoState.HOLD
    assert WhyNot.NOT_AT_PASSAGE in live_reasons(cast, file_id, at)


def test_the_authority_withdraws_its_corridor(cast: Cast, file_id: UUID, at: datetime) -> None:
    to_go(cast, file_id, at)
    services.withdraw_corridor(cast.vasyl.signed(at), file_id)
    assert shown(cast, file_id, at) is GoState.HOLD
    assert live_reasons(cast, file_id, at) == {WhyNot.CORRIDOR_WITHDRAWN}


def test_cancelling_holds_and_leaves_room_for_the_next_revision(
    cast: Cast, file_id: UUID, at: datetime
) -> None:
    to_go(cast, file_id, at)
    services.cancel_notice(cast.vasyl.signed(at), file_id)
    assert GoRow.objects.get().state == "hold"
    assert kinds_of(file_id)[-1] == Kind.NOTICE_CANCELLED
    deed = lambda: services.cancel_notice(cast.vasyl.signed(at), file_id)  # noqa: E731
    assert reasons_of(deed) == ["NO_NOTICE"]
    assert propose(cast, file_id, at).revision == 2
    assert reasons_of(lambda: propose(cast, file_id, at)) == ["NOT_FROM_HERE"]


def test_a_failed_check_holds(cast: Cast, file_id: UUID, at: datetime) -> None:
    to_go(cast, file_id, at)
    petro = cast.petro.signed(at + MINUTE)
    assert not services.record_check(petro, file_id, ColdSeen(-45.0, 30.0, 60))
    assert shown(cast, file_id, at + MINUTE) is GoState.HOLD
    assert services.record_check(petro, file_id, ReceptionSeen(True))
    assert CheckRow.objects.count() == 5


@pytest.mark.parametrize("stage", ["contact", "triage", "arrived"])
def test_a_crossing_is_opened_between_offer_and_arrival(
    cast: Cast, at: datetime, stage: str
) -> None:
    file_id = make_case(cast, at, stage=stage).file_id
    assert reasons_of(lambda: open_(cast, file_id, at)) == [WhyNotCase.NOT_THIS_STAGE.name]


def test_no_notice_before_the_person_has_accepted(cast: Cast, at: datetime) -> None:
    file_id = make_case(cast, at, stage="offer").file_id
    open_(cast, file_id, at)
    assert reasons_of(lambda: propose(cast, file_id, at)) == ["NOT_AT_PASSAGE"]


def test_one_crossing_per_case(cast: Cast, file_id: UUID, at: datetime) -> None:
    open_(cast, file_id, at)
    with pytest.raises(Conflict):
        open_(cast, file_id, at)


# GO in the database


def test_the_database_refuses_go_without_its_basis(
    cast: Cast, file_id: UUID, at: datetime
) -> None:
    def say_go(until: datetime = at + MINUTE) -> Deed:
        return lambda: GoRow.objects.update(state="go", computed_at=at, expires_at=until)

    open_(cast, file_id, at)
    propose(cast, file_id, at)
    refused_by_database(say_go())
    approve(cast, file_id, at)
    refused_by_database(say_go())
    services.send_notice(cast.petro.signed(at), file_id)
    refused_by_database(say_go())
    read_back(cast, file_id, at)
    refused_by_database(say_go())
    check_all(cast, file_id, at)
    refused_by_database(say_go(at))
    refused_by_database(say_go(at + 4 * HOUR))
    say_go()()


# Who may


def test_kirill_learns_nothing(cast: Cast, file_id: UUID, at: datetime) -> None:
    to_sent(cast, file_id, at)
    kirill = cast.kirill.signed(at)
    for deed in (
        lambda: services.open_crossing(kirill, file_id, PEOPLE),
        lambda: services.tell_people(kirill, file_id, PEOPLE),
        lambda: services.propose_notice(kirill, file_id, plan_at(at)),
        lambda: services.approve_notice(kirill, file_id, newest(file_id).digest),
        lambda: services.compute_go(kirill, file_id),
        lambda: services.cancel_notice(kirill, file_id),
        lambda: services.send_steps(kirill, file_id),
        lambda: line_of(kirill.actor, file_id, at),
    ):
        with pytest.raises(Unknown):
            deed()
    assert crossings_for(kirill.actor, at) == []


def test_roles_do_only_their_part(cast: Cast, file_id: UUID, at: datetime) -> None:
    open_(cast, file_id, at)
    olena, vasyl = cast.olena.signed(at), cast.vasyl.signed(at)
    role = [WhyNotAccounts.ROLE.name]
    assert reasons_of(lambda: services.propose_notice(olena, file_id, plan_at(at))) == role
    assert reasons_of(lambda: services.propose_notice(vasyl, file_id, plan_at(at))) == role
    row = propose(cast, file_id, at)
    assert reasons_of(lambda: services.approve_notice(olena, file_id, row.digest)) == role
    assert reasons_of(lambda: services.send_steps(cast.petro.signed(at), file_id)) == role


def test_a_key_is_needed_for_the_content(cast: Cast, file_id: UUID, at: datetime) -> None:
    to_sent(cast, file_id, at)
    keys = open_file(cast.anna.keys, file_id)
    assert not keys.may_open(Compartment.LOCATION)
    assert reasons_of(lambda: reads_of(keys, newest(file_id), at)) == [WhyNotVault.NO_KEY.name]
    opened = open_file(cast.petro.keys, file_id)
    assert crossing_of(opened, CrossingRow.objects.get()).head_count == 2


def test_nothing_said_stands_in_clear(cast: Cast, file_id: UUID, at: datetime) -> None:
    to_go(cast, file_id, at)
    words = (CELL, DESK_NAME, "Havrylo", "R-4", "foot_hands_up", code_for_first(cast, file_id))
    with connection.cursor() as cursor:
        for model in (CrossingRow, NoticeRow, AddresseeRow, AckRow, CheckRow, GoRow):
            cursor.execute(f"SELECT t::text FROM {model._meta.db_table} t")  # noqa: S608
            for (text,) in cursor.fetchall():
                found = [w for w in words if w in text or w.encode().hex() in text]
                assert found == []


def code_for_first(cast: Cast, file_id: UUID) -> str:
    return code_for(cast, file_id, desks(file_id)[0])


def test_looking_is_on_the_record_once_per_half_hour(
    cast: Cast, file_id: UUID, at: datetime
) -> None:
    open_(cast, file_id, at)
    for minutes in (0, 10, 20):
        services.note_read(cast.petro.signed(at + minutes * MINUTE), file_id)
    services.note_read(cast.vasyl.signed(at), file_id)
    assert kinds_of(file_id).count(Kind.CROSSING_READ) == 2
    services.note_read(cast.petro.signed(at + timedelta(minutes=45)), file_id)
    assert kinds_of(file_id).count(Kind.CROSSING_READ) == 3


# Random stories


def some_act(rng: random.Random, cast: Cast, file_id: UUID, at: datetime) -> None:
    """One act of an office that does anything at any time."""
    petro, vasyl, olena = cast.petro.signed(at), cast.vasyl.signed(at), cast.olena.signed(at)
    known = replace(PEOPLE, head_count=rng.choice([2, 2, 2, 3]), duress=rng.random() < 0.2)
    acts: list[tuple[int, Deed]] = [
        (4, lambda: read_back(cast, file_id, at)),
        (4, lambda: check_all(cast, file_id, at)),
        (3, lambda: approve(cast, file_id, at)),
        (3, lambda: services.send_notice(petro, file_id)),
        (2, lambda: services.propose_notice(petro, file_id, plan_at(at))),
        (1, lambda: services.revise_notice(petro, file_id, plan_at(at))),
        (1, lambda: services.cancel_notice(vasyl, file_id)),
        (1, lambda: services.withdraw_corridor(vasyl, file_id)),
        (2, lambda: services.tell_people(rng.choice([vasyl, olena]), file_id, known)),
        (1, lambda: services.record_check(petro, file_id, ReceptionSeen(False))),
        (1, lambda: set_condition(olena, file_id, "family_out_first", None)),
        (2, lambda: Condition.objects.update(fulfilled_at=at)),
        (2, lambda: services.compute_go(petro, file_id)),
    ]
    weights = [weight for weight, _ in acts]
    _, deed = rng.choices(acts, weights)[0]
    try:
        with transaction.atomic():
            deed()
    except (Refused, AssertionError):
        return


@pytest.mark.parametrize("seed", range(5))
def test_no_story_shows_or_stores_a_go_that_the_core_does_not_give(
    cast: Cast, file_id: UUID, at: datetime, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    rng = random.Random(seed)  # noqa: S311
    said: set[tuple[str, datetime]] = set()

    def listened(facts: GoFacts, when: datetime) -> Go:
        computed = go(facts, when)
        if computed.state is GoState.GO:
            said.add((computed.input_hash, computed.expires_at))
        return computed

    monkeypatch.setattr("safeconduct.passage.services.go.go", listened)
    to_go(cast, file_id, at)
    keys = open_file(cast.petro.keys, file_id)
    for _ in range(40):
        some_act(rng, cast, file_id, at)
        stored = GoRow.objects.filter(state="go").values_list("input_hash", "expires_at")
        assert set(stored) <= said
        for minutes in (0, 7, 45):
            computed = go_now(keys, file_id, at + minutes * MINUTE)
            assert computed is not None
            if computed.state is GoState.HOLD:
                assert shown(cast, file_id, at + minutes * MINUTE) is GoState.HOLD
        at += rng.randint(0, 3) * MINUTE
    assert said
