"""A desk's key is renewed: all letters open, and a copy of the old key opens no new one."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from uuid import UUID

import pytest
from django.conf import LazySettings
from django.db import IntegrityError, connection, transaction

from safeconduct.accounts.core.desks import Due
from safeconduct.accounts.core.terms import Parting, Role, WhyNot
from safeconduct.accounts.departure import propose_departure
from safeconduct.accounts.desks import (
    desk_view,
    drop_desk_key,
    move_letters,
    renew_desk_key,
    why_due,
)
from safeconduct.accounts.models import Officer as Row
from safeconduct.accounts.queries import public_key_of
from safeconduct.casework.core.terms import CaseKind
from safeconduct.casework.services import keys_for, open_case
from safeconduct.casework.services.access import confirm_departure
from safeconduct.common.ids import new_id
from safeconduct.common.refusal import Conflict, Refused
from safeconduct.contact import services as contact
from safeconduct.contact.core.terms import Danger
from safeconduct.contact.queries import open_letter
from safeconduct.record.queries import newest
from safeconduct.vault import desks as vault
from safeconduct.vault.ceremony import Offline
from safeconduct.vault.core.terms import Desk, Kind, WhyNew
from safeconduct.vault.core.terms import WhyNot as Vault
from safeconduct.vault.models import DeskKey, DeskWrap, Wrap
from safeconduct.vault.opening import Holding, PrivateKey
from safeconduct.vault.queries import desk_keys, open_file
from safeconduct.vault.ring import ring
from safeconduct.vault.services import put_on_desk
from tests.accounts.desk_keys import own_folder, renewed, sign_waiting, take
from tests.cast import Cast, Officer
from tests.contact.boxes import TEXT, Box

THIEF = PrivateKey(bytes(range(96)))


@pytest.fixture(autouse=True)
def folder(cast: Cast, tmp_path: Path, settings: LazySettings) -> Path:
    """Keys of this test's own."""
    return own_folder(tmp_path, settings)


@pytest.fixture(autouse=True)
def deferred_at_once() -> Iterator[None]:
    """Deferred rules count at the end of each test, too."""
    yield
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def reasons(deed: Callable[[], object]) -> tuple[object, ...]:
    with pytest.raises(Refused) as refused:
        deed()
    return refused.value.reasons


def reads(who: Officer, box: Box) -> str:
    """The letter as this officer opens it, through the casework's own door."""
    return open_letter(keys_for(who.signed(box.at), box.file_id), box.letter).text


def seat(cast: Cast, who: Officer) -> None:
    """Give an officer the role and the key in use."""
    Row.objects.filter(id=who.id).update(roles=[Role.INTAKE_OFFICER.value])
    put_on_desk(desk_keys(cast.iryna.keys).private, public_key_of(who.id))


def at_intake(who: Officer) -> Officer:
    """The same officer, in the role of the desk."""
    return replace(who, actor=replace(who.actor, roles=frozenset({Role.INTAKE_OFFICER})))


def opens(seed_holder: Holding, box: Box) -> bool:
    """Whether a bare private key opens anything of the file, disks and key store in hand."""
    for row in Wrap.objects.filter(file_id=box.file_id):
        Wrap.objects.filter(id=row.id)  # every wrap, under whatever name it stands
        try:
            info = (
                b"safeconduct/vault/wrap/v1|" + f"{box.file_id.hex}|{row.compartment}".encode()
            )
            seed_holder.private.unwrap(info, bytes(row.sealed))
        except Refused:
            continue
        return True
    return False


def test_letters_before_between_and_after_a_renewal_open(
    cast: Cast, at: datetime, offline: Offline
) -> None:
    first = Box(at)
    me = cast.iryna.signed(at)
    key_id = renew_desk_key(me, WhyNew.MONTH)
    between = Box(at)  # the new key waits: letters are still sealed to the old one
    assert desk_keys(cast.iryna.keys).key_id != key_id
    [key] = sign_waiting(offline, me)
    take(key, me)
    after = Box(at)
    assert desk_keys(cast.iryna.keys).key_id == key_id == ring().desk.key_id
    for box in (first, between, after):
        assert reads(cast.iryna, box) == TEXT
    assert Wrap.objects.get(file_id=after.file_id, holder="desk").key_id == key_id
    assert desk_view(me).to_move == 2
    assert move_letters(me) == 2
    assert move_letters(me) == 0  # pressed twice
    assert desk_view(me).to_move == 0
    for box in (first, between, after):
        assert reads(cast.iryna, box) == TEXT
    kinds = [entry.line.kind for entry in newest(9)]
    assert kinds.count(Kind.DESK_KEY_MOVED) == 1
    assert {Kind.DESK_KEY_MADE, Kind.DESK_KEY_SET} < set(kinds)


def test_who_left_with_a_copy_of_the_old_key_opens_no_letter_written_after(
    cast: Cast, at: datetime, offline: Offline
) -> None:
    seat(cast, cast.kirill)
    copied = desk_keys(cast.kirill.keys)
    before = Box(at)
    row = propose_departure(cast.vasyl.signed(at), cast.kirill.id, Parting.SECURITY)
    confirm_departure(cast.daria.signed(at), row, cast.kirill.id)
    assert why_due(Desk.INTAKE, at.date()) == [Due.LEFT]
    unrenewed = Box(at)
    assert opens(copied, before)
    assert opens(copied, unrenewed)  # why it is renewed
    me = cast.iryna.signed(at)
    renewed(offline, me)
    after = Box(at)
    assert not opens(copied, after)
    assert why_due(Desk.INTAKE, at.date()) == []
    move_letters(me)
    assert not opens(copied, before)
    assert not opens(copied, unrenewed)
    for box in (before, unrenewed, after):
        assert reads(cast.iryna, box) == TEXT


def test_everybody_who_sits_there_gets_the_new_key(
    cast: Cast, at: datetime, offline: Offline
) -> None:
    seat(cast, cast.kirill)
    renewed(offline, cast.iryna.signed(at))
    after = Box(at)
    assert reads(at_intake(cast.kirill), after) == TEXT
    assert DeskWrap.objects.filter(desk_key_id=ring().desk.key_id).count() == 2


def test_the_ombudsmans_key_is_renewed_the_same_way(
    cast: Cast, at: datetime, offline: Offline
) -> None:
    def complain() -> UUID:
        complaint = new_id()
        person = Box(at).visitor
        contact.receive_complaint(
            visitor=person, complaint_id=complaint, text="Жалоба.", name_case=False, at=at
        )
        return complaint

    me, intake = cast.oksana.signed(at), ring().desk
    copied = desk_keys(cast.oksana.keys)
    before = complain()
    renewed(offline, me)
    assert ring().desk == intake
    after = complain()
    for complaint in (before, after):
        assert contact.read_complaint(me, complaint).body.text == "Жалоба."
    assert not open_file(copied, after).keys
    assert open_file(copied, before).keys
    assert move_letters(me) == 1
    assert not open_file(copied, before).keys
    assert contact.read_complaint(me, before).body.text == "Жалоба."


def test_a_file_that_becomes_a_case_keeps_no_wrap_of_any_desk_key(
    cast: Cast, at: datetime, offline: Offline
) -> None:
    box, me = Box(at), cast.iryna.signed(at)
    renewed(offline, me)
    open_case(me, box.file_id, CaseKind.PERSON, Danger.FRONT)
    assert not Wrap.objects.filter(file_id=box.file_id, holder="desk").exists()
    assert reads(cast.iryna, box) == TEXT


def forge(officer: Officer) -> None:
    Row.objects.filter(id=officer.id).update(public_key=THIEF.public().raw)


def unsign(officer: Officer) -> None:
    Row.objects.filter(id=officer.id).update(key_day=None, key_signature=None)


@pytest.mark.parametrize(
    ("harm", "why"), [(forge, Vault.KEY_FORGED), (unsign, Vault.KEY_UNSIGNED)]
)
def test_nothing_is_made_for_an_officer_whose_key_is_not_signed(
    cast: Cast, at: datetime, harm: Callable[[Officer], None], why: Vault
) -> None:
    seat(cast, cast.kirill)
    harm(cast.kirill)
    me, before = cast.iryna.signed(at), DeskWrap.objects.count()
    assert reasons(lambda: renew_desk_key(me, WhyNew.LEFT)) == (why,)
    assert DeskWrap.objects.count() == before
    assert [(seat.alias, seat.why) for seat in desk_view(me).seats] == [
        ("Iryna", None),
        ("Kirill", why),
    ]


def test_only_who_holds_the_key_renews_it(cast: Cast, at: datetime) -> None:
    for officer, why in (
        (cast.olena, WhyNot.ROLE),
        (cast.vasyl, WhyNot.ROLE),
        (at_intake(cast.kirill), WhyNot.NOT_AT_DESK),
    ):
        me = officer.signed(at)
        for deed in (partial(renew_desk_key, me, WhyNew.MONTH), partial(drop_desk_key, me)):
            assert reasons(deed) == (why,)
        assert reasons(partial(move_letters, me)) == (why,)


def test_what_waits_is_dropped_and_made_again(
    cast: Cast, at: datetime, offline: Offline
) -> None:
    me, before = cast.iryna.signed(at), ring().desk
    first = renew_desk_key(me, WhyNew.MONTH)
    assert reasons(lambda: renew_desk_key(me, WhyNew.COPIED)) == (Vault.DESK_KEY_WAITS,)
    [key] = sign_waiting(offline, me)
    drop_desk_key(me)
    assert not DeskWrap.objects.filter(desk_key_id=first).exists()
    assert Vault.DESK_KEY_UNKNOWN in reasons(lambda: take(key, me))
    with pytest.raises(Conflict):
        drop_desk_key(me)
    assert renewed(offline, me).number == 2
    assert Vault.DESK_KEY_EARLIER in reasons(lambda: take(key, me))
    assert ring().earlier(Desk.INTAKE) == [before.key_id]


def test_who_leaves_takes_the_key_along_that_waits(
    cast: Cast, at: datetime, offline: Offline
) -> None:
    seat(cast, cast.kirill)
    me = cast.iryna.signed(at)
    renew_desk_key(me, WhyNew.MONTH)
    [key] = sign_waiting(offline, me)
    row = propose_departure(cast.vasyl.signed(at), cast.kirill.id, Parting.RESIGNED)
    confirm_departure(cast.daria.signed(at), row, cast.kirill.id)
    assert Vault.DESK_KEY_UNKNOWN in reasons(lambda: take(key, me))
    assert desk_view(me).waits is None


def test_a_key_that_nobody_holds_is_not_taken(
    cast: Cast, at: datetime, offline: Offline
) -> None:
    me = cast.iryna.signed(at)
    key_id = renew_desk_key(me, WhyNew.MONTH)
    [key] = sign_waiting(offline, me)
    DeskWrap.objects.filter(desk_key_id=key_id).delete()
    before = ring().desk
    assert reasons(lambda: take(key, me)) == (Vault.DESK_KEY_UNHELD,)
    assert ring().desk == before


def test_a_key_substituted_in_the_database_is_used_by_nobody(
    cast: Cast, at: datetime, offline: Offline
) -> None:
    """By a superuser, who is stopped by no trigger: in the row, and in the officer's wrap."""
    me, thief = cast.iryna.signed(at), THIEF.public()
    renew_desk_key(me, WhyNew.MONTH)
    shown = desk_view(me).waits
    assert shown is not None
    assert shown.key_id
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(
            "UPDATE vault_deskkey SET public_key = %s, key_id = %s WHERE state = 'waiting'",
            [thief.raw, thief.key_id],
        )
        cursor.execute("SET LOCAL session_replication_role = origin")
    seen = desk_view(me).waits
    assert seen is not None
    assert (seen.key_id, seen.why) == ("", Vault.NOT_GENUINE)  # nothing to read aloud
    with connection.cursor() as cursor:  # straight into use, without any signature
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(
            "UPDATE vault_deskkey SET state = 'old', replaced_at = now()"
            " WHERE state = 'current'"
        )
        cursor.execute(
            "UPDATE vault_deskkey SET state = 'current', day = now(), signature = %s"
            " WHERE key_id = %s",
            [bytes(64), thief.key_id],
        )
        cursor.execute("SET LOCAL session_replication_role = origin")
    box = Box(at)
    assert reads(cast.iryna, box) == TEXT
    assert not opens(Holding(thief.key_id, THIEF), box)


def test_a_forged_signature_is_refused(cast: Cast, at: datetime, offline: Offline) -> None:
    me, before = cast.iryna.signed(at), ring()
    renew_desk_key(me, WhyNew.MONTH)
    [key] = sign_waiting(offline, me)
    for wrong in (
        replace(key, signature=bytes(64)),
        replace(key, number=2),
        replace(key, day=key.day + timedelta(days=1)),
        replace(key, public_key=THIEF.public().raw),
        replace(key, desk=Desk.OMBUDSMAN),
    ):
        assert Vault.DESK_KEY_FORGED in reasons(partial(take, wrong, me))
    assert ring() == before


def test_after_a_crash_the_same_file_finishes_what_was_begun(
    cast: Cast, at: datetime, offline: Offline
) -> None:
    """programme.json was written, the database was not: letters come in, and open."""
    me = cast.iryna.signed(at)
    renew_desk_key(me, WhyNew.MONTH)
    [key] = sign_waiting(offline, me)
    with pytest.raises(RuntimeError), transaction.atomic():
        take(key, me)
        raise RuntimeError
    box = Box(at)
    assert reads(cast.iryna, box) == TEXT
    with pytest.raises(Conflict):
        move_letters(me)
    take(key, me)
    assert move_letters(me) == 0
    assert len(ring().desks[Desk.INTAKE]) == 2
    assert reasons(lambda: take(key, me)) == (Vault.DESK_KEY_EARLIER,)


def test_the_old_key_is_gone_a_day_after_nothing_hangs_on_it(
    cast: Cast, at: datetime, offline: Offline
) -> None:
    box, me, old = Box(at), cast.iryna.signed(at), ring().desk.key_id
    renewed(offline, me)
    moment = DeskKey.objects.get(key_id=old).replaced_at
    assert moment is not None
    late = moment + timedelta(days=1)
    assert vault.throw_away_old(late) == []  # a letter hangs on it
    with pytest.raises(IntegrityError, match="hangs on"), transaction.atomic():
        DeskKey.objects.filter(key_id=old).update(state="gone")
    move_letters(me)
    assert vault.throw_away_old(late - timedelta(seconds=1)) == []
    assert vault.throw_away_old(late) == [old]
    assert not DeskWrap.objects.filter(desk_key_id=old).exists()
    assert vault.throw_away_old(late) == []
    assert reads(cast.iryna, box) == TEXT
    with pytest.raises(IntegrityError, match="is gone"), transaction.atomic():
        Wrap.objects.create(
            id=new_id(), file_id=new_id(), compartment="bundle", holder="desk", key_id=old,
            sealed=b"",
        )  # fmt: skip


def test_altered_wraps_stay_and_are_said(cast: Cast, at: datetime, offline: Offline) -> None:
    good, bad, me = Box(at), Box(at), cast.iryna.signed(at)
    renewed(offline, me)
    Wrap.objects.filter(file_id=bad.file_id, holder="desk").update(sealed=bytes(1360))
    assert move_letters(me) == 1
    assert newest(1)[0].line.facts == {"altered": 1, "count": 1, "desk": "intake"}
    assert reasons(lambda: move_letters(me)) == (Vault.NOT_GENUINE,)
    assert reads(cast.iryna, good) == TEXT


def test_a_wrap_moves_only_to_the_key_in_use(
    cast: Cast, at: datetime, offline: Offline
) -> None:
    box, me = Box(at), cast.iryna.signed(at)
    renewed(offline, me)
    rows = Wrap.objects.filter(file_id=box.file_id)
    for wanted, to in (("desk", THIEF.public().key_id), ("recovery", ring().desk.key_id)):
        with pytest.raises(IntegrityError, match="moves_on"), transaction.atomic():
            rows.filter(holder=wanted).update(key_id=to)


@pytest.mark.parametrize(
    "change", [{"state": "waiting"}, {"number": 7}, {"public_key": THIEF.public().raw}]
)
def test_a_desk_key_lives_once(
    cast: Cast, at: datetime, offline: Offline, change: dict[str, object]
) -> None:
    renewed(offline, cast.iryna.signed(at))
    with pytest.raises(IntegrityError), transaction.atomic():
        DeskKey.objects.filter(key_id=ring().desk.key_id).update(**change)


def test_a_month_later_it_is_due(cast: Cast, at: datetime, offline: Offline) -> None:
    month, later = timedelta(days=31), at + timedelta(days=2)
    first = ring().current(Desk.INTAKE).day
    assert why_due(Desk.INTAKE, first + month) == []
    assert why_due(Desk.INTAKE, first + month + timedelta(days=1)) == [Due.AGE]
    renewed(offline, cast.iryna.signed(later))
    assert why_due(Desk.INTAKE, first + month + timedelta(days=1)) == []
    assert why_due(Desk.INTAKE, later.date() + month + timedelta(days=1)) == [Due.AGE]


def test_the_last_one_at_the_desk_may_have_made_a_key_that_waits(
    cast: Cast, at: datetime
) -> None:
    """It holds nobody back who leaves while somebody else holds the key in use."""
    renew_desk_key(cast.iryna.signed(at), WhyNew.MONTH)
    seat(cast, cast.kirill)
    row = propose_departure(cast.vasyl.signed(at), cast.iryna.id, Parting.RESIGNED)
    confirm_departure(cast.daria.signed(at), row, cast.iryna.id)
    assert reads(at_intake(cast.kirill), Box(at)) == TEXT
