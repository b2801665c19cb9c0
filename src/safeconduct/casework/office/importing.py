"""Lists that were kept before: read, say what the columns are, look at the rows, hand over."""

import csv
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from safeconduct.accounts.core.rules import may
from safeconduct.accounts.core.terms import Permission, Role
from safeconduct.accounts.guard import needs
from safeconduct.accounts.queries import names_of, with_role
from safeconduct.accounts.signed import Signed
from safeconduct.casework.adapters import read_table
from safeconduct.casework.core.card import Card, Waiting
from safeconduct.casework.core.importing import (
    OVER,
    Checked,
    ImportState,
    Target,
    WhyNotImport,
)
from safeconduct.casework.core.tables import guarded
from safeconduct.casework.office.look import NO_PART, Look, Part
from safeconduct.casework.office.taking_down import languages
from safeconduct.casework.queries.importing import (
    ImportView,
    Sheet,
    ask_told_by_list,
    ask_waiting_imports,
    import_for,
    imports_of,
)
from safeconduct.casework.services import importing
from safeconduct.common.refusal import Reason
from safeconduct.contact.core.code import Language
from safeconduct.contact.core.terms import DANGER_ORDER, Danger
from safeconduct.web.forms import PlainForm, attempt, form_page
from safeconduct.web.say import say
from safeconduct.web.together import Reads

# settings.FILE_UPLOAD_MAX_MEMORY_SIZE: beyond it an upload is spooled to the disk, in clear.
# It is 400 bytes for each of the 20,000 rows that are taken at once (core/tables.py).
MOST_BYTES = 8_000_000
SIZE_SENTENCE = _(
    "Choose a file of at most 8 MB. A longer list can be divided: nobody is taken in twice."
)
SAMPLES = 3
SHOWN = 100  # findings on the page; the file has all
TARGET_SAYS = {
    Target.IGNORED: _("Leave it out"),
    Target.REFERENCE: _("Its reference in the list"),
    Target.SURNAME: _("Surname"),
    Target.FIRST_NAMES: _("First names"),
    Target.RANK: _("Rank"),
    Target.SERVICE_NUMBER: _("Service number"),
    Target.BIRTH_DATE: _("Date of birth"),
    Target.UNIT: _("Unit"),
    Target.LANGUAGE: _("Language"),
    Target.DANGER: _("Danger"),
    Target.REACH: _("How to reach them"),
    Target.FIRST_DAY: _("Day of the first contact"),
    Target.NOTE: _("Note"),
}
STATE_SAYS = {
    ImportState.DRAFT: _("not handed over yet"),
    ImportState.ASKED: _("waits to be taken in"),
    ImportState.TAKING: _("half taken in"),
    ImportState.DONE: _("taken in"),
    ImportState.DROPPED: _("dropped"),
}
ABOUT: dict[Reason, str] = {
    WhyNotImport.NOT_INTAKE: "receiver",
    WhyNotImport.SAME_PERSON: "receiver",
    WhyNotImport.NOT_LEAD: "lead",
}


class UploadForm(PlainForm):
    """A file with a list."""

    file = forms.FileField(
        label=_("File"),
        max_length=200,
        help_text=_("Excel, OpenDocument, CSV, or a bot's JSON; at most 8 MB and 20,000 rows."),
        error_messages={"required": SIZE_SENTENCE, "missing": SIZE_SENTENCE},
    )

    def clean_file(self) -> bytes:
        """The bytes of the file, read in memory."""
        given = self.cleaned_data["file"]
        if given.size > MOST_BYTES:
            raise forms.ValidationError(SIZE_SENTENCE)
        return bytes(given.read())


class ColumnsForm(PlainForm):
    """What each column is, with three of its cells; what counts where a row says nothing."""

    def __init__(self, sheet: Sheet, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.columns = [f"column_{n}" for n in range(len(sheet.table.head))]
        choices = [(one.value, says) for one, says in TARGET_SAYS.items()]
        for n, (name, heading) in enumerate(zip(self.columns, sheet.table.head, strict=True)):
            cells = [row[n] for row in sheet.table.rows if row[n]][:SAMPLES]
            self.fields[name] = forms.ChoiceField(
                label=heading or gettext("Column %(n)s") % {"n": n + 1},
                choices=choices,
                help_text=" · ".join(cell[:60] for cell in cells),
                initial=sheet.targets[n].value,
            )
        self.fields["language"] = forms.ChoiceField(
            label=_("Language where a row names none"),
            choices=languages(),
            initial=sheet.language.value,
        )
        self.fields["danger"] = forms.ChoiceField(
            label=_("Danger where a row names none"),
            choices=[(one.value, say(one)) for one in DANGER_ORDER],
            initial=sheet.danger.value,
        )

    def keep(self, me: Signed, import_id: UUID) -> None:
        """Keep it."""
        asked = self.cleaned_data
        targets = [Target(asked[name]) for name in self.columns]
        language, danger = Language(asked["language"]), Danger(asked["danger"])
        importing.map_sheet(me, import_id, targets, language, danger)


class HandOverForm(PlainForm):
    """Who takes the cases in, and who leads them."""

    receiver = forms.ChoiceField(
        label=_("Who takes the cases in?"),
        help_text=_("An intake officer, not yourself. They become the first of each team."),
    )
    lead = forms.ChoiceField(label=_("Who leads the cases?"), required=False)

    def __init__(self, me: Signed, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        mine = me.actor.officer_id
        intake = [(str(one), name) for one, name in with_role(Role.INTAKE_OFFICER)]
        leads = [(str(one), name) for one, name in with_role(Role.CASE_OFFICER)]
        others = [one for one in intake if one[0] != str(mine)]
        self.fields["receiver"].choices = others  # type: ignore[attr-defined]
        self.fields["lead"].choices = [("", _("Nobody yet")), *leads]  # type: ignore[attr-defined]

    def hand_over(self, me: Signed, import_id: UUID) -> None:
        """Hand the rows over."""
        asked = self.cleaned_data
        lead = UUID(asked["lead"]) if asked["lead"] else None
        importing.hand_over(me, import_id, UUID(asked["receiver"]), lead)


@needs(Permission.CASES_IMPORT)
def imports(request: HttpRequest, me: Signed) -> HttpResponse:
    """Read a list; the officer's earlier ones."""
    form = UploadForm(request.POST or None, request.FILES or None)
    made: list[UUID] = []

    def deed() -> None:
        made.append(importing.read_sheet(me, read_table(form.cleaned_data["file"])))

    if request.method == "POST" and form.is_valid() and attempt(form, deed):
        return redirect("casework:import-columns", made[0])
    context = {
        "title": gettext("Earlier lists"),
        "button": gettext("Read the list"),
        "back": reverse("casework:cases"),
        "back_label": gettext("Cases"),
        "imports": _told(imports_of(me)),
    }
    return form_page(request, form, "casework/imports.html", context)


def _told(rows: Sequence[ImportView]) -> list[dict[str, Any]]:
    names = names_of({one for row in rows for one in (row.receiver_id, row.lead_id) if one})
    return [
        {
            "row": row,
            "state": STATE_SAYS[row.state],
            "receiver": names.get(row.receiver_id, ""),
            "lead": names.get(row.lead_id, ""),
            "over": row.state in OVER,
        }
        for row in rows
    ]


@needs(Permission.CASES_IMPORT)
def columns(request: HttpRequest, me: Signed, import_id: UUID) -> HttpResponse:
    """Say what the columns of a draft are."""
    sheet = importing.draft_of(me, import_id)
    form = ColumnsForm(sheet, request.POST or None)
    sent = request.method == "POST" and form.is_valid()
    if sent and attempt(form, lambda: form.keep(me, import_id)):
        return redirect("casework:import-check", import_id)
    context = {
        "title": gettext("What the columns are"),
        "lead": gettext(
            "Nobody's stage comes from a list: each case begins at first contact. Columns on "
            "arrivals, offers or payments are notes, until people here attest them."
        ),
        "button": gettext("Look at every row"),
        "back": reverse("casework:imports"),
        "back_label": gettext("Earlier lists"),
    }
    return form_page(request, form, "office/form.html", context)


@needs(Permission.CASES_IMPORT)
def check(request: HttpRequest, me: Signed, import_id: UUID) -> HttpResponse:
    """What came of the rows; hand the good ones over, or drop all."""
    row = import_for(me, import_id)
    form: PlainForm = HandOverForm(me, request.POST or None)
    if "drop" in request.POST:
        form = PlainForm(request.POST)
        if form.is_valid() and attempt(form, lambda: importing.drop_import(me, import_id)):
            return redirect("casework:imports")
    elif isinstance(form, HandOverForm) and form.is_valid():
        handed = form
        if attempt(form, lambda: handed.hand_over(me, import_id), ABOUT):
            return redirect("casework:import-check", import_id)
    draft = row.state is ImportState.DRAFT
    found = importing.check_sheet(me, import_id) if draft else None
    context = {
        "title": gettext("Look at the list") if draft else gettext("An earlier list"),
        "back": reverse("casework:imports"),
        "back_label": gettext("Earlier lists"),
        "told": _told([row])[0],
        "found": found,
        "findings": found.findings[:SHOWN] if found else (),
        "good": len(found.entries) if found else 0,
        "wrong": len(found.wrong_rows) if found else 0,
    }
    return form_page(request, form, "casework/import_check.html", context)


@needs(Permission.CASES_IMPORT)
def wrong(request: HttpRequest, me: Signed, import_id: UUID) -> HttpResponse:
    """The rows that cannot be taken over, each with what is wrong, as a file to correct."""
    del request
    sheet, found = importing.draft_of(me, import_id), importing.check_sheet(me, import_id)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="rows.csv"'
    response["Cache-Control"] = "no-store"
    response.write("\ufeff")  # by this a spreadsheet knows that it is UTF-8
    lines = csv.writer(response)
    lines.writerow([*map(guarded, sheet.table.head), "Row", "What is wrong"])
    for number, why in _why_by_row(found).items():
        cells = sheet.table.rows[number - 2]
        lines.writerow([*map(guarded, cells), number, " ".join(why)])
    return response


def _why_by_row(found: Checked) -> dict[int, list[str]]:
    told: dict[int, list[str]] = {}
    for one in found.findings:
        said = say(one.why)
        told.setdefault(one.row, []).append(f"{one.column}: {said}" if one.column else said)
    return told


@needs(Permission.CASE_OPEN)
def take_in(request: HttpRequest, me: Signed, import_id: UUID) -> HttpResponse:
    """Take the cases of a list in, as many as one press can; go on until it is done."""
    row, form = import_for(me, import_id), PlainForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if "drop" in request.POST:
            done = attempt(form, lambda: importing.drop_import(me, import_id))
        else:
            done = attempt(form, lambda: importing.take_in_import(me, import_id))
        if done:
            return redirect("casework:import-take-in", import_id)
    context = {
        "title": gettext("Take an earlier list in"),
        "back": reverse("my-work"),
        "back_label": gettext("My work"),
        "told": _told([row])[0],
        "by": names_of([row.made_by]).get(row.made_by, ""),
        "watch": "watch" in request.GET and row.state not in OVER,
    }
    return form_page(request, form, "casework/import_take_in.html", context)


def ask_waiting(me: Signed) -> Reads[list[Waiting]]:
    """A row of My work for each list that this officer is to take in."""
    if not may(me.actor, Permission.CASE_OPEN):
        return []
    title, act = gettext("An earlier list"), gettext("Take in")
    return [
        Waiting(
            None,
            title,
            ngettext("%(n)s case waits", "%(n)s cases wait", row.left) % {"n": row.left},
            act,
            reverse("casework:import-take-in", args=[row.id]),
        )
        for row in (yield from ask_waiting_imports(me))
    ]


def part(look: Look) -> Reads[Part]:
    """What the list said of this case, for whoever may read the part it is sealed in."""
    told = yield from ask_told_by_list(look.keys)
    if told is None:
        return NO_PART
    rows = []
    for target in (Target.REACH, Target.FIRST_DAY, Target.NOTE, Target.UNIT, Target.REFERENCE):
        if text := told.get(target.value):
            rows.append((str(TARGET_SAYS[target]), text))
    rows.append(
        (
            gettext("Mailbox"),
            gettext("The person has no words for it. Reach them as the list says."),
        )
    )
    tag = gettext("not checked here")
    return Part(Card(gettext("From an earlier list"), tag, "", tuple(rows)))
