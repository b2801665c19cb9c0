"""Tells the person something and writes it down: sheets, and parts of the briefing."""

import secrets
from dataclasses import dataclass, field
from uuid import UUID

from safeconduct.accounts.queries import require_member
from safeconduct.accounts.signed import Signed
from safeconduct.casework.core.rules import asks, reasons_not_to_ask
from safeconduct.casework.core.sheets import (
    COMPANION,
    MARK_LENGTH,
    MARK_LETTERS,
    RIGHTS,
    Topic,
    Way,
    sheets,
)
from safeconduct.casework.core.terms import CLOSED, Kind, Stage, WhyNot
from safeconduct.casework.models import Told
from safeconduct.casework.queries.cases import state_of
from safeconduct.casework.queries.telling import PLACE
from safeconduct.casework.services.state import finish, lock_case
from safeconduct.common.ids import new_id
from safeconduct.common.refusal import Refused, Unknown, refuse_if
from safeconduct.contact import services as contact
from safeconduct.contact.core.terms import ItemBody, ItemKind
from safeconduct.record.services import Act, act
from safeconduct.vault.core.terms import Compartment
from safeconduct.vault.core.terms import WhyNot as Vault
from safeconduct.vault.opening import FileKeys
from safeconduct.vault.queries import open_file

FULFILS = {RIGHTS: "rights_sheet", COMPANION: "tell_companion"}


@dataclass(frozen=True)
class _Said:
    """What is written down: a sheet's version, or words of one's own."""

    what: str
    way: Way
    text: str = field(repr=False)
    version: str = ""


def give_sheet(me: Signed, file_id: UUID, code: str, way: Way) -> UUID:
    """Give the sheet in force in the person's own language; returns the row that tells of it.

    By mailbox it is posted at once, by the holder of the contact key. Every copy bears a mark
    that no other has. Unknown when there is no such sheet.
    """
    require_member(me.actor, file_id, me.at)
    sheet = sheets().get(code)
    if sheet is None:
        raise Unknown
    keys = open_file(me.keys, file_id)
    with act(me.actor, me.at) as a:
        case = lock_case(file_id)
        refuse_if([WhyNot.CLOSED] if case.stage in CLOSED else [])
        mark = _free_mark()
        said = _Said(code, way, sheet.text(case.language, mark), sheet.version)
        told_id = _write(a, me, keys, said, case.language, mark)
        finish(a, me.actor, file_id, FULFILS[code])
    return told_id


def tell(me: Signed, file_id: UUID, topic: Topic, words: str, way: Way) -> UUID:
    """Write down what the person was told of a topic; by mailbox it is posted at once.

    It informs: before arrival what asks is turned back, as in every answer.
    """
    require_member(me.actor, file_id, me.at)
    keys = open_file(me.keys, file_id)
    if not keys.may_open(Compartment.CONTACT):
        raise Refused([Vault.NO_KEY])
    with act(me.actor, me.at) as a:
        case = lock_case(file_id)
        why = reasons_not_to_ask(state_of(case), from_closed_list=not asks(words))
        refuse_if([WhyNot.CLOSED] if Stage(case.stage) in CLOSED else why)
        mark = _free_mark()
        said = _Said(topic.name.lower(), way, words)
        told_id = _write(a, me, keys, said, case.language, mark)
    return told_id


def _write(a: Act, me: Signed, keys: FileKeys, said: _Said, language: str, mark: str) -> UUID:
    told_id = new_id()
    if said.way is Way.MAILBOX:
        if not keys.may_open(Compartment.CONTACT):
            raise Refused([Vault.NO_KEY])
        kind = ItemKind.RIGHTS if said.version else ItemKind.ANSWER
        text = said.text if said.version else f"{said.text}\n\n№ {mark}"
        contact.post(a, keys, ItemBody(kind, text))
    Told.objects.create(
        id=told_id,
        case_id=keys.file_id,
        what=said.what,
        version=said.version,
        language=language,
        way=said.way.value,
        mark=mark,
        told_by=me.actor.officer_id,
        at=a.at,
        sealed=None if said.version else _sealed(keys, told_id, said.text),
    )
    facts: dict[str, str | int] = {"told": said.what, "way": said.way.value}
    facts |= {"version": said.version} if said.version else {}
    a.note(Kind.PERSON_TOLD, file=keys.file_id, about=told_id, **facts)
    return told_id


def _sealed(keys: FileKeys, told_id: UUID, words: str) -> bytes:
    return keys.seal(Compartment.CONTACT, PLACE, told_id, words)


def _free_mark() -> str:
    while Told.objects.filter(mark=(mark := _mark())).exists():
        continue
    return mark


def _mark() -> str:
    return "".join(secrets.choice(MARK_LETTERS) for _ in range(MARK_LENGTH))
