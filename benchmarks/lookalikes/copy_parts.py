"""A genuine page taken apart, and what a copyist puts round its text."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser
from random import Random

BLOCKS = frozenset("h1 h2 h3 h4 p li dt dd th td figcaption summary blockquote".split())
UNSEEN = frozenset(("script", "style", "template", "noscript"))
SENTENCE = re.compile(r"(?<=[.!?…»])\s+")
Change = Callable[[str], str]


@dataclass(frozen=True)
class Page:
    """One genuine page: its language, name, full text as served and its blocks."""

    lang: str
    slug: str
    html: str
    title: str
    main: str
    blocks: tuple[tuple[str, str], ...]

    @property
    def sentences(self) -> list[str]:
        """All sentences of the page in their order."""
        return [part for _, text in self.blocks for part in SENTENCE.split(text) if part]


@dataclass
class Job:
    """What a way of copying is given: a page, a second one, the host and the dice."""

    page: Page
    other: Page
    host: str
    rng: Random = field(repr=False)


class _Reader(HTMLParser):
    """Collects the blocks of text in the order of the page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[tuple[str, str]] = []
        self.tag = "p"
        self.text: list[str] = []
        self.unseen = 0

    def flush(self, tag: str = "p") -> None:
        """End the block that is open and begin one of this tag."""
        text = " ".join("".join(self.text).split())
        if text:
            self.blocks.append((self.tag, text))
        self.tag, self.text = tag, []

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002
        if tag in UNSEEN:
            self.unseen += 1
        elif tag in BLOCKS and not (tag == "p" and self.tag == "li" and not self.text):
            self.flush(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in UNSEEN:
            self.unseen -= 1
        elif tag in BLOCKS:
            self.flush()

    def handle_data(self, data: str) -> None:
        if not self.unseen:
            self.text.append(data)


def take_apart(key: str, html: str) -> Page:
    """Read a page as served into its parts."""
    lang, _, slug = key.partition("/")
    found = re.search(r"<main\b[^>]*>(.*?)</main>", html, re.S | re.I)
    body = found or re.search(r"<body\b[^>]*>(.*?)</body>", html, re.S | re.I)
    main = body.group(1) if body else html
    reader = _Reader()
    reader.feed(main)
    reader.flush()
    named = re.search(r"<title\b[^>]*>(.*?)</title>", html, re.S | re.I)
    heads = [text for tag, text in reader.blocks if tag == "h1"]
    title = heads[0] if heads else (named.group(1).strip() if named else slug)
    return Page(lang, slug or "home", html, title, main, tuple(reader.blocks))


def marked(blocks: list[tuple[str, str]]) -> str:
    """Blocks in the plainest markup, lists put together again."""
    out: list[str] = []
    for at, (tag, text) in enumerate(blocks):
        tag = tag if tag in ("h1", "h2", "h3", "p", "li") else "p"
        if tag == "li" and (at == 0 or blocks[at - 1][0] != "li"):
            out.append("<ul>")
        out.append(f"<{tag}>{escape(text, quote=False)}</{tag}>")
        if tag == "li" and (at + 1 == len(blocks) or blocks[at + 1][0] != "li"):
            out.append("</ul>")
    return "\n".join(out)


def shell(lang: str, title: str, body: str, head: str = "") -> str:
    """A whole document round a body."""
    return (
        f'<!DOCTYPE html>\n<html lang="{lang}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n{head}</head>\n<body>\n{body}\n</body>\n</html>\n"
    )


def form(lang: str, action: str = "/send.php") -> str:
    """The form by which a copyist asks for what the genuine pages never ask."""
    labels = {
        "ru": ("Фамилия, имя", "Воинская часть", "Телефон", "Оставить заявку"),
        "uk": ("Прізвище, ім'я", "Військова частина", "Телефон", "Залишити заявку"),
    }.get(lang, ("Full name", "Unit", "Phone", "Send request"))
    rows = "".join(
        f'<label>{escape(label)} <input name="{name}" required></label><br>\n'
        for label, name in zip(labels, ("fio", "unit", "phone"), strict=False)
    )
    return (
        f'<form method="post" action="{action}">\n{rows}<button>{labels[3]}</button></form>\n'
    )


def by_text(page: Page, change: Change) -> list[tuple[str, str]]:
    """The blocks of a page with each text changed by a function."""
    return [(tag, change(text)) for tag, text in page.blocks]
