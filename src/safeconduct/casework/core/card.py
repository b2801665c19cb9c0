"""What every room draws for shared pages: a card on the case page, a row of My work."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True)
class Card:
    """Title, an adjective with its tone (ok, wait, stop or ""), rows, and links to go on.

    `rows` are (label, value), `links` are (label, address); all already translated. `empty`:
    nothing was ever begun of what the card is about.
    """

    title: str
    tag: str
    tone: str = ""
    rows: tuple[tuple[str, str], ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    empty: bool = False


@dataclass(frozen=True)
class Waiting:
    """A row of My work: whose case, what waits for this officer, until when, the next act.

    `alias`, `what` and `act` are words for the page, already translated; `url` is the act's
    page. `file_id` only puts the rows in order; None stands before every case.
    """

    file_id: UUID | None
    alias: str
    what: str
    act: str
    url: str
    until: datetime | None = None
