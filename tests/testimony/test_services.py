"""Statements and exhibits through the services; and what the database itself bars."""

import io
import zipfile
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from safeconduct.accounts.core.terms import Role
from safeconduct.accounts.core.terms import WhyNot as AccountsWhyNot
from safeconduct.accounts.queries import public_key_of
from safeconduct.casework.services import assign
from safeconduct.common.ids import new_id
from safeconduct.common.refusal import Refused, Unknown
from safeconduct.contact.mailbox import visitor
from safeconduct.contact.queries import read_items
from safeconduct.testimony import queries, services
from safeconduct.testimony.core.papers import Taking
from safeconduct.testimony.core.terms import Kind, WhyNot
from safeconduct.testimony.models import CustodyLine, Exhibit, Package, Part, Sheet, Statement
from safeconduct.vault.core.terms import Compartment, Holder
from safeconduct.vault.core.terms import WhyNot as VaultWhyNot
from safeconduct.vault.queries import open_file
from safeconduct.vault.services import grant
from tests.cast import Cast
from tests.making import make_case, retrain
from tests.testimony.building import (
    DAY,
    READY,
    UNASKED,
    agree,
    arrived,
    kinds,
    made_package,
    refusal,
    tell,
)
from tests.testimony.core.making import PHOTO, SECRET, SHEET, WORDS

MINUTE = timedelta(minutes=1)


# Taking a statement


def test_before_two_attestations_nothing_is_asked_only_received(
    cast: Cast, at: datetime
) -> None:
    file_id = make_case(cast, at, stage="passage").file_id
    emil = cast.emil.signed(at)
    assert refusal(lambda: services.open_statement(emil, file_id, "ru", READY)) == [
        WhyNot.NOT_ARRIVED
    ]
    statement_id = services.open_statement(emil, file_id, "ru", UNASKED)
    assert services.add_part(emil, file_id, statement_id, WORDS[0]) == 1


def test_every_reason_not_to_ask_is_told_at_once(cast: Cast, at: datetime) -> None:
    file_id = make_case(cast, at).file_id
    emil = cast.emil.signed(at)
    reasons = refusal(lambda: services.open_statement(emil, file_id, "ru", Taking(asked=True)))
    assert reasons == [
        WhyNot.NOT_ARRIVED,
        WhyNot.NOT_WILLING,
        WhyNot.RIGHTS_NOT_READ,
        WhyNot.NO_HELP_DEPENDS_NOT_READ,
        WhyNot.NO_COMMON_LANGUAGE,
        WhyNot.NOT_FIT,
        WhyNot.NO_WARNING,
        WhyNot.COUNSEL_NOT_OFFERED,
    ]
    assert not Statement.objects.exists()


def test_the_statement_waits_for_another_day_and_another_officer(
    cast: Cast, at: datetime
) -> None:
    file_id, _ = arrived(cast, at)
    today = cast.emil.signed(at)
    assert refusal(lambda: services.open_statement(today, file_id, "ru", READY)) == [
        WhyNot.SAME_DAY_AS_INTAKE
    ]
    retrain(cast.emil, Role.INTAKE_OFFICER)
    assign(cast.iryna.signed(at), file_id, cast.emil.id, Role.INTAKE_OFFICER)
    tomorrow = cast.emil.signed(at + DAY)
    assert refusal(lambda: services.open_statement(tomorrow, file_id, "ru", READY)) == [
        WhyNot.SAME_OFFICER_AS_INTAKE
    ]


def test_the_database_too_asks_nothing_before_arrival(cast: Cast, at: datetime) -> None:
    file_id = make_case(cast, at, stage="passage").file_id
    with pytest.raises(IntegrityError, match="nothing is asked"), transaction.atomic():
        Statement.objects.create(
            id=new_id(), case_id=file_id, number=1, language="ru", asked=True,
            sealed_taking=b"x", officer_id=cast.emil.id, started_at=at,
        )  # fmt: skip


def test_a_statement_of_another_case_does_not_exist(cast: Cast, at: datetime) -> None:
    told = tell(cast, at)
    other, _ = arrived(cast, at)
    emil = cast.emil.signed(told.at)
    with pytest.raises(Unknown):
        services.add_part(emil, other, told.statement_id, "слова")


def test_a_correction_is_a_new_part_and_the_old_one_stays(cast: Cast, at: datetime) -> None:
    told = tell(cast, at)
    parts = services.read_statement(cast.edita.signed(told.at), told.file_id, told.statement_id)
    assert [(part.number, part.text, part.corrects) for part in parts] == [
        (1, WORDS[0], None),
        (2, SECRET, None),
        (3, WORDS[2], 1),
    ]
    assert kinds(told.file_id)[-1] == Kind.STATEMENT_READ
    emil = cast.emil.signed(told.at)
    wrong = lambda: services.correct_part(  # noqa: E731
        emil, told.file_id, told.statement_id, 4, " "
    )
    assert refusal(wrong) == [WhyNot.PART_EMPTY, WhyNot.NOTHING_TO_CORRECT]


@pytest.mark.parametrize("table", [Statement, Part, Sheet, Exhibit])
def test_the_database_lets_nobody_rewrite_what_was_said(
    cast: Cast, at: datetime, table: type[Part]
) -> None:
    tell(cast, at)
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        table.objects.update(number=9)
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        table.objects.all()._raw_delete("default")


def test_a_sheet_with_a_name_is_refused_and_a_newer_one_counts(
    cast: Cast, at: datetime
) -> None:
    told = tell(cast, at, sheet=None)
    emil, where = cast.emil.signed(told.at), (told.file_id, told.statement_id)
    named = replace(SHEET, interpreter="Иван Петров")
    assert refusal(lambda: services.fill_sheet(emil, *where, named)) == [WhyNot.SHEET_NOT_CODES]
    half = replace(SHEET, read_back_at=None)
    assert services.fill_sheet(emil, *where, half) == ["read_back_at"]
    assert services.fill_sheet(emil, *where, SHEET) == []
    assert queries.sheet_of(open_file(cast.emil.keys, told.file_id), told.statement_id) == SHEET
    assert Sheet.objects.count() == 2


# Exhibits and custody


def test_the_receipt_is_printed_when_the_custodian_has_no_key_to_the_mailbox(
    cast: Cast, at: datetime
) -> None:
    told = tell(cast, at)
    again = services.receive_exhibit(cast.emil.signed(told.at), told.file_id, PHOTO)
    assert (again.ref, again.posted) == ("EX-2", False)
    assert again.sha256 == sha256(PHOTO).hexdigest()
    first = Exhibit.objects.get(id=told.exhibit_id)
    assert again.commitment != first.commitment


def test_the_receipt_reaches_the_mailbox_of_an_officer_with_the_key(
    cast: Cast, at: datetime
) -> None:
    file_id, cookie = arrived(cast, at)
    iryna = open_file(cast.iryna.keys, file_id)
    grant(iryna, public_key_of(cast.emil.id), [Compartment.CONTACT], Holder.OFFICER)
    receipt = services.receive_exhibit(cast.emil.signed(at), file_id, PHOTO)
    assert receipt.posted
    visit = visitor(cookie, at)
    assert visit is not None
    body, _ = read_items(visit, at)[0]
    assert receipt.sha256 in body.text
    assert receipt.commitment in body.text


@pytest.mark.parametrize(
    ("content", "reason"),
    [(b"", WhyNot.FILE_EMPTY), (b"MZ\x90\0program", WhyNot.FILE_KIND)],
)
def test_a_program_or_nothing_is_not_an_exhibit(
    cast: Cast, at: datetime, content: bytes, reason: WhyNot
) -> None:
    file_id, _ = arrived(cast, at)
    emil = cast.emil.signed(at)
    assert refusal(lambda: services.receive_exhibit(emil, file_id, content)) == [reason]
    assert not Exhibit.objects.exists()


def test_custody_moves_only_when_the_receiver_accepts(cast: Cast, at: datetime) -> None:
    told = tell(cast, at)
    emil, edita = cast.emil.signed(told.at), cast.edita.signed(told.at + MINUTE)
    where = (told.file_id, told.exhibit_id)

    def held_by() -> str:
        return queries.exhibit(*where).holder

    services.offer_exhibit(emil, *where, cast.edita.actor.key_id)
    assert held_by() == "Emil"
    assert refusal(lambda: services.accept_exhibit(emil, *where)) == [WhyNot.NOT_FOR_YOU]
    services.accept_exhibit(edita, *where)
    assert held_by() == "Edita"
    assert refusal(lambda: services.accept_exhibit(edita, *where)) == [WhyNot.OFFER_ENDED]
    again = lambda: services.offer_exhibit(emil, *where, cast.edita.actor.key_id)  # noqa: E731
    assert refusal(again) == [WhyNot.NOT_HOLDER]
    assert kinds(told.file_id)[-2:] == [Kind.CUSTODY_OFFERED, Kind.CUSTODY_ACCEPTED]
    agree(cast, told.file_id, told.at)
    data = services.download_package(
        edita, told.file_id, made_package(cast, replace(told, at=told.at + 2 * MINUTE))
    )[1]
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        name = next(n for n in archive.namelist() if n.endswith("custody/EX-1.csv"))
        rows = archive.read(name).decode().splitlines()
    assert [row.split(",")[1] for row in rows[1:]] == ["received", "offered", "accepted"]
    assert rows[3].split(",")[4] == sha256(PHOTO).hexdigest()


def test_an_exhibit_goes_only_to_a_custodian_of_the_case(cast: Cast, at: datetime) -> None:
    told = tell(cast, at)
    emil = cast.emil.signed(told.at)
    for officer in (cast.iryna, cast.kirill, cast.lina, cast.emil):
        offer = lambda to=officer: services.offer_exhibit(  # noqa: E731
            emil, told.file_id, told.exhibit_id, to.actor.key_id
        )
        assert refusal(offer) == [WhyNot.RECEIVER_WITHOUT_KEY]


def test_the_database_changes_a_custody_line_only_by_its_acceptance(
    cast: Cast, at: datetime
) -> None:
    told = tell(cast, at)
    services.offer_exhibit(
        cast.emil.signed(told.at), told.file_id, told.exhibit_id, cast.edita.actor.key_id
    )
    offers = CustodyLine.objects.filter(event="offered")
    changes: list[dict[str, object]] = [
        {"to_key": "k"},
        {"accepted": True},
        {"accepted": True, "accepted_at": told.at, "by_key": "k"},
    ]
    for change in changes:
        with pytest.raises(IntegrityError), transaction.atomic():
            offers.update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        CustodyLine.objects.create(
            id=new_id(), exhibit_id=told.exhibit_id, number=3, event="offered",
            by_key="k", to_key="k", at=at,
        )  # fmt: skip


def test_strangers_see_nothing_and_colleagues_need_role_and_key(
    cast: Cast, at: datetime
) -> None:
    told = tell(cast, at)
    agree(cast, told.file_id, told.at)
    package_id = made_package(cast, told)
    emil = cast.emil.signed(told.at)
    cases: list[tuple[str, type[Exception], object]] = [
        ("kirill", Unknown, None),
        ("daria", Unknown, None),
        ("olena", Refused, AccountsWhyNot.ROLE),
        ("iryna", Refused, AccountsWhyNot.ROLE),
        ("lina", Refused, VaultWhyNot.NO_KEY),
    ]
    for name, error, reason in cases:
        me = getattr(cast, name).signed(told.at)
        with pytest.raises(error) as no:
            services.download_package(me, told.file_id, package_id)
        with pytest.raises(error):
            services.read_statement(me, told.file_id, told.statement_id)
        if reason is not None:
            assert isinstance(no.value, Refused)
            assert no.value.reasons == (reason,)
    lina = cast.lina.signed(told.at)
    add = lambda: services.add_part(  # noqa: E731
        lina, told.file_id, told.statement_id, "слова"
    )
    assert refusal(add) == [AccountsWhyNot.ROLE]
    other, _ = arrived(cast, at)
    with pytest.raises(Unknown):
        services.download_package(emil, other, package_id)
    with pytest.raises(Unknown):
        services.propose_package(emil, other, told.wanted())


def test_the_public_and_worker_roles_reach_no_table_of_testimony(
    cast: Cast, at: datetime
) -> None:
    tell(cast, at)
    names = [t._meta.db_table for t in (Statement, Part, Sheet, Exhibit, CustodyLine, Package)]
    for role in ("sc_public", "sc_worker"):
        for name in names:
            with pytest.raises(DatabaseError, match="permission denied"):
                look(role, name)


def look(role: str, table: str) -> None:
    """Read a table as one of the database's roles."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {role}")
        cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608  own names
