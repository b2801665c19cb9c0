"""Turns the words of a guidance page into safe HTML. Pure.

A small part of Markdown: paragraphs, `##` and `###` headings, `- ` and `1. ` lists, `**bold**`,
`[words](slug)` links to other guidance pages, and `[^id]` marks of sources. A first line such
as `{hostilities ceasefire}` keeps a block for these postures. Nothing else: no HTML, no images
and no address outside the site, because a link away is a trace that the reader did not choose.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from html import escape

from safeconduct.outreach.core.posture import Posture

_BOLD = re.compile(r"\*\*([^*\[\]]+)\*\*")
_LINK = re.compile(r"\[([^\[\]*^][^\[\]*]*)\]\(([^()\s]*)\)")
MARK = re.compile(r" ?\[\^([a-z0-9-]+)\]")
_HEADING = re.compile(r"(#{2,3}) (.+)\Z")
_BULLET = re.compile(r"- (.+)\Z")
_STEP = re.compile(r"\d{1,2}\. (.+)\Z")
_ONLY = re.compile(r"\{([a-z ]+)\}\Z")

Address = Callable[[str], str]
Lines = tuple[str, ...]
Shape = tuple[object, ...]


def blocks(body: str, posture: Posture | None = None) -> Iterator[tuple[str, Lines]]:
    """(condition, lines) of each block, in order; those of one posture, or of all.

    Raises ValueError for a condition that names no posture.
    """
    for part in re.split(r"\n\s*\n", body.strip()):
        lines = tuple(part.strip().split("\n"))
        only = _ONLY.match(lines[0])
        condition = only[1] if only else ""
        named = [Posture(one) for one in condition.split()]  # ValueError names what it is not
        kept = lines[1:] if only else lines
        if kept and kept != ("",) and (posture is None or not named or posture in named):
            yield condition, kept


def shape(body: str) -> tuple[Shape, ...]:
    """What a translation must have in common: blocks, items, bold, links, marks, conditions."""
    return tuple(
        (
            condition,
            *((_sort(line), line.count("**"), _targets(line), marks(line)) for line in lines),
        )
        for condition, lines in blocks(body)
    )


def marks(text: str) -> Lines:
    """The ids of the sources that a text names, in order."""
    return tuple(MARK.findall(text))


def _targets(line: str) -> Lines:
    return tuple(target for _, target in _LINK.findall(line))


def _sort(line: str) -> str:
    heading = _HEADING.match(line)
    if heading:
        return heading[1]
    return "-" if _BULLET.match(line) else "1." if _STEP.match(line) else ""


def plain(body: str, posture: Posture | None = None) -> Iterator[str]:
    """The sentences' lines without any mark: for counting, reading aloud and leaflets."""
    for _, lines in blocks(body, posture):
        for line in lines:
            words = _LINK.sub(r"\1", MARK.sub("", line)).replace("**", "")
            yield re.sub(r"^(#{2,3} |- |\d{1,2}\. )", "", words)


def render(
    body: str,
    address: Address,
    slugs: Collection[str],
    posture: Posture | None = None,
    numbers: Mapping[str, int] | None = None,
    anchor: str = "s",
) -> str:
    """HTML of a body: everything is escaped first, then the few known marks become tags.

    The opening paragraph gets the class `lead`, a list of links alone the class `links`. Marks
    of sources become numbers that lead to `#<anchor><number>`; without `numbers` they are left
    out. Raises ValueError for a link to anything but a guidance page.
    """

    def link(found: re.Match[str]) -> str:
        if found[2] not in slugs:
            raise ValueError(f"a link may only name a guidance page, not {found[2]!r}")
        return f'<a href="{escape(address(found[2]))}">{found[1]}</a>'

    def mark(found: re.Match[str]) -> str:
        if not numbers or found[1] not in numbers:
            return ""
        number = numbers[found[1]]
        return f' <sup><a href="#{anchor}{number}">{number}</a></sup>'

    def inline(text: str) -> str:
        return MARK.sub(mark, _LINK.sub(link, _BOLD.sub(r"<strong>\1</strong>", escape(text))))

    return "\n".join(
        _block(lines, inline, first=number == 0)
        for number, (_, lines) in enumerate(blocks(body, posture))
    )


def _block(lines: Lines, inline: Callable[[str], str], *, first: bool) -> str:
    heading = _HEADING.match(lines[0])
    if heading and len(lines) == 1:
        tag = f"h{len(heading[1])}"
        return f"<{tag}>{inline(heading[2])}</{tag}>"
    for pattern, opening, closing in (
        (_BULLET, "<ul>", "</ul>"),
        (_STEP, '<ol class="steps">', "</ol>"),
    ):
        items = [pattern.match(line) for line in lines]
        if all(items):
            words = [item[1] for item in items if item]
            if opening == "<ul>" and all(_LINK.fullmatch(word) for word in words):
                opening = '<ul class="links">'
            return f"{opening}{''.join(f'<li>{inline(word)}</li>' for word in words)}{closing}"
    css = ' class="lead"' if first else ""
    return f"<p{css}>{inline(' '.join(lines))}</p>"
