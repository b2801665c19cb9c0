"""A track's card on the case page; every room draws its own."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Card:
    """Title, an adjective with its tone (ok, wait, stop or ""), rows, and links to go on.

    `rows` are (label, value), `links` are (label, address); all already translated.
    """

    title: str
    tag: str
    tone: str = ""
    rows: tuple[tuple[str, str], ...] = ()
    links: tuple[tuple[str, str], ...] = ()
