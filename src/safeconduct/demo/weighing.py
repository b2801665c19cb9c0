"""Two officers conclude: what the stories need of vetting."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from safeconduct.demo.telling import HOUR, Steps, Teller
from safeconduct.vetting import services as vetting
from safeconduct.vetting.core.terms import (
    Answer,
    Direction,
    Distortion,
    Grade,
    Result,
    Source,
)
from safeconduct.vetting.services import NewFinding


def note(
    t: Teller, file_id: UUID, at: datetime, indicator: str, asks: bool, words: str
) -> UUID:
    """One finding by Anna."""
    direction = Direction.ASKS if asks else Direction.SUPPORTS
    new = NewFinding(indicator, direction, Source.C, Grade.G3, at.date(), words)
    return vetting.add_finding(t.sign("anna", at), file_id, new)


def conclude(
    t: Teller, file_id: UUID, at: datetime, result: Result, words: tuple[str, str, str]
) -> None:
    """Anna proposes with reasons, for and against; Viktor decides."""
    reasons, speaks_for, speaks_against = words
    proposal = vetting.propose(
        t.sign("anna", at),
        file_id,
        result,
        reasons=reasons,
        speaks_for=speaks_for,
        speaks_against=speaks_against,
        distortions=frozenset(Distortion),
    )
    vetting.decide(t.sign("viktor", at + HOUR), proposal)


def conclude_clear(t: Teller, file_id: UUID, at: datetime) -> Steps:
    """Opened, three findings, concluded clear."""
    yield at
    vetting.start(t.sign("anna", at), file_id)
    note(
        t,
        file_id,
        at,
        "safety_before_money",
        False,
        "Спросил сначала о семье, потом о деньгах.",
    )
    note(t, file_id, at, "patience_with_checks", False, "Принял повторные вопросы спокойно.")
    note(
        t, file_id, at, "asks_that_nobody_is_harmed", False, "Просит, чтобы никто не пострадал."
    )
    yield at + 2 * HOUR
    conclude(
        t,
        file_id,
        at + 2 * HOUR,
        Result.CLEAR,
        (
            "Три независимых наблюдения говорят в пользу; ничто не осталось без ответа.",
            "Семья прежде денег, терпение, забота о других.",
            "Пока не видели самого оборудования.",
        ),
    )


def put(t: Teller, findings: Iterator[UUID] | list[UUID], at: datetime, said: str) -> None:
    """Put each point to the person and write the answer down."""
    for finding in findings:
        vetting.put_to_person(t.sign("anna", at), finding, Answer.ANSWERED, said)
