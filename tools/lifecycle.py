"""Prints docs/lifecycle.md from the product's own tables; `--write` writes page and picture."""

import sys
import textwrap
from collections.abc import Iterable, Sequence
from pathlib import Path

from safeconduct.casework.core import flow as case_flow
from safeconduct.casework.core.flow import Move
from safeconduct.casework.core.kinds import kinds
from safeconduct.casework.core.terms import BEFORE_ARRIVAL, OPEN, CaseAct, CaseState, Stage
from safeconduct.support.core import flow as pay_flow

DOCS = Path(__file__).resolve().parents[1] / "docs"
PAGE = DOCS / "lifecycle.md"
PICTURE = DOCS / "pictures" / "lifecycle.svg"

HEAD = """# The life of a case and of a payment

This page and its picture are printed from the tables the product runs on
(`casework.core.flow.MOVES` and `support.core.flow.MOVES`). Do not edit them: change the table,
then `.venv/bin/python tools/lifecycle.py --write`; `tests/guardrails/test_docs.py` compares.

![Stages of a case, the shortcuts, the four other ends](pictures/lifecycle.svg)

No row looks at vetting, money, rank or value: `CaseFacts` has no field for them.
`tests/guardrails/test_lifecycle.py` walks every state both tables can reach.
"""
CASE_NOTES = """
`contact_restored` and `close_for_silence` need a case whose contact is lost, `wake` one that
sleeps. While an act waits for its second person the others wait too; withdrawing never does.

Two moves stand outside this table. *Opening a case* makes it (stage `contact`). *Attesting an
arrival* is a fact that two different officers write down (`reasons_not_to_attest` in
`casework.core.rules`). It ends a loss of contact; the second attestation moves a case from
`passage` to `arrived`, and at a later stage it only counts.

*Unsealing* gives one officer the identity key for one to ten hours, for a named need; the key
comes from the protection lead's own, ends by itself, and the case officer gets a task that says
so. *Erasing* is witnessed by an auditor, who is on no case and reads none. It waits seven days;
a legal hold, a re-opening, news of a death or anybody of the case stops it. Then the worker
destroys the file's shred key and every wrap: older copies of the database open nothing either.
What stays are codes in clear and the lines of the record, which hold no content.
"""
KIND_NOTES = """
A move to a stage that the kind of the case lacks is refused with that reason. Every kind can be
withdrawn, referred and merged, and end by a death, at any stage. The kind changes by two,
and only into one that has the stage.
"""
PAY_NOTES = """
Who may do it is the first question; `support.core.rules.reasons_not_to` asks the others and
answers with every unmet reason at once. `Take back` is done by the database when vetting is
re-opened or ends adverse, on the award stream only.

A refusal takes two people. About an award the second is the vetting lead; about hardship and
relocation a supervisor, so that no vetting role decides anything there. The person is told the
reason and how to appeal in their own language, in a message that no officer can read again.
"""


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [_row(head), _row("---" for _ in head), *map(_row, rows)]
    return "\n".join(lines) + "\n"


def _stages(sources: Sequence[Stage]) -> str:
    if tuple(sources) == OPEN:
        return "any open stage"
    if tuple(sources) == BEFORE_ARRIVAL:
        return "any stage before arrival"
    return ", ".join(sources)


def _target(move: Move) -> str:
    if move.act is CaseAct.REOPEN:
        return "the stage before the end (settled: support)"
    return move.target.value if move.target else "the same"


def _listed(words: Iterable[object]) -> str:
    return ", ".join(sorted(str(word) for word in words)) or "nobody else"


def _case_rows() -> list[list[str]]:
    return [
        [
            f"`{move.act}`",
            move.label,
            _stages(move.sources),
            _target(move),
            _listed(move.who),
            _listed(move.confirmers) if move.confirmers else "not needed",
            "<br>".join([*map(_guard, move.guards), *(str(tick) for tick in move.confirms)])
            or "nothing",
            "yes" if move.while_lost else "no",
        ]
        for move in case_flow.MOVES
    ]


def _guard(guard: case_flow.Guard) -> str:
    return f"*{(guard.__doc__ or '').strip()}*"


def _pay_rows() -> list[list[str]]:
    return [
        [
            f"`{move.act}`",
            move.label,
            ", ".join(move.sources),
            move.target.value if move.target else "the same",
            _who_pays(move),
            "yes" if move.act in pay_flow.FORGETS_PEOPLE else "no",
        ]
        for move in pay_flow.MOVES
    ]


def _who_pays(move: pay_flow.PayMove) -> str:
    roles = _listed(move.who)
    return f"{roles} (award: {_listed(move.award_who)})" if move.award_who else roles


def _kind_rows() -> list[list[str]]:
    return [
        [
            kind.value,
            ", ".join(stage for stage in WAY if stage in row.stages),
            "yes" if row.told_first else "no",
            row.explained,
            row.source,
        ]
        for kind, row in kinds().items()
    ]


def page() -> str:
    """The whole of docs/lifecycle.md."""
    cases = _table(
        ("act", "words on the page", "from", "to", "who", "second person")
        + ("what must hold", "while contact is lost"),
        _case_rows(),
    )
    head = ("kind", "stages of its way", "told first", "what it is", "source")
    kind_table = _table(head, _kind_rows())
    payments = _table(
        "act|words|from|to|who|forgets who stood behind it".split("|"), _pay_rows()
    )
    return (
        f"{HEAD}\n## Case\n\n*In italics:* checked by the product. The rest is ticked by the "
        f"officer who acts;\nunticked, it is the reason for the refusal.\n\n{cases}{CASE_NOTES}"
        f"\n## Kinds\n{KIND_NOTES}\n{kind_table}\n## Payment\n\n{payments}{PAY_NOTES}"
    )


# -- the picture: boxes are placed by hand, arrows come from the table ------------------

WIDTH, HEIGHT = 1170, 660
BOX_W, BOX_H, PITCH, TOP = 116, 34, 66, 30
COLUMN, BRACKET, ENDS = 550, 800, 1040  # left edges
WAY = (*OPEN, Stage.SETTLED)
END_Y = {Stage.WITHDRAWN: 60, Stage.REFERRED: 190, Stage.MERGED: 300, Stage.DECEASED: 410}
FONT = 'font-family="system-ui, sans-serif"'
INK, EDGE, FILL = "#1b2733", "#4a5a6a", "#eef3f6"


def _top(stage: Stage) -> int:
    return END_Y[stage] if stage in END_Y else TOP + WAY.index(stage) * PITCH


def _text(x: int, y: int, words: str, anchor: str = "start", size: int = 13) -> str:
    return (
        f'<text x="{x}" y="{y}" font-size="{size}" text-anchor="{anchor}" '
        f'fill="{INK}">{words}</text>'
    )


def _box(stage: Stage) -> str:
    x, y = (ENDS if stage in END_Y else COLUMN), _top(stage)
    return (
        f'<rect x="{x}" y="{y}" width="{BOX_W}" height="{BOX_H}" rx="4" fill="{FILL}" '
        f'stroke="{EDGE}"/>' + _text(x + BOX_W // 2, y + 22, stage.value, "middle", 15)
    )


def _line(points: Sequence[tuple[int, int]], arrow: bool = True) -> str:
    path = "M" + " L".join(f"{x} {y}" for x, y in points)
    end = ' marker-end="url(#tip)"' if arrow else ""
    return f'<path d="{path}" fill="none" stroke="{EDGE}" stroke-width="1.5"{end}/>'


def _is_next(source: Stage, target: Stage) -> bool:
    both = source in WAY and target in WAY
    return both and WAY.index(target) - WAY.index(source) == 1


def _down(upper: Stage, words: Sequence[str]) -> list[str]:
    x, y = COLUMN + BOX_W // 2, _top(upper) + BOX_H
    labels = [_text(x + 10, y + 13 + 14 * n, word, size=12) for n, word in enumerate(words)]
    return [_line([(x, y), (x, y + PITCH - BOX_H - 2)]), *labels]


def _rail(move: Move, x: int) -> list[str]:
    """A move that jumps over stages: one rail on the left, a stub from every source."""
    far = [s for s in move.sources if not _is_next(s, move.target or s)]
    middle = BOX_H // 2
    end = _top(move.target or far[0]) + middle
    drawn = [_line([(COLUMN, _top(s) + middle), (x, _top(s) + middle)], False) for s in far]
    drawn.append(_line([(x, _top(far[0]) + middle), (x, end), (COLUMN - 2, end)]))
    return [*drawn, _text(x - 8, end - 24, move.label, "end", 12)]


def _ends() -> list[str]:
    """Moves to the other ends, from one bracket along every open stage."""
    first, last = _top(OPEN[0]) + BOX_H // 2, _top(OPEN[-1]) + BOX_H // 2
    drawn = [_line([(BRACKET, first), (BRACKET, last)], False)]
    for stage in OPEN:
        y = _top(stage) + BOX_H // 2
        drawn.append(_line([(COLUMN + BOX_W, y), (BRACKET, y)], False))
    for target, top in END_Y.items():
        y = top + BOX_H // 2
        moves = [move for move in case_flow.MOVES if move.target is target]
        drawn.append(_line([(BRACKET, y), (ENDS - 2, y)]))
        for n, move in enumerate(reversed(moves)):
            beyond = [s for s in move.sources if s not in OPEN]
            more = f" (also from {', '.join(beyond)})" if beyond else ""
            drawn.append(_text(BRACKET + 10, y - 7 - 15 * n, move.label, size=12))
            if more:
                drawn.append(_text(BRACKET + 10, y + 16, more.strip(), size=11))
    return drawn


def _words_below(upper: Stage) -> list[str]:
    lower = WAY[WAY.index(upper) + 1]
    found = [m.label for m in case_flow.MOVES if upper in m.sources and m.target is lower]
    attested = case_flow.attest(CaseState(stage=upper, arrivals=1)).stage
    return [*(["Two people attest the arrival"] if attested is lower else []), *found]


def picture() -> str:
    """The whole of docs/pictures/lifecycle.svg."""
    drawn = [_box(stage) for stage in Stage]
    for upper in WAY[:-1]:
        drawn += _down(upper, _words_below(upper))
    jumps = [
        move
        for move in case_flow.MOVES
        if move.target in WAY and any(not _is_next(s, move.target) for s in move.sources)
    ]
    for n, move in enumerate(jumps):
        drawn += _rail(move, COLUMN - 30 - 165 * n)
    drawn += _ends()
    stay = [
        m.label for m in case_flow.MOVES if m.target is None and m.act is not CaseAct.REOPEN
    ]
    back = ", ".join(case_flow.TABLE[CaseAct.REOPEN].sources)
    kept = textwrap.wrap(f"Keep the stage: {'; '.join(stay)}.", 170)
    drawn += [
        _text(20, HEIGHT - 20 - 18 * n, one, size=12) for n, one in enumerate(kept[::-1], 1)
    ]
    drawn.append(_text(20, HEIGHT - 20, f"Reopen leads back from {back}.", size=12))
    body = "\n".join(drawn)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'role="img" {FONT}>\n'
        "<title>Stages of a case</title>\n"
        f'<defs><marker id="tip" markerWidth="8" markerHeight="8" refX="6" refY="3" '
        f'orient="auto"><path d="M0 0 L6 3 L0 6 z" fill="{EDGE}"/></marker></defs>\n'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>\n{body}\n</svg>\n'
    )


def main(arguments: Sequence[str]) -> None:
    """Print the page, or write page and picture."""
    if "--write" in arguments:
        PICTURE.parent.mkdir(parents=True, exist_ok=True)
        PAGE.write_text(page())
        PICTURE.write_text(picture())
    else:
        sys.stdout.write(page())


if __name__ == "__main__":
    main(sys.argv[1:])
