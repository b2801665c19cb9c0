"""Need-to-know is a wrap: given by a holder only, taken back, and dead once shredded."""

import base64
import os
from uuid import UUID

import pytest
from django.db import DatabaseError, IntegrityError, connection, connections, transaction

from safeconduct.common.ids import new_id
from safeconduct.common.refusal import Refused
from safeconduct.vault.ceremony import Offline
from safeconduct.vault.core.terms import KEY_BYTES, SEED_BYTES, Compartment, Holder, WhyNot
from safeconduct.vault.models import DeskWrap, Wrap
from safeconduct.vault.opening import FileKeys, Holding, PrivateKey
from safeconduct.vault.queries import desk_keys, holders, may_open, open_file, shred_key
from safeconduct.vault.recovery import keys_of
from safeconduct.vault.ring import ring
from safeconduct.vault.sealing import OfficerKey
from safeconduct.vault.services import grant, new_file_keys, put_on_desk, revoke, wrap_bundle
from safeconduct.vault.shares import join

C = Compartment
COLUMN = "vault.test.column"


def holder_of_a_key() -> Holding:
    private = PrivateKey(os.urandom(SEED_BYTES))
    return Holding(private.public().key_id, private)


def vouched(to: Holding) -> OfficerKey:
    """The key as if the programme had signed it; tests/vault/test_certificate.py asks that."""
    return OfficerKey(to.private.public().raw)


def give(keys: FileKeys, to: Holding, *parts: Compartment) -> tuple[Compartment, ...]:
    return grant(keys, vouched(to), parts, Holder.OFFICER)


@pytest.fixture
def opened(offline: Offline) -> FileKeys:
    """A new file with its first two wraps, as the letter's sender makes it."""
    keys = new_file_keys(new_id())
    wrap_bundle(keys, ring())
    return keys


def desk_of(offline: Offline) -> Holding:
    private = PrivateKey(base64.b64decode(offline.desk))
    return Holding(private.public().key_id, private)


def test_desk_and_recovery_open_every_compartment_of_a_new_file(
    opened: FileKeys, offline: Offline
) -> None:
    recovery = keys_of(join(offline.shares[:3])).private
    for private in (PrivateKey(base64.b64decode(offline.desk)), recovery):
        found = open_file(Holding(private.public().key_id, private), opened.file_id)
        assert found.keys == opened.keys
        assert found.shred == opened.shred
    assert set(opened.keys) == set(C)
    assert len(set(opened.keys.values())) == len(C)


def test_an_officer_opens_the_given_compartments_and_no_other(opened: FileKeys) -> None:
    olena = holder_of_a_key()
    assert give(opened, olena, C.CONTACT, C.IDENTITY) == (C.CONTACT, C.IDENTITY)
    hers = open_file(olena, opened.file_id)
    row = new_id()
    sealed = opened.seal(C.CONTACT, COLUMN, row, "Привет")
    assert hers.open(C.CONTACT, COLUMN, row, sealed) == "Привет"
    assert {part for part in C if hers.may_open(part)} == {C.CONTACT, C.IDENTITY}


def test_giving_twice_gives_once(opened: FileKeys) -> None:
    olena = holder_of_a_key()
    give(opened, olena, C.CONTACT)
    assert give(opened, olena, C.CONTACT, C.CONTACT, C.LOCATION) == (C.LOCATION,)
    assert Wrap.objects.filter(key_id=olena.key_id).count() == 2


def test_nobody_gives_what_they_do_not_hold(opened: FileKeys) -> None:
    olena, kirill = holder_of_a_key(), holder_of_a_key()
    give(opened, olena, C.CONTACT)
    hers = open_file(olena, opened.file_id)
    with pytest.raises(Refused) as refused:
        give(hers, kirill, C.CONTACT, C.VETTING)
    assert refused.value.reasons == (WhyNot.NO_KEY,)
    assert open_file(kirill, opened.file_id).keys == {}


def test_without_a_wrap_nothing_opens(opened: FileKeys) -> None:
    kirill = open_file(holder_of_a_key(), opened.file_id)
    row = new_id()
    sealed = opened.seal(C.CONTACT, COLUMN, row, "Привет")
    for part in C:
        with pytest.raises(Refused) as refused:
            kirill.open(part, COLUMN, row, sealed)
        assert refused.value.reasons == (WhyNot.NO_KEY,)


def test_a_revoked_key_opens_nothing_more(opened: FileKeys) -> None:
    olena, pavlo = holder_of_a_key(), holder_of_a_key()
    give(opened, olena, C.CONTACT, C.IDENTITY)
    give(opened, pavlo, C.CONTACT)
    assert revoke(opened.file_id, olena.key_id) == 2
    assert open_file(olena, opened.file_id).keys == {}
    assert open_file(pavlo, opened.file_id).may_open(C.CONTACT)
    assert revoke(opened.file_id, olena.key_id) == 0


def test_holders_name_officers_and_not_desk_or_services(opened: FileKeys) -> None:
    olena = holder_of_a_key()
    give(opened, olena, C.CONTACT, C.PAYMENT)
    grant(opened, ring().services["matcher"], [C.IDENTITY], Holder.SERVICE)
    assert holders(opened.file_id) == {olena.key_id: {C.CONTACT, C.PAYMENT}}


def test_may_open_asks_one_compartment_over_many_files(opened: FileKeys) -> None:
    olena, other = holder_of_a_key(), new_file_keys(new_id())
    give(opened, olena, C.CONTACT)
    give(other, olena, C.PAYMENT)
    files = [opened.file_id, other.file_id, new_id()]
    assert may_open(olena.key_id, files, C.CONTACT) == {opened.file_id}
    assert may_open(olena.key_id, files, C.PAYMENT) == {other.file_id}
    assert may_open(olena.key_id, files, C.VETTING) == set()


def test_the_desk_key_opens_for_officers_on_duty_only(
    opened: FileKeys, offline: Offline
) -> None:
    iryna, kirill = holder_of_a_key(), holder_of_a_key()
    put_on_desk(desk_of(offline).private, vouched(iryna))
    assert open_file(desk_keys(iryna), opened.file_id).keys == opened.keys
    with pytest.raises(Refused) as refused:
        desk_keys(kirill)
    assert refused.value.reasons == (WhyNot.NO_KEY,)
    put_on_desk(desk_of(offline).private, vouched(iryna))
    assert DeskWrap.objects.filter(key_id=iryna.key_id).count() == 1


def test_a_copied_desk_row_opens_for_nobody_else(offline: Offline) -> None:
    iryna, kirill = holder_of_a_key(), holder_of_a_key()
    put_on_desk(desk_of(offline).private, vouched(iryna))
    row = DeskWrap.objects.get(key_id=iryna.key_id)
    DeskWrap.objects.create(
        key_id=kirill.key_id, desk_key_id=row.desk_key_id, sealed=row.sealed
    )
    with pytest.raises(Refused) as refused:
        desk_keys(kirill)
    assert refused.value.reasons == (WhyNot.NOT_GENUINE,)


def _copy(row: Wrap, **changes: object) -> None:
    values = {
        "file_id": row.file_id, "compartment": row.compartment, "epoch": row.epoch,
        "holder": row.holder, "key_id": row.key_id, "sealed": row.sealed,
    } | changes  # fmt: skip
    Wrap.objects.create(id=new_id(), **values)


def test_a_wrap_moved_to_another_compartment_or_file_is_not_genuine(opened: FileKeys) -> None:
    olena, other = holder_of_a_key(), new_file_keys(new_id())
    give(opened, olena, C.CONTACT)
    row = Wrap.objects.get(key_id=olena.key_id)
    moves: tuple[tuple[UUID, dict[str, object]], ...] = (
        (other.file_id, {"file_id": other.file_id}),
        (opened.file_id, {"compartment": C.VETTING.value}),
    )
    for file_id, change in moves:
        _copy(row, **change)
        with pytest.raises(Refused) as refused:
            open_file(olena, file_id)
        assert refused.value.reasons == (WhyNot.NOT_GENUINE,)


def test_a_shredded_file_opens_for_nobody(opened: FileKeys, offline: Offline) -> None:
    with connections["keystore"].cursor() as cursor:
        cursor.execute("SELECT shred_key_drop(%s)", [opened.file_id])
    for deed in (
        lambda: shred_key(opened.file_id),
        lambda: open_file(desk_of(offline), opened.file_id),
    ):
        with pytest.raises(Refused) as refused:
            deed()
        assert refused.value.reasons == (WhyNot.SHREDDED,)


def test_an_unknown_file_looks_like_a_shredded_one(offline: Offline) -> None:
    with pytest.raises(Refused) as refused:
        open_file(holder_of_a_key(), new_id())
    assert refused.value.reasons == (WhyNot.SHREDDED,)


def test_a_file_has_one_shred_key_and_it_is_never_replaced(opened: FileKeys) -> None:
    with (
        pytest.raises(IntegrityError),
        transaction.atomic(using="keystore"),
        connections["keystore"].cursor() as cursor,
    ):
        cursor.execute("SELECT shred_key_new(%s, %s)", [opened.file_id, bytes(KEY_BYTES)])
    assert shred_key(opened.file_id) == opened.shred


def test_no_role_lists_shred_keys_or_reads_keys_it_was_not_given(opened: FileKeys) -> None:
    for role in ("sc_public", "sc_office", "sc_worker"):
        with (
            pytest.raises(DatabaseError, match="permission denied"),
            transaction.atomic(using="keystore"),
            connections["keystore"].cursor() as cursor,
        ):
            cursor.execute(f"SET LOCAL ROLE {role}")
            cursor.execute("SELECT count(*) FROM shred_key")


def test_the_public_role_adds_wraps_and_reads_none(opened: FileKeys) -> None:
    with (
        pytest.raises(DatabaseError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("SET LOCAL ROLE sc_public")
        cursor.execute("SELECT sealed FROM vault_wrap")


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"compartment": "everything"}, "vault_wrap_known_compartment"),
        ({"holder": "guest"}, "vault_wrap_known_holder"),
        ({}, "vault_wrap_once"),
    ],
)
def test_the_database_refuses_unknown_or_double_wraps(
    opened: FileKeys, change: dict[str, object], constraint: str
) -> None:
    olena = holder_of_a_key()
    give(opened, olena, C.CONTACT)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        _copy(Wrap.objects.get(key_id=olena.key_id), **change)
