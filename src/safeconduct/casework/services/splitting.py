"""Splitting: some people of a file get one of their own, with words, keys and team."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from safeconduct.accounts.core.leaving import Team
from safeconduct.accounts.queries import standing_team
from safeconduct.accounts.services import put_team_on_case
from safeconduct.accounts.signed import Signed
from safeconduct.casework.core.kinds import has_stage
from safeconduct.casework.core.links import LinkKind
from safeconduct.casework.core.search import person_words
from safeconduct.casework.core.terms import Ask, CaseKind, Kind, Stage, WhyNot
from safeconduct.casework.models import Case, Person, Proposal
from safeconduct.casework.queries.content import APPLICANT, CARD, card_of
from safeconduct.casework.services.links import make_link
from safeconduct.casework.services.search import put_on_card
from safeconduct.casework.services.state import free_alias, make_tasks
from safeconduct.common.ids import new_id
from safeconduct.common.refusal import Conflict
from safeconduct.contact.core.callback import CallBack
from safeconduct.contact.core.code import Language, spell
from safeconduct.contact.services import NewBox, new_box, rows_of
from safeconduct.record.services import Act
from safeconduct.vault.core.terms import Compartment, Holder
from safeconduct.vault.desks import take_from_desk
from safeconduct.vault.opening import FileKeys
from safeconduct.vault.queries import open_file
from safeconduct.vault.ring import ring
from safeconduct.vault.services import grant
from safeconduct.web.blind import insert

MATCHER = "matcher"


@dataclass(frozen=True)
class Parted:
    """The new file, its alias, and the words to hand to the person; they are kept nowhere."""

    file_id: UUID
    alias: str
    words: tuple[str, ...] = field(repr=False)
    callback: CallBack = field(repr=False)


def reasons_not_to_split(case: Case, ask: Ask) -> list[WhyNot]:
    """Why these people may not get a file of this kind; somebody stays in the old one.

    Call with the case locked: a person who left with another split goes no second time.
    """
    here = Person.objects.filter(case=case, moved_to=None).values_list("id", flat=True)
    stay, goes = set(here), set(ask.people)
    found = [] if goes and goes < stay else [WhyNot.NOBODY_GOES]
    if ask.kind is None:
        found.append(WhyNot.NO_OTHER_KIND)
    elif not has_stage(ask.kind, Stage(case.stage)):
        found.append(WhyNot.NOT_THIS_KIND)
    return found


def fresh_box(case: Case) -> NewBox:
    """Words and keys of the new file; outside any transaction, for words take long to open."""
    return new_box(Language(case.language), long_code=False)


def split(a: Act, me: Signed, case: Case, row: Proposal, box: NewBox | None) -> Parted:
    """Make the new case at the same stage, with copies of its people's cards and the team.

    The old file keeps its letters, its history and the cards as they were; each says that its
    person has an own file now. Refused (NO_KEY) without the identity key; Conflict without a
    box: the proposal changed while it was made. Call inside `act`.
    """
    if box is None:
        raise Conflict
    old, kind = open_file(me.keys, case.file_id), CaseKind(row.kind)
    insert(*rows_of(box, me.at, heard=True))
    fresh = Case.objects.create(
        file_id=box.file_id,
        alias=free_alias(),
        kind=kind.value,
        stage=case.stage,
        danger=case.danger,
        danger_at=case.danger_at,
        language=case.language,
        opened_at=me.at,
        moved_at=me.at,
    )
    a.note(
        Kind.CASE_OPENED, file=fresh.file_id, about=fresh.file_id,
        case_kind=kind.value.replace(" ", "_"),
    )  # fmt: skip
    _give_keys(a, standing_team(me.actor, case.file_id), box.keys)
    _copy_cards(a, old, box.keys, row.people)
    Person.objects.filter(id__in=row.people).update(moved_to=fresh.file_id)
    make_tasks(a, fresh, "open")
    make_tasks(a, fresh, f"open {kind.value}")
    make_link(
        a, row.proposed_by, case.file_id, fresh.file_id, LinkKind.PARTED, me.actor.officer_id
    )
    return Parted(fresh.file_id, fresh.alias, spell(box.code), box.callback)


def _give_keys(a: Act, team: Team, keys: FileKeys) -> None:
    """Put the old file's team on the new one; whoever is there for hours only is left out."""
    lasting = {who: one.role for who, one in team.standings.items() if one.lasting}
    put_team_on_case(a, keys, lasting)
    grant(keys, ring().services[MATCHER], [Compartment.IDENTITY], Holder.SERVICE)
    take_from_desk(keys.file_id)


def _copy_cards(a: Act, old: FileKeys, fresh: FileKeys, people: Sequence[UUID]) -> None:
    """Seal the cards anew; the first of them is the new file's own person."""
    rows = sorted(
        Person.objects.filter(case_id=old.file_id, id__in=people),
        key=lambda one: (one.relation != APPLICANT, list(people).index(one.id)),
    )
    for number, row in enumerate(rows):
        person_id, text = new_id(), card_of(old, row)
        relation = row.relation if number else APPLICANT
        Person.objects.create(
            id=person_id,
            case_id=fresh.file_id,
            relation=relation,
            sealed=fresh.seal(Compartment.IDENTITY, CARD, person_id, text),
        )
        put_on_card(fresh, person_id.hex, person_words(json.loads(text)))
        a.note(Kind.PERSON_ADDED, file=fresh.file_id, about=person_id, relation=relation)
