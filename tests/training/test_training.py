"""A training instance says so everywhere, keeps to itself, and its exercises run for real."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.test import override_settings

from safeconduct.casework import services as casework
from safeconduct.casework.core.terms import CaseKind
from safeconduct.common.refusal import Refused, Unknown
from safeconduct.contact.core.terms import Danger
from safeconduct.contact.queries import waiting_of
from safeconduct.demo.exercises import COPIES, STORIES, sow
from safeconduct.demo.telling import Teller
from safeconduct.training import services
from safeconduct.training.core.exercise import exercises
from safeconduct.training.core.terms import WhyNot
from safeconduct.training.models import Copy
from safeconduct.training.queries import fresh_copies, latest_runs, run_of
from safeconduct.vault import ceremony
from safeconduct.vault.checks import ready_to_serve
from tests.cast import Cast
from tests.doors import Door
from tests.making import make_case

MARK = "EXERCISE. Invented people only"


@pytest.fixture
def training() -> Iterator[None]:
    """A training instance."""
    with override_settings(TRAINING=True):
        yield


def test_keys_of_a_real_instance_are_not_a_training_instances(
    tmp_path: Path,
) -> None:
    ceremony.hold(tmp_path, "test.example/record", date(2026, 11, 1))
    with (
        override_settings(KEY_FOLDER=tmp_path, TRAINING=True),
        pytest.raises(ImproperlyConfigured, match="keys of its own"),
    ):
        ready_to_serve()


def test_keys_of_a_training_instance_serve_no_real_one(tmp_path: Path) -> None:
    ceremony.hold(tmp_path, "training.test.example/record", date(2026, 11, 1))
    with (
        override_settings(KEY_FOLDER=tmp_path),
        pytest.raises(ImproperlyConfigured, match="SC_TRAINING=1"),
    ):
        ready_to_serve()
    with override_settings(KEY_FOLDER=tmp_path, TRAINING=True):
        ready_to_serve()


@pytest.mark.parametrize(
    ("training", "name"), [(True, "test.example/record"), (False, "training.x/record")]
)
def test_a_ceremony_names_a_training_instance_as_one(
    tmp_path: Path, training: bool, name: str
) -> None:
    with (
        override_settings(KEY_FOLDER=tmp_path, TRAINING=training),
        pytest.raises(CommandError, match="training"),
    ):
        call_command("ceremony", offline=tmp_path / "off", name=name)
    assert not (tmp_path / "programme.json").exists()


@pytest.mark.usefixtures("training")
def test_every_page_says_so(public_door: Door, office_door: Door, cast: Cast) -> None:
    now = datetime.now(UTC)
    for path in ("/en/", "/en/write/", "/en/nowhere/"):
        assert public_door.get(path).count(MARK) == 2
    assert office_door.get("/sign-in/").count(MARK) == 2
    assert office_door.sign_in(cast.olena, now).count(MARK) == 2
    assert "EXERCISE:" in office_door.get("/exercises/")


def test_a_real_instance_has_no_exercises(office_door: Door, cast: Cast) -> None:
    page = office_door.sign_in(cast.olena, datetime.now(UTC))
    assert "/exercises/" not in page
    assert MARK not in page
    office_door.get("/exercises/")
    assert office_door.page.status_code == 404
    office_door.get("/exercises/evening/start/")
    assert office_door.page.status_code == 404


@pytest.mark.usefixtures("training")
def test_the_evening_is_run_at_the_office(office_door: Door, cast: Cast) -> None:
    office_door.sign_in(cast.iryna, datetime.now(UTC))
    office_door.fill("/exercises/evening/start/")
    [run] = latest_runs()
    assert office_door.path == f"/exercises/runs/{run.id}/"
    assert (run.started_by, run.review.done, len(run.files)) == (cast.iryna.id, 0, 4)
    me = cast.iryna.signed(datetime.now(UTC))
    front = run.files[1]
    for row in waiting_of(front):
        casework.read_letter(me, row.id)
    casework.open_case(me, front, CaseKind.PERSON, Danger.FRONT)
    assert run_of(run.id).review.done == 2
    assert "done" in office_door.get(f"/exercises/runs/{run.id}/")
    office_door.post(f"/exercises/runs/{run.id}/end/")
    later = run_of(run.id)
    assert later.ended_at is not None
    casework.inform(cast.iryna.signed(later.ended_at + timedelta(hours=1)), front, "Читаем.")
    assert run_of(run.id).review.done == 2


def test_a_copy_is_taken_once_and_then_there_is_none(cast: Cast, at: datetime) -> None:
    file_id = make_case(cast, at).file_id
    services.lay_out("no-more", [file_id])
    assert fresh_copies() == {"no-more": 1}
    run = services.start(cast.olena.signed(at), "no-more")
    assert run_of(run).files == (file_id,)
    with pytest.raises(Refused) as refused:
        services.start(cast.olena.signed(at), "no-more")
    assert refused.value.reasons == (WhyNot.NO_COPY,)
    with pytest.raises(Unknown):
        services.start(cast.olena.signed(at), "nothing")
    services.end(cast.olena.signed(at), run)
    services.end(cast.olena.signed(at + timedelta(hours=1)), run)
    assert Copy.objects.get(id=run).ended_at == at


def test_every_story_of_an_exercise_can_be_told(cast: Cast) -> None:
    assert {one.story for one in exercises().values() if one.story} == set(STORIES)
    people = {name.lower(): (one.actor, one.keys) for name, one in cast.staff.items()}
    sow(Teller(people, datetime.now(UTC)))
    stories = [one for one in exercises().values() if one.story]
    assert fresh_copies() == {one.code: COPIES for one in stories}
    now = datetime.now(UTC)
    for one in stories:
        run = run_of(services.start(cast.vasyl.signed(now), one.code))
        assert (run.review.done, run.review.broken, len(run.files)) == (0, (), 1)
