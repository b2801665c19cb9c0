"""Pages of the comprehension kit: what readers understood, one reader's form, a paper sheet."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from safeconduct.accounts.core.terms import Permission
from safeconduct.accounts.guard import needs
from safeconduct.accounts.signed import Signed
from safeconduct.common.refusal import Unknown
from safeconduct.outreach.core.languages import EVERY, OWN_NAMES
from safeconduct.outreach.core.pages import Page
from safeconduct.outreach.core.understanding import (
    FEWEST_READERS,
    Question,
    answers,
    asked_about,
    why_not_used,
)
from safeconduct.outreach.office.words import share_says
from safeconduct.outreach.queries import standing
from safeconduct.outreach.understanding import Asked, asked_pages, count_reader, kit
from safeconduct.web.forms import PlainForm, attempt, form_page

UNSURE = "unsure"


class AnswersForm(PlainForm):
    """One reader's answers; a choice is a place in the order shown, so no value tells more."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=32_767)

    def __init__(self, slug: str, asked: tuple[Question, ...], *args: Any, **kw: Any) -> None:
        super().__init__(*args, **kw)
        self.names = [f"question{n}" for n in range(1, len(asked) + 1)]
        for number, (name, one) in enumerate(zip(self.names, asked, strict=True), start=1):
            shown = [(str(n), text) for n, text in enumerate(answers(slug, number, one))]
            self.fields[name] = forms.ChoiceField(
                label=one.ask,
                choices=[*shown, (UNSURE, _("The reader does not know"))],
                widget=forms.RadioSelect,
            )

    def given(self) -> list[int | None]:
        """The place of each answer; None for a reader who does not know."""
        said = [self.cleaned_data[name] for name in self.names]
        return [None if one == UNSURE else int(one) for one in said]


@needs(Permission.UNDERSTANDING_TEST)
def pages_page(request: HttpRequest, me: Signed) -> HttpResponse:
    """Each page of a language: its questions, readers, and the share that understood."""
    del me
    language = request.GET.get("language") or EVERY[0]
    if language not in EVERY:
        raise Unknown
    found = asked_pages(language)
    here = reverse("outreach:understanding")
    context = {
        "language": language,
        "own_name": OWN_NAMES[language],
        "tabs": [(OWN_NAMES[one], f"{here}?language={one}", one == language) for one in EVERY],
        "why_not": why_not_used(language),
        "pages": [(one.page, _rows(one)) for one in found],
        "nobody": not any(one.readers for one in found),
        "fewest": FEWEST_READERS,
    }
    return render(request, "outreach/understanding.html", context)


@needs(Permission.UNDERSTANDING_TEST)
def kit_page(request: HttpRequest, me: Signed, language: str, slug: str) -> HttpResponse:
    """The page and its questions for one reader; POST counts the answers."""
    found, asked = kit(language, slug)
    form = AnswersForm(slug, asked, request.POST or None, initial={"version": found.version})
    if request.method == "POST" and form.is_valid():
        version, given = form.cleaned_data["version"], form.given()
        if attempt(form, lambda: count_reader(me, language, slug, version, given)):
            return redirect(f"{reverse('outreach:understanding')}?language={language}")
    context = {
        "page": found,
        "language": language,
        "words": _words(found),
        "sources": [one.title(language) for one in found.sources],
        "questions": [form[name] for name in form.names],
        "unsure": UNSURE,
        "list_url": f"{reverse('outreach:understanding')}?language={language}",
    }
    return form_page(request, form, "outreach/understanding_kit.html", context)


@needs(Permission.UNDERSTANDING_TEST)
def sheet_page(request: HttpRequest, me: Signed, language: str) -> HttpResponse:
    """All questions of a language to print; nothing on it says which answer is right."""
    del me
    if language not in EVERY or not asked_about(language):
        raise Unknown
    context = {
        "language": language,
        "pages": [
            (
                one.page,
                [
                    (ask.ask, answers(one.page.slug, number, ask))
                    for number, ask in enumerate(one.questions, start=1)
                ],
            )
            for one in asked_pages(language)
        ],
        "list_url": f"{reverse('outreach:understanding')}?language={language}",
    }
    return render(request, "outreach/understanding_sheet.html", context)


def _words(found: Page) -> str:
    """The page as readers see it now; its links lead to the other kits."""

    def address(slug: str) -> str:
        return reverse("outreach:kit", args=[found.language, slug])

    html = found.html(address, standing().now)
    # The renderer escapes everything and knows no raw HTML; tests/outreach proves it.
    return mark_safe(html)  # noqa: S308


def _rows(one: Asked) -> list[tuple[str, int, str, str]]:
    """(question, readers, share, interval) of each question."""
    return [
        (asked.ask, count.asked, *share_says(count))
        for asked, count in zip(one.questions, one.counts, strict=True)
    ]
