"""Opens statements and writes down what the person says, in numbered parts."""

import os
from uuid import UUID

from safeconduct.accounts.core.terms import Permission
from safeconduct.accounts.signed import Signed
from safeconduct.casework.services import lock_case
from safeconduct.common.ids import new_id
from safeconduct.common.refusal import refuse_if
from safeconduct.record.core.terms import COMMITMENT, SALT_BYTES
from safeconduct.record.services import act
from safeconduct.testimony import queries
from safeconduct.testimony.core import papers
from safeconduct.testimony.core.rules import (
    reasons_not_to_add_part,
    reasons_not_to_take_statement,
    sheet_gaps,
    with_part,
)
from safeconduct.testimony.core.terms import Kind, Part, VoluntarinessSheet
from safeconduct.testimony.core.terms import Statement as Spoken
from safeconduct.testimony.models import Part as PartRow
from safeconduct.testimony.models import Sheet, Statement


def open_statement(me: Signed, file_id: UUID, language: str, taking: papers.Taking) -> UUID:
    """Begin a statement; Refused with every reason why nothing may be asked now.

    Words brought unasked (`taking.asked` false) are always received.
    """
    keys = queries.enter(me, file_id, Permission.TESTIMONY_WRITE)
    statement_id = new_id()
    with act(me.actor, me.at) as a:
        lock_case(file_id)
        refuse_if(reasons_not_to_take_statement(queries.taking_facts(me, file_id, taking)))
        number = Statement.objects.filter(case_id=file_id).count() + 1
        sealed = keys.seal(
            queries.PLACE,
            "testimony.statement.taking",
            statement_id,
            papers.taking_to_json(taking),
        )
        Statement.objects.create(
            id=statement_id,
            case_id=file_id,
            number=number,
            language=language,
            asked=taking.asked,
            sealed_taking=sealed,
            officer_id=me.actor.officer_id,
            started_at=me.at,
        )
        a.note(
            Kind.STATEMENT_OPENED, file=file_id, about=statement_id, number=number,
            asked=int(taking.asked),
        )  # fmt: skip
    return statement_id


def add_part(
    me: Signed,
    file_id: UUID,
    statement_id: UUID,
    text: str,
    corrects: int | None = None,
) -> int:
    """Write down the next part; returns its number.

    Its salted commitment goes on the record, which is what a package proves later.
    """
    keys = queries.enter(me, file_id, Permission.TESTIMONY_WRITE)
    part_id = new_id()
    with act(me.actor, me.at) as a:
        lock_case(file_id)
        row = queries.statement_row(file_id, statement_id)
        spoken = _spoken(row)
        refuse_if(reasons_not_to_add_part(spoken, text, corrects))
        part = with_part(spoken, text, os.urandom(SALT_BYTES), corrects).parts[-1]
        PartRow.objects.create(
            id=part_id,
            statement=row,
            number=part.number,
            corrects=corrects,
            sealed_text=keys.seal(queries.PLACE, "testimony.part.text", part_id, text),
            sealed_salt=keys.seal(
                queries.PLACE, "testimony.part.salt", part_id, part.salt.hex()
            ),
            commitment=part.digest,
            at=me.at,
        )
        facts: dict[str, str | int] = {COMMITMENT: part.digest, "number": part.number}
        if corrects is not None:
            facts["corrects"] = corrects
        a.note(Kind.PART_RECORDED, file=file_id, about=part_id, **facts)
    return part.number


def _spoken(row: Statement) -> Spoken:
    """The statement as the rules see it; how many parts there are is all they need."""
    count = PartRow.objects.filter(statement=row).count()
    earlier = tuple(Part(number, "", b"", "") for number in range(1, count + 1))
    return Spoken(str(row), row.language, earlier)


def correct_part(
    me: Signed,
    file_id: UUID,
    statement_id: UUID,
    corrects: int,
    text: str,
) -> int:
    """Correct an earlier part by a new one; the earlier stays. Returns the new number."""
    return add_part(me, file_id, statement_id, text, corrects)


def fill_sheet(
    me: Signed, file_id: UUID, statement_id: UUID, sheet: VoluntarinessSheet
) -> list[str]:
    """Write the voluntariness sheet down anew; returns the fields that are still missing."""
    keys = queries.enter(me, file_id, Permission.TESTIMONY_WRITE)
    refuse_if(papers.reasons_not_to_file(sheet))
    gaps, sheet_id = sheet_gaps(sheet), new_id()
    with act(me.actor, me.at) as a:
        lock_case(file_id)
        row = queries.statement_row(file_id, statement_id)
        number = Sheet.objects.filter(statement=row).count() + 1
        text = papers.sheet_to_json(sheet)
        Sheet.objects.create(
            id=sheet_id,
            statement=row,
            number=number,
            sealed_answers=keys.seal(queries.PLACE, "testimony.sheet.answers", sheet_id, text),
            officer_id=me.actor.officer_id,
            at=me.at,
        )
        a.note(Kind.SHEET_FILLED, file=file_id, about=row.id, number=number, missing=len(gaps))
    return gaps


def read_statement(me: Signed, file_id: UUID, statement_id: UUID) -> tuple[Part, ...]:
    """The words of a statement; reading them is on the record."""
    keys = queries.enter(me, file_id, Permission.TESTIMONY_READ)
    row = queries.statement_row(file_id, statement_id)
    parts = queries.parts_of(keys, row.id)
    with act(me.actor, me.at) as a:
        a.note(Kind.STATEMENT_READ, file=file_id, about=row.id, count=len(parts))
    return parts
