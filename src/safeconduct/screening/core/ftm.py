"""Reads a list in the FollowTheMoney form, one JSON entity a line, and loses nothing silently.

Only people are taken. Barred lists (`data/barred_lists.toml`) are refused by name: a data set
that exposes private data of people has no place here, whatever else it holds.
"""

import json
from collections.abc import Iterable
from typing import Any

from safeconduct.common.refusal import refuse_if
from safeconduct.screening.core import catalogue
from safeconduct.screening.core.fold import fold
from safeconduct.screening.core.terms import (
    ListEntry,
    ListRead,
    PartialDate,
    ReadProblem,
    WhyNot,
)

_NAMES = ("name", "alias")
_NUMBERS = ("passportNumber", "idNumber", "innCode")
_USED = (*_NAMES, "birthDate", *_NUMBERS, "topics", "country", "notes")
_SHOWN = 80  # letters of a bad value shown in a problem


def reasons_not_to_import(dataset: str) -> tuple[WhyNot, ...]:
    """Why a data set of this name is never taken; empty when nothing stands against it."""
    name = fold(dataset)
    barred = any(fold(row.name) in name for row in catalogue.barred_lists())
    return (WhyNot.LIST_BARRED,) if barred else ()


class _Reader:
    """One pass over a list: collects entries and every problem on the way."""

    def __init__(self) -> None:
        self.entries: dict[str, ListEntry] = {}
        self.problems: list[ReadProblem] = []
        self._line = 0

    def _problem(self, why: WhyNot, detail: str = "") -> None:
        self.problems.append(ReadProblem(self._line, why, detail[:_SHOWN]))

    def take(self, line: int, text: str) -> None:
        """One line; an empty one holds nothing and is passed over."""
        self._line = line
        if not text.strip():
            return
        try:
            data = json.loads(text)
        except (ValueError, RecursionError):
            self._problem(WhyNot.LINE_NOT_JSON)
            return
        if not isinstance(data, dict) or not isinstance(data.get("properties"), dict):
            self._problem(WhyNot.LINE_NOT_ENTITY)
            return
        self._take_entity(data)

    def _take_entity(self, data: dict[str, Any]) -> None:
        entity_id = data.get("id")
        if not isinstance(entity_id, str) or not entity_id.strip():
            self._problem(WhyNot.ENTITY_NO_ID)
            return
        datasets = self._texts(data, "datasets")
        if any(reasons_not_to_import(name) for name in datasets):
            self._problem(WhyNot.LIST_BARRED, entity_id)
        elif data.get("schema") != "Person":
            self._problem(WhyNot.ENTITY_NOT_PERSON, entity_id)
        elif entity_id in self.entries:
            self._problem(WhyNot.ENTITY_REPEATED, entity_id)
        else:
            self._take_person(entity_id, datasets, data["properties"])

    def _take_person(
        self, entity_id: str, datasets: tuple[str, ...], properties: dict[str, Any]
    ) -> None:
        read = {name: self._texts(properties, name) for name in _USED}
        names = tuple(n for key in _NAMES for n in read[key] if fold(n))
        if not names:
            self._problem(WhyNot.ENTITY_NO_NAME, entity_id)
            return
        self.entries[entity_id] = ListEntry(
            id=entity_id,
            names=tuple(dict.fromkeys(names)),
            birth_dates=self._dates(read["birthDate"]),
            numbers=tuple(number for key in _NUMBERS for number in read[key]),
            topics=read["topics"],
            countries=read["country"],
            notes=read["notes"],
            datasets=datasets,
        )

    def _texts(self, holder: dict[str, Any], name: str) -> tuple[str, ...]:
        value = holder.get(name, [])
        values = [value] if isinstance(value, str) else value
        if not isinstance(values, list) or not all(isinstance(v, str) for v in values):
            self._problem(WhyNot.PROPERTY_UNREADABLE, name)
            return ()
        return tuple(v.strip() for v in values if v.strip())

    def _dates(self, texts: tuple[str, ...]) -> tuple[PartialDate, ...]:
        dates: list[PartialDate] = []
        for text in texts:
            try:
                dates.append(PartialDate.parse(text))
            except ValueError:
                self._problem(WhyNot.DATE_UNREADABLE, text)
        return tuple(dict.fromkeys(dates))


def parse_ftm(lines: Iterable[str], dataset: str = "") -> ListRead:
    """Every person of a list and every problem met, in line order.

    `dataset` is the name the list is imported under; raises `Refused` when that name is barred.
    A barred data set named inside a line takes that line out, as a problem.
    """
    refuse_if(reasons_not_to_import(dataset))
    reader = _Reader()
    for number, text in enumerate(lines, start=1):
        reader.take(number, text)
    return ListRead(tuple(reader.entries.values()), tuple(reader.problems))
