"""Pages of what a person was told: the ledger, the sheets, and whose a found mark is."""

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language_info, gettext
from django.utils.translation import gettext_lazy as _

from safeconduct.accounts.core.rules import may
from safeconduct.accounts.core.terms import Permission
from safeconduct.accounts.guard import needs
from safeconduct.accounts.queries import names_of
from safeconduct.accounts.signed import Signed
from safeconduct.casework.core.card import Card
from safeconduct.casework.core.kinds import kinds
from safeconduct.casework.core.sheets import (
    COMPANION,
    MARK_LENGTH,
    RIGHTS,
    Sheet,
    Topic,
    Way,
    sheets,
)
from safeconduct.casework.core.terms import CaseKind
from safeconduct.casework.office.look import Acts, Look, Part
from safeconduct.casework.queries import CaseView, alias_of, case_for
from safeconduct.casework.queries.telling import (
    Holds,
    ToldView,
    ask_held,
    told_one,
    told_so_far,
    whose_mark,
)
from safeconduct.casework.services import give_sheet, note_read, tell
from safeconduct.common.refusal import Unknown
from safeconduct.vault.queries import open_file
from safeconduct.web.forms import PlainForm, attempt, form_page
from safeconduct.web.say import say, say_day
from safeconduct.web.together import Reads

WAYS = (
    (Way.MAILBOX.value, _("Put it into the mailbox")),
    (Way.PAPER.value, _("Print it and hand it over")),
    (Way.SPOKEN.value, _("I read it out to the person")),
)
SAID_WAY = {
    Way.MAILBOX.value: _("in the mailbox"),
    Way.PAPER.value: _("on paper"),
    Way.SPOKEN.value: _("by word of mouth"),
}
TITLES = {
    RIGHTS: _("Rights sheet"),
    COMPANION: _("What a companion is told first"),
}


class SheetForm(PlainForm):
    """How the sheet is given."""

    way = forms.ChoiceField(label=_("How is it given?"), choices=WAYS, widget=forms.RadioSelect)


class TellForm(PlainForm):
    """What the person was told, in the words used; it asks nothing."""

    topic = forms.ChoiceField(
        label=_("About what?"),
        choices=lambda: [(one.name, say(one)) for one in Topic],
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=_("What was said"),
        help_text=_(
            "In the words used, so that it can be told apart if it turns up elsewhere."
        ),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=4000,
    )
    way = forms.ChoiceField(
        label=_("How was it told?"),
        choices=[*WAYS[:1], *((way, SAID_WAY[way]) for way, _label in WAYS[1:])],
        widget=forms.RadioSelect,
    )


class MarkForm(PlainForm):
    """A mark as it stands on a copy that was found."""

    mark = forms.CharField(
        label=_("Mark"),
        help_text=_("Eight letters and digits after №."),
        max_length=3 * MARK_LENGTH,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


def told_says(one: ToldView) -> str:
    """What was told, in words: a sheet with its version, or a topic."""
    if one.what in TITLES:
        return f"{TITLES[one.what]} · {version_says(one.version)}"
    return say(Topic[one.what.upper()])


def version_says(version: str) -> str:
    """A sheet's version: the day of its text, or what else its catalogue calls it."""
    try:
        return say_day(date.fromisoformat(version))
    except ValueError:
        return version


def _page(case: CaseView, **more: Any) -> dict[str, Any]:
    return {
        "case": case,
        "back": reverse("casework:told", args=[case.file_id]),
        "back_label": gettext("What the person was told"),
        **more,
    }


@needs(Permission.CASE_READ)
def told(request: HttpRequest, me: Signed, file_id: UUID) -> HttpResponse:
    """The ledger: everything this person was told, when, how and by whom."""
    case = case_for(me.actor, file_id, me.at)
    note_read(me, file_id)
    rows = told_so_far(open_file(me.keys, file_id))
    who = names_of(one.told_by for one in rows)
    context = {
        "rows": [
            (one, told_says(one), SAID_WAY[one.way], _language(one.language),
             who.get(one.told_by, ""))
            for one in rows
        ],
        "may_tell": may(me.actor, Permission.REPLY_POST),
        "papers": [one.id for one in rows if _on_paper(one)],
        "sheets": [(code, TITLES[code]) for code in _offered(case.kind)],
    }  # fmt: skip
    return render(request, "casework/told.html", _page(case, **context))


def _on_paper(one: ToldView) -> bool:
    """Whether it is a sheet on paper whose text is still in force, to be printed again."""
    known = sheets().get(one.what)
    return one.way == Way.PAPER and known is not None and known.version == one.version


def _offered(kind: CaseKind) -> list[str]:
    return [COMPANION, RIGHTS] if kinds()[kind].told_first else [RIGHTS]


def _language(code: str) -> str:
    return str(get_language_info(code)["name_translated"])


@needs(Permission.REPLY_POST)
def sheet(request: HttpRequest, me: Signed, file_id: UUID, code: str) -> HttpResponse:
    """The sheet in the person's own language, and how it is given."""
    case = case_for(me.actor, file_id, me.at)
    if code not in sheets():
        raise Unknown
    form, made = SheetForm(request.POST or None), list[UUID]()

    def deed() -> None:
        made.append(give_sheet(me, file_id, code, Way(form.cleaned_data["way"])))

    if request.method == "POST" and form.is_valid() and attempt(form, deed):
        if form.cleaned_data["way"] == Way.PAPER.value:
            return redirect("casework:told-paper", file_id, made[0])
        return redirect("casework:told", file_id)
    one = sheets()[code]
    context = _page(case, title=TITLES[code], button=gettext("Give the sheet"))
    return form_page(request, form, "casework/sheet.html", context | _shown(one, case.language))


def _shown(one: Sheet, language: str) -> dict[str, Any]:
    return {
        "sheet_title": one.title[language],
        "points": one.points[language],
        "language": language,
        "version": version_says(one.version),
        "reviewed": one.reviewed,
    }


@needs(Permission.REPLY_POST)
def paper(request: HttpRequest, me: Signed, file_id: UUID, told_id: UUID) -> HttpResponse:
    """A sheet that was given, to be printed: the text with its mark and nothing of the case."""
    case = case_for(me.actor, file_id, me.at)
    row = told_one(open_file(me.keys, file_id), told_id)
    one = sheets().get(row.what)
    if one is None or one.version != row.version:  # only the version in force is printed
        raise Unknown
    context = _page(case, mark=row.mark, **_shown(one, row.language))
    return render(request, "casework/paper.html", context)


@needs(Permission.REPLY_POST)
def write_told(request: HttpRequest, me: Signed, file_id: UUID) -> HttpResponse:
    """Write down what the person was told beside the sheets."""
    case = case_for(me.actor, file_id, me.at)
    form = TellForm(request.POST or None)

    def deed() -> None:
        asked = form.cleaned_data
        tell(me, file_id, Topic[asked["topic"]], asked["words"], Way(asked["way"]))

    if request.method == "POST" and form.is_valid() and attempt(form, deed):
        return redirect("casework:told", file_id)
    lead = gettext("It informs and asks nothing. Promise no country, no sum, no safety.")
    title = gettext("Write down what was told")
    context = _page(case, title=title, lead=lead, button=gettext("Write down"))
    return form_page(request, form, "office/form.html", context)


@needs(Permission.CASE_READ)
def marks(request: HttpRequest, me: Signed) -> HttpResponse:
    """Whose copy bears a mark that was found; only among the officer's own cases."""
    form = MarkForm(request.POST or None)
    asked = request.method == "POST" and form.is_valid()
    file_id = whose_mark(me.actor, form.cleaned_data["mark"], me.at) if asked else None
    context = {
        "title": gettext("Whose copy is it?"),
        "lead": gettext("A mark stands at the end of everything that was given to a person."),
        "button": gettext("Look"),
        "back": reverse("casework:cases"),
        "back_label": gettext("Cases"),
        "asked": asked,
        "found": file_id and (alias_of(file_id), reverse("casework:told", args=[file_id])),
    }
    return form_page(request, form, "casework/marks.html", context)


def part(look: Look) -> Reads[Part]:
    """Whether the person holds the sheets in force in the own language; giving the others."""
    now = yield from ask_held(look.case)
    rows = tuple((str(TITLES[code]), _held(code, now)) for code in _offered(now.kind))
    whole = all(now.holds(code) for code in _offered(now.kind))
    tag, tone = (gettext("given"), "ok") if whole else (gettext("not given yet"), "wait")
    link = (gettext("What the person was told"), reverse("casework:told", args=[now.file_id]))
    return Part(Card(gettext("Told"), tag, tone, rows, (link,)), _to_give(look, now))


def _held(code: str, now: Holds) -> str:
    if now.holds(code):
        return f"{version_says(sheets()[code].version)} · {_language(now.language)}"
    older = any(one.code == code for one in now.given)
    return gettext("an older version, or another language") if older else gettext("not given")


def _to_give(look: Look, now: Holds) -> Acts:
    """Giving the sheets that the person does not hold yet."""
    if not look.may(Permission.REPLY_POST):
        return []
    return [
        {
            "label": gettext("Give: %(sheet)s") % {"sheet": TITLES[code]},
            "url": reverse("casework:sheet", args=[now.file_id, code]),
        }
        for code in _offered(now.kind)
        if now.is_open and not now.holds(code)
    ]
