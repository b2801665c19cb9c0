"""Lists are taken whole or not at all; the matcher explains, waits if locked, answers once."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from safeconduct.accounts.core.terms import Role
from safeconduct.accounts.core.terms import WhyNot as AccountWhyNot
from safeconduct.accounts.servicekeys import service_keys
from safeconduct.casework.services import assign
from safeconduct.common.ids import new_id
from safeconduct.common.refusal import Conflict, Refused, Unknown
from safeconduct.record.models import Leaf
from safeconduct.screening import services
from safeconduct.screening.core.review import Kind, Outcome, QueryState, Strength
from safeconduct.screening.core.terms import EvidenceKind, Question, WhyNot
from safeconduct.screening.jobs import retry_queries, run_query
from safeconduct.screening.models import Hit, ListRow, NameList, Query, Review
from safeconduct.screening.queries import (
    asked_of,
    current_lists,
    hit_for,
    hits_for,
    hits_of,
    list_of,
)
from safeconduct.vault.core.terms import WhyNot as VaultWhyNot
from safeconduct.vault.queries import open_file
from safeconduct.vault.services import revoke
from tests.cast import Cast
from tests.jobs import run_jobs
from tests.making import make_case, retrain
from tests.screening.making import KOTOV, as_role, case_of_kotov, screened

LATER = timedelta(hours=1)
BAD_LINES = (
    '{"id": "x-1", "schema": "Person", "properties": {"name": ["Незнамов Пётр"]}}\n'
    "no json at all\n"
    '{"id": "x-2", "schema": "Company", "properties": {"name": ["Рога и копыта"]}}\n'
)


def test_the_demo_list_is_taken_once(cast: Cast, at: datetime) -> None:
    first = services.import_demo_list(cast.anna.signed(at))
    again = services.import_demo_list(cast.viktor.signed(at + LATER))
    assert first == again
    assert NameList.objects.count() == 1
    assert ListRow.objects.count() == NameList.objects.get().entries == 30
    assert Leaf.objects.filter(kind=Kind.LIST_IMPORTED.value).count() == 1


def test_problems_are_kept_by_line(cast: Cast, at: datetime) -> None:
    made = services.import_list(cast.anna.signed(at), "test", BAD_LINES.encode())
    view, problems = list_of(made)
    assert (view.entries, view.problems) == (1, 2)
    assert [(line, why) for line, why, _ in problems] == [
        (2, WhyNot.LINE_NOT_JSON),
        (3, WhyNot.ENTITY_NOT_PERSON),
    ]


def test_a_newer_version_replaces_the_older_and_an_older_can_come_back(
    cast: Cast, at: datetime
) -> None:
    anna = cast.anna.signed(at)
    line = '{"id": "a", "schema": "Person", "properties": {"name": ["%s"]}}'
    old = services.import_list(anna, "test", (line % "Иванов Иван").encode())
    new = services.import_list(anna, "test", (line % "Петров Иван").encode())
    assert [one.id for one in current_lists()] == [new]
    assert services.import_list(anna, "test", (line % "Иванов Иван").encode()) == old
    assert [one.id for one in current_lists()] == [old]
    assert NameList.objects.count() == 2


@pytest.mark.parametrize(
    ("title", "data", "reasons"),
    [
        ("ru_myrotvorets_wagner", BAD_LINES.encode(), [WhyNot.LIST_BARRED]),
        ("test", "Кириллица".encode("cp1251"), [WhyNot.LIST_NOT_TEXT]),
        (
            "test",
            b"nothing\n{}\n",
            [WhyNot.LIST_EMPTY, WhyNot.LINE_NOT_JSON, WhyNot.LINE_NOT_ENTITY],
        ),
        ("   ", BAD_LINES.encode(), [WhyNot.LIST_NO_TITLE]),
    ],
)
def test_a_list_that_may_not_be_taken_changes_nothing(
    cast: Cast, at: datetime, title: str, data: bytes, reasons: list[WhyNot]
) -> None:
    with pytest.raises(Refused) as refused:
        services.import_list(cast.anna.signed(at), title, data)
    assert list(refused.value.reasons) == reasons
    assert not NameList.objects.exists()


def test_a_case_officer_imports_no_list(cast: Cast, at: datetime) -> None:
    with pytest.raises(Refused) as refused:
        services.import_demo_list(cast.olena.signed(at))
    assert refused.value.reasons == (AccountWhyNot.ROLE,)


def test_characters_no_page_can_hold_are_taken_out(cast: Cast, at: datetime) -> None:
    line = (
        r'{"id": "a\u0000", "schema": "Person", "properties": {"name": ["Иван\ud800ов Иван"]}}'
    )
    services.import_list(cast.anna.signed(at), "test", line.encode())
    text = ListRow.objects.get().entry
    assert "\\u0000" not in text
    assert text.encode()


def test_kotov_is_found_and_every_line_is_explained(cast: Cast, at: datetime) -> None:
    file_id, _ = screened(cast, at)
    hit = hits_of(cast.anna.signed(at), open_file(cast.anna.keys, file_id))[0]
    assert hit.stored.entry.id == "demo-001"
    assert hit.strength is Strength.STRONG
    assert {piece.kind for piece in hit.stored.hit.evidence} == {
        EvidenceKind.SURNAME_SAME,
        EvidenceKind.GIVEN_SAME,
        EvidenceKind.PATRONYMIC_SAME,
        EvidenceKind.DATE_EXACT,
    }
    assert hit.stored.hit.question is Question.PAPER_NUMBER
    assert (hit.stored.source, len(hit.stored.version)) == (services.DEMO_TITLE, 16)


def test_nothing_of_a_hit_lies_in_clear(cast: Cast, at: datetime) -> None:
    screened(cast, at)
    row = Hit.objects.first()
    assert row is not None
    for canary in ("demo-001", "Котов", "KOTOV", "demo_invented", "strong"):
        assert canary.encode() not in bytes(row.sealed)
    query = Query.objects.get()
    assert query.sealed_answer is not None
    assert b"demo_invented" not in bytes(query.sealed_answer)


def test_the_record_tells_of_the_question_and_not_of_hits(cast: Cast, at: datetime) -> None:
    file_id, _ = screened(cast, at)
    hit = Hit.objects.first()
    assert hit is not None
    viktor = cast.viktor.signed(at)
    services.note_hit_read(viktor, hit.id)
    services.review(viktor, hit.id, Outcome.SAME, "Паспорт лежал рядом. Синица-7431.", 0)
    lines = [(row.kind, row.file, bytes(row.data).decode()) for row in Leaf.objects.all()]
    mine = [line for line in lines if line[0].startswith("screening.")]
    of_case = {kind for kind, file, _ in mine if file == file_id.hex}
    assert of_case == {"screening.query.asked", "screening.query.answered"}
    assert {kind for kind, file, _ in mine if not file} == {
        "screening.hit.read",
        "screening.hit.reviewed",
        "screening.list.imported",
    }
    for _, _, data in lines:
        for canary in ("Котов", "Синица", "demo", "same", "Андрей"):
            assert canary not in data


def test_asking_twice_while_one_waits_is_one_question(cast: Cast, at: datetime) -> None:
    file_id, person_id = case_of_kotov(cast, at)
    services.import_demo_list(cast.anna.signed(at))
    first = services.ask(cast.olena.signed(at), file_id, person_id)
    assert services.ask(cast.anna.signed(at), file_id, person_id) == first
    assert Leaf.objects.filter(kind=Kind.QUERY_ASKED.value).count() == 1
    assert run_jobs() == 1


def test_the_job_run_twice_writes_its_hits_once(cast: Cast, at: datetime) -> None:
    screened(cast, at)
    query, hits = Query.objects.get(), Hit.objects.count()
    assert hits > 0
    run_query(query_id=str(query.id))
    retry_queries(timestamp=0)
    assert Hit.objects.count() == hits
    assert Leaf.objects.filter(kind=Kind.QUERY_ANSWERED.value).count() == 1


def test_asking_again_shows_the_newest_answer_only(cast: Cast, at: datetime) -> None:
    file_id, person_id = screened(cast, at)
    services.ask(cast.olena.signed(at + LATER), file_id, person_id)
    run_jobs()
    keys = open_file(cast.anna.keys, file_id)
    shown = hits_of(cast.anna.signed(at), keys)
    assert Query.objects.count() == 2
    assert [hit.stored.entry.id for hit in shown].count("demo-001") == 1


def test_while_the_matcher_is_locked_the_question_waits(cast: Cast, at: datetime) -> None:
    file_id, person_id = case_of_kotov(cast, at)
    services.import_demo_list(cast.anna.signed(at))
    query_id = services.ask(cast.olena.signed(at), file_id, person_id)
    with as_role("sc_worker"):
        assert services.answer(None, query_id, at + LATER) is False
    asked = asked_of(open_file(cast.olena.keys, file_id))[0]
    assert (asked.state, asked.locked_at) == (QueryState.WAITING, at + LATER)
    assert not Hit.objects.exists()
    with as_role("sc_worker"):
        retry_queries(timestamp=0)
    assert asked_of(open_file(cast.olena.keys, file_id))[0].state is QueryState.DONE
    assert Hit.objects.exists()


def test_without_a_list_or_a_name_nobody_is_asked_about(cast: Cast, at: datetime) -> None:
    file_id, person_id = case_of_kotov(cast, at, {"birth_date": "1981-04-17"})
    with pytest.raises(Refused) as refused:
        services.ask(cast.olena.signed(at), file_id, person_id)
    assert refused.value.reasons == (WhyNot.NO_LIST, WhyNot.NO_NAME_GIVEN)
    assert run_jobs() == 0


def test_who_may_ask(cast: Cast, at: datetime) -> None:
    file_id, person_id = case_of_kotov(cast, at)
    services.import_demo_list(cast.anna.signed(at))
    with pytest.raises(Unknown):
        services.ask(cast.kirill.signed(at), file_id, person_id)
    with pytest.raises(Refused) as by_role:
        services.ask(cast.lina.signed(at), file_id, person_id)
    assert by_role.value.reasons == (AccountWhyNot.ROLE,)
    # Kirill is a case officer, but joins the case in a role that needs no identity.
    retrain(cast.kirill, Role.SUPPORT_WORKER)
    assign(cast.iryna.signed(at), file_id, cast.kirill.id, Role.SUPPORT_WORKER)
    with pytest.raises(Refused) as by_key:
        services.ask(cast.kirill.signed(at), file_id, person_id)
    assert by_key.value.reasons == (VaultWhyNot.NO_KEY,)


def test_somebody_of_another_file_cannot_be_asked_about(cast: Cast, at: datetime) -> None:
    _, person_id = case_of_kotov(cast, at)
    other = make_case(cast, at).file_id
    with pytest.raises(Unknown):
        services.ask(cast.olena.signed(at), other, person_id)
    with pytest.raises(IntegrityError, match="another file"), transaction.atomic():
        Query.objects.create(
            id=new_id(), file_id=other, person_id=person_id, asked_by=cast.olena.id, asked_at=at
        )


def test_hits_need_role_case_and_key(cast: Cast, at: datetime) -> None:
    file_id, _ = screened(cast, at)
    hit_id: UUID = Hit.objects.values_list("id", flat=True)[0]
    assert hit_for(cast.anna.signed(at), hit_id)
    for stranger in (cast.olena, cast.kirill, cast.marta, cast.vasyl):
        with pytest.raises(Unknown):
            hit_for(stranger.signed(at), hit_id)
        with pytest.raises(Unknown):
            services.review(stranger.signed(at), hit_id, Outcome.SAME, "x", 0)
    assert hits_of(cast.olena.signed(at), open_file(cast.olena.keys, file_id)) == []
    assert hits_for(cast.kirill.signed(at)) == []
    with pytest.raises(Unknown):
        hit_for(cast.anna.signed(at), uuid4())


def test_a_look_needs_a_reason_and_is_never_overwritten(cast: Cast, at: datetime) -> None:
    screened(cast, at)
    hit_id: UUID = Hit.objects.values_list("id", flat=True)[0]
    anna, viktor = cast.anna.signed(at), cast.viktor.signed(at + LATER)
    with pytest.raises(Refused) as refused:
        services.review(anna, hit_id, Outcome.SAME, "  ", 0)
    assert refused.value.reasons == (WhyNot.NO_REASON,)
    services.review(anna, hit_id, Outcome.CANNOT_TELL, "Документа нет.", 0)
    with pytest.raises(Conflict):
        services.review(viktor, hit_id, Outcome.NOT_SAME, "Отчество другое.", 0)
    services.review(viktor, hit_id, Outcome.NOT_SAME, "Отчество другое.", 1)
    looks = hit_for(anna, hit_id).reviews
    assert [(look.outcome, look.officer_id) for look in looks] == [
        (Outcome.CANNOT_TELL, cast.anna.id),
        (Outcome.NOT_SAME, cast.viktor.id),
    ]
    assert "Отчество".encode() not in b"".join(
        bytes(row.sealed) for row in Review.objects.all()
    )


def test_the_desk_puts_what_nobody_looked_at_first(cast: Cast, at: datetime) -> None:
    screened(cast, at, KOTOV | {"first_names": "Андрей"})
    anna = cast.anna.signed(at)
    before = hits_for(anna)
    assert before[0].strength is Strength.STRONG
    assert len(before) > 1
    services.review(anna, before[0].id, Outcome.SAME, "Номер тот же.", 0)
    after = hits_for(anna)
    assert after[-1].id == before[0].id
    assert len(after) == len(before)


def test_a_case_without_its_key_keeps_nobody_from_the_others(cast: Cast, at: datetime) -> None:
    file_id, _ = screened(cast, at)
    revoke(file_id, cast.anna.keys.key_id)
    assert hits_for(cast.anna.signed(at)) == []
    assert hits_for(cast.viktor.signed(at))


def test_the_database_adds_nothing_to_an_answer(cast: Cast, at: datetime) -> None:
    file_id, _ = screened(cast, at)
    query = Query.objects.get()
    with pytest.raises(IntegrityError, match="answered already"), transaction.atomic():
        Hit.objects.create(id=new_id(), query=query, file_id=file_id, ordinal=99, sealed=b"x")
    with pytest.raises(IntegrityError, match="final"), transaction.atomic():
        Query.objects.update(state="waiting", answered_at=None, sealed_answer=None)


def test_the_doors_may_only_what_their_work_needs(cast: Cast, at: datetime) -> None:
    screened(cast, at)
    forbidden = [
        ("sc_office", "UPDATE screening_query SET state = 'done'"),
        ("sc_office", "INSERT INTO screening_hit SELECT * FROM screening_hit"),
        ("sc_office", "DELETE FROM screening_review"),
        ("sc_worker", "SELECT * FROM screening_review"),
        ("sc_worker", "SELECT * FROM screening_hit"),
        ("sc_worker", "DELETE FROM screening_listrow"),
        ("sc_public", "SELECT 1 FROM screening_query"),
        ("sc_public", "SELECT 1 FROM screening_listrow"),
    ]
    for role, statement in forbidden:
        with (
            as_role(role),
            pytest.raises(ProgrammingError, match="permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


def test_a_shredded_or_unwrapped_file_stays_unread(cast: Cast, at: datetime) -> None:
    file_id, person_id = case_of_kotov(cast, at)
    services.import_demo_list(cast.anna.signed(at))
    query_id = services.ask(cast.olena.signed(at), file_id, person_id)
    keys = service_keys("matcher")
    assert keys is not None
    revoke(file_id, keys.key_id)
    assert services.answer(keys, query_id, at) is False
    assert Query.objects.get().state == QueryState.WAITING.value
