"""New keys: holders read everything, a copied old key reads nothing new, old keys stay out."""

import os
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction

from safeconduct.common.ids import new_id
from safeconduct.common.refusal import Conflict, Refused
from safeconduct.vault.ceremony import Offline
from safeconduct.vault.core.terms import SEED_BYTES, Compartment, Due, Holder, WhyNot
from safeconduct.vault.due import due_for, due_of
from safeconduct.vault.epochs import renew
from safeconduct.vault.links import epochs_of, require_newest
from safeconduct.vault.models import EarlierKey, QuickWrap, Wrap
from safeconduct.vault.opening import FileKeys, Holding, PrivateKey
from safeconduct.vault.queries import open_file, open_part
from safeconduct.vault.recovery import keys_of
from safeconduct.vault.ring import ring
from safeconduct.vault.sealing import OfficerKey
from safeconduct.vault.services import (
    forget_wraps,
    grant,
    keep_quick,
    new_file_keys,
    revoke,
    revoke_all,
    shred,
    wrap_bundle,
)
from safeconduct.vault.shares import join

C = Compartment
COLUMN = "vault.test.column"
ROW = UUID(int=7)
KEYS = {name: PrivateKey(os.urandom(SEED_BYTES)) for name in ("olena", "pavlo", "kirill")}
OLENA, PAVLO, KIRILL = (Holding(key.public().key_id, key) for key in KEYS.values())
VOUCHED = {key.public().key_id: OfficerKey(key.public().raw) for key in KEYS.values()}


def vouched(key_id: str) -> OfficerKey:
    """As if the programme had signed these three; tests/vault/test_certificate.py asks that."""
    return VOUCHED[key_id]


def give(keys: FileKeys, to: Holding, *parts: Compartment) -> None:
    grant(keys, vouched(to.key_id), parts, Holder.OFFICER)


@pytest.fixture
def file_id(offline: Offline) -> UUID:
    """A file that Olena opens in three parts, Pavlo in one, the matcher in one."""
    keys = new_file_keys(new_id())
    wrap_bundle(keys, ring())
    give(keys, OLENA, C.CONTACT, C.IDENTITY, C.LOCATION)
    give(keys, PAVLO, C.CONTACT)
    grant(keys, ring().services["matcher"], [C.IDENTITY], Holder.SERVICE)
    return keys.file_id


def renew_by(holder: Holding, file_id: UUID, *parts: Compartment) -> FileKeys:
    with transaction.atomic():
        fresh = renew(open_file(holder, file_id), parts, ring(), vouched)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS vault_nobody_left_behind IMMEDIATE")
            cursor.execute("SET CONSTRAINTS vault_nobody_left_behind DEFERRED")
    return fresh


def test_holders_read_all_epochs_and_a_copied_key_reads_its_own_only(file_id: UUID) -> None:
    copied, sealed = open_file(OLENA, file_id), []
    revoke(file_id, KIRILL.key_id)
    for epoch in (1, 2, 3, 4):
        keys = open_file(OLENA, file_id)
        assert keys.epoch(C.CONTACT) == epoch
        sealed.append(keys.seal(C.CONTACT, COLUMN, ROW, f"epoch {epoch}"))
        renew_by(OLENA, file_id, C.CONTACT)
    for holder in (OLENA, PAVLO):
        keys = open_file(holder, file_id)
        texts = [keys.open(C.CONTACT, COLUMN, ROW, one) for one in sealed]
        assert texts == ["epoch 1", "epoch 2", "epoch 3", "epoch 4"]
    # The copy of the first key, the shred key and every row of the database: nothing newer.
    assert copied.open(C.CONTACT, COLUMN, ROW, sealed[0]) == "epoch 1"
    for one in sealed[1:]:
        with pytest.raises(Refused):
            copied.open(C.CONTACT, COLUMN, ROW, one)
    for row in EarlierKey.objects.filter(file_id=file_id):
        with pytest.raises(Refused):
            copied.open(C.CONTACT, "vault.earlierkey.sealed", row.id, bytes(row.sealed))


def test_only_the_named_parts_are_renewed(file_id: UUID) -> None:
    before = open_file(OLENA, file_id)
    renew_by(OLENA, file_id, C.CONTACT, C.IDENTITY)
    after = open_file(OLENA, file_id)
    assert {part for part in C if before.keys.get(part) != after.keys.get(part)} == {
        C.CONTACT, C.IDENTITY,
    }  # fmt: skip
    assert epochs_of(file_id) == {C.CONTACT: 2, C.IDENTITY: 2}
    assert after.earlier == {part: (before.keys[part],) for part in (C.CONTACT, C.IDENTITY)}


def test_recovery_gets_every_newest_key_once(file_id: UUID, offline: Offline) -> None:
    first = open_file(OLENA, file_id)
    for _ in range(2):
        renew_by(OLENA, file_id, C.CONTACT)
    private = keys_of(join(offline.shares[:3])).private
    recovery = Holding(private.public().key_id, private)
    assert (
        open_file(recovery, file_id).keys[C.CONTACT]
        == open_file(PAVLO, file_id).keys[C.CONTACT]
    )
    assert open_file(recovery, file_id).keys[C.VETTING] not in first.keys.values()
    rows = Wrap.objects.filter(file_id=file_id, holder=Holder.RECOVERY)
    assert sorted(rows.values_list("compartment", "epoch")) == [("bundle", 1), ("contact", 3)]


def test_hours_go_on_to_their_end(file_id: UUID) -> None:
    Wrap.objects.filter(key_id=PAVLO.key_id).delete()
    with connection.cursor() as cursor:
        cursor.execute("SELECT now(), now() + interval '3 hours'")
        at, until = cursor.fetchone()
    grant(
        open_file(OLENA, file_id), vouched(PAVLO.key_id), [C.CONTACT], Holder.OFFICER,
        at=at, until=until,
    )  # fmt: skip
    renew_by(OLENA, file_id, C.CONTACT)
    row = Wrap.objects.get(key_id=PAVLO.key_id)
    assert (row.epoch, row.given_at, row.until) == (2, at, until)
    assert open_file(PAVLO, file_id, lasting=True).keys == {}


def test_keys_opened_before_give_and_renew_nothing_any_more(file_id: UUID) -> None:
    stale = open_file(OLENA, file_id)
    renew_by(OLENA, file_id, C.CONTACT)
    with pytest.raises(Conflict), transaction.atomic():
        give(stale, KIRILL, C.CONTACT)
    with pytest.raises(Conflict), transaction.atomic():
        renew(stale, [C.CONTACT], ring(), vouched)
    with pytest.raises(Conflict):
        require_newest(stale, C.CONTACT)
    require_newest(stale, C.IDENTITY)
    give(stale, KIRILL, C.IDENTITY)  # not renewed: the same key still
    assert set(open_file(KIRILL, file_id).keys) == {C.IDENTITY}
    give(open_file(OLENA, file_id), KIRILL, C.CONTACT)
    assert open_file(KIRILL, file_id).epoch(C.CONTACT) == 2


def test_the_database_refuses_an_older_wrap_a_gap_and_a_holder_left_behind(
    file_id: UUID,
) -> None:
    old = Wrap.objects.get(key_id=PAVLO.key_id, compartment=C.CONTACT)
    renew_by(OLENA, file_id, C.CONTACT)
    for epoch in (1, 3):
        with pytest.raises(IntegrityError, match="vault_wrap_of_newest"), transaction.atomic():
            Wrap.objects.create(
                id=new_id(), file_id=file_id, compartment=C.CONTACT, epoch=epoch,
                holder=Holder.OFFICER, key_id=KIRILL.key_id, sealed=old.sealed,
            )  # fmt: skip
        with pytest.raises(IntegrityError, match="vault_wrap_of_newest"), transaction.atomic():
            Wrap.objects.filter(id=old.id).update(epoch=epoch)
    for epoch in (1, 3):
        with pytest.raises(IntegrityError), transaction.atomic():
            EarlierKey.objects.create(
                id=new_id(), file_id=file_id, compartment=C.CONTACT, epoch=epoch, sealed=b""
            )
    with pytest.raises(IntegrityError, match="vault_nobody_left_behind"), transaction.atomic():
        EarlierKey.objects.create(
            id=new_id(), file_id=file_id, compartment=C.CONTACT, epoch=2, sealed=b""
        )
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS vault_nobody_left_behind IMMEDIATE")


@pytest.mark.parametrize("sealed", ["other key's", "flipped", "gone"])
def test_a_broken_chain_is_noticed(file_id: UUID, sealed: str) -> None:
    for _ in range(2):
        renew_by(OLENA, file_id, C.CONTACT)
    rows = EarlierKey.objects.filter(file_id=file_id)
    first, second = rows.order_by("epoch")
    if sealed == "gone":
        first.delete()
    else:
        text = bytes(second.sealed if sealed == "other key's" else first.sealed)
        rows.filter(id=first.id).update(sealed=text[:-1] + bytes([text[-1] ^ 1]))
    with pytest.raises(Refused) as refused:
        open_file(OLENA, file_id)
    assert refused.value.reasons == (WhyNot.NOT_GENUINE,)


def test_an_older_wrap_put_back_by_hand_does_not_open_the_chain(file_id: UUID) -> None:
    """Who writes to the database as its owner puts an old wrap under the newest number."""
    old = bytes(Wrap.objects.get(key_id=PAVLO.key_id, compartment=C.CONTACT).sealed)
    renew_by(OLENA, file_id, C.CONTACT)
    Wrap.objects.filter(key_id=PAVLO.key_id, compartment=C.CONTACT).update(sealed=old)
    with pytest.raises(Refused) as refused:
        open_file(PAVLO, file_id)
    assert refused.value.reasons == (WhyNot.NOT_GENUINE,)


def test_a_holder_nobody_vouches_for_stops_the_renewal_whole(file_id: UUID) -> None:
    def doubts(key_id: str) -> OfficerKey:
        if key_id == PAVLO.key_id:
            raise Refused([WhyNot.KEY_FORGED])
        return vouched(key_id)

    before = sorted(Wrap.objects.values_list("id", "epoch"))
    with pytest.raises(Refused), transaction.atomic():
        renew(open_file(OLENA, file_id), [C.CONTACT], ring(), doubts)
    assert sorted(Wrap.objects.values_list("id", "epoch")) == before
    assert not EarlierKey.objects.exists()


def test_a_quick_wrap_of_the_earlier_key_opens_nothing(file_id: UUID) -> None:
    keep_quick(open_part(OLENA, C.IDENTITY).fresh)
    late = list(QuickWrap.objects.all())
    renew_by(OLENA, file_id, C.IDENTITY)
    keep_quick(late)  # a search that began before and ends after
    many = open_part(OLENA, C.IDENTITY)
    assert many.files[file_id].keys == {C.IDENTITY: open_file(OLENA, file_id).keys[C.IDENTITY]}
    assert len(many.fresh) == 1
    keep_quick(many.fresh)
    assert open_part(OLENA, C.IDENTITY).fresh == []


def test_whoever_loses_a_key_leaves_it_due_for_the_others(file_id: UUID) -> None:
    assert due_of(file_id) == {}
    revoke(file_id, PAVLO.key_id)
    assert set(due_of(file_id)) == {C.CONTACT}
    assert due_for(OLENA.key_id) == {file_id: {C.CONTACT}}
    assert due_for(PAVLO.key_id) == {}
    revoke_all(OLENA.key_id)
    assert set(due_of(file_id)) == {C.CONTACT, C.IDENTITY, C.LOCATION}
    shred(file_id)
    assert due_of(file_id) == {}


def test_nothing_is_due_where_no_officer_lost_anything(file_id: UUID) -> None:
    revoke(file_id, ring().desk.key_id)
    revoke(file_id, ring().services["matcher"].key_id)
    revoke(file_id, PAVLO.key_id, given_anew={C.CONTACT})
    revoke(file_id, KIRILL.key_id)
    assert due_of(file_id) == {}
    revoke(file_id, OLENA.key_id, given_anew={C.CONTACT})
    assert set(due_of(file_id)) == {C.IDENTITY, C.LOCATION}
    forget_wraps([file_id])
    assert due_of(file_id) == {}
    assert Due.ENDED.name == "ENDED"
