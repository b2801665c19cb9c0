"""Catalogues to read: all of them, one version, what a draft changes, the files."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from safeconduct.accounts.core.terms import Permission
from safeconduct.accounts.guard import needs
from safeconduct.accounts.queries import names_of
from safeconduct.accounts.signed import Signed
from safeconduct.catalogues.core import toml as written
from safeconduct.catalogues.core.compare import changes
from safeconduct.catalogues.core.rules import may_approve, may_draft
from safeconduct.catalogues.core.shelf import shapes
from safeconduct.catalogues.core.terms import AnyShape, Document, State
from safeconduct.catalogues.office.pages import (
    change_rows,
    fault_rows,
    one_language,
    open_or_404,
    sections,
    shape_or_404,
    tag,
)
from safeconduct.catalogues.office.words import title_of, version_name
from safeconduct.catalogues.queries import (
    SHIPPED,
    VersionView,
    changes_of,
    faults_of,
    history,
    newest,
    number_on,
    numbered,
    open_version,
    open_versions,
    today,
)
from safeconduct.common.refusal import Unknown


def _who(versions: Sequence[VersionView]) -> dict[UUID | None, str]:
    ids = {one for v in versions for one in (v.begun_by, v.sent_by, v.approved_by) if one}
    return {None: "", **names_of(ids)}


@needs(Permission.CATALOGUE_READ)
def catalogues(request: HttpRequest, me: Signed) -> HttpResponse:
    """Every catalogue: which version is in force, and what is open."""
    waiting = open_versions()
    rows = []
    for shape in shapes():
        number = number_on(shape.name, today())
        now = numbered(shape, number)
        opened = waiting.get(shape.name)
        decides = may_approve(shape, me.actor) and me.actor.officer_id not in (
            opened.written_by if opened else ()
        )
        rows.append(
            {
                "name": shape.name,
                "title": title_of(shape),
                "version": version_name(now) if now else "",
                "since": now.valid_from if now else None,
                "open": tag(opened) if opened else None,
                "decide": opened is not None and opened.state is State.SENT and decides,
            }
        )
    return render(request, "catalogues/all.html", {"rows": rows})


@needs(Permission.CATALOGUE_READ)
def one(request: HttpRequest, me: Signed, name: str) -> HttpResponse:
    """A catalogue: what is in force now, the open draft, every version before."""
    shape = shape_or_404(name)
    past, opened = history(shape), open_version(name)
    number = number_on(name, today())
    now = numbered(shape, number) or past[-1]
    who = _who(past)
    rows = [
        {
            "version": v,
            "name": version_name(v),
            "tag": tag(v),
            "now": v.number == number,
            "by": who[v.begun_by],
            "approver": who[v.approved_by],
        }
        for v in past
    ]
    context = {
        "name": name,
        "title": title_of(shape),
        "version": version_name(now),
        "number": number,
        "sections": sections(shape, now.document),
        "open": tag(opened) if opened else None,
        "may_begin": opened is None and may_draft(shape, me.actor),
        "rows": rows,
    }
    return render(request, "catalogues/one.html", context)


@needs(Permission.CATALOGUE_READ)
def version(request: HttpRequest, me: Signed, name: str, number: int) -> HttpResponse:
    """One approved version, and what it changed in the one before."""
    del me
    shape = shape_or_404(name)
    found = numbered(shape, number)
    if found is None:
        raise Unknown
    before = numbered(shape, number - 1) if number > SHIPPED else None
    who = _who([found])
    context = {
        "name": name,
        "catalogue": title_of(shape),
        "title": version_name(found),
        "version": found,
        "by": who[found.begun_by],
        "approver": who[found.approved_by],
        "sections": sections(shape, found.document),
        "changes": change_rows(changes(shape, before.document, found.document))
        if before
        else None,
    }
    return render(request, "catalogues/version.html", context)


def _file(name: str, document: Document) -> HttpResponse:
    answer = HttpResponse(written.write(document), content_type="application/toml")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.toml"'
    return answer


@needs(Permission.CATALOGUE_READ)
def toml(request: HttpRequest, me: Signed, name: str, number: int) -> HttpResponse:
    """One approved version as a file."""
    del request, me
    found = numbered(shape_or_404(name), number)
    if found is None:
        raise Unknown
    return _file(f"{name}-{number}", found.document)


@needs(Permission.CATALOGUE_READ)
def draft_toml(request: HttpRequest, me: Signed, name: str) -> HttpResponse:
    """What is open as a file."""
    del request, me
    return _file(f"{name}-draft", open_or_404(shape_or_404(name)).document)


@needs(Permission.CATALOGUE_READ)
def draft(request: HttpRequest, me: Signed, name: str) -> HttpResponse:
    """What is open: where it stands, what is wrong, what it changes, every entry."""
    shape = shape_or_404(name)
    found = open_version(name)
    if found is None:
        return redirect("catalogues:one", name)
    return render(request, "catalogues/draft.html", _draft(me, shape, found))


def _draft(me: Signed, shape: AnyShape, found: VersionView) -> dict[str, Any]:
    writes = may_draft(shape, me.actor) and found.state is State.DRAFT
    who = _who([found])
    authors = names_of(found.written_by)
    return {
        "name": shape.name,
        "catalogue": title_of(shape),
        "version": found,
        "tag": tag(found),
        "follows": version_name(newest(shape)),
        "authors": ", ".join(authors.get(one, "") for one in found.written_by),
        "sender": who[found.sent_by],
        "faults": fault_rows(shape, faults_of(shape, found)),
        "changes": change_rows(changes_of(shape, found)),
        "sections": sections(shape, found.document),
        "has_head": bool(shape.head),
        "one_language": one_language(shape),
        "writes": writes,
        "owns": may_draft(shape, me.actor),
        "sent": found.state is State.SENT,
        "decides": found.state is State.SENT and may_approve(shape, me.actor),
        "own": me.actor.officer_id in found.written_by,
        "back": reverse("catalogues:one", args=[shape.name]),
    }
