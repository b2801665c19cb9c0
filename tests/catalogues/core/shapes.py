"""Every catalogue, and its shipped document as tests begin with it."""

import tomllib

from safeconduct.casework.core.phrases import PHRASES
from safeconduct.catalogues.core.terms import AnyShape, Document
from safeconduct.materiel.core.tariff import TARIFF
from safeconduct.outreach.core.posture import POSTURE
from safeconduct.passage.core.checklists import CHECKLISTS
from safeconduct.vetting.core.indicators import INDICATORS

ALL: tuple[AnyShape, ...] = (CHECKLISTS, INDICATORS, PHRASES, POSTURE, TARIFF)


def shipped(shape: AnyShape) -> Document:
    """The shipped document, a fresh one each time."""
    return tomllib.loads(shape.shipped())
