"""Gathers what a package may contain, what the rule looks at, and the proofs it ends in."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from safeconduct.casework.queries import consents
from safeconduct.common.refusal import Unknown
from safeconduct.record.queries import leaf_data, line_of
from safeconduct.testimony import queries
from safeconduct.testimony.core import terms
from safeconduct.testimony.core.exhibits import custody_lines
from safeconduct.testimony.core.papers import Request, consents_of
from safeconduct.testimony.core.rules import part_stem
from safeconduct.testimony.core.terms import Kind, WithheldReason
from safeconduct.testimony.models import Exhibit, Package, Part, Statement
from safeconduct.vault.opening import FileKeys


@dataclass(frozen=True)
class Log:
    """The record as a package ends in it: its name, key, signed head, and a maker of proofs."""

    name: str
    key: bytes
    checkpoint: str
    prove: Callable[[int], str]


def scope(
    file_id: UUID,
    recipient_name: str,
    purpose: str,
    given: frozenset[UUID],
    withheld: Mapping[UUID, WithheldReason],
) -> Request:
    """The request with everything that is not given named as withheld.

    A package speaks of each statement it takes a part of (or an exhibit given with it), whole,
    and of all exhibits of the case. Unknown when something chosen is not of this case.
    """
    parts = Part.objects.filter(statement__case_id=file_id)
    exhibits = Exhibit.objects.filter(case_id=file_id)
    rows = dict(parts.values_list("id", "statement_id"))
    held = dict(exhibits.values_list("id", "statement_id"))
    if not given <= rows.keys() | held.keys():
        raise Unknown
    touched = {(rows | held)[item] for item in given} - {None}
    inside = {item for item, statement in rows.items() if statement in touched} | held.keys()
    kept = {
        item.hex: withheld.get(item, WithheldReason.NOT_RELEVANT) for item in inside - given
    }
    sheets = {
        statement.hex: sheet.id.hex if (sheet := queries.newest_sheet(statement)) else ""
        for statement in touched
        if statement is not None
    }
    chosen = frozenset(item.hex for item in given)
    return Request(recipient_name, purpose, chosen, kept, sheets)


def now_in_scope(file_id: UUID, request: Request) -> Request:
    """The same choice made now: it differs when parts, exhibits or sheets were added since."""
    given = frozenset(UUID(item) for item in request.given)
    kept = {UUID(item): reason for item, reason in request.withheld.items()}
    return scope(file_id, request.recipient_name, request.purpose, given, kept)


def facts_of(
    keys: FileKeys,
    recipient_class: str,
    request: Request,
    approvers: tuple[str, ...],
    at: datetime,
) -> terms.DisclosureFacts:
    """Everything the rule about disclosure may look at."""
    rows = _statements(request)
    sheets = [queries.sheet_of(keys, row.id) for row in rows]
    given = Exhibit.objects.filter(id__in=list(request.given), statement__isnull=True)
    # An exhibit given outside any statement has no sheet that says how freely it was given.
    sheets += [terms.VoluntarinessSheet()] * given.count()
    return terms.DisclosureFacts(
        approvers=approvers,
        recipient_name=request.recipient_name,
        recipient_class=recipient_class,
        purpose=request.purpose,
        consents=consents_of(consents(keys.file_id), recipient_class, at),
        sheets=tuple(sheets),
        self_incriminating=any(queries.self_incriminating(keys, row) for row in rows),
        items=tuple(terms.Item(item) for item in sorted(request.given)),
    )


def spec_of(
    keys: FileKeys, row: Package, request: Request, log: Log, at: datetime
) -> terms.PackageSpec:
    """Everything the package is built from, opened with the officer's keys."""
    statements = _statements(request)
    exhibits = list(Exhibit.objects.filter(id__in=_ids(request)).order_by("number"))
    parts = list(
        Part.objects.filter(id__in=_ids(request))
        .select_related("statement")
        .order_by("statement__number", "number")
    )
    named = [
        (Kind.PART_RECORDED, p.id, f"{p.statement}-{part_stem(p.number)}") for p in parts
    ] + [(Kind.EXHIBIT_RECEIVED, e.id, str(e)) for e in exhibits]
    return terms.PackageSpec(
        ref=row.ref,
        made_at=at,
        recipient_class=terms.RecipientClass(row.recipient_class),
        recipient_name=request.recipient_name,
        purpose=terms.Purpose(request.purpose),
        approvers=(row.proposed_key, row.approved_key),
        statements=tuple(_extract(keys, s, parts, request) for s in statements),
        exhibits=tuple(_exhibit(keys, e) for e in exhibits if e.id.hex in request.given),
        entries=tuple(_entry(keys.file_id, log, *line) for line in named),
        checkpoint=log.checkpoint,
        log_name=log.name,
        public_key=log.key,
        withheld_exhibits=tuple(
            terms.Withheld(str(e), e.commitment, request.withheld[e.id.hex])
            for e in exhibits
            if e.id.hex in request.withheld
        ),
    )


def _ids(request: Request) -> list[str]:
    return [*request.given, *request.withheld]


def _statements(request: Request) -> list[Statement]:
    return list(Statement.objects.filter(id__in=list(request.sheets)).order_by("number"))


def _extract(
    keys: FileKeys, statement: Statement, parts: Iterable[Part], request: Request
) -> terms.StatementExtract:
    """The parts that go out; of the others commitment and reason, their words stay shut."""
    mine = [part for part in parts if part.statement_id == statement.id]
    return terms.StatementExtract(
        ref=str(statement),
        language=statement.language,
        parts=tuple(queries.opened_part(keys, p) for p in mine if p.id.hex in request.given),
        withheld=tuple(
            terms.Withheld(part_stem(p.number), p.commitment, request.withheld[p.id.hex])
            for p in mine
            if p.id.hex in request.withheld
        ),
        sheet=queries.sheet_of(keys, statement.id),
    )


def _exhibit(keys: FileKeys, row: Exhibit) -> terms.Exhibit:
    salt, sha256 = queries.digests(keys, row)
    kind = queries.media_of(row)
    return terms.Exhibit(
        ref=str(row),
        name=f"{row}{kind.extension}",
        content=queries.content_of(keys, row),
        salt=salt,
        custody=custody_lines(queries.custody_of(row.id), sha256),
        media_type=kind.media_type,
    )


def _entry(file_id: UUID, log: Log, kind: Kind, object_id: UUID, name: str) -> terms.Entry:
    """The record line that holds a commitment, with its proof under the checkpoint."""
    entry = line_of(file_id, kind.value, object_id.hex)
    if entry is None:
        msg = "a part or an exhibit without its record line is a defect"
        raise RuntimeError(msg)
    return terms.Entry(name, leaf_data(entry.number), log.prove(entry.number))
