"""The record for whoever audits it: lines, checkpoint, audit, proof of one line."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from safeconduct.accounts.core.terms import Permission
from safeconduct.accounts.guard import needs
from safeconduct.accounts.signed import Signed
from safeconduct.common.refusal import Unknown
from safeconduct.oversight.queries import (
    LinePage,
    inclusion,
    line_page,
    record_key,
    signed_head,
)
from safeconduct.oversight.services import audit_record
from safeconduct.web.say import say


@needs(Permission.RECORD_READ)
def record_page(request: HttpRequest, me: Signed) -> HttpResponse:
    """The newest lines (?before= goes on from a line number), checkpoint and audit button."""
    del me
    asked = request.GET.get("before")
    if asked is not None and not asked.isdecimal():
        raise Unknown
    page = line_page(None if asked is None else int(asked))
    context = {"page": page, "head": signed_head(), "key": record_key(), **_ways(page)}
    return render(request, "oversight/record.html", context)


def _ways(page: LinePage) -> dict[str, Any]:
    """Addresses of the neighbouring pages, as parts/pages.html takes them."""
    here = reverse("oversight:record")
    return {
        "newest_url": None if page.newest else here,
        "newer_url": page.newer and f"{here}?before={page.newer}",
        "older_url": page.older and f"{here}?before={page.older}",
    }


@require_POST
@needs(Permission.RECORD_READ)
def audit(request: HttpRequest, me: Signed) -> HttpResponse:
    """Recompute the whole record now and show the outcome."""
    found = audit_record(me.actor, me.at)
    context = {
        "found": found,
        "flaws": [say(flaw) for flaw in found.flaws],
        "record_ok": not found.flaws,
    }
    return render(request, "oversight/audit.html", context)


@needs(Permission.RECORD_READ)
def line(request: HttpRequest, me: Signed, number: int) -> HttpResponse:
    """One line with the proof that it is on the record."""
    del me
    found = inclusion(number)
    leaf = found.leaf.decode("utf-8", "replace")
    return render(
        request, "oversight/line.html", {"found": found, "leaf": leaf, "key": record_key()}
    )


def _text_file(name: str, content: bytes) -> HttpResponse:
    response = HttpResponse(content, content_type="text/plain; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@needs(Permission.RECORD_READ)
def checkpoint_file(request: HttpRequest, me: Signed) -> HttpResponse:
    """The newest signed checkpoint, to be kept somewhere else."""
    del request, me
    head = signed_head()
    if head is None:
        raise Unknown
    return _text_file(f"checkpoint-{head.size}.txt", head.note.encode())


@needs(Permission.RECORD_READ)
def leaf_file(request: HttpRequest, me: Signed, number: int) -> HttpResponse:
    """The very bytes of one line, as they were hashed."""
    del request, me
    return _text_file(f"line-{number}.json", inclusion(number).leaf)


@needs(Permission.RECORD_READ)
def proof_file(request: HttpRequest, me: Signed, number: int) -> HttpResponse:
    """The proof of one line; 404 until it stands under a signed checkpoint."""
    del request, me
    text = inclusion(number).proof
    if not text:
        raise Unknown
    return _text_file(f"line-{number}.tlog-proof", text.encode())
