"""Kinds of cases: which stages each has, and what whoever opens one has to know."""

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from safeconduct.casework.core.catalogue import DATA
from safeconduct.casework.core.terms import CLOSED, CaseKind, Stage, WhyNot


class Track(StrEnum):
    """What goes on beside the stages in some kinds only; values are message ids.

    Protection is in none of them: every kind has it.
    """

    PASSAGE = "passage"
    EQUIPMENT = "equipment"
    TESTIMONY = "testimony"
    VETTING = "vetting"
    STATUS = "legal status"
    MONEY = "money"


@dataclass(frozen=True)
class KindRow:
    """One kind; `explained` is an English message id, `stages` and `tracks` those it has.

    `told_first`: nothing else is begun before the person knows what happened and may leave.
    """

    kind: CaseKind
    stages: frozenset[Stage]
    tracks: frozenset[Track]
    told_first: bool
    explained: str
    source: str

    @property
    def travels(self) -> bool:
        """Whether a crossing may be planned for it."""
        return Stage.PASSAGE in self.stages

    @property
    def arrives(self) -> bool:
        """Whether the person arrives, and two people attest it."""
        return Stage.ARRIVED in self.stages


@lru_cache
def kinds() -> dict[CaseKind, KindRow]:
    """Every kind; data/kinds.toml."""
    rows = tomllib.loads((DATA / "kinds.toml").read_text())["kind"]
    return {
        CaseKind(row["code"]): KindRow(
            CaseKind(row["code"]),
            frozenset(map(Stage, row["stages"])),
            frozenset(map(Track, row["tracks"])),
            row["told_first"],
            row["explained"],
            row["source"],
        )
        for row in rows
    }


def has_stage(kind: CaseKind, stage: Stage) -> bool:
    """Whether a case of this kind can stand at a stage; an end that closes it always."""
    other_end = stage in CLOSED and stage is not Stage.SETTLED
    return other_end or stage in kinds()[kind].stages


def tracks_without(kind: CaseKind) -> list[Track]:
    """Tracks that a case of this kind does not have, in the order of the page."""
    return [track for track in Track if track not in kinds()[kind].tracks]


def reasons_not_to_become(now: CaseKind, kind: CaseKind | None, stage: Stage) -> list[WhyNot]:
    """Why a case at `stage` may not become one of another kind; empty when it may."""
    if kind is None or kind is now:
        return [WhyNot.NO_OTHER_KIND]
    return [] if has_stage(kind, stage) else [WhyNot.NOT_THIS_KIND]
