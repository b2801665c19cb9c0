"""The life of a payment as one table; pages, documentation, diagram and model check read it."""

from dataclasses import dataclass

from safeconduct.accounts.core.terms import Role
from safeconduct.support.core.terms import PayAct, PayState, Stream

A, S, R = PayAct, PayState, Role


@dataclass(frozen=True)
class PayMove:
    """One row: act, words, from, to (None: the same), who; `award_who` where it differs."""

    act: PayAct
    label: str
    sources: tuple[PayState, ...]
    target: PayState | None
    who: frozenset[Role]
    award_who: frozenset[Role] | None = None

    def roles(self, stream: Stream) -> frozenset[Role]:
        """Who may do it for a payment of this stream."""
        return self.award_who if self.award_who and stream is Stream.AWARD else self.who


def _by(*roles: Role) -> frozenset[Role]:
    return frozenset(roles)


# docs/lifecycle.md is drawn from this table; taking back is what re-opened vetting does.
MOVES: tuple[PayMove, ...] = (
    PayMove(A.DRAFT, "Draft", (S.NONE,), S.DRAFTED, _by(R.FINANCE_OFFICER)),
    PayMove(A.APPROVE, "Approve", (S.DRAFTED,), S.APPROVED, _by(R.FINANCE_APPROVER)),
    PayMove(A.RELEASE, "Release", (S.APPROVED,), S.RELEASED, _by(R.TREASURER)),
    PayMove(
        A.CONFIRM_PAID,
        "Record: the bank has paid",
        (S.RELEASED,),
        S.PAID,
        _by(R.FINANCE_OFFICER),
    ),
    PayMove(
        A.PAYMENT_FAILED,
        "Record: the bank sent it back",
        (S.RELEASED,),
        S.NONE,
        _by(R.FINANCE_OFFICER),
    ),
    # The vetting lead decides about awards only: hardship never meets vetting, not even here.
    PayMove(
        A.PROPOSE_REFUSAL,
        "Propose a refusal",
        (S.DRAFTED, S.APPROVED),
        None,
        _by(R.FINANCE_APPROVER),
    ),
    PayMove(
        A.REFUSE,
        "Refuse",
        (S.DRAFTED, S.APPROVED),
        S.REFUSED,
        _by(R.SUPERVISOR),
        award_who=_by(R.VETTING_LEAD),
    ),
    PayMove(
        A.TURN_DOWN,
        "Turn the refusal down",
        (S.DRAFTED, S.APPROVED),
        None,
        _by(R.SUPERVISOR, R.FINANCE_APPROVER),
        award_who=_by(R.VETTING_LEAD, R.FINANCE_APPROVER),
    ),
    PayMove(A.APPEAL, "Record: appeal", (S.REFUSED,), S.NONE, _by(R.FINANCE_OFFICER)),
    PayMove(A.TAKE_BACK, "Take back", (S.DRAFTED, S.APPROVED), S.NONE, _by(R.SYSTEM)),
)
TABLE: dict[PayAct, PayMove] = {move.act: move for move in MOVES}

# After these nobody stands behind the payment any more: it starts from nothing.
FORGETS_PEOPLE = frozenset({A.PAYMENT_FAILED, A.APPEAL, A.TAKE_BACK, A.REFUSE})


def step(state: PayState, act: PayAct) -> PayState:
    """The state after the act; ValueError when the table has no such row."""
    move = TABLE[act]
    if state not in move.sources:
        msg = f"no {act} from {state}"
        raise ValueError(msg)
    return move.target or state
