"""Whoever can write to the database can spoil what is sealed, and turn it into nothing else."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property, partial
from uuid import UUID

import pytest
from django.db import connection

from safeconduct.accounts.signin import resume, sign_in
from safeconduct.casework.models import Person
from safeconduct.casework.services import add_person, inform
from safeconduct.common.ids import new_id
from safeconduct.common.refusal import Refused
from safeconduct.contact.attachments import Incoming
from safeconduct.contact.core.terms import ItemBody, ItemKind, LetterBody, LetterKind
from safeconduct.contact.mailbox import APPLICANT, INBOX, KeptKey, Visitor, visitor
from safeconduct.contact.models import Item, Letter, Mailbox
from safeconduct.contact.queries import conversation, open_letter, read_items
from safeconduct.contact.services import post_to_person, receive_more
from safeconduct.record.services import act
from safeconduct.vault.core.terms import (
    KEY_BYTES,
    PUBLIC_BYTES,
    SEED_BYTES,
    Compartment,
    WhyNot,
)
from safeconduct.vault.opening import FileKeys, PrivateKey
from safeconduct.vault.queries import open_file
from safeconduct.vault.stretch import cookie_hash, totp_code
from tests.cast import Cast
from tests.making import Made, make_case

CARD = {"surname": "Ремезов"}
Sealed = tuple[str, str, str, Callable[["Case"], object]]


@dataclass(frozen=True)
class Case:
    """A case with one letter, one answer and one card, and how each is read."""

    made: Made
    at: datetime
    cast: Cast
    letter: UUID
    item: UUID
    person: UUID

    @cached_property
    def keys(self) -> FileKeys:
        """As the case officer opens them."""
        return open_file(self.cast.olena.keys, self.made.file_id)

    @cached_property
    def visit(self) -> Visitor:
        """As the person opens the mailbox."""
        found = visitor(self.made.cookie, self.at)
        assert found is not None
        return found

    def read_letter(self) -> object:
        """By the team."""
        return open_letter(self.keys, self.letter)

    def read_item(self) -> object:
        """By the person."""
        return read_items(self.visit, self.at)

    def read_copy(self) -> object:
        """The team's copy of the answer."""
        return conversation(self.keys)

    def read_card(self) -> object:
        """By the case officer."""
        sealed = bytes(Person.objects.get(id=self.person).sealed)
        return self.keys.open(Compartment.IDENTITY, "casework.person.card", self.person, sealed)


@pytest.fixture
def case(cast: Cast, at: datetime) -> Case:
    return new_case(cast, at)


def new_case(cast: Cast, at: datetime) -> Case:
    made = make_case(cast, at)
    olena = cast.olena.signed(at)
    inform(olena, made.file_id, "Мы получили письмо.")
    person = add_person(olena, made.file_id, "applicant", CARD)
    letter, item = (model.objects.get(file_id=made.file_id).pk for model in (Letter, Item))
    return Case(made, at, cast, letter, item, person)


def refused(read: Callable[[], object]) -> bool:
    """Whether nothing at all is given out."""
    try:
        read()
    except Refused as no:
        return no.reasons == (WhyNot.NOT_GENUINE,)
    return False


def stored(table: str, column: str, row: UUID) -> bytes:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {table} WHERE id = %s", [row])  # noqa: S608
        return bytes(cursor.fetchone()[0])


def store(table: str, column: str, row: UUID, sealed: bytes) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {column} = %s WHERE id = %s", [sealed, row])  # noqa: S608


# Every sealed column that two doors read between them, and how it is read.
SEALED: list[Sealed] = [
    ("contact_letter", "sealed_key", "letter", Case.read_letter),
    ("contact_letter", "sealed_body", "letter", Case.read_letter),
    ("contact_item", "sealed", "item", Case.read_item),
    ("contact_item", "office_copy", "item", Case.read_copy),
    ("casework_person", "sealed", "person", Case.read_card),
]
IN = pytest.mark.parametrize(("table", "column", "of", "read"), SEALED)


@IN
def test_every_altered_byte_is_refused(
    case: Case, table: str, column: str, of: str, read: Callable[[Case], object]
) -> None:
    row = getattr(case, of)
    whole = stored(table, column, row)
    unnoticed = []
    for place in range(len(whole)):
        broken = bytearray(whole)
        broken[place] ^= 1 << place % 8
        store(table, column, row, bytes(broken))
        if not refused(lambda: read(case)):
            unnoticed.append(place)
    assert unnoticed == []
    store(table, column, row, whole)
    assert read(case)


def put(table: str, column: str, row: UUID, source: str, source_row: UUID) -> None:
    """Copy a sealed value over another one."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET {column} = ({source}) WHERE id = %s",  # noqa: S608
            [source_row, row],
        )


def value(table: str, column: str) -> str:
    return f"SELECT {column} FROM {table} WHERE id = %s"  # noqa: S608


@IN
def test_a_value_of_another_case_is_refused(
    case: Case, table: str, column: str, of: str, read: Callable[[Case], object]
) -> None:
    other = new_case(case.cast, case.at)
    put(table, column, getattr(case, of), value(table, column), getattr(other, of))
    assert refused(lambda: read(case))
    assert read(other)


@pytest.mark.parametrize("whole", [("letter", Letter), ("item", Item)])
def test_a_row_moved_to_another_case_is_refused(
    case: Case, whole: tuple[str, type[Letter | Item]]
) -> None:
    of, model = whole
    other = new_case(case.cast, case.at)
    (theirs, mine), table = (getattr(other, of), getattr(case, of)), model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table} WHERE id = %s", [mine])  # noqa: S608
        cursor.execute(
            f"UPDATE {table} SET file_id = %s WHERE id = %s",  # noqa: S608
            [case.made.file_id, theirs],
        )
    moved = replace(case, **{of: theirs})
    assert refused(moved.read_letter if of == "letter" else moved.read_item)


@pytest.mark.parametrize("to", SEALED, ids=lambda row: f"{row[0]}.{row[1]}")
@pytest.mark.parametrize("source", SEALED, ids=lambda row: f"{row[0]}.{row[1]}")
def test_a_value_of_another_column_is_refused(case: Case, source: Sealed, to: Sealed) -> None:
    table, column, of, read = to
    put(table, column, getattr(case, of), value(*source[:2]), getattr(case, source[2]))
    assert refused(lambda: read(case)) is (source != to)


THIEF = PrivateKey(bytes(range(SEED_BYTES))).public()


def exchange(case: Case, column: str, key: bytes) -> None:
    """Another key in the mailbox of the case."""
    Mailbox.objects.filter(file_id=case.made.file_id).update(**{column: key})


def foreign_keys(case: Case, column: str) -> dict[str, bytes]:
    """Every key that somebody with the main database could put there."""
    other = Mailbox.objects.get(file_id=new_case(case.cast, case.at).made.file_id)
    mine = Mailbox.objects.get(file_id=case.made.file_id)
    mark = bytes(getattr(mine, column))[PUBLIC_BYTES:]
    known = KeptKey.of(THIEF, case.made.file_id, column, bytes(KEY_BYTES)).kept
    return {
        "bare": THIEF.raw,
        "with the mark of the right one": THIEF.raw + mark,
        "marked without the shred key": known,
        "of another case": bytes(getattr(other, column)),
        "of the other column": bytes(getattr(mine, APPLICANT if column == INBOX else INBOX)),
        "cut": bytes(getattr(mine, column))[:-1],
        "none": b"",
    }


def test_an_answer_is_not_sealed_to_an_exchanged_key(case: Case) -> None:
    olena, file_id = case.cast.olena.signed(case.at), case.made.file_id
    for name, key in foreign_keys(case, APPLICANT).items():
        before = Item.objects.filter(file_id=file_id).count()
        exchange(case, APPLICANT, key)
        assert refused(lambda: inform(olena, file_id, "Ждите у моста.")), name
        body = ItemBody(ItemKind.ANSWER, "Только вам.")
        with act(olena.actor, case.at) as a:
            assert refused(lambda: post_to_person(a, file_id, body)), name  # noqa: B023
        assert Item.objects.filter(file_id=file_id).count() == before


def test_a_letter_is_not_sealed_to_an_exchanged_key(case: Case) -> None:
    body = LetterBody(LetterKind.MESSAGE, "Стою у моста.")
    for name, key in foreign_keys(case, INBOX).items():
        before = Letter.objects.filter(file_id=case.made.file_id).count()
        exchange(case, INBOX, key)
        found = visitor(case.made.cookie, case.at)
        assert found is not None
        more = partial(
            receive_more, visitor=found, letter_id=new_id(), body=body, danger="abroad",
            at=case.at,
        )  # fmt: skip
        assert refused(more), name
        assert refused(lambda: Incoming(found)), name  # noqa: B023
        assert Letter.objects.filter(file_id=case.made.file_id).count() == before


def swap_officers(cast: Cast, table: str, column: str, by: str) -> None:
    """What belongs to one officer stands in the row of another, and the other way round."""
    ids = [cast.olena.id, cast.kirill.id]
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} t SET {column} = o.{column} FROM {table} o"  # noqa: S608
            f" WHERE t.{by} = ANY(%s) AND o.{by} = ANY(%s) AND t.{by} <> o.{by}",
            [ids, ids],
        )


@pytest.mark.parametrize("column", ["sealed_private", "sealed_totp"])
def test_an_officers_secrets_open_in_the_own_row_only(
    cast: Cast, at: datetime, column: str
) -> None:
    swap_officers(cast, "accounts_officer", column, "id")
    code = totp_code(cast.olena.totp, at)
    with pytest.raises(Refused):
        sign_in("Olena", cast.olena.password, code, at)


def test_a_session_moved_to_another_officer_is_refused(cast: Cast, at: datetime) -> None:
    olena = sign_in("Olena", cast.olena.password, totp_code(cast.olena.totp, at), at)
    sign_in("Kirill", cast.kirill.password, totp_code(cast.kirill.totp, at), at)
    assert resume(olena, at)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE accounts_session SET officer_id = %s WHERE hash = %s",
            [cast.kirill.id, cookie_hash(olena)],
        )
    with pytest.raises(Refused):
        resume(olena, at)
