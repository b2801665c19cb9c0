"""What the pages of claims show, as plain values."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from safeconduct.accounts.core.rules import may
from safeconduct.accounts.core.terms import Permission
from safeconduct.accounts.queries import aliases
from safeconduct.accounts.signed import Signed
from safeconduct.casework.queries import alias_of
from safeconduct.materiel.core.catalogue import equipment_type
from safeconduct.materiel.core.flow import events_from
from safeconduct.materiel.core.rules import reasons_not_to_rewrite_marks
from safeconduct.materiel.core.terms import ItemEvent, Mark, Marks, Waiting
from safeconduct.materiel.office.custody import Acts, move_acts
from safeconduct.materiel.office.words import (
    COMPANIONS,
    EVENTS,
    MARKS,
    OUTCOMES,
    STATES,
    TONES,
    explained,
    mark_values,
    type_name,
    worth,
)
from safeconduct.materiel.queries import (
    AlertView,
    ClaimView,
    MoveView,
    alerts_of,
    moves_of,
    pending_moves,
)
from safeconduct.web.say import say


def desk_row(claim: ClaimView, alias: str) -> dict[str, Any]:
    """One claim in a list."""
    return {
        "id": claim.id,
        "file_id": claim.file_id,
        "alias": alias,
        "type": type_name(claim.valuation.equipment),
        "state": say(STATES[claim.state]),
        "tone": TONES.get(claim.state, "wait"),
        "worth": worth(claim.valuation),
        "alert": claim.alert_open,
        "duplicate": claim.duplicate,
        "compared": claim.compared,
    }


def alert_rows(
    alert: AlertView, mine: Marks | None = None, other: Marks | None = None
) -> list[dict[str, str]]:
    """Mark by mark: how the two compare, and the values this officer's keys open."""
    own, theirs = _with_type(mine), _with_type(other)
    return [
        {
            "mark": say(MARKS[found.mark]),
            "outcome": say(OUTCOMES[found.outcome]),
            "tone": "stop" if found.outcome.value == "agree" else "",
            "mine": own.get(found.mark, ""),
            "other": theirs.get(found.mark, ""),
        }
        for found in alert.agreements
    ]


def _with_type(marks: Marks | None) -> dict[Mark, str]:
    if marks is None:
        return {}
    return mark_values(marks) | {Mark.TYPE: type_name(equipment_type(marks.type_code))}


def claim_page(me: Signed, claim: ClaimView, marks: Marks | None) -> dict[str, Any]:
    """Context of the page of one claim."""
    moves = moves_of(claim.id)
    alias = alias_of(claim.file_id)
    acts, refused = _acts(me, claim)
    known = mark_values(marks) if marks else None
    return {
        "claim": desk_row(claim, alias),
        "acts": acts,
        "refused": refused,
        "explained": explained(claim.valuation),
        "marks": known
        and [{"label": say(MARKS[mark]), "value": text} for mark, text in known.items()],
        "asks": [say(one) for one in claim.valuation.equipment.marks.asks],
        "companions": say(COMPANIONS[claim.companions]),
        "seized": claim.seized,
        "alerts": [
            {"view": alert, "rows": alert_rows(alert, marks)} for alert in alerts_of(claim.id)
        ],
        "events": _custody(claim, moves),
    }


def _acts(me: Signed, claim: ClaimView) -> Acts:
    """What this officer may do with the claim now, and what not, with every reason."""
    waiting = pending_moves([claim.id]).get(claim.id)
    acts, refused = move_acts(me, claim, waiting)
    if not may(me.actor, Permission.CLAIM_REGISTER):
        return acts, refused
    fixed = [say(why) for why in reasons_not_to_rewrite_marks(claim.state)]
    label = gettext("Complete the identity marks")
    if fixed:
        refused.append({"label": label, "who": "", "reasons": fixed})
    else:
        acts.append({"label": label, "url": reverse("materiel:marks", args=[claim.id])})
    fate = reverse("materiel:fate", args=[claim.id])
    acts.append({"label": gettext("Write down: the others on board"), "url": fate})
    if ItemEvent.WITHDRAW in events_from(claim.state):
        url = reverse("materiel:withdraw", args=[claim.id])
        acts.append({"label": say(EVENTS[ItemEvent.WITHDRAW]), "url": url})
    return acts, refused


def _custody(claim: ClaimView, moves: list[MoveView]) -> list[dict[str, Any]]:
    """The custody timeline, newest first, with both people of each line."""
    names = aliases([key for line in moves for key in (line.first_key, line.second_key) if key])
    names |= aliases([claim.registered_key])
    events = [_line(line, names) for line in moves]
    made = claim.registered_at
    who = names.get(claim.registered_key, claim.registered_key)
    text = gettext("Claim registered")
    return [*events, _event(made, who, text)]


def _line(line: MoveView, names: dict[str, str]) -> dict[str, Any]:
    at = line.second_at or line.first_at
    keys = [key for key in (line.first_key, line.second_key) if key]
    who = ", ".join(names.get(key, key) for key in keys)
    text = say(EVENTS[line.event])
    if line.status is Waiting.PENDING:
        text += " · " + gettext("waits for a second person")
    elif line.status is Waiting.TURNED_DOWN:
        text += " · " + gettext("turned down")
    return _event(at, who, text)


def _event(at: datetime, who: str, text: str) -> dict[str, Any]:
    return {"at": at, "who": who, "text": text, "kind": ""}
