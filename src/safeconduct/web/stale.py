"""When somebody changed first: both values of each field, and the worker chooses."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from safeconduct.web.forms import PlainForm


@dataclass(frozen=True)
class Clash:
    """One field: how the page showed it, how it stands now, what was sent; all in words."""

    label: str
    seen: str
    now: str
    mine: str = ""


def conflict_page(
    request: HttpRequest,
    form: PlainForm,
    clashes: Sequence[Clash],
    context: Mapping[str, Any],
    also: Mapping[str, str],
) -> HttpResponse:
    """Nothing was written: both values of each field, and the form as it was filled in.

    `also` replaces what the form had seen by what stands now, so that sending it again is
    a choice made in knowledge of both. `context` as for office/form.html.
    """
    data = request.POST.copy()
    for name, value in also.items():
        data[name] = value
    form.data, form.is_bound = data, True
    form.errors.clear()
    found = {**context, "form": form, "errors": [], "clashes": clashes}
    return render(request, "office/conflict.html", found, status=HTTPStatus.CONFLICT)
