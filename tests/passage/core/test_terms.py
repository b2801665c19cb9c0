"""What the words of the passage room can hold, and above all what they cannot."""

from dataclasses import fields, is_dataclass, replace
from datetime import timedelta
from typing import get_args, get_type_hints

import pytest

from safeconduct.passage.core import terms
from safeconduct.passage.core.terms import CheckKind, GoFacts, WhyNot
from tests.passage.core import GOOD, NOTICE

FORBIDDEN = (
    "award money amount reward payment ceiling vetting credib score value rank grade title "
    "materiel equipment testimony finding suspicion name unit regiment brigade latitude "
    "longitude coordinate position route enemy"
).split()


def field_names(kind: type) -> set[str]:
    """Every field name reachable from a dataclass, through tuples and unions."""
    names: set[str] = set()
    for name, hint in get_type_hints(kind).items():
        names.add(name)
        for part in (hint, *get_args(hint)):
            if is_dataclass(part) and isinstance(part, type):
                names |= field_names(part)
    return names


def test_go_cannot_read_awards_money_vetting_or_rank() -> None:
    names = field_names(GoFacts)
    assert {"notice", "acks", "corridor_in_force", "given_at", "start"} <= names
    seen = [(name, word) for name in names for word in FORBIDDEN if word in name]
    assert seen == []


def test_the_list_of_what_go_may_look_at_is_closed() -> None:
    assert {field.name for field in fields(GoFacts)} == {
        "notice",
        "notice_state",
        "approval",
        "addressees",
        "acks",
        "crossing",
        "checks",
        "corridor_in_force",
        "limits",
    }


def test_no_reason_to_hold_speaks_of_worth() -> None:
    for why in WhyNot:
        sentence = why.value.lower()
        assert sentence.endswith(".")
        assert not any(word in sentence for word in ("award", "rank", "vetting", "credib"))


@pytest.mark.parametrize(
    "change",
    [
        {"revision": 0},
        {"corridor_revision": 0},
        {"head_count": 0, "unwitting": 0},
        {"unwitting": 3},
        {"unwitting": -1},
        {"nonce": "short"},
    ],
)
def test_a_notice_that_makes_no_sense_cannot_exist(change: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"revisions|head count|nonce"):
        replace(NOTICE, **change)  # type: ignore[arg-type]


def test_every_check_has_its_own_limit() -> None:
    odd = replace(GOOD.limits, light_minutes=1, cold_minutes=2, water_minutes=3)
    odd = replace(odd, reception_minutes=4)
    lengths = {kind: odd.check_valid_for(kind) for kind in CheckKind}
    assert lengths[CheckKind.LIGHT] == timedelta(minutes=1)
    assert lengths[CheckKind.COLD] == timedelta(minutes=2)
    assert lengths[CheckKind.WATER] == timedelta(minutes=3)
    assert lengths[CheckKind.RECEPTION] == timedelta(minutes=4)


def test_no_word_of_the_room_is_a_place_or_a_unit() -> None:
    kinds = [kind for kind in vars(terms).values() if isinstance(kind, type)]
    names = {field.name for kind in kinds if is_dataclass(kind) for field in fields(kind)}
    assert not names & {"unit", "position", "latitude", "longitude", "route", "grid"}
