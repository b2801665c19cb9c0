"""Every row of both catalogues: languages, roles, deadlines with their source."""

import re
import tomllib

import pytest

from safeconduct.accounts.core.rules import WHO
from safeconduct.accounts.core.terms import Permission, Role
from safeconduct.accounts.services import NEEDS
from safeconduct.casework.core.catalogue import DATA, Question, TaskType, questions, task_types
from safeconduct.casework.core.own_data import TASKS
from safeconduct.casework.core.terms import CaseKind

LANGUAGES = {"ru", "uk", "en"}
EVENTS = (
    {"open", "arrived", "identity unsealed", "letter", "merged", "return in doubt"}
    | {f"open {kind.value}" for kind in CaseKind}
    | {"status reading", "retention over", "hold to review", *TASKS.values()}
    | {"see_partner_answer"}
)
CODE = re.compile(r"[a-z][a-z_]{2,31}")
# What would be tasking: positions, units, numbers, arms, commanders, routes of others.
NEVER_ASKED = re.compile(
    r"unit|brigade|regiment|battalion|platoon|position|coordinate|command|officer|weapon|"
    r"ammunition|artiller|drone|tank|trench|checkpoint|rank|route|minefield|headquarters|"
    r"част[ьи]|бригад|полк|батальон|взвод|рот[аы]\b|позици|координат|командир|оруж|боеприпас|"
    r"артиллер|дрон|танк|окоп|блокпост|звани|маршрут|штаб|"
    r"частин|батальйон|взвод|позиці|зброя|зброї|боєприпас|артилер|званн",
    re.IGNORECASE,
)
CYRILLIC = re.compile("[а-яёіїєґ]", re.IGNORECASE)


@pytest.mark.parametrize("question", questions().values(), ids=lambda one: one.code)
def test_a_question_asks_in_three_languages(question: Question) -> None:
    assert CODE.fullmatch(question.code)
    assert set(question.text) == LANGUAGES
    for language, text in question.text.items():
        assert "?" in text
        assert bool(CYRILLIC.search(text)) is (language != "en")
    assert len(set(question.text.values())) == 3


@pytest.mark.parametrize("question", questions().values(), ids=lambda one: one.code)
def test_no_question_asks_for_positions_units_or_arms(question: Question) -> None:
    for text in question.text.values():
        assert not NEVER_ASKED.search(text), text


def test_the_watch_on_words_works() -> None:
    for text in ("Where is your unit?", "Где ваша часть?", "Де позиції?", "Кто командир?"):
        assert NEVER_ASKED.search(text)


def test_the_list_is_short_and_asks_whether_the_person_still_wants_it() -> None:
    assert 4 <= len(questions()) <= 12
    assert "still_willing" in questions()
    assert "You may stop at any time" in questions()["still_willing"].text["en"]


def test_the_list_says_who_reviewed_its_translations() -> None:
    raw = tomllib.loads((DATA / "questions.toml").read_text())
    assert raw["reviewed_by"] == ""  # nobody yet: the page may claim nothing else


@pytest.mark.parametrize("task", task_types().values(), ids=lambda one: one.code)
def test_a_task_has_a_role_a_deadline_and_a_source(task: TaskType) -> None:
    assert CODE.fullmatch(task.code)
    assert task.say
    assert (0 < task.hours <= 24 * 30) != (0 < task.working_days <= 20)
    assert task.on in EVENTS
    assert len(task.source) > 8
    assert task.role in WHO[Permission.WORK_READ]
    assert task.role in NEEDS  # somebody in this role can be put on a case


@pytest.mark.parametrize("task", task_types().values(), ids=lambda one: one.code)
def test_a_task_has_sensible_limits(task: TaskType) -> None:
    assert bool(task.put_off_times) == bool(task.put_off_hours)
    assert task.escalate_to in NEEDS
    assert task.repeat_days == 0 or task.repeat_days <= 92
    if task.legal_hours:
        assert task.hours <= task.legal_hours
        assert not task.contact  # quiet hours never move it past its legal end


def test_codes_stand_once() -> None:
    for name, key in (("tasks", "task"), ("questions", "question")):
        rows = [row["code"] for row in tomllib.loads((DATA / f"{name}.toml").read_text())[key]]
        assert len(rows) == len(set(rows))


def test_protection_begins_with_the_case_and_waits_for_nothing() -> None:
    plan = task_types()["protection_plan"]
    assert (plan.on, plan.role) == ("open", Role.PROTECTION_LEAD)
    arrived = {task.code for task in task_types().values() if task.on == "arrived"}
    assert {"medical_check", "rights_sheet"} <= arrived
