"""The crossings desk, the page of one crossing, and what is known of the people."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from safeconduct.accounts.core.rules import may
from safeconduct.accounts.core.terms import Permission
from safeconduct.accounts.guard import needs
from safeconduct.accounts.queries import everybody
from safeconduct.accounts.signed import Signed
from safeconduct.casework.queries import case_for
from safeconduct.common.money import Money
from safeconduct.passage import services
from safeconduct.passage.core.catalogue import costs, instructions, signals_for
from safeconduct.passage.core.flow import ENDED
from safeconduct.passage.core.terms import GoState, Mode, Notice, NoticeState
from safeconduct.passage.office.case import notice_acts
from safeconduct.passage.office.forms import (
    CHECKS,
    HARM,
    MODES,
    STATES,
    WEAPONS,
    KnownForm,
    PeopleForm,
    here,
)
from safeconduct.passage.queries import (
    BY_END,
    LOCATION,
    Deskline,
    checks_of,
    costs_of,
    crossing_json,
    crossing_of,
    crossing_page,
    go_now,
    line_of,
    notice_of,
    notice_row,
    reads_of,
    require_crossing,
)
from safeconduct.vault.core.terms import Compartment
from safeconduct.vault.opening import FileKeys
from safeconduct.vault.queries import open_file
from safeconduct.web.forms import PlainForm, attempt, form_page
from safeconduct.web.say import say, say_moment, say_span
from safeconduct.web.stale import written_first
from safeconduct.web.ways import place_in, ways

P = Permission


def on_case(
    me: Signed, file_id: UUID, title: str, button: str, lead: str = ""
) -> dict[str, Any]:
    """Context of a form page about a crossing; Unknown for strangers to the case."""
    case = case_for(me.actor, file_id, me.at)
    return {
        "title": title,
        "button": button,
        "lead": lead,
        "back": reverse("passage:crossing", args=[file_id]),
        "back_label": gettext("Crossing: %(alias)s") % {"alias": case.alias},
    }


def run(
    request: HttpRequest,
    form: PlainForm,
    context: dict[str, Any],
    file_id: UUID,
    deed: Any,
    template: str = "office/form.html",
) -> HttpResponse:
    """POST: do the deed and go back to the crossing; otherwise show the form."""
    if request.method == "POST" and form.is_valid() and attempt(form, deed):
        return redirect("passage:crossing", file_id)
    return form_page(request, form, template, context)


@needs(P.CROSSING_READ)
def desk(request: HttpRequest, me: Signed) -> HttpResponse:
    """My cases' crossings: GO or HOLD, until when, read-backs with their age."""
    page = crossing_page(me.actor, me.at, place_in(request, BY_END))
    watch = "watch" in request.GET
    context = {
        "lines": _desk_rows(page.rows),
        "watch": watch,
        **ways(reverse("passage:crossings"), {"watch": "1"} if watch else {}, page),
    }
    return render(request, "passage/crossings.html", context)


def _desk_rows(lines: Sequence[Deskline]) -> list[dict[str, Any]]:
    """Every value in words already: what varies little is put into words once for the page."""
    modes = {code: str(words) for code, words in MODES}
    states = {state: str(words) for state, words in STATES.items()}
    return [
        {
            "file_id": line.file_id,
            "alias": line.alias,
            "until": say_moment(line.expires_at) if line.go is GoState.GO else "",
            "mode": modes[line.mode.value],
            "window": say_span(line.window.start, line.window.end) if line.window else "",
            "notice": f"{states[line.state]} ({line.revision})" if line.state else "",
            "read_back": f"{line.acks} / {line.wanted}",
            "oldest": line.oldest_minutes,
        }
        for line in lines
    ]


@needs(P.CROSSING_READ)
def show(request: HttpRequest, me: Signed, file_id: UUID) -> HttpResponse:
    """One crossing: the answer, every reason, the notice, who has read it back."""
    line = line_of(me.actor, file_id, me.at)  # Unknown for strangers, before anything is read
    if line is None:
        return redirect("passage:open", file_id)
    services.note_read(me, file_id)
    keys = open_file(me.keys, file_id)
    sealed = _sealed(me, keys) if keys.may_open(LOCATION) else None
    acts, refused = notice_acts(me, line)
    context = {
        "line": line,
        "file_id": file_id,
        "watch": "watch" in request.GET,
        "state": STATES[line.state] if line.state else "",
        "go": sealed["computed"] is GoState.GO if sealed else line.go is GoState.GO,
        "sealed": sealed,
        "acts": acts + _acts(me, file_id, line, keys),
        "refused": refused,
        "costs": _costs(me, file_id),
        "live": line.state not in (None, *ENDED),
        "may_read_back": may(me.actor, P.NOTICE_ACKNOWLEDGE) and line.state is NoticeState.SENT,
        "may_check": may(me.actor, P.NOTICE_PROPOSE),
    }
    return render(request, "passage/crossing.html", context)


def _sealed(me: Signed, keys: FileKeys) -> dict[str, Any]:
    """Everything that the location key opens, computed and worded for the page."""
    row, at = notice_row(keys.file_id), me.at
    crossing = require_crossing(keys.file_id)
    known = crossing_of(keys, crossing)
    computed = go_now(keys, keys.file_id, at)
    told = instructions(Mode(crossing.mode), here())
    people = [
        (gettext("How they cross"), dict(MODES)[known.mode.value]),
        (gettext("People, everyone counted"), known.head_count),
        (gettext("Of them do not know of it"), known.unwitting),
        (gettext("Harm to anyone"), dict(HARM)[known.harm.value]),
        (gettext("Sign of force"), gettext("yes") if known.duress else gettext("none")),
    ]
    checks = [(view, CHECKS[view.kind]) for view in (checks_of(keys, row, at) if row else [])]
    return {
        "computed": computed.state if computed else GoState.HOLD,
        "reasons": [say(why) for why in computed.reasons] if computed else [],
        "expires_at": computed.expires_at if computed else None,
        "people": _as_rows(people),
        "notice": notice_rows(notice_of(keys, row)) if row else [],
        "reads": reads_of(keys, row, at) if row else [],
        "checks": checks,
        "steps": told.steps,
        "reviewed": told.reviewed,
    }


def _as_rows(pairs: list[tuple[str, Any]]) -> list[dict[str, Any]]:
    return [{"label": label, "value": value} for label, value in pairs]


def notice_rows(notice: Notice) -> list[dict[str, Any]]:
    """The content of a notice for a summary list, in the language of the page."""
    signs = [s.texts.in_(here()) for s in signals_for(notice.mode) if s.code in notice.signals]
    start, end = notice.window.start, notice.window.end
    count = gettext("%(all)s, of them %(unwitting)s do not know of it")
    return _as_rows(
        [
            (gettext("Revision"), notice.revision),
            (gettext("How they cross"), dict(MODES)[notice.mode.value]),
            (gettext("Agreed time"), say_span(start, end)),
            (
                gettext("People"),
                count % {"all": notice.head_count, "unwitting": notice.unwitting},
            ),
            (gettext("Signals"), "; ".join(signs)),
            (gettext("Weapons"), dict(WEAPONS)[notice.weapon_state.value]),
            (gettext("Reception point"), notice.reception_point),
            (gettext("Corridor of the authority"), "; ".join(notice.corridor_cells)),
        ]
    )


def _acts(me: Signed, file_id: UUID, line: Deskline, keys: FileKeys) -> list[dict[str, Any]]:
    """What else this officer may do on the page, as links and buttons."""
    live = line.state not in (None, *ENDED)
    offered = (
        (live, P.NOTICE_PROPOSE, gettext("New revision"), "passage:revise", False),
        (True, P.CROSSING_READ, gettext("Compute GO again"), "passage:compute", True),
        (True, P.CROSSING_READ, gettext("Change what is known"), "passage:people", False),
        (
            keys.may_open(Compartment.CONTACT), P.REPLY_POST,
            gettext("Send the steps to the person"), "passage:steps", True,
        ),
        (
            keys.may_open(Compartment.CONTACT), P.REPLY_POST,
            gettext("Say go or wait to the person"), "casework:answer", False,
        ),
        (True, P.NOTICE_PROPOSE, gettext("Ask for help in kind"), "passage:help", False),
        (
            live, P.NOTICE_APPROVE,
            gettext("The authority withdrew the corridor"), "passage:corridor", False,
        ),
        (live, P.NOTICE_APPROVE, gettext("Cancel the notice"), "passage:cancel", False),
    )  # fmt: skip
    return [
        {"label": label, "url": reverse(name, args=[file_id]), "post": post,
         "kind": "now" if name == "passage:cancel" else ""}
        for wanted, permission, label, name, post in offered
        if wanted and may(me.actor, permission)
    ]  # fmt: skip


def _costs(me: Signed, file_id: UUID) -> list[dict[str, Any]]:
    names = dict(everybody())
    words = {cost.kind.value: cost.texts.in_(here()) for cost in costs()}
    return [
        {
            "row": row,
            "label": words[row.kind],
            "amount": str(Money(row.amount_minor, row.currency)),
            "asked_by": names.get(row.asked_by, ""),
            "agreed_by": names.get(row.agreed_by, "") if row.agreed_by else "",
            "may_agree": row.agreed_by is None
            and row.asked_by != me.actor.officer_id
            and may(me.actor, P.NOTICE_APPROVE),
        }
        for row in costs_of(file_id)
    ]


@needs(P.CROSSING_READ)
def open_page(request: HttpRequest, me: Signed, file_id: UUID) -> HttpResponse:
    """Open the crossing of a case."""
    lead = gettext("Nobody may be harmed. What you do not know yet, leave open.")
    context = on_case(me, file_id, gettext("Open the crossing"), gettext("Open"), lead)
    context["back"] = reverse("case-page", args=[file_id])
    form = PeopleForm(request.POST or None)
    deed = lambda: services.open_crossing(me, file_id, form.known())  # noqa: E731
    return run(request, form, context, file_id, deed)


@needs(P.CROSSING_READ)
def people(request: HttpRequest, me: Signed, file_id: UUID) -> HttpResponse:
    """Change what is known: mode, head count, harm, a sign of force."""
    lead = gettext("Other people than agreed mean HOLD until a new revision agrees them.")
    context = on_case(me, file_id, gettext("What is known now"), gettext("Keep"), lead)
    known = crossing_of(open_file(me.keys, file_id), require_crossing(file_id))
    start = {
        "mode": known.mode.value, "head_count": known.head_count,
        "unwitting": known.unwitting, "harm": known.harm.value, "duress": known.duress,
        "seen": crossing_json(known),
    }  # fmt: skip
    form = KnownForm(request.POST or None, initial=start)
    deed = lambda: services.tell_people(me, file_id, form.known(), form.shown())  # noqa: E731
    response = run(request, form, context, file_id, deed)
    if not form.changed:
        return response
    now = crossing_of(open_file(me.keys, file_id), require_crossing(file_id))
    return written_first(request, form, crossing_json(now), context)


@require_POST
@needs(P.REPLY_POST)
def steps(request: HttpRequest, me: Signed, file_id: UUID) -> HttpResponse:
    """Post the steps into the person's mailbox."""
    del request
    services.send_steps(me, file_id)
    return redirect(reverse("passage:crossing", args=[file_id]) + "?told")
