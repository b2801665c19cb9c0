"""How the product says no.

Error tree::

    Exception
    ├── Refused      an anticipated no: carries every reason, shown to the person
    ├── Conflict     somebody moved first: reload and look again
    ├── Repeated     the same form was sent before and its act is done: nothing is done twice
    └── Unknown      nothing the actor may know of: the office answers 404, never 403

Everything else is a defect and propagates.
"""

from collections.abc import Sequence
from enum import StrEnum


class Reason(StrEnum):
    """Base of every room's `WhyNot`: the name goes on the record, the value is the sentence.

    The value is English and a gettext message id; doors translate it when they show it.
    """


class Refused(Exception):
    """An anticipated no. `reasons` is never empty and keeps the order of the rule."""

    def __init__(self, reasons: Sequence[Reason]) -> None:
        if not reasons:
            msg = "a refusal needs at least one reason"
            raise ValueError(msg)
        self.reasons: tuple[Reason, ...] = tuple(reasons)
        super().__init__("; ".join(reason.value for reason in self.reasons))


class Conflict(Exception):
    """Somebody else changed the same thing first; nothing was written."""


class Repeated(Exception):
    """The act of this very form is done already; nothing was written a second time."""


class Unknown(Exception):
    """There is no such thing, or the actor may not know of it; the two look the same."""


def refuse_if(reasons: Sequence[Reason]) -> None:
    """Raise `Refused` with all reasons, or return when there are none."""
    if reasons:
        raise Refused(reasons)
