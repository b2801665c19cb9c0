"""The voluntariness sheet as a form, drawn from the catalogue; empty means not yet known."""

from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from safeconduct.testimony.core import catalogue
from safeconduct.testimony.core.terms import (
    Break,
    CounselAnswer,
    Fitness,
    PersonStatus,
    Present,
    PresentRole,
    Pressure,
    VoluntarinessSheet,
)
from safeconduct.testimony.office.forms import moment, own
from safeconduct.web.forms import PlainForm
from safeconduct.web.say import say, say_moment

UNKNOWN = ("", _("Not written down yet"))
YES_NO = (UNKNOWN, ("yes", _("Yes")), ("no", _("No")))
ENUMS = {
    "person_status": PersonStatus,
    "fitness": Fitness,
    "counsel": CounselAnswer,
    "pressure": Pressure,
}
SAYS = {
    PersonStatus.ASYLUM_APPLICANT: _("Asylum applicant"),
    PersonStatus.GUEST: _("Guest"),
    PersonStatus.PRISONER_OF_WAR: _("Prisoner of war"),
    Fitness.FIT: _("Fit to speak"),
    Fitness.FIT_WITH_BREAKS: _("Fit, with breaks"),
    Fitness.NOT_FIT: _("Not fit to speak now"),
    CounselAnswer.ACCEPTED: _("Offered and accepted"),
    CounselAnswer.DECLINED: _("Offered and declined"),
    CounselAnswer.NOT_OFFERED: _("Not offered"),
    Pressure.NONE_REPORTED: _("None reported"),
    Pressure.REPORTED: _("Reported"),
    Pressure.REPORTED_AND_REVIEWED: _("Reported, and looked into by somebody independent"),
}
LATIN = _("Letters, digits and hyphens only.")
TIME_HELP = _("UTC, for example 2026-11-22 10:00.")
PRESENT_HELP = _(
    "One person a line: role and alias, for example: interviewer Emil. Roles: counsel, guard, "
    "interpreter, interviewer, medical, recorder, support_person."
)
BREAKS_HELP = _(
    "One break a line: UTC time and minutes, for example: 2026-11-22 10:00 15. "
    "If there was none, write: none."
)


def _choice(name: str, label: str) -> forms.Field:
    choices = [UNKNOWN, *((member.value, SAYS[member]) for member in ENUMS[name])]
    return forms.ChoiceField(label=label, choices=choices, required=False)


def _yes_no(name: str, label: str) -> forms.Field:
    del name
    return forms.ChoiceField(label=label, choices=YES_NO, required=False)


def _text(hint: Any, rows: int = 0) -> Callable[[str, str], forms.Field]:
    def make(name: str, label: str) -> forms.Field:
        del name
        widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput()
        return forms.CharField(
            label=label, help_text=hint, required=False, widget=widget, max_length=2000
        )

    return make


def _hours(name: str, label: str) -> forms.Field:
    del name
    return forms.IntegerField(label=label, required=False, min_value=0, max_value=24)


KINDS: dict[str, Callable[[str, str], forms.Field]] = {
    "person_status": _choice,
    "language": _text(_("Two or three small letters, for example ru or uk.")),
    "interpreter": _text(_("Alias, or none.")),
    "present": _text(PRESENT_HELP, 3),
    "rights_text": _text(LATIN),
    "rights_text_sha256": _text(_("Stands here already for the lines above.")),
    "no_help_line_read": _yes_no,
    "wishes_to_speak": _yes_no,
    "started_at": _text(TIME_HELP),
    "breaks": _text(BREAKS_HELP, 3),
    "food_offered": _yes_no,
    "rest_hours": _hours,
    "fitness": _choice,
    "warning_read": _yes_no,
    "counsel": _choice,
    "pressure": _choice,
    "read_back_at": _text(TIME_HELP),
}
BOOLEANS = [name for name, make in KINDS.items() if make is _yes_no]


def fixed_text(language: str) -> tuple[str, str, list[str]]:
    """(code, SHA-256, lines) of the sentences read to every person, in that language."""
    known = language if language in catalogue.LANGUAGES else "en"
    lines = [str(getattr(row, known)) for row in catalogue.fixed_lines()]
    newest = max(row.date for row in catalogue.fixed_lines()).isoformat()
    return f"lines-{known}-{newest}", sha256("\n".join(lines).encode()).hexdigest(), lines


def shown(sheet: VoluntarinessSheet) -> dict[str, Any]:
    """The sheet as the form shows it."""
    said = {name: getattr(sheet, name) for name in KINDS}
    for name in BOOLEANS:
        said[name] = {True: "yes", False: "no"}.get(said[name], "")
    for name in ("started_at", "read_back_at"):
        said[name] = said[name].strftime("%Y-%m-%d %H:%M") if said[name] else ""
    said["present"] = "\n".join(f"{who.role} {who.alias}" for who in sheet.present or ())
    pauses = [f"{row.at:%Y-%m-%d %H:%M} {row.minutes}" for row in sheet.breaks or ()]
    said["breaks"] = "none" if sheet.breaks == () else "\n".join(pauses)
    return said


class SheetForm(PlainForm):
    """One field per row of the catalogue, none of them required: gaps are shown, not hidden."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for row in catalogue.sheet_fields():
            self.fields[row.id] = KINDS[row.id](row.id, own(row))

    def clean(self) -> dict[str, Any]:
        """Read lines and times; each problem stands at its own field."""
        said = dict(self.cleaned_data)
        for name in ENUMS:
            said[name] = ENUMS[name](said[name]) if said.get(name) else None
        for name in BOOLEANS:
            said[name] = {"yes": True, "no": False}.get(said.get(name, ""))
        for name in ("language", "interpreter", "rights_text", "rights_text_sha256"):
            said[name] = said.get(name) or None
        readers: dict[str, Callable[[str], Any]] = {
            "started_at": moment,
            "read_back_at": moment,
            "present": _present,
            "breaks": _breaks,
        }
        for name, read in readers.items():
            said[name] = self._read(name, said.get(name, ""), read)
        return said

    def _read(self, name: str, text: str, read: Callable[[str], Any]) -> Any:
        """The field as the sheet keeps it; None when empty or not readable."""
        if not text.strip():
            return None
        try:
            return read(text)
        except ValueError:
            wrong = gettext("This cannot be read. Write it like the example.")
            self.add_error(name, ValidationError(wrong))
            return None

    def sheet(self) -> VoluntarinessSheet:
        """The sheet as it was filled in."""
        return VoluntarinessSheet(**{name: self.cleaned_data[name] for name in KINDS})


def _present(text: str) -> tuple[Present, ...]:
    rows = (line.split() for line in text.splitlines() if line.strip())
    return tuple(Present(PresentRole(role), alias) for role, alias in rows)


def _breaks(text: str) -> tuple[Break, ...]:
    if text.strip().lower() == "none":
        return ()
    rows = (line.rsplit(maxsplit=1) for line in text.splitlines() if line.strip())
    return tuple(Break(moment(at), int(minutes)) for at, minutes in rows)


def missing(gaps: tuple[str, ...]) -> list[str]:
    """Labels of the fields that keep the sheet from being complete."""
    return [own(row) for row in catalogue.sheet_fields() if row.id in gaps]


def answers(sheet: VoluntarinessSheet) -> list[dict[str, str]]:
    """Rows for the summary list: what was written down, in words."""
    said = shown(sheet) | {"breaks": _pauses(sheet.breaks)}
    rows = []
    for row in catalogue.sheet_fields():
        value = getattr(sheet, row.id)
        words = say(said[row.id])
        if row.id in ENUMS and value is not None:
            words = str(SAYS[value])
        elif isinstance(value, datetime):
            words = say_moment(value)
        rows.append({"label": own(row), "value": words})
    return rows


def _pauses(breaks: tuple[Break, ...] | None) -> str:
    if breaks is None:
        return ""
    text = gettext("%(when)s, %(n)d min")
    said = [text % {"when": say_moment(one.at), "n": one.minutes} for one in breaks]
    return "; ".join(said) or gettext("none")
