"""Words of the outreach room: what it writes on the record."""

from enum import StrEnum


class Kind(StrEnum):
    """What outreach writes on the record."""

    UNDERSTANDING_COUNTED = "outreach.understanding.counted"
