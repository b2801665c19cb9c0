"""Agreeing on a question for the person's return, and writing down what came to it."""

import json
from uuid import UUID

from safeconduct.accounts.queries import require_member
from safeconduct.accounts.signed import Signed
from safeconduct.casework.core.recontact import (
    Heard,
    heard,
    needs_a_look,
    reasons_not_to_agree,
)
from safeconduct.casework.core.terms import Kind, WhyNot
from safeconduct.casework.models import Challenge, Return
from safeconduct.casework.queries.cases import state_of
from safeconduct.casework.queries.recontact import PLACE, challenge_of
from safeconduct.casework.services.state import lock_case, make_tasks
from safeconduct.common.ids import new_id
from safeconduct.common.refusal import Conflict, refuse_if
from safeconduct.record.services import act
from safeconduct.vault.core.terms import Compartment
from safeconduct.vault.queries import open_file


def agree_challenge(me: Signed, file_id: UUID, question: str, answer: str) -> None:
    """Seal what was agreed with the person; an earlier question is asked no more."""
    require_member(me.actor, file_id, me.at)
    keys = open_file(me.keys, file_id)
    with act(me.actor, me.at) as a:
        case = lock_case(file_id)
        refuse_if(reasons_not_to_agree(state_of(case).stage, question, answer))
        Challenge.objects.filter(case=case, replaced_at=None).update(replaced_at=me.at)
        row_id = new_id()
        text = json.dumps({"question": question, "answer": answer}, ensure_ascii=False)
        Challenge.objects.create(
            id=row_id,
            case=case,
            sealed=keys.seal(Compartment.CONTACT, PLACE, row_id, text),
            agreed_by=me.actor.officer_id,
            agreed_at=me.at,
        )
        a.note(Kind.CHALLENGE_AGREED, file=file_id, about=row_id)


def hear_return(me: Signed, file_id: UUID, challenge_id: UUID, said: str) -> Heard:
    """Compare what the person said; another answer, or none, makes protection look.

    Nothing on the case moves by it and nothing is shut: rescue and care go on. Conflict when
    another question was agreed since the page was made.
    """
    require_member(me.actor, file_id, me.at)
    keys = open_file(me.keys, file_id)
    with act(me.actor, me.at) as a:
        case = lock_case(file_id)
        now = challenge_of(keys)
        refuse_if([] if now else [WhyNot.NO_CHALLENGE])
        if now is None or now.id != challenge_id:
            raise Conflict
        came = heard(now.answer, said)
        row = Return.objects.create(
            id=new_id(),
            challenge_id=now.id,
            came=came.value,
            heard_by=me.actor.officer_id,
            at=me.at,
        )
        a.note(Kind.RETURN_HEARD, file=file_id, about=row.id, came=came.value)
        if needs_a_look(came):
            make_tasks(a, case, "return in doubt", again=True)
    return came
