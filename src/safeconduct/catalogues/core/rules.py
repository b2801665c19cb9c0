"""Who may do what with a version of a catalogue, and from which day it counts."""

from datetime import date

from safeconduct.accounts.core.terms import Actor
from safeconduct.catalogues.core.terms import OPEN, AnyShape, Standing, State, WhyNot
from safeconduct.common.refusal import Reason


def may_draft(shape: AnyShape, actor: Actor) -> bool:
    """Whether a role of this officer writes versions of this catalogue."""
    return bool(actor.roles & shape.drafters)


def may_approve(shape: AnyShape, actor: Actor) -> bool:
    """Whether a role of this officer approves versions of this catalogue."""
    return bool(actor.roles & shape.approvers)


def reasons_not_to_begin(shape: AnyShape, actor: Actor, *, open_one: bool) -> list[Reason]:
    """Why no new draft is begun."""
    return _listed(
        {WhyNot.YOUR_ROLE: not may_draft(shape, actor), WhyNot.DRAFT_WAITS: open_one}
    )


def reasons_not_to_write(shape: AnyShape, actor: Actor, standing: Standing) -> list[Reason]:
    """Why nothing is written in this version."""
    return _listed(
        {
            WhyNot.YOUR_ROLE: not may_draft(shape, actor),
            WhyNot.ENDED: standing.state not in OPEN,
            WhyNot.NOT_A_DRAFT: standing.state is State.SENT,
        }
    )


def reasons_not_to_send(
    shape: AnyShape, actor: Actor, standing: Standing, *, faults: bool, same: bool
) -> list[Reason]:
    """Why a draft is not sent for approval."""
    found = reasons_not_to_write(shape, actor, standing)
    return found + _about_text(standing, faults=faults, same=same)


def _about_text(standing: Standing, *, faults: bool, same: bool) -> list[Reason]:
    """What is wrong with the text; what was decided already is compared with nothing."""
    is_open = standing.state in OPEN
    return _listed({WhyNot.FAULTS: is_open and faults, WhyNot.SAME: is_open and same})


def reasons_not_to_answer(shape: AnyShape, actor: Actor, standing: Standing) -> list[Reason]:
    """Why this officer does not decide on what was sent, by approving or returning it."""
    return _listed(
        {
            WhyNot.YOUR_ROLE: not may_approve(shape, actor),
            WhyNot.ENDED: standing.state not in OPEN,
            WhyNot.NOT_SENT: standing.state is State.DRAFT,
            WhyNot.WROTE_IT: actor.officer_id in standing.written_by,
        }
    )


def reasons_not_to_approve(
    shape: AnyShape, actor: Actor, standing: Standing, *, faults: bool, same: bool
) -> list[Reason]:
    """Why this officer cannot approve: every rule of sending is asked again."""
    found = reasons_not_to_answer(shape, actor, standing)
    return found + _about_text(standing, faults=faults, same=same)


def reasons_not_to_withdraw(shape: AnyShape, actor: Actor, standing: Standing) -> list[Reason]:
    """Why this officer cannot withdraw a version, a draft or one that was sent."""
    return _listed(
        {
            WhyNot.YOUR_ROLE: not may_draft(shape, actor),
            WhyNot.ENDED: standing.state not in OPEN,
        }
    )


def reasons_not_from(wanted: date | None, today: date, latest: date | None) -> list[Reason]:
    """Why a version cannot count from this day; `latest` is the day of the newest approved."""
    if wanted is None:
        return []
    earlier = latest is not None and wanted < latest
    return _listed({WhyNot.DAY_PAST: wanted < today, WhyNot.DAY_BEFORE_ANOTHER: earlier})


def counts_from(wanted: date | None, today: date, latest: date | None) -> date:
    """The day from which an approved version counts: the wish, or the first day possible."""
    return max(one for one in (wanted, today, latest) if one is not None)


def _listed(holds: dict[WhyNot, bool]) -> list[Reason]:
    return [why for why, is_so in holds.items() if is_so]
