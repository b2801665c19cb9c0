"""Filters that an officer keeps under a name: read by nobody else, so both are sealed."""

from datetime import timedelta

from safeconduct.common.refusal import Reason

MOST = 20  # kept filters of one officer: what still fits on a page as one line of links
LONGEST = 60  # characters of a name
UNDO = timedelta(days=1)  # so long a dropped filter can be taken back


class WhyNot(Reason):
    """Why a filter is not kept."""

    NAMED_SO = "Another of your filters has this name."
    NOTHING_FILTERED = "Choose a filter or an order first; then it can be kept."
    TOO_MANY_KEPT = "You keep 20 filters already. Delete one first."


def reasons_not_to_keep(name: str, others: list[str], *, empty: bool) -> list[WhyNot]:
    """Why this filter may not be kept beside the others; names differ by more than case."""
    taken = name.casefold() in {one.casefold() for one in others}
    return [
        *([WhyNot.NOTHING_FILTERED] if empty else []),
        *([WhyNot.NAMED_SO] if taken else []),
        *([WhyNot.TOO_MANY_KEPT] if len(others) >= MOST else []),
    ]
