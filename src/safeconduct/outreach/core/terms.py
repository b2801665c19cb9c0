"""Words of the outreach room: what it writes on the record, and states of a reported copy."""

from enum import StrEnum

from safeconduct.common.refusal import Reason


class Kind(StrEnum):
    """What outreach writes on the record."""

    COPY_DECIDED = "outreach.copy.decided"
    UNDERSTANDING_COUNTED = "outreach.understanding.counted"


class CopyState(StrEnum):
    """Where the report of a copied site stands."""

    NEW = "new"
    WATCHED = "watched"
    GONE = "gone"
    NOT_A_COPY = "not a copy"


class WhyNot(Reason):
    """Why an address is not taken."""

    FULL = "So many reports wait that we take no more today. Please come back tomorrow."
    OURS = "This address is ours."
