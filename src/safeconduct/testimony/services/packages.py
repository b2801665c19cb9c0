"""Disclosure packages: proposed by one officer, approved by another, made, and read."""

import base64
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from uuid import UUID

from django.db import IntegrityError

from safeconduct.accounts.conflicts import refuse_in_conflict
from safeconduct.accounts.core.terms import Permission
from safeconduct.accounts.signed import Signed
from safeconduct.casework.services import lock_case
from safeconduct.common.ids import new_id
from safeconduct.common.refusal import Conflict, Refused, Unknown, refuse_if
from safeconduct.record.queries import inclusion
from safeconduct.record.services import act, sign_checkpoint
from safeconduct.testimony import queries
from safeconduct.testimony.core import package as builder
from safeconduct.testimony.core.flow import step
from safeconduct.testimony.core.papers import Request, recipient_name, request_to_json
from safeconduct.testimony.core.rules import reasons_not_to_disclose
from safeconduct.testimony.core.terms import (
    Kind,
    PackageEvent,
    PackageState,
    WhyNot,
    WithheldReason,
)
from safeconduct.testimony.models import Package
from safeconduct.testimony.services import disclosure
from safeconduct.vault.core.terms import WhyNot as VaultWhyNot
from safeconduct.vault.opening import FileKeys
from safeconduct.vault.ring import ring
from safeconduct.vault.signer import sign

REF_SPACE = 10**9  # nine random digits: the reference tells nobody how many packages there are


@dataclass(frozen=True)
class Wanted:
    """What an officer asks to disclose; whatever is not given is withheld, with a reason."""

    recipient_class: str
    recipient_name: str
    purpose: str
    given: frozenset[UUID]
    withheld: Mapping[UUID, WithheldReason] = field(default_factory=dict)


def propose_package(me: Signed, file_id: UUID, wanted: Wanted) -> UUID:
    """Propose a package; Refused with every reason but the second person, who comes later."""
    keys = queries.enter(me, file_id, Permission.TESTIMONY_WRITE)
    package_id = new_id()
    with act(me.actor, me.at) as a:
        lock_case(file_id)
        name = recipient_name(wanted.recipient_name)
        request = disclosure.scope(file_id, name, wanted.purpose, wanted.given, wanted.withheld)
        alone = (str(me.actor.officer_id),)
        reasons = reasons_now(me, keys, wanted.recipient_class, request, alone)
        refuse_if([reason for reason in reasons if reason is not WhyNot.TWO_APPROVERS])
        text = request_to_json(request)
        row = Package.objects.create(
            id=package_id,
            case_id=file_id,
            ref=_free_ref(),
            recipient_class=wanted.recipient_class,
            sealed_request=keys.seal(
                queries.PLACE, "testimony.package.request", package_id, text
            ),
            proposed_by=me.actor.officer_id,
            proposed_key=me.actor.key_id,
            proposed_at=me.at,
        )
        facts: dict[str, str | int] = {
            "recipient": row.recipient_class,
            "given": len(request.given),
        }
        a.note(Kind.PACKAGE_PROPOSED, file=file_id, about=row.id, **facts)
    return package_id


def _free_ref() -> str:
    while Package.objects.filter(
        ref=(ref := f"DP-{secrets.randbelow(REF_SPACE):09d}")
    ).exists():
        continue
    return ref


def reasons_now(
    me: Signed,
    keys: FileKeys,
    recipient_class: str,
    request: Request,
    approvers: tuple[str, ...],
) -> list[WhyNot]:
    """Every reason why this may not be disclosed at this moment."""
    facts = disclosure.facts_of(keys, recipient_class, request, approvers, me.at)
    return reasons_not_to_disclose(facts)


def _lock(file_id: UUID, package_id: UUID, event: PackageEvent) -> Package:
    """The package's row, locked; Unknown when there is none, Conflict at another step."""
    rows = Package.objects.select_for_update(no_key=True)
    row = rows.filter(id=package_id, case_id=file_id).first()
    if row is None:
        raise Unknown
    if step(PackageState(row.state), event) is None:
        raise Conflict
    return row


def _people(row: Package, also: Signed | None = None) -> tuple[str, ...]:
    second = also.actor.officer_id if also else row.approved_by
    return tuple(str(officer) for officer in (row.proposed_by, second) if officer)


def _check(
    me: Signed, keys: FileKeys, row: Package, approvers: tuple[str, ...]
) -> tuple[Request, list[WhyNot]]:
    """The request and every reason against it now, one of them that more was added since."""
    request = queries.request_of(keys, row)
    fresh = disclosure.now_in_scope(row.case_id, request)
    changed = [] if fresh.same_scope(request) else [WhyNot.CHANGED_SINCE]
    return request, reasons_now(me, keys, row.recipient_class, request, approvers) + changed


def reasons_not_to(
    me: Signed, keys: FileKeys, package_id: UUID, event: PackageEvent
) -> list[WhyNot]:
    """For the page: every reason why this officer may not do that with the package now.

    What was added later does not stop the reading of a package that was made before it.
    """
    row = queries.package_row(keys.file_id, package_id)
    also = me if event is PackageEvent.APPROVE else None
    _, reasons = _check(me, keys, row, _people(row, also))
    past = {WhyNot.CHANGED_SINCE} if event is PackageEvent.READ else set()
    return [reason for reason in reasons if reason not in past]


def approve_package(me: Signed, file_id: UUID, package_id: UUID) -> None:
    """The second person approves: another officer, on the case, with the key."""
    keys = queries.enter(me, file_id, Permission.PACKAGE_APPROVE)
    with act(me.actor, me.at) as a:
        row = _lock(file_id, package_id, PackageEvent.APPROVE)
        refuse_in_conflict(me.actor, [file_id])
        refuse_if(_check(me, keys, row, _people(row, me))[1])
        row.state = PackageState.APPROVED.value
        row.approved_by, row.approved_key = me.actor.officer_id, me.actor.key_id
        row.save(update_fields=["state", "approved_by", "approved_key"])
        a.note(Kind.PACKAGE_APPROVED, file=file_id, about=row.id)


def make_package(me: Signed, file_id: UUID, package_id: UUID) -> str:
    """Build, sign and seal an approved package; returns the SHA-256 of the zip in hex.

    The rule is asked again: a consent withdrawn since the approval stops it here.
    """
    keys = queries.enter(me, file_id, Permission.TESTIMONY_WRITE)
    try:
        with act(me.actor, me.at) as a:
            row = _lock(file_id, package_id, PackageEvent.MAKE)
            request, reasons = _check(me, keys, row, _people(row))
            refuse_if(reasons)
            data = _built(me, keys, row, request)
            row.state, row.made_at = PackageState.MADE.value, me.at
            row.sha256 = sha256(data).hexdigest()
            text = base64.b64encode(data).decode()
            row.sealed_zip = keys.seal(queries.PLACE, "testimony.package.zip", row.id, text)
            row.save(update_fields=["state", "made_at", "sha256", "sealed_zip"])
            a.note(Kind.PACKAGE_MADE, file=file_id, about=row.id, digest=row.sha256)
    except IntegrityError as error:  # somebody signed the very same checkpoint first
        raise Conflict from error
    return row.sha256


def _built(me: Signed, keys: FileKeys, row: Package, request: Request) -> bytes:
    """The signed zip under a fresh checkpoint of the record."""
    name, key = ring().record_name, ring().record_key
    signed = sign_checkpoint(name, key, sign, me.at)
    log = disclosure.Log(name, key, signed.note, lambda number: inclusion(number, signed))
    spec = disclosure.spec_of(keys, row, request, log, me.at)
    return builder.zip_bytes(builder.seal(builder.build(spec), sign), row.ref)


def download_package(me: Signed, file_id: UUID, package_id: UUID) -> tuple[str, bytes]:
    """(reference, zip) of a made package; each reading is on the record.

    Refused once the person has withdrawn: what went out cannot be recalled, no copy follows.
    """
    keys = queries.enter(me, file_id, Permission.TESTIMONY_READ)
    with act(me.actor, me.at) as a:
        row = _lock(file_id, package_id, PackageEvent.READ)
        request = queries.request_of(keys, row)
        refuse_if(reasons_now(me, keys, row.recipient_class, request, _people(row)))
        a.note(Kind.PACKAGE_READ, file=file_id, about=row.id, recipient=row.recipient_class)
        sealed = bytes(row.sealed_zip or b"")
        text = keys.open(queries.PLACE, "testimony.package.zip", row.id, sealed)
        data = base64.b64decode(text)
        if sha256(data).hexdigest() != row.sha256:
            raise Refused([VaultWhyNot.NOT_GENUINE])
    return row.ref, data
