"""Reads testimony for officers on the case whose key opens it; views are plain values."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count

from safeconduct.accounts.core.rules import WHO, may
from safeconduct.accounts.core.terms import Permission, Role
from safeconduct.accounts.core.terms import WhyNot as AccountsWhyNot
from safeconduct.accounts.queries import (
    aliases,
    ask_team,
    key_ids,
    require_member,
    team_ids,
    with_role,
)
from safeconduct.accounts.signed import Signed
from safeconduct.casework.queries import ask_arrival, ask_attesters
from safeconduct.common.refusal import Refused, Unknown
from safeconduct.testimony.core import papers
from safeconduct.testimony.core.catalogue import Media, media
from safeconduct.testimony.core.exhibits import Held, custody_lines
from safeconduct.testimony.core.rules import holder, part_stem, sheet_gaps
from safeconduct.testimony.core.terms import (
    CustodyEvent,
    PackageState,
    Part,
    RecipientClass,
    TakingFacts,
    VoluntarinessSheet,
)
from safeconduct.testimony.models import CustodyLine, Exhibit, Package, Sheet, Statement
from safeconduct.testimony.models import Part as PartRow
from safeconduct.vault.core.terms import Compartment
from safeconduct.vault.core.terms import WhyNot as VaultWhyNot
from safeconduct.vault.opening import FileKeys
from safeconduct.vault.queries import holders, open_file
from safeconduct.web.together import Reads, each, read

PLACE = Compartment.TESTIMONY


@dataclass(frozen=True)
class StatementView:
    """A statement without its words; `gaps` are the sheet's fields that are still missing."""

    id: UUID
    ref: str
    language: str
    asked: bool
    started_at: datetime
    parts: int
    gaps: tuple[str, ...]


@dataclass(frozen=True)
class PartView:
    """A part without its words."""

    id: UUID
    ref: str
    statement_id: UUID
    commitment: str


@dataclass(frozen=True)
class ExhibitView:
    """An exhibit without its content; `holder` is an alias, `offered_to` of the open offer."""

    id: UUID
    ref: str
    name: str
    media_type: str
    commitment: str
    at: datetime
    statement_id: UUID | None
    statement_ref: str
    holder: str
    offered_to: str
    offered_to_key: str


@dataclass(frozen=True)
class PackageView:
    """A package: who asked and approved, for whom, what goes out (refs), what stays and why."""

    id: UUID
    ref: str
    state: PackageState
    recipient_class: RecipientClass
    recipient_name: str
    purpose: str
    proposed_by: str
    approved_by: str
    proposed_key: str
    given: tuple[str, ...]
    withheld: tuple[tuple[str, str], ...]
    made_at: datetime | None
    sha256: str


def enter(me: Signed, file_id: UUID, permission: Permission) -> FileKeys:
    """The file's keys for an officer on the case whose role and key both reach testimony.

    Unknown (404) for strangers to the case; Refused without the role or without the key.
    """
    require_member(me.actor, file_id, me.at)
    if not may(me.actor, permission):
        raise Refused([AccountsWhyNot.ROLE])
    keys = open_file(me.keys, file_id)
    if not keys.may_open(PLACE):
        raise Refused([VaultWhyNot.NO_KEY])
    return keys


def taking_facts(me: Signed, file_id: UUID, taking: papers.Taking) -> TakingFacts:
    """Everything the rule about taking a statement may look at.

    Care intake is the day of arrival, by those who attested it or are intake on the case.
    """
    return read(ask_taking_facts(me, file_id, taking))


def ask_taking_facts(me: Signed, file_id: UUID, taking: papers.Taking) -> Reads[TakingFacts]:
    """As `taking_facts`, together with other reads."""
    attested, arrival, team = yield from each(
        [ask_attesters(file_id), ask_arrival(file_id), ask_team(file_id)]
    )
    seen = [str(one) for one, _ in attested]
    officer = str(me.actor.officer_id)
    intake = (me.actor.alias, Role.INTAKE_OFFICER.value) in team or officer in seen
    return TakingFacts(
        asked=taking.asked,
        arrival_attested_by=frozenset(seen),
        wishes_to_speak=taking.wishes_to_speak,
        rights_read=taking.rights_read,
        no_help_line_read=taking.no_help_line_read,
        understood=taking.understood,
        fitness=taking.fitness,
        self_incriminating=taking.self_incriminating,
        warning_read=taking.warning_read,
        counsel_offered=taking.counsel_offered,
        officer=officer,
        intake_officer=officer if intake else "",
        intake_today=arrival is not None and arrival.at.date() == me.at.date(),
    )


def statement_row(file_id: UUID, statement_id: UUID) -> Statement:
    """A statement of this case; Unknown when there is none."""
    row = Statement.objects.filter(id=statement_id, case_id=file_id).first()
    if row is None:
        raise Unknown
    return row


def exhibit_row(file_id: UUID, exhibit_id: UUID) -> Exhibit:
    """An exhibit of this case, without its content; Unknown when there is none."""
    rows = Exhibit.objects.select_related("statement").defer("sealed_content")
    row = rows.filter(id=exhibit_id, case_id=file_id).first()
    if row is None:
        raise Unknown
    return row


def statements(keys: FileKeys) -> list[StatementView]:
    """The statements of a case, in order."""
    rows = Statement.objects.filter(case_id=keys.file_id).order_by("number")
    return [_statement(keys, row, row.parts) for row in rows.annotate(parts=Count("part"))]


def statement(keys: FileKeys, statement_id: UUID) -> StatementView:
    """One statement; Unknown when there is none."""
    row = statement_row(keys.file_id, statement_id)
    return _statement(keys, row, PartRow.objects.filter(statement=row).count())


def _statement(keys: FileKeys, row: Statement, parts: int) -> StatementView:
    gaps = tuple(sheet_gaps(sheet_of(keys, row.id)))
    return StatementView(row.id, str(row), row.language, row.asked, row.started_at, parts, gaps)


def self_incriminating(keys: FileKeys, row: Statement) -> bool:
    """Whether the account was expected to touch the person's own acts."""
    text = keys.open(PLACE, "testimony.statement.taking", row.id, bytes(row.sealed_taking))
    return papers.taking_from_json(text).self_incriminating


def newest_sheet(statement_id: UUID) -> Sheet | None:
    """The newest filling of a statement's sheet."""
    return Sheet.objects.filter(statement_id=statement_id).order_by("-number").first()


def sheet_of(keys: FileKeys, statement_id: UUID) -> VoluntarinessSheet:
    """The voluntariness sheet as it stands; empty when nothing was written down yet."""
    row = newest_sheet(statement_id)
    if row is None:
        return VoluntarinessSheet()
    text = keys.open(PLACE, "testimony.sheet.answers", row.id, bytes(row.sealed_answers))
    return papers.sheet_from_json(text)


def parts_of(keys: FileKeys, statement_id: UUID) -> tuple[Part, ...]:
    """The numbered parts of a statement with their words."""
    rows = PartRow.objects.filter(statement_id=statement_id).order_by("number")
    return tuple(opened_part(keys, row) for row in rows)


def opened_part(keys: FileKeys, row: PartRow) -> Part:
    """A part with words and salt."""
    text = keys.open(PLACE, "testimony.part.text", row.id, bytes(row.sealed_text))
    salt = keys.open(PLACE, "testimony.part.salt", row.id, bytes(row.sealed_salt))
    return Part(row.number, text, bytes.fromhex(salt), row.commitment, row.corrects)


def part_list(file_id: UUID) -> list[PartView]:
    """Every part of the case by reference, in order."""
    rows = PartRow.objects.filter(statement__case_id=file_id).select_related("statement")
    return [
        PartView(row.id, part_ref(row), row.statement_id, row.commitment)
        for row in rows.order_by("statement__number", "number")
    ]


def part_ref(row: PartRow) -> str:
    """How a part is called in a package: ST-1/part-001."""
    return f"{row.statement}/{part_stem(row.number)}"


def media_of(row: Exhibit) -> Media:
    """What kind of file an exhibit is."""
    return next(kind for kind in media() if kind.id == row.media)


def exhibits(file_id: UUID) -> list[ExhibitView]:
    """The exhibits of a case, in order, with who holds each."""
    rows = Exhibit.objects.filter(case_id=file_id).select_related("statement")
    return [_exhibit(row) for row in rows.defer("sealed_content").order_by("number")]


def exhibit(file_id: UUID, exhibit_id: UUID) -> ExhibitView:
    """One exhibit; Unknown when there is none."""
    return _exhibit(exhibit_row(file_id, exhibit_id))


def _exhibit(row: Exhibit) -> ExhibitView:
    held = custody_of(row.id)
    newest = held[-1] if held else None
    open_offer = newest is not None and newest.event is CustodyEvent.OFFERED
    waiting = newest.to if newest and open_offer and not newest.accepted_at else ""
    has = holder(custody_lines(held))
    names = aliases([has, waiting])
    kind = media_of(row)
    return ExhibitView(
        row.id, str(row), f"{row}{kind.extension}", kind.media_type, row.commitment, row.at,
        row.statement_id, str(row.statement or ""), names.get(has, has),
        names.get(waiting, waiting), waiting,
    )  # fmt: skip


def custody_of(exhibit_id: UUID) -> tuple[Held, ...]:
    """The custody of an exhibit, oldest first."""
    rows = CustodyLine.objects.filter(exhibit_id=exhibit_id).order_by("number")
    return tuple(
        Held(CustodyEvent(row.event), row.by_key, row.to_key, row.at, row.accepted_at)
        for row in rows
    )


def custody_named(exhibit_id: UUID) -> list[dict[str, object]]:
    """The custody of an exhibit with aliases, oldest first, for a table."""
    rows = custody_of(exhibit_id)
    names = aliases({key for row in rows for key in (row.by, row.to) if key})
    return [
        {
            "event": row.event,
            "by": names.get(row.by, row.by),
            "to": names.get(row.to, row.to),
            "at": row.at,
            "accepted_at": row.accepted_at,
        }
        for row in rows
    ]


def digests(keys: FileKeys, row: Exhibit) -> tuple[bytes, str]:
    """(salt, SHA-256 of the file itself) of an exhibit."""
    text = keys.open(PLACE, "testimony.exhibit.salt", row.id, bytes(row.sealed_salt))
    salt, _, sha256 = text.partition(" ")
    return bytes.fromhex(salt), sha256


def content_of(keys: FileKeys, row: Exhibit) -> bytes:
    """The bytes of an exhibit."""
    sealed = bytes(row.sealed_content)
    return base64.b64decode(keys.open(PLACE, "testimony.exhibit.content", row.id, sealed))


def receivers(me: Signed, file_id: UUID) -> list[tuple[str, str]]:
    """(key id, alias) of the others on the case whose role and key let them keep exhibits."""
    keyed = {key for key, parts in holders(file_id).items() if PLACE in parts}
    team = team_ids(file_id) - {me.actor.officer_id}
    keepers = {row for role in WHO[Permission.TESTIMONY_WRITE] for row in with_role(role)}
    ids = key_ids(team)
    found = ((ids[who], alias) for who, alias in keepers if who in ids)
    return sorted((row for row in found if row[0] in keyed), key=lambda row: row[1])


def request_of(keys: FileKeys, row: Package) -> papers.Request:
    """What a package was asked for."""
    sealed = bytes(row.sealed_request)
    text = keys.open(PLACE, "testimony.package.request", row.id, sealed)
    return papers.request_from_json(text)


def package_row(file_id: UUID, package_id: UUID) -> Package:
    """A package of this case; Unknown when there is none."""
    row = Package.objects.filter(id=package_id, case_id=file_id).first()
    if row is None:
        raise Unknown
    return row


def packages(keys: FileKeys) -> list[PackageView]:
    """The packages of a case, newest first."""
    rows = Package.objects.filter(case_id=keys.file_id).defer("sealed_zip")
    return [_package(keys, row) for row in rows.order_by("-proposed_at", "ref")]


def package(keys: FileKeys, package_id: UUID) -> PackageView:
    """One package; Unknown when there is none."""
    return _package(keys, package_row(keys.file_id, package_id))


def _package(keys: FileKeys, row: Package) -> PackageView:
    request = request_of(keys, row)
    refs = refs_of(keys.file_id)
    names = aliases([row.proposed_key, row.approved_key])
    return PackageView(
        id=row.id,
        ref=row.ref,
        state=PackageState(row.state),
        recipient_class=RecipientClass(row.recipient_class),
        recipient_name=request.recipient_name,
        purpose=request.purpose,
        proposed_by=names.get(row.proposed_key, row.proposed_key),
        approved_by=names.get(row.approved_key, row.approved_key),
        proposed_key=row.proposed_key,
        given=tuple(ref for hex_id, ref in refs.items() if hex_id in request.given),
        withheld=tuple(
            (ref, request.withheld[hex_id])
            for hex_id, ref in refs.items()
            if hex_id in request.withheld
        ),
        made_at=row.made_at,
        sha256=row.sha256,
    )


def refs_of(file_id: UUID) -> dict[str, str]:
    """Reference of every part and exhibit of the case by id in hex, in order."""
    found = {row.id.hex: row.ref for row in part_list(file_id)}
    return found | {row.id.hex: row.ref for row in exhibits(file_id)}


def ask_totals(file_id: UUID) -> Reads[tuple[int, int, Sequence[str]]]:
    """(parts, exhibits, states of the packages) of a case."""
    parts = PartRow.objects.filter(statement__case_id=file_id).values_list("id")
    given = Exhibit.objects.filter(case_id=file_id).values_list("id")
    packages = Package.objects.filter(case_id=file_id).order_by("proposed_at")
    states = packages.values_list("state", flat=True)
    yield parts, given, states
    return len(parts), len(given), list(states)
