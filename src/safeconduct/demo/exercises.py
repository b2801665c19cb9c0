"""`safeconduct sow`: staff, and copies of every exercise, in an empty training instance."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

import django

if TYPE_CHECKING:
    from safeconduct.demo.telling import Teller

COPIES = 3  # of each exercise that begins with a case: a class of three pairs


def main(arguments: Sequence[str]) -> int:
    """Fill an empty training instance; exit code 0."""
    del arguments
    django.setup()
    from django.conf import settings

    from safeconduct.demo.seed import enrol_staff, put_on_duty
    from safeconduct.demo.telling import Teller

    if not (settings.DEMO and settings.TRAINING):
        return 1
    teller = Teller(enrol_staff(Path(settings.KEY_FOLDER)), datetime.now(UTC))
    sow(teller)
    put_on_duty(teller)
    return 0


def sow(teller: "Teller") -> None:
    """Lay out fresh copies of each exercise that begins with a story."""
    from safeconduct.training.core.exercise import exercises
    from safeconduct.training.services import lay_out

    for exercise in exercises().values():
        if exercise.story:
            for _ in range(COPIES):
                lay_out(exercise.code, [STORIES[exercise.story](teller)])


def cash_first(t: "Teller") -> UUID:
    """A man who wants money on an account before he comes."""
    from safeconduct.contact.core.terms import Danger
    from safeconduct.demo.telling import HOUR

    text = (
        "Переведите аванс сегодня, тогда приду и расскажу, где стоит моя рота. Без денег "
        "разговора нет."
    )
    return t.case(text, Danger.FRONT, t.now - HOUR)


def at_the_door(t: "Teller") -> UUID:
    """A man and his son, on the way, with everything told beforehand."""
    from safeconduct.contact.core.terms import Danger
    from safeconduct.demo.telling import DAY, HOUR

    at = t.now - 2 * DAY
    file_id = t.case("Выходим вдвоём с сыном, пешком.", Danger.FRONT, at)
    t.person(file_id, at, "applicant")
    t.person(file_id, at, "child")
    t.to_passage(file_id, at + HOUR)
    return file_id


def no_more(t: "Teller") -> UUID:
    """A woman with an offer who writes that she wants no more."""
    from safeconduct.contact.core.terms import Danger
    from safeconduct.demo.telling import DAY, HOUR

    at = t.now - 4 * DAY
    file_id = t.case("Мой муж воюет, я хочу уехать с детьми.", Danger.ABROAD, at)
    t.to_offer(file_id, at + HOUR)
    t.writes_again(file_id, "Я больше не хочу. Простите.", Danger.ABROAD, t.now - HOUR)
    return file_id


def back_again(t: "Teller") -> UUID:
    """A conscript with an agreed question, silent for weeks, who writes again."""
    from safeconduct.casework.core.terms import CaseAct
    from safeconduct.casework.services.recontact import agree_challenge
    from safeconduct.contact.core.terms import Danger
    from safeconduct.demo.telling import DAY, HOUR

    at = t.now - 40 * DAY
    file_id = t.case("Хочу уйти. Напишу, когда смогу.", Danger.FRONT, at)
    t.to_offer(file_id, at + HOUR)
    olena = t.sign("olena", at + 2 * HOUR)
    agree_challenge(olena, file_id, "Как звали собаку во дворе?", "Жулик")
    t.act("olena", file_id, CaseAct.CONTACT_LOST, t.now - 20 * DAY)
    t.writes_again(file_id, "Это снова я. Собаку звали Жулик.", Danger.FRONT, t.now - HOUR)
    return file_id


def key_lost(t: "Teller") -> UUID:
    """A case on which Kirill works beside Olena."""
    from safeconduct.accounts.core.terms import Role
    from safeconduct.casework import services as casework
    from safeconduct.contact.core.terms import Danger
    from safeconduct.demo.telling import DAY, HOUR

    at = t.now - 3 * DAY
    file_id = t.case("Готов говорить, но только письменно.", Danger.HUNTED, at)
    kirill = t.officer("kirill")
    casework.assign(t.sign("iryna", at + HOUR), file_id, kirill, Role.CASE_OFFICER)
    return file_id


STORIES: dict[str, Callable[["Teller"], UUID]] = {
    "at_the_door": at_the_door,
    "back_again": back_again,
    "cash_first": cash_first,
    "key_lost": key_lost,
    "no_more": no_more,
}
