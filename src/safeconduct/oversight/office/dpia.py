"""The impact assessment as a page to read and print, and as a file to work on."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from safeconduct.accounts.core.terms import Permission
from safeconduct.accounts.guard import needs
from safeconduct.accounts.signed import Signed
from safeconduct.oversight.core.dpia import to_markdown
from safeconduct.oversight.queries import assessment


@needs(Permission.OVERSIGHT_READ)
def page(request: HttpRequest, me: Signed) -> HttpResponse:
    """All of it on one page."""
    return render(request, "oversight/dpia.html", {"found": assessment(me.at.date())})


@needs(Permission.OVERSIGHT_READ)
def as_file(request: HttpRequest, me: Signed) -> HttpResponse:
    """The same as Markdown, in English, for whoever fills in the rest."""
    del request
    text = to_markdown(assessment(me.at.date()))
    answer = HttpResponse(text, content_type="text/markdown; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="dpia.md"'
    return answer
