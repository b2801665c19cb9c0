"""Vocabulary of oversight: what an audit of the record may find, and what it leaves behind."""

from dataclasses import dataclass
from enum import StrEnum

from safeconduct.common.refusal import Reason


class Kind(StrEnum):
    """What oversight writes on the record."""

    FIGURES_RECOUNTED = "oversight.figures.recounted"
    RECORD_AUDITED = "oversight.record.audited"


class Flaw(Reason):
    """What is wrong with the record."""

    CHECKPOINT_DIFFERS = "The record does not continue its newest signed checkpoint."
    CHECKPOINT_UNSIGNED = "The newest checkpoint is not signed by the record's key."
    LINE_ALTERED = "A line was altered, removed or put in."
    ROOT_DIFFERS = "The lines do not lead to the root that the record keeps."


@dataclass(frozen=True)
class AuditFacts:
    """What a walk over the record saw; the last two are None while nothing is signed."""

    first_bad: int | None
    roots_agree: bool
    signature_good: bool | None
    continues: bool | None
