"""The crossing through its services: what is refused, what resets, what no row may hold."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection

from safeconduct.accounts.core.terms import WhyNot as WhyNotAccounts
from safeconduct.accounts.models import Officer as OfficerRow
from safeconduct.common.ids import new_id
from safeconduct.common.refusal import Conflict, Unknown
from safeconduct.passage import services
from safeconduct.passage.core.flow import TABLE
from safeconduct.passage.core.rules import go
from safeconduct.passage.core.terms import (
    Answer,
    GoState,
    Kind,
    NoticeState,
    WhyNot,
)
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
    crossing_page,
    go_facts,
    line_of,
    reads_of,
)
from safeconduct.vault.core.terms import Compartment
from safeconduct.vault.core.terms import WhyNot as WhyNotVault
from safeconduct.vault.queries import open_file
from tests.cast import Cast
from tests.passage.story import (
    CELL,
    DESK_NAME,
    HOUR,
    MINUTE,
    PEOPLE,
    Deed,
    approve,
    check_all,
    code_for,
    desks,
    kinds_of,
    live_reasons,
    newest,
    open_,
    plan_at,
    propose,
    read_back,
    reasons_of,
    refused_by_database,
    shown,
    to_go,
    to_sent,
)

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
    assert crossing_page(kirill.actor, at).rows == ()


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
