"""Two at the same moment: who leaves, who stays, what is read, what is kept, stays true.

Each race is run with threads that really commit; what they may come to stands beside it.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from uuid import UUID

import pytest

from safeconduct.accounts.core.terms import Leaving, Parting, Role
from safeconduct.accounts.core.terms import WhyNot as Account
from safeconduct.accounts.departure import propose_departure
from safeconduct.accounts.models import Membership, Officer
from safeconduct.accounts.queries import team_of
from safeconduct.accounts.recovery import finish_recovery
from safeconduct.accounts.services import NEEDS
from safeconduct.casework.core.terms import Lend
from safeconduct.casework.services import add_person, assign
from safeconduct.casework.services.access import confirm_departure, lend, pass_on, take_off
from safeconduct.common.ids import new_id
from safeconduct.contact.core.terms import Danger, LetterBody, LetterKind
from safeconduct.contact.models import Complaint, Letter, Mailbox
from safeconduct.contact.queries import conversation, open_complaint
from safeconduct.contact.services import receive_complaint, receive_letter, receive_more
from safeconduct.protection.desk import plan_page
from safeconduct.protection.services import PlanWords, open_plan
from safeconduct.record.queries import entries_of
from safeconduct.vault.ceremony import Offline
from safeconduct.vault.core.terms import Compartment, Holder, WhyNot
from safeconduct.vault.models import Wrap
from safeconduct.vault.opening import FileKeys
from safeconduct.vault.queries import desk_keys, open_file
from safeconduct.vault.services import shred
from safeconduct.web.middleware import fresh_cookie
from tests.accounts.test_recovery import ask, custodians, lose
from tests.cast import Cast, make_cast
from tests.contact.boxes import Box, visit
from tests.making import make_case, retrain
from tests.protection.making import CALM
from tests.racing import CONFLICT, DONE, UNKNOWN, elsewhere, race, sweep_everything

ROUNDS = 4  # of the races that end differently from time to time


@pytest.fixture
def world(offline: Offline) -> Iterator[Cast]:
    """The cast, enrolled for real; everything is swept away afterwards."""
    yield elsewhere(lambda: make_cast(offline))
    elsewhere(sweep_everything)


def a_case(cast: Cast, at: datetime) -> UUID:
    return elsewhere(lambda: make_case(cast, at).file_id)


def held(cast_key: str, file_id: UUID) -> set[str]:
    rows = Wrap.objects.filter(file_id=file_id, key_id=cast_key)
    return set(rows.values_list("compartment", flat=True))


def team(file_id: UUID) -> dict[str, str]:
    return elsewhere(lambda: dict(team_of(file_id)))


def test_of_two_case_officers_who_are_taken_off_at_once_one_stays(
    world: Cast, at: datetime
) -> None:
    file_id, vasyl, iryna = a_case(world, at), world.vasyl.signed(at), world.iryna.signed(at)
    elsewhere(lambda: assign(iryna, file_id, world.kirill.id, Role.CASE_OFFICER))
    answers = race(
        lambda: take_off(vasyl, file_id, world.olena.id, Leaving.DONE),
        lambda: take_off(vasyl, file_id, world.kirill.id, Leaving.CONFLICT),
    )
    assert sorted(answers, key=str) == [(Account.CASE_OFFICER_LAST,), DONE]
    assert len({"Olena", "Kirill"} & set(team(file_id))) == 1


def two_plans(world: Cast, file_id: UUID, at: datetime) -> None:
    pavlo = world.pavlo.signed(at)
    for relation in ("applicant", "child"):
        open_plan(pavlo, file_id, add_person(pavlo, file_id, relation, {}), CALM, PlanWords())


def test_whoever_joins_while_plans_are_opened_has_them_on_the_list(
    world: Cast, at: datetime
) -> None:
    file_id, kirill = a_case(world, at), world.kirill
    answers = race(
        lambda: assign(world.iryna.signed(at), file_id, kirill.id, Role.CASE_OFFICER),
        lambda: two_plans(world, file_id, at),
    )
    assert answers == [DONE, DONE]
    there = elsewhere(lambda: plan_page(kirill.actor, at).rows)
    assert [line.file_id for line in there] == [file_id] * 2


def test_a_place_is_passed_on_to_one_colleague_only(world: Cast, at: datetime) -> None:
    file_id, olena = a_case(world, at), world.olena.signed(at)
    elsewhere(lambda: retrain(world.edita, Role.CASE_OFFICER))
    answers = race(
        lambda: pass_on(olena, file_id, world.kirill.id),
        lambda: pass_on(olena, file_id, world.edita.id),
    )
    assert sorted(answers, key=str) in ([(Account.NOT_ON_CASE,), DONE], [DONE, UNKNOWN])
    assert "Olena" not in team(file_id)
    assert len({"Kirill", "Edita"} & set(team(file_id))) == 1
    assert elsewhere(lambda: open_file(world.olena.keys, file_id).keys) == {}


def test_who_leaves_the_programme_holds_nothing_that_was_lent_meanwhile(
    world: Cast, at: datetime
) -> None:
    olena, kirill = world.olena.signed(at), world.kirill
    lent, given = a_case(world, at), a_case(world, at)
    row = elsewhere(
        lambda: propose_departure(world.vasyl.signed(at), kirill.id, Parting.RESIGNED)
    )
    *gave, left = race(
        lambda: lend(olena, lent, kirill.id, Role.CASE_OFFICER, 2, Lend.NIGHT),
        lambda: assign(olena, given, kirill.id, Role.CASE_OFFICER),
        lambda: confirm_departure(world.daria.signed(at), row, kirill.id),
    )
    assert left == DONE
    assert set(gave) <= {DONE, UNKNOWN}
    for table in (
        Membership.objects.filter(officer_id=kirill.id),
        Wrap.objects.filter(key_id=kirill.keys.key_id),
        Officer.objects.filter(id=kirill.id, active=True),
    ):
        assert not elsewhere(table.exists)


def test_a_departure_is_confirmed_once(world: Cast, at: datetime) -> None:
    olena, daria = world.olena.id, world.daria.signed(at)
    row = elsewhere(lambda: propose_departure(world.vasyl.signed(at), olena, Parting.AWAY))
    first, second = sorted(race(*[partial(confirm_departure, daria, row, olena)] * 2), key=str)
    assert second == DONE
    assert Account.DEPARTURE_ENDED in first


def test_nobody_gathers_the_keys_of_two_roles(world: Cast, at: datetime) -> None:
    elsewhere(lambda: retrain(world.kirill, Role.LEGAL_ADVISER))
    iryna = world.iryna.signed(at)
    for _ in range(ROUNDS):
        file_id = a_case(world, at)
        answers = race(
            *(
                partial(assign, iryna, file_id, world.kirill.id, role)
                for role in (Role.CASE_OFFICER, Role.LEGAL_ADVISER)
            )
        )
        assert DONE in answers
        role = Role(team(file_id)["Kirill"])
        keys = elsewhere(lambda: held(world.kirill.keys.key_id, file_id))  # noqa: B023
        assert keys == {part.value for part in NEEDS[role]}


def test_a_file_that_is_destroyed_is_read_whole_or_refused(world: Cast, at: datetime) -> None:
    for _ in range(ROUNDS):
        file_id, read = a_case(world, at), list[str]()

        def look(file_id: UUID = file_id, read: list[str] = read) -> None:
            Letter.objects.filter(file_id=file_id).update(state="opened")
            read += [turn.text for turn in conversation(open_file(world.olena.keys, file_id))]

        answers = race(look, partial(shred, file_id))
        assert answers[1] == DONE
        assert (answers[0], read) in (
            (DONE, ["Хочу жить. Двое."]),
            ((WhyNot.SHREDDED,), []),
            ((WhyNot.NO_KEY,), []),
        )
        assert race(look) == [(WhyNot.SHREDDED,)]


def test_a_recovery_is_stored_once(world: Cast, at: datetime, offline: Offline) -> None:
    file_id = a_case(world, at)
    elsewhere(lambda: lose(file_id))
    answer = custodians(offline, elsewhere(lambda: ask(world, at, file_id)))
    daria = world.daria.signed(at)
    answers = race(*[partial(finish_recovery, daria, answer)] * 2)
    assert sorted(answers, key=str) == [(WhyNot.RECOVERED_BEFORE,), DONE]
    keys = elsewhere(lambda: held(world.iryna.keys.key_id, file_id))
    assert keys == set(map(str, Compartment))
    count = Wrap.objects.filter(file_id=file_id, holder=Holder.OFFICER).count
    assert elsewhere(count) == len(Compartment)
    kinds = [entry.line.kind for entry in elsewhere(lambda: entries_of(file_id, 20))]
    assert kinds.count("vault.recovery.done") == 1


def first_letter(letter_id: UUID, cookie: str, at: datetime) -> Callable[[], object]:
    return lambda: receive_letter(
        letter_id=letter_id, body=LetterBody(LetterKind.MESSAGE, "Нас двое."),
        danger=Danger.FRONT.value, language="ru", cookie=cookie, at=at, long_code=True,
    )  # fmt: skip


def test_a_first_letter_that_comes_twice_at_once_makes_one_mailbox(
    world: Cast, at: datetime
) -> None:
    for _ in range(ROUNDS):
        letter, cookie = new_id(), fresh_cookie()
        answers = race(*[first_letter(letter, cookie, at)] * 3)
        assert sorted(answers, key=str) == [CONFLICT, CONFLICT, DONE]
        assert elsewhere(lambda: visit(cookie, at)).code_text  # noqa: B023
    assert elsewhere(Letter.objects.count) == elsewhere(Mailbox.objects.count) == ROUNDS


def ombudsman(cast: Cast, complaint: UUID) -> FileKeys:
    """The complaint's keys, as Oksana opens them."""
    return open_file(desk_keys(cast.oksana.keys), complaint)


def test_a_further_letter_and_a_complaint_that_come_twice_at_once_are_kept_once(
    world: Cast, at: datetime
) -> None:
    box = elsewhere(lambda: Box(at))
    letter, complaint = new_id(), new_id()

    def more() -> None:
        body = LetterBody(LetterKind.MESSAGE, "Ещё.")
        receive_more(
            visitor=visit(box.cookie, at), letter_id=letter, body=body,
            danger=Danger.UNSAID.value, at=at,
        )  # fmt: skip

    def complain() -> None:
        receive_complaint(
            visitor=visit(box.cookie, at), complaint_id=complaint, text="Никто не отвечает.",
            name_case=False, at=at,
        )  # fmt: skip

    assert race(more, more, complain, complain) == [DONE] * 4
    assert elsewhere(Letter.objects.filter(file_id=box.file_id).count) == 2
    assert elsewhere(Complaint.objects.count) == 1
    assert elsewhere(Wrap.objects.filter(file_id=complaint).count) == 1
    read = elsewhere(lambda: open_complaint(ombudsman(world, complaint)).body.text)
    assert read == "Никто не отвечает."
