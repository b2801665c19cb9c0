"""Words of the training room."""

from enum import StrEnum

from safeconduct.common.refusal import Reason


class Kind(StrEnum):
    """What exercises write on the record."""

    STARTED = "training.run.started"
    ENDED = "training.run.ended"


class WhyNot(Reason):
    """Why an exercise does not start."""

    NO_COPY = (
        "Every prepared copy of this exercise was used. Whoever keeps this machine can start "
        "it over: make train RESET=1."
    )
