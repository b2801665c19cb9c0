"""How much of a saved web page is ours, and what it asks of its reader. Pure.

A page is read, never run: its text, what scripts would write, what frames hold inside. Both
sides are folded (letters that look alike are one, spaces and signs are none) and compared by
every run of LETTERS letters, so that other markup, another order of paragraphs, a letter of
another script or a word changed here and there hide little. After Broder (1997), on the
resemblance and containment of documents; the runs are of letters, not words.
"""

import base64
import binascii
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from html import unescape
from html.parser import HTMLParser
from urllib.parse import unquote

from safeconduct.outreach.core.folding import by_look
from safeconduct.outreach.core.languages import EVERY
from safeconduct.outreach.core.pages import page, slugs
from safeconduct.outreach.core.rendering import plain

LETTERS = 8  # in a run
# A copy has so much of its text from us (and so many runs), or so much of one page of ours. Two
# sentences quoted in a short article are up to a third of it, and a tenth of our page at most.
SHARE = 0.4
COVER = 0.2
FEWEST = 120
SHARE_IF_ASKING = 0.25  # a page that asks who its reader is; an e-mail address alone is news
MOST_BYTES = 2_000_000
DEEPEST = 4  # frames within frames
_HIDDEN = {"style", "template"}
_INLINE = set("a abbr b bdi bdo code em font i mark s small span strong sub sup u wbr".split())
_SAID = ("alt", "title", "placeholder", "aria-label", "value", "content")
_STRING = re.compile(r"""(["'`])((?:\\.|(?!\1)[^\\])*)\1""", re.DOTALL)
_BASE64 = re.compile(r"[A-Za-z0-9+/]{60,}={0,2}")
_ESCAPE = re.compile(r"\\(?:x([0-9a-fA-F]{2})|u\{?([0-9a-fA-F]{4,6})\}?|(.))", re.DOTALL)


class Asked(StrEnum):
    """What a genuine page never asks of its reader."""

    NAME = "a name"
    TELEPHONE = "a telephone number or messenger"
    MAIL = "an e-mail address"
    UNIT = "a unit"
    PLACE = "a place"
    DOCUMENT = "a document"
    PASSWORD = "a password or our return words"  # noqa: S105  says what is asked
    MONEY = "money"


# Stems of labels, names and hints of fields.
STEMS = {
    Asked.NAME: r"\bname\b|surname|first.?name|имя|фамили|\bфио\b|ім['ʼ’]?я|прізвищ|\bпіб\b",
    Asked.TELEPHONE: r"phone|\btel\b|mobile|телефон|whatsapp|viber|telegram|телеграм|номер",
    Asked.MAIL: r"e-?mail|почт[аы]|пошт[аи]",
    Asked.UNIT: r"\bunit\b|brigade|regiment|в/ч|підрозділ|\bчаст[ьи]\b|частин",
    Asked.PLACE: r"location|coordinates|where are you|адрес|местополож|координат|місцеперебув",
    Asked.DOCUMENT: r"passport|military id|паспорт|военник|билет|квиток|\bснилс\b|жетон",
    Asked.PASSWORD: r"password|парол|return words|six words|шесть слов|шість слів",
    Asked.MONEY: r"card number|\biban\b|номер карт|крипто|wallet|кошел",
}
_FIELD_TYPES = {"tel": Asked.TELEPHONE, "email": Asked.MAIL, "password": Asked.PASSWORD}


@dataclass(frozen=True)
class Compared:
    """`share` of its text that is ours, `cover` of our page `like` that it has: 0 to 1."""

    share: float
    cover: float
    like: str
    letters: int
    asks: tuple[Asked, ...]

    @property
    def share_percent(self) -> int:
        """`share` in whole percent."""
        return round(self.share * 100)

    @property
    def cover_percent(self) -> int:
        """`cover` in whole percent."""
        return round(self.cover * 100)

    @property
    def is_copy(self) -> bool:
        """Whether it stands on our words, or asks who its reader is with our words."""
        if self.letters < FEWEST:
            return False
        least = SHARE_IF_ASKING if set(self.asks) - {Asked.MAIL} else SHARE
        return self.share >= least or self.cover >= COVER


@dataclass(frozen=True)
class Read:
    """A page's text, and what its fields and labels ask, as it stands there."""

    text: str
    fields: tuple[str, ...]
    types: tuple[str, ...]


class _Reader(HTMLParser):
    """Collects text, what frames and scripts hold, and words of forms."""

    def __init__(self, depth: int) -> None:
        super().__init__(convert_charrefs=True)
        self.depth = depth
        self.text: list[str] = []
        self.fields: list[str] = []
        self.types: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in _HIDDEN or tag in ("script", "label"):
            self.open.append(tag)
        if tag not in _INLINE:
            self.text.append("\n")
        if tag in ("input", "textarea", "select") and given.get("type") not in (
            "hidden",
            "submit",
        ):
            self.fields += [given.get(one, "") for one in ("name", "id", "placeholder")]
            self.types.append(given.get("type", ""))
        self.text += [f"\n{given[one]}\n" for one in _SAID if given.get(one)]
        inside = given.get("srcdoc") or _data(given.get("src", "") or given.get("data", ""))
        if inside:
            self._inside(inside)

    def handle_endtag(self, tag: str) -> None:
        if self.open and self.open[-1] == tag:
            self.open.pop()
        if tag not in _INLINE:
            self.text.append("\n")

    def handle_data(self, data: str) -> None:
        where = self.open[-1] if self.open else ""
        if where == "script":
            self._inside("\n".join(_strings(data)))
        elif where not in _HIDDEN:
            self.text.append(data)
            if where == "label":
                self.fields.append(data)

    def _inside(self, html: str) -> None:
        if self.depth < DEEPEST:
            found = read(html, self.depth + 1)
            self.text.append(f"\n{found.text}\n")
            self.fields += found.fields
            self.types += found.types


def read(html: str, depth: int = 0) -> Read:
    """What a page says and asks. Broken markup is read as far as it goes."""
    reader = _Reader(depth)
    reader.feed(html[:MOST_BYTES])
    reader.close()
    return Read("".join(reader.text), tuple(reader.fields), tuple(reader.types))


def _strings(script: str) -> list[str]:
    """The texts that a script holds between quotes, also packed as base64 or with %20."""
    found = []
    for _, inner in _STRING.findall(script):
        said = unquote(_ESCAPE.sub(_unescaped, inner))
        found.append(_unpacked(said) or unescape(said))
    return found


def _unescaped(found: re.Match[str]) -> str:
    code = found[1] or found[2]
    if code:
        return chr(int(code, 16)) if int(code, 16) <= 0x10FFFF else ""
    return "\n" if found[3] == "n" else found[3]


def _unpacked(text: str) -> str:
    if not _BASE64.fullmatch("".join(text.split())):
        return ""
    try:
        return base64.b64decode(text, validate=False).decode()
    except (binascii.Error, UnicodeDecodeError):
        return ""


def _data(address: str) -> str:
    """The page inside a data: address; empty for any other address."""
    head, comma, body = address.partition(",")
    if not comma or not head.startswith("data:text/html"):
        return ""
    return _unpacked(body) if head.endswith(";base64") else unquote(body)


def asks(saved: Read) -> tuple[Asked, ...]:
    """What the fields of a page ask of its reader."""
    said = "\n".join(saved.fields).casefold().replace("_", " ")
    found = {_FIELD_TYPES[one] for one in saved.types if one in _FIELD_TYPES}
    found |= {what for what, stems in STEMS.items() if saved.types and re.search(stems, said)}
    return tuple(what for what in Asked if what in found)


def runs(text: str) -> frozenset[int]:
    """Every run of LETTERS letters of a text, folded; numbers, for comparing only."""
    folded = "".join(filter(str.isalnum, by_look(text)))
    return frozenset(hash(folded[n : n + LETTERS]) for n in range(len(folded) - LETTERS + 1))


@dataclass(frozen=True)
class Genuine:
    """Our pages as runs of letters: name ("ru/home") to runs, and all of them together."""

    pages: Mapping[str, frozenset[int]]
    every: frozenset[int]


def genuine(texts: Mapping[str, Iterable[str]]) -> Genuine:
    """Our pages (name to lines of text), made ready to be compared with."""
    pages = {name: runs("\n".join(lines)) for name, lines in texts.items()}
    return Genuine(pages, frozenset().union(*pages.values()))


@lru_cache(maxsize=1)
def own_pages() -> Genuine:
    """Every guidance page that is shown, in every language."""
    shown = (page(language, slug) for language in EVERY for slug in slugs(language))
    return genuine(
        {f"{one.language}/{one.slug}": [one.title, *plain(one.body)] for one in shown}
    )


def compare(html: str, own: Genuine) -> Compared:
    """How much of a page is ours. One pass over it and one over our pages' runs it shares."""
    saved = read(html)
    theirs = runs(saved.text)
    shared = theirs & own.every
    if not shared:
        return Compared(0.0, 0.0, "", 0, asks(saved))
    like, had = max(((name, len(one & shared)) for name, one in own.pages.items()), key=_second)
    cover = had / len(own.pages[like])
    return Compared(len(shared) / len(theirs), cover, like, len(shared), asks(saved))


def _second(pair: tuple[str, int]) -> int:
    return pair[1]
