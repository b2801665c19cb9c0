"""Ids say nothing about order; an alias says nothing about the person."""

import re

from safeconduct.common.ids import BIRDS, new_alias, new_id

MANY = 500


def test_ids_are_random_and_different() -> None:
    found = [new_id() for _ in range(MANY)]
    assert len(set(found)) == MANY
    assert {one.version for one in found} == {4}
    assert found != sorted(found)  # a time-ordered id would tell who wrote first


def test_an_alias_is_a_bird_and_three_digits() -> None:
    shape = re.compile(rf"({'|'.join(BIRDS)}) [1-9][0-9]{{2}}")
    assert all(shape.fullmatch(new_alias()) for _ in range(MANY))


def test_a_longer_alias_has_a_longer_number() -> None:
    shape = re.compile(r"\w+ [1-9][0-9]{5}")
    assert all(shape.fullmatch(new_alias(6)) for _ in range(MANY))


def test_aliases_spread_over_the_whole_list() -> None:
    seen = {new_alias().split()[0] for _ in range(MANY * 6)}
    assert len(seen) > len(BIRDS) * 0.9


def test_birds_are_listed_once_in_order_and_fit_the_column() -> None:
    assert list(BIRDS) == sorted(set(BIRDS))
    assert max(map(len, BIRDS)) + len(" 999999999") <= 40
