"""Three custodians give the keys of named cases to one officer, on the record; the drill."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, connections, transaction
from django.utils import timezone

from safeconduct.accounts import recovery
from safeconduct.accounts.core.terms import Role
from safeconduct.accounts.core.terms import WhyNot as AccountsWhyNot
from safeconduct.accounts.models import Membership, Recovery
from safeconduct.accounts.models import Officer as Row
from safeconduct.accounts.queries import is_member
from safeconduct.accounts.recovery import (
    ask_recovery,
    begin_drill,
    finish_drill,
    finish_recovery,
)
from safeconduct.casework import services as casework
from safeconduct.casework.queries import alias_of, people
from safeconduct.common.refusal import Refused
from safeconduct.contact.queries import conversation, waiting_of
from safeconduct.record.queries import entries_of, newest_of
from safeconduct.vault import recovery as offline_side
from safeconduct.vault.ceremony import Offline
from safeconduct.vault.core.terms import SEED_BYTES, Compartment, Holder, Kind, WhyNot
from safeconduct.vault.models import Wrap
from safeconduct.vault.opening import PrivateKey
from safeconduct.vault.queries import open_file, shred_key
from safeconduct.vault.recovery import combine, keys_of, read_request
from safeconduct.vault.services import sweep_shred_keys
from safeconduct.vault.shares import BadShare, join, split
from tests.cast import Cast
from tests.doors import Door
from tests.making import make_case

ALL = frozenset(Compartment)
TEXT = "Хочу жить. Двое."


def lose(file_id: UUID) -> None:
    """Every officer of the case is gone: what stays is the desk's and the recovery wrap."""
    Wrap.objects.filter(file_id=file_id, holder=Holder.OFFICER).delete()
    Membership.objects.filter(file_id=file_id).delete()


@pytest.fixture
def lost(cast: Cast, at: datetime) -> UUID:
    """A case with a person's card, and nobody left who could open it."""
    file_id = make_case(cast, at).file_id
    iryna = cast.iryna.signed(at)
    casework.add_person(iryna, file_id, "applicant", {"surname": "Ремезов"})
    lose(file_id)
    return file_id


def ask(cast: Cast, at: datetime, *files: UUID, parts: frozenset[Compartment] = ALL) -> str:
    cases = {file_id: alias_of(file_id) for file_id in files}
    return ask_recovery(cast.daria.signed(at), cast.iryna.id, cases, parts)


def custodians(offline: Offline, paper: str, which: Sequence[int] = (0, 2, 4)) -> str:
    request, to = read_request(paper)
    return combine(request, to, join([offline.shares[one] for one in which]))


def refusal(deed: object, *args: object) -> tuple[object, ...]:
    with pytest.raises(Refused) as refused:
        deed(*args)  # type: ignore[operator]
    return refused.value.reasons


def test_three_of_five_give_a_lost_case_back(
    cast: Cast, at: datetime, offline: Offline, lost: UUID
) -> None:
    assert open_file(cast.iryna.keys, lost).keys == {}
    done = finish_recovery(cast.daria.signed(at), custodians(offline, ask(cast, at, lost)))
    assert (done.officer_id, done.cases) == (cast.iryna.id, 1)
    opened = open_file(cast.iryna.keys, lost)
    assert set(opened.keys) == ALL
    [card] = [one.card for one in people(opened)]
    assert card is not None
    assert "Ремезов" in card
    assert is_member(cast.iryna.actor, lost, at)
    for officer in cast.staff.values():
        if officer.alias != "Iryna":
            assert open_file(officer.keys, lost).keys == {}


def test_the_recovered_officer_reads_the_letter_and_puts_the_team_back(
    office_door: Door, cast: Cast, offline: Offline
) -> None:
    now = timezone.now()
    file_id = make_case(cast, now, text=TEXT).file_id
    for row in waiting_of(file_id):
        casework.read_letter(cast.iryna.signed(now), row.id)
    lose(file_id)
    finish_recovery(cast.daria.signed(now), custodians(offline, ask(cast, now, file_id)))
    office_door.sign_in(cast.iryna, now)
    assert TEXT in office_door.get(f"/cases/{file_id}/")
    assert "the custodians gave an officer the keys anew" in office_door.get(
        f"/cases/{file_id}/history/"
    )
    casework.assign(cast.iryna.signed(now), file_id, cast.kirill.id, Role.CASE_OFFICER)
    assert [turn.text for turn in conversation(open_file(cast.kirill.keys, file_id))] == [TEXT]


def test_two_of_five_give_nothing(
    cast: Cast, at: datetime, offline: Offline, lost: UUID
) -> None:
    paper = ask(cast, at, lost)
    with pytest.raises(BadShare, match="Three of the five custodians must meet"):
        custodians(offline, paper, (0, 1))


def test_shares_of_another_programme_give_nothing(cast: Cast, at: datetime, lost: UUID) -> None:
    request, to = read_request(ask(cast, at, lost))
    foreign = join(split(bytes(32))[:3])
    assert refusal(combine, request, to, foreign) == (WhyNot.OTHER_SHARES,)


def test_only_the_parts_that_were_asked_for_come_back(
    cast: Cast, at: datetime, offline: Offline, lost: UUID
) -> None:
    parts = frozenset({Compartment.VETTING})
    finish_recovery(
        cast.daria.signed(at), custodians(offline, ask(cast, at, lost, parts=parts))
    )
    assert set(open_file(cast.iryna.keys, lost).keys) == parts


def test_only_the_cases_that_were_named_come_back(
    cast: Cast, at: datetime, offline: Offline, lost: UUID
) -> None:
    other = make_case(cast, at).file_id
    lose(other)
    finish_recovery(cast.daria.signed(at), custodians(offline, ask(cast, at, lost)))
    assert open_file(cast.iryna.keys, other).keys == {}
    assert not is_member(cast.iryna.actor, other, at)


def test_it_is_on_the_record_who_asked_and_who_ran_it(
    cast: Cast, at: datetime, offline: Offline, lost: UUID
) -> None:
    finish_recovery(cast.daria.signed(at), custodians(offline, ask(cast, at, lost)))
    asked, done = (
        next(e.line for e in entries_of(lost) if e.line.kind == kind)
        for kind in (Kind.RECOVERY_ASKED, Kind.RECOVERY_DONE)
    )
    for line in (asked, done):
        assert line.actor == cast.daria.keys.key_id
        assert line.object_id == cast.iryna.keys.key_id
    assert asked.facts["recovery"] == done.facts["recovery"]
    assert done.facts["parts"] == len(Compartment)


def altered(paper: str, change: str, value: object) -> str:
    found = json.loads(paper)
    place, _, field = change.rpartition(".")
    target = found["body"]
    for step in filter(None, place.split(".")):
        target = target[int(step) if step.isdigit() else step]
    target[field] = value
    return json.dumps(found)


@pytest.mark.parametrize(
    ("change", "value"),
    [
        ("on", "2020-01-01"),
        ("drill", True),
        ("officer.alias", "Olena"),
        ("compartments", ["contact"]),
        ("cases.0.alias", "Wren 100"),
        ("wraps", []),
    ],
)
def test_a_tampered_request_is_refused(
    cast: Cast, at: datetime, lost: UUID, change: str, value: object
) -> None:
    paper = altered(ask(cast, at, lost), change, value)
    assert refusal(read_request, paper) == (WhyNot.PAPER_ALTERED,)


@pytest.mark.parametrize(
    ("change", "value"),
    [("key_id", "0" * 16), ("request", "0" * 32), ("wraps", []), ("wraps.0.epoch", 2)],
)
def test_a_tampered_answer_is_refused(
    cast: Cast, at: datetime, offline: Offline, lost: UUID, change: str, value: object
) -> None:
    answer = altered(custodians(offline, ask(cast, at, lost)), change, value)
    assert refusal(finish_recovery, cast.daria.signed(at), answer) == (WhyNot.PAPER_ALTERED,)
    assert open_file(cast.iryna.keys, lost).keys == {}


def test_wraps_that_no_custodian_made_are_refused(
    cast: Cast, at: datetime, offline: Offline, lost: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Anybody can seal false keys to an officer's public key; three custodians must sign."""
    request, to = read_request(ask(cast, at, lost))
    monkeypatch.setattr(offline_side, "is_ours", lambda _keys: True)
    forged = keys_of(bytes(32))
    monkeypatch.setattr(offline_side, "keys_of", lambda _seed: forged)
    monkeypatch.setattr(PrivateKey, "unwrap", lambda *_args: bytes(224))
    answer = combine(request, to, bytes(32))
    monkeypatch.undo()
    assert refusal(finish_recovery, cast.daria.signed(at), answer) == (WhyNot.PAPER_ALTERED,)


def test_an_answer_comes_once(cast: Cast, at: datetime, offline: Offline, lost: UUID) -> None:
    answer = custodians(offline, ask(cast, at, lost))
    daria = cast.daria.signed(at)
    finish_recovery(daria, answer)
    Wrap.objects.filter(key_id=cast.iryna.keys.key_id).delete()  # taken back since
    assert refusal(finish_recovery, daria, answer) == (WhyNot.RECOVERED_BEFORE,)
    assert open_file(cast.iryna.keys, lost).keys == {}


def test_an_answer_to_a_question_nobody_asked_is_refused(
    cast: Cast, at: datetime, offline: Offline, lost: UUID
) -> None:
    answer = custodians(offline, ask(cast, at, lost))
    Recovery.objects.all().delete()
    assert refusal(finish_recovery, cast.daria.signed(at), answer) == (WhyNot.NOT_ASKED,)


def test_an_officer_whose_key_changed_meanwhile_gets_nothing(
    cast: Cast, at: datetime, offline: Offline, lost: UUID
) -> None:
    answer = custodians(offline, ask(cast, at, lost))
    thief = PrivateKey(bytes(SEED_BYTES)).public()
    Row.objects.filter(id=cast.iryna.id).update(public_key=thief.raw, key_id=thief.key_id)
    assert refusal(finish_recovery, cast.daria.signed(at), answer) == (WhyNot.KEY_FORGED,)
    assert refusal(ask, cast, at, lost) == (WhyNot.KEY_FORGED,)


def test_the_custodians_refuse_a_key_that_their_programme_did_not_sign(
    cast: Cast, at: datetime, lost: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A hostile server signs its request rightly and names a key of its own."""
    Row.objects.filter(id=cast.iryna.id).update(key_signature=bytes(64))
    monkeypatch.setattr(recovery, "public_key_of", lambda _id: cast.iryna.keys.private.public())
    paper = ask(cast, at, lost)
    assert refusal(read_request, paper) == (WhyNot.KEY_FORGED,)


def test_who_may_run_it(cast: Cast, at: datetime, offline: Offline, lost: UUID) -> None:
    cases = {lost: alias_of(lost)}
    olena = cast.olena.signed(at)
    assert refusal(ask_recovery, olena, cast.iryna.id, cases, ALL) == (AccountsWhyNot.ROLE,)
    answer = custodians(offline, ask(cast, at, lost))
    assert refusal(finish_recovery, olena, answer) == (AccountsWhyNot.ROLE,)
    daria = cast.daria.signed(at)
    assert refusal(ask_recovery, daria, cast.daria.id, cases, ALL) == (
        AccountsWhyNot.NOT_FOR_ONESELF, AccountsWhyNot.NO_CASE_ROLE,
    )  # fmt: skip
    assert refusal(ask_recovery, daria, cast.audra.id, cases, ALL) == (
        AccountsWhyNot.NO_CASE_ROLE,
    )


def test_the_database_refuses_a_recovery_for_oneself_or_changed_later(
    cast: Cast, at: datetime, lost: UUID
) -> None:
    ask(cast, at, lost)
    mine = Recovery.objects.all()
    for why, change in (
        ("for_another", {"asked_by": cast.iryna.id}),
        ("for_another", {"done_by": cast.iryna.id, "done_at": at}),
        ("done_by_somebody", {"done_at": at}),
        ("as it was asked for", {"officer_id": cast.olena.id}),
        ("as it was asked for", {"compartments": ["contact"]}),
    ):
        with pytest.raises(IntegrityError, match=why), transaction.atomic():
            mine.update(**change)
    mine.update(done_by=cast.daria.id, done_at=at)
    with pytest.raises(IntegrityError, match="done once"), transaction.atomic():
        mine.update(done_by=None, done_at=None)


def test_an_erased_case_cannot_be_asked_for(cast: Cast, at: datetime, lost: UUID) -> None:
    Wrap.objects.filter(file_id=lost).delete()
    assert refusal(ask, cast, at, lost) == (WhyNot.NOT_RECOVERABLE,)
    assert not Recovery.objects.exists()


def test_a_drill_opens_a_dummy_and_destroys_it(
    cast: Cast, at: datetime, offline: Offline
) -> None:
    daria = cast.daria.signed(at)
    paper = begin_drill(daria)
    request, _ = read_request(paper)
    (file_id,) = request.cases
    assert (request.drill, request.cases[file_id]) == (True, recovery.DUMMY)
    answer = custodians(offline, paper, (1, 2, 3))
    assert refusal(finish_recovery, daria, answer) == (WhyNot.NOT_ASKED,)  # never as a real one
    finish_drill(daria, answer)
    line = newest_of(Kind.RECOVERY_REHEARSED)
    assert line is not None
    assert (line.line.at, line.line.actor) == (at, cast.daria.keys.key_id)
    assert not Wrap.objects.filter(file_id=file_id).exists()
    assert not Membership.objects.filter(file_id=file_id).exists()
    assert sweep_shred_keys(timezone.now().date() + timedelta(days=2)) == 1
    assert refusal(shred_key, file_id) == (WhyNot.SHREDDED,)


def test_a_drill_that_does_not_open_its_dummy_did_not_work(
    cast: Cast, at: datetime, offline: Offline
) -> None:
    daria = cast.daria.signed(at)
    paper = begin_drill(daria)
    answer = custodians(offline, paper)
    (file_id,) = read_request(paper)[0].cases
    with connections["keystore"].cursor() as cursor:
        cursor.execute("UPDATE shred_key SET key = sha256(key) WHERE file_id = %s", [file_id])
    assert refusal(finish_drill, daria, answer) == (WhyNot.NOT_GENUINE,)
    assert newest_of(Kind.RECOVERY_REHEARSED) is None


def test_a_drill_that_was_never_finished_gives_way(cast: Cast, at: datetime) -> None:
    daria = cast.daria.signed(at)
    (first,) = read_request(begin_drill(daria))[0].cases
    (second,) = read_request(begin_drill(daria))[0].cases
    assert not Wrap.objects.filter(file_id=first).exists()
    assert Wrap.objects.filter(file_id=second).exists()
