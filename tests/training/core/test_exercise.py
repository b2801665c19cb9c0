"""A run is reviewed by what the record shows since its start, and by nothing else."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.doors.office.timeline import SAYS
from safeconduct.training.core.exercise import (
    Exercise,
    Mark,
    Never,
    Seen,
    Step,
    exercises,
    review,
)

BEGAN = datetime(2026, 11, 22, 18, tzinfo=UTC)
OPENED = "contact.letter.opened"
SEEN_BY_TWO = "casework.arrival.attested"


def exercise(*steps: Step, nevers: tuple[Never, ...] = ()) -> Exercise:
    return Exercise("a", "", "", "", (), steps, nevers, (), "")


def line(minutes: int, kind: str = OPENED, place: int = 1, actor: str = "iryna") -> Seen:
    return Seen(place, kind, BEGAN + timedelta(minutes=minutes), actor, {})


def step(minutes: int = 0, **mark: object) -> Step:
    return Step("do it", "like this", Mark(**({"kind": OPENED} | mark)), minutes)  # type: ignore[arg-type]


def test_a_step_is_done_when_the_record_says_so() -> None:
    found = review(exercise(step(), step(kind=SEEN_BY_TWO)), BEGAN, [line(3)])
    assert [one.at for one in found.outcomes] == [BEGAN + timedelta(minutes=3), None]
    assert (found.done, found.finished) == (1, False)
    assert found.following is not None
    assert found.following.mark.kind == SEEN_BY_TWO


def test_what_was_before_the_start_counts_for_nothing() -> None:
    assert review(exercise(step()), BEGAN, [line(-1)]).done == 0


@pytest.mark.parametrize(("after", "late"), [(5, False), (6, True)])
def test_a_step_after_its_time_is_done_and_late(after: int, late: bool) -> None:
    [one] = review(exercise(step(minutes=5)), BEGAN, [line(after)]).outcomes
    assert one.late is late


def test_the_most_urgent_first_means_before_any_other() -> None:
    asked = exercise(step(place=2, before_others=True))
    assert review(asked, BEGAN, [line(1, place=2), line(2)]).finished
    assert not review(asked, BEGAN, [line(1), line(2, place=2)]).finished


def test_two_people_are_two() -> None:
    asked = exercise(step(kind=SEEN_BY_TWO), step(kind=SEEN_BY_TWO, by_another=True))
    ruta, rasa = line(1, SEEN_BY_TWO, actor="ruta"), line(2, SEEN_BY_TWO, actor="rasa")
    assert review(asked, BEGAN, [ruta, rasa]).finished
    assert not review(asked, BEGAN, [ruta, replace(rasa, actor="ruta")]).finished


def test_one_line_fulfils_one_step() -> None:
    assert review(exercise(step(), step()), BEGAN, [line(1)]).done == 1


def test_facts_must_agree() -> None:
    asked = exercise(step(facts={"act": "withdraw"}))
    assert not review(asked, BEGAN, [line(1)]).finished
    assert review(asked, BEGAN, [replace(line(1), facts={"act": "withdraw"})]).finished


def test_what_must_not_happen_is_told() -> None:
    drafted = Never("no money", Mark("support.payment.drafted"))
    asked = exercise(step(), nevers=(drafted,))
    assert review(asked, BEGAN, [line(1)]).broken == ()
    assert review(asked, BEGAN, [line(1, drafted.mark.kind)]).broken == (drafted,)


@given(
    st.lists(
        st.builds(
            line,
            st.integers(-5, 60),
            st.sampled_from([OPENED, SEEN_BY_TWO]),
            st.integers(1, 3),
            st.sampled_from(["ruta", "rasa"]),
        ),
        max_size=8,
    ),
    st.integers(-5, 60),
)
def test_more_lines_never_undo_a_step(lines: list[Seen], after: int) -> None:
    asked = exercise(step(), step(kind=SEEN_BY_TWO), step(kind=SEEN_BY_TWO, by_another=True))
    later = max([one.at for one in lines], default=BEGAN) + timedelta(minutes=1)
    more = replace(line(after), at=later)
    assert review(asked, BEGAN, [*lines, more]).done >= review(asked, BEGAN, lines).done


@pytest.mark.parametrize("code", sorted(exercises()))
def test_every_exercise_can_be_done(code: str) -> None:
    one = exercises()[code]
    assert one.steps
    assert bool(one.letters) != bool(one.story)
    kinds = {
        mark.kind for mark in [*(s.mark for s in one.steps), *(n.mark for n in one.nevers)]
    }
    assert kinds <= set(SAYS)
    done = [
        Seen(
            s.mark.place or 1,
            s.mark.kind,
            BEGAN + timedelta(minutes=number),
            f"officer {number}",
            s.mark.facts or {},
        )
        for number, s in enumerate(one.steps)
    ]
    found = review(one, BEGAN, done)
    assert found.finished
    assert not found.broken
    assert not any(outcome.late for outcome in found.outcomes)
