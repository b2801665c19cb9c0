"""What a browser sent: the whole form, or its beginning when the line broke."""

from dataclasses import dataclass

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext

from safeconduct.contact.core.beginning import beginning
from safeconduct.contact.core.terms import BEGINNING, CUT_OFF
from safeconduct.web.broken_line import FORM
from safeconduct.web.forms import PlainForm


@dataclass(frozen=True)
class Sent:
    """A form's fields; `cut_off` when the body ended before it should."""

    data: QueryDict | None
    cut_off: bool = False

    @property
    def told(self) -> dict[str, str]:
        """The field of the sealed letter that tells of it."""
        return {CUT_OFF: BEGINNING} if self.cut_off else {}


def sent(request: HttpRequest) -> Sent:
    """What came with this request; nothing when it only asks for the page."""
    if request.method != "POST":
        return Sent(None)
    announced = request.META.get("CONTENT_LENGTH") or "0"
    if request.content_type != FORM or len(request.body) >= int(announced):
        return Sent(request.POST)
    return Sent(QueryDict(beginning(request.body)), cut_off=True)


def ask_again(form: PlainForm) -> None:
    """Say that the beginning is kept; the same form sent again makes the letter whole."""
    form.add_error(
        "text",
        gettext("The line broke: only this much came, and it is kept. Send the rest with it."),
    )
