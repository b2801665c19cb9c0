"""Two at one task at one moment: one of them counts, the other is told, and nothing locks up.

Each race runs with threads that really commit; what it may come to stands beside it.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

import pytest

from safeconduct.accounts.core.terms import Role
from safeconduct.casework import services
from safeconduct.casework.core.flow import TABLE
from safeconduct.casework.core.tasks import Outcome, PutOff, WhyNot
from safeconduct.casework.core.terms import CaseAct, Kind, Stage
from safeconduct.casework.models import Proposal, Task
from safeconduct.casework.queries import CaseView, find
from safeconduct.casework.services.tasks import bring_up_late
from safeconduct.common.ids import new_id
from safeconduct.contact.core.terms import Danger, LetterBody, LetterKind
from safeconduct.contact.mailbox import visitor
from safeconduct.contact.models import Letter
from safeconduct.contact.services import receive_more
from safeconduct.record.queries import entries_of
from safeconduct.vault.ceremony import Offline
from tests.cast import Cast, make_cast
from tests.making import do, make_case, retrain
from tests.racing import CONFLICT, DONE, elsewhere, race, sweep_everything

HOUR = timedelta(hours=1)
ROUNDS = 2  # of the races that end differently from time to time
ENDED = (WhyNot.ENDED,)


@pytest.fixture
def world(offline: Offline) -> Iterator[Cast]:
    """The cast, enrolled for real; everything is swept away afterwards."""
    yield elsewhere(lambda: make_cast(offline))
    elsewhere(sweep_everything)


def a_task(cast: Cast, at: datetime, code: str, stage: str = "contact") -> tuple[UUID, Task]:
    def make() -> tuple[UUID, Task]:
        file_id = make_case(cast, at, stage=stage).file_id
        return file_id, Task.objects.get(case_id=file_id, code=code)

    return elsewhere(make)


def lines(file_id: UUID, kind: Kind, code: str) -> int:
    """How often the record tells this of the task."""

    def count() -> int:
        told = [dict(e.line.facts) for e in entries_of(file_id, 200) if e.line.kind == kind]
        return sum(one["task"] == code for one in told)

    return elsewhere(count)


def state_of(file_id: UUID) -> CaseView:
    return elsewhere(partial(find, file_id))


def now_of(row: Task) -> Task:
    return elsewhere(lambda: Task.objects.get(id=row.id))


def test_of_two_who_change_a_task_at_once_one_is_told(world: Cast, at: datetime) -> None:
    file_id, row = a_task(world, at, "protection_plan")
    retrain_ = partial(retrain, world.kirill, Role.PROTECTION_LEAD)
    elsewhere(retrain_)
    assign = partial(services.assign, world.iryna.signed(at), file_id, world.kirill.id)
    elsewhere(partial(assign, Role.PROTECTION_LEAD))
    pavlo, vasyl = world.pavlo.signed(at), world.vasyl.signed(at)
    changes: list[Callable[[int], object]] = [
        lambda seen: services.pass_task_on(vasyl, row.id, world.kirill.id, seen),
        lambda seen: services.pass_task_on(pavlo, row.id, None, seen),
        lambda seen: services.put_off(pavlo, row.id, at + HOUR, PutOff.FIRST, seen),
        lambda seen: services.bring_up(vasyl, row.id, seen),
    ]
    for one, other in [(0, 1), (0, 2), (1, 3)]:
        seen = now_of(row).version
        came = race(partial(changes[one], seen), partial(changes[other], seen))
        assert sorted(came, key=str) == [CONFLICT, DONE]
        assert now_of(row).version == seen + 1


def test_a_task_ends_once_and_whoever_changes_it_then_is_told(
    world: Cast, at: datetime
) -> None:
    for _ in range(ROUNDS):
        file_id, row = a_task(world, at, "medical_check", "arrived")
        ruta = world.ruta.signed(at)
        done, declined, passed = race(
            partial(services.finish_task, ruta, row.id),
            partial(services.finish_task, ruta, row.id, Outcome.DECLINED, 1),
            partial(services.pass_task_on, ruta, row.id, world.ruta.id, 1),
        )
        assert DONE in (done, declined)
        assert {done, declined} <= {DONE, CONFLICT, ENDED}
        assert (done, declined) != (DONE, DONE)  # nobody is told of an end that is not kept
        assert passed in (DONE, CONFLICT, ENDED)
        outcome = "DECLINED" if declined == DONE else "DONE"
        assert now_of(row).outcome == outcome
        assert lines(file_id, Kind.TASK_DONE, "medical_check") == 1


def test_the_worker_brings_up_nothing_that_ends_and_nothing_twice(
    world: Cast, at: datetime
) -> None:
    for _ in range(ROUNDS):
        file_id, row = a_task(world, at, "protection_plan")
        late = at + 72 * HOUR
        came = race(
            partial(services.finish_task, world.pavlo.signed(late), row.id),
            partial(services.bring_up, world.vasyl.signed(late), row.id, 1),
            partial(bring_up_late, late),
            partial(bring_up_late, late),
        )
        assert came[0] == DONE
        assert came[1] in (DONE, CONFLICT, ENDED)
        fresh = now_of(row)
        assert fresh.outcome == "DONE"
        up = lines(file_id, Kind.TASK_BROUGHT_UP, "protection_plan")
        assert up == int(fresh.up_to != "")


def test_an_act_that_ends_tasks_waits_for_whoever_ends_one(world: Cast, at: datetime) -> None:
    for _ in range(ROUNDS):
        file_id, row = a_task(world, at, "medical_check", "arrived")
        version = state_of(file_id).version
        wanted = CaseAct.OPEN_STATUS
        ticks = frozenset(TABLE[wanted].confirms)
        came = race(
            partial(services.finish_task, world.ruta.signed(at), row.id),
            partial(services.apply, world.lina.signed(at), file_id, wanted, ticks, version),
        )
        assert came == [DONE, DONE]
        assert lines(file_id, Kind.TASK_DONE, "medical_check") == 1


def test_what_comes_again_stays_on_no_settled_case(world: Cast, at: datetime) -> None:
    """Whoever ends the review beside the second person leaves no new one behind."""
    for _ in range(ROUNDS):
        file_id, row = a_task(world, at, "protection_review", "arrived")
        proposal = elsewhere(partial(ready_to_settle, world, file_id, at))
        came = race(
            partial(services.finish_task, world.pavlo.signed(at), row.id),
            partial(services.confirm, world.vasyl.signed(at), proposal),
        )
        assert came[0] in (DONE, ENDED)
        assert came[1] == DONE
        assert state_of(file_id).state.stage is Stage.SETTLED
        waits = partial(Task.objects.filter(case_id=file_id, done_at=None).exists)
        assert not elsewhere(waits)


def ready_to_settle(cast: Cast, file_id: UUID, at: datetime) -> UUID:
    """All but what comes again is done; returns the proposal that waits."""
    do(cast.lina, file_id, CaseAct.OPEN_STATUS, at)
    do(cast.lina, file_id, CaseAct.BEGIN_SUPPORT, at)
    for row in Task.objects.filter(case_id=file_id, done_at=None):
        if row.code != "protection_review":
            of_role = {"case officer": cast.olena, "protection lead": cast.pavlo}
            services.finish_task(of_role.get(row.role, cast.lina).signed(at), row.id)
    do(cast.olena, file_id, CaseAct.SETTLE, at)
    proposal: UUID = Proposal.objects.get(case_id=file_id, state="pending").id
    return proposal


def test_a_letter_is_read_beside_an_act(world: Cast, at: datetime) -> None:
    """The letter's task and the act's lines were once taken in two orders."""
    for _ in range(ROUNDS):
        file_id, letter_id = elsewhere(lambda: one_more_letter(world, at))
        version = state_of(file_id).version
        wanted = CaseAct.START_TRIAGE
        ticks = frozenset(TABLE[wanted].confirms)
        came = race(
            partial(services.read_letter, world.olena.signed(at), letter_id),
            partial(services.apply, world.olena.signed(at), file_id, wanted, ticks, version),
        )
        assert came == [DONE, DONE]
        kinds = Task.objects.filter(case_id=file_id, code="answer_new_letter", done_at=None)
        assert elsewhere(kinds.count) == 1


def one_more_letter(cast: Cast, at: datetime) -> tuple[UUID, UUID]:
    """A case whose first letter is answered, and a second one that nobody has read."""
    made = make_case(cast, at)
    olena = cast.olena.signed(at)
    for row in Letter.objects.filter(file_id=made.file_id):
        services.read_letter(olena, row.id)
    services.inform(olena, made.file_id, "Мы вас слышим.")
    visit, letter_id = visitor(made.cookie, at), new_id()
    assert visit is not None
    body = LetterBody(LetterKind.MESSAGE, "Ещё одно.")
    unsaid = Danger.UNSAID.value
    receive_more(visitor=visit, letter_id=letter_id, body=body, danger=unsaid, at=at)
    return made.file_id, letter_id
