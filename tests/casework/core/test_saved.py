"""A filter is kept under a name of its own, twenty at most."""

from hypothesis import given
from hypothesis import strategies as st

from safeconduct.casework.core.saved import MOST, WhyNot, reasons_not_to_keep

NAMES = st.lists(st.text(max_size=5), max_size=MOST + 2)


@given(st.text(max_size=5), NAMES, st.booleans())
def test_every_reason_at_once(name: str, others: list[str], empty: bool) -> None:
    why = reasons_not_to_keep(name, others, empty=empty)
    taken = any(name.casefold() == one.casefold() for one in others)
    assert (WhyNot.NAMED_SO in why) is taken
    assert (WhyNot.NOTHING_FILTERED in why) is empty
    assert (WhyNot.TOO_MANY_KEPT in why) is (len(others) >= MOST)
