"""Disclosure packages: propose, approve by another, make, download."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop
from django.views.decorators.http import require_POST

from safeconduct.accounts.core.rules import WHO, may
from safeconduct.accounts.core.terms import Permission, Role
from safeconduct.accounts.core.terms import WhyNot as AccountsWhyNot
from safeconduct.accounts.guard import needs
from safeconduct.accounts.services import NEEDS
from safeconduct.accounts.signed import Signed
from safeconduct.casework.queries import alias_of, consents
from safeconduct.common.refusal import Reason
from safeconduct.testimony import queries, services
from safeconduct.testimony.core import catalogue
from safeconduct.testimony.core.papers import CONSENT_PURPOSE
from safeconduct.testimony.core.terms import PackageEvent, PackageState, RecipientClass
from safeconduct.testimony.office.check import verification
from safeconduct.testimony.office.forms import PURPOSES, REASONS, ProposeForm, own
from safeconduct.testimony.office.views import back_to
from safeconduct.testimony.services.packages import reasons_not_to
from safeconduct.vault.core.terms import Compartment
from safeconduct.vault.opening import FileKeys
from safeconduct.web.forms import attempt, form_page
from safeconduct.web.say import say

Acts = tuple[list[dict[str, Any]], list[dict[str, Any]]]


@needs(Permission.TESTIMONY_WRITE)
def propose(request: HttpRequest, me: Signed, file_id: UUID) -> HttpResponse:
    """Choose what goes out, to whom and for what; everything else stays, with a reason."""
    queries.enter(me, file_id, Permission.TESTIMONY_WRITE)
    parts, exhibits = queries.part_list(file_id), queries.exhibits(file_id)
    form = ProposeForm(parts, exhibits, request.POST or None)
    made: list[UUID] = []
    deed = lambda: made.append(services.propose_package(me, file_id, form.wanted()))  # noqa: E731
    if request.method == "POST" and form.is_valid() and attempt(form, deed):
        return redirect("testimony:package", file_id, made[0])
    context = {
        "title": gettext("Propose a disclosure package"),
        "lead": gettext(
            "Only these classes may receive evidence; no intelligence service, no armed force. "
            "A second officer must approve it."
        ),
        "button": gettext("Propose"),
        "agreed": agreed(file_id),
        **back_to(file_id),
    }
    return form_page(request, form, "testimony/propose.html", context)


def agreed(file_id: UUID) -> list[dict[str, str]]:
    """What the person has chosen, per class of recipients, for the summary list."""
    said = consents(file_id)
    rows = []
    for row in catalogue.recipients():
        purpose = CONSENT_PURPOSE[row.id]
        if purpose is None:
            value = gettext("needs no consent")
        else:
            value = gettext("agreed") if said.get(purpose) else gettext("not agreed")
        rows.append({"label": own(row), "value": value})
    return rows


@needs(Permission.TESTIMONY_READ)
def package(request: HttpRequest, me: Signed, file_id: UUID, package_id: UUID) -> HttpResponse:
    """One package: what goes out, what stays and why, the next step, how to verify it."""
    keys = queries.enter(me, file_id, Permission.TESTIMONY_READ)
    view = queries.package(keys, package_id)
    allowed, refused = steps(me, keys, view)
    reasons = dict(REASONS)
    classes = {row.id: own(row) for row in catalogue.recipients()}
    context = {
        "file_id": file_id,
        "alias": alias_of(file_id),
        "package": view,
        "recipient_class": classes[RecipientClass(view.recipient_class)],
        "purpose": str(dict(PURPOSES)[view.purpose]),
        "withheld": [(ref, str(reasons[reason])) for ref, reason in view.withheld],
        "made": view.state is PackageState.MADE,
        "acts": allowed,
        "refused": refused,
        **verification(view.ref),
    }
    return render(request, "testimony/package.html", context)


NEXT = {
    PackageState.PROPOSED: (
        PackageEvent.APPROVE, gettext_noop("Approve"), "approve", Permission.PACKAGE_APPROVE
    ),
    PackageState.APPROVED: (
        PackageEvent.MAKE, gettext_noop("Make the package"), "make", Permission.TESTIMONY_WRITE
    ),
    PackageState.MADE: (
        PackageEvent.READ, gettext_noop("Download"), "download", Permission.TESTIMONY_READ
    ),
}  # fmt: skip


def steps(me: Signed, keys: FileKeys, view: queries.PackageView) -> Acts:
    """The package's next step: allowed as a button, or refused with every reason."""
    event, label, name, permission = NEXT[view.state]
    reasons: list[Reason] = [] if may(me.actor, permission) else [AccountsWhyNot.ROLE]
    reasons += reasons_not_to(me, keys, view.id, event)
    if reasons:
        who = ", ".join(say(role) for role in sorted(WHO[permission]) if _has_the_key(role))
        texts = [say(reason) for reason in reasons]
        return [], [{"label": gettext(label), "who": who, "reasons": texts}]
    url = reverse(f"testimony:{name}", args=[keys.file_id, view.id])
    return [{"label": gettext(label), "url": url, "post": True, "kind": "main"}], []


@require_POST
@needs(Permission.PACKAGE_APPROVE)
def approve(request: HttpRequest, me: Signed, file_id: UUID, package_id: UUID) -> HttpResponse:
    """Approve what another officer proposed."""
    del request
    services.approve_package(me, file_id, package_id)
    return redirect("testimony:package", file_id, package_id)


@require_POST
@needs(Permission.TESTIMONY_WRITE)
def make(request: HttpRequest, me: Signed, file_id: UUID, package_id: UUID) -> HttpResponse:
    """Build, sign and seal an approved package."""
    del request
    services.make_package(me, file_id, package_id)
    return redirect("testimony:package", file_id, package_id)


@require_POST
@needs(Permission.TESTIMONY_READ, reads=True)
def download(request: HttpRequest, me: Signed, file_id: UUID, package_id: UUID) -> HttpResponse:
    """The zip, from memory; nothing of it touches this server's disk, and no cache keeps it."""
    del request
    ref, data = services.download_package(me, file_id, package_id)
    response = HttpResponse(data, content_type="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="{ref}.zip"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _has_the_key(role: Role) -> bool:
    """Whether officers of this role can open what a package holds."""
    return Compartment.TESTIMONY in NEEDS.get(role, ())
