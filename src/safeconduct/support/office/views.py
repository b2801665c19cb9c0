"""The treasury: a list, one page a payment, and one act a button."""

from collections.abc import Callable
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop
from django.views.decorators.http import require_POST

from safeconduct.accounts.core.rules import may
from safeconduct.accounts.core.terms import Permission
from safeconduct.accounts.guard import needs
from safeconduct.accounts.queries import names_of
from safeconduct.accounts.signed import Signed
from safeconduct.casework.queries import case_for
from safeconduct.common.money import major
from safeconduct.common.refusal import Unknown
from safeconduct.materiel.core.rules import explain
from safeconduct.materiel.queries import ClaimView, claim_for, claims_of
from safeconduct.materiel.queries import claim as claim_view
from safeconduct.support import services
from safeconduct.support.core.flow import TABLE
from safeconduct.support.core.terms import Because, PayAct, PayeeClass, Stream
from safeconduct.support.office.acts import acts_for
from safeconduct.support.office.forms import (
    PAYEES,
    BankForm,
    PayeeForm,
    PaymentForm,
    RefuseForm,
)
from safeconduct.support.office.words import state_says, tone_of
from safeconduct.support.queries import (
    BY_CHANGE,
    balances,
    payment,
    payments,
    pending_refusal,
)
from safeconduct.web.forms import PlainForm, attempt, form_page
from safeconduct.web.say import say
from safeconduct.web.ways import place_in, ways

ACCOUNTS = {
    "bank": gettext_noop("bank"),
    "budget": gettext_noop("budget"),
    "payable": gettext_noop("agreed, not yet paid"),
}


@needs(Permission.PAYMENT_READ)
def payments_page(request: HttpRequest, me: Signed) -> HttpResponse:
    """All payments, latest change first, a page at a time, and the balances of the ledger."""
    del me
    page = payments(place_in(request, BY_CHANGE))
    context = {
        "payments": [(row, state_says(row.state), tone_of(row.state)) for row in page.rows],
        "balances": [(account_says(account), amount) for account, amount in balances()],
        **ways(reverse("support:payments"), {}, page),
    }
    return render(request, "support/payments.html", context)


def account_says(account: str) -> str:
    """An account of the ledger in words: what it holds, and for which stream."""
    return " · ".join(say(ACCOUNTS.get(part, part)) for part in account.split(":"))


@needs(Permission.PAYMENT_READ)
def show(request: HttpRequest, me: Signed, payment_id: UUID) -> HttpResponse:
    """One payment: how its amount came about, what may be done, and what not, and why."""
    row = payment(payment_id)
    people = names_of([p for p in (row.drafted_by, row.approved_by) if p])
    context = {
        "payment": row,
        "state": state_says(row.state),
        "tone": tone_of(row.state),
        **acts_for(me, row),
        "drafter": people.get(row.drafted_by, ""),
        "approver": people.get(row.approved_by, ""),
        "payee": PAYEES[PayeeClass(row.payee)],
        "claim": told(claim_view(row.claim_id)) if row.claim_id else None,
    }
    return render(request, "support/payment.html", context)


def told(claim: ClaimView) -> list[str]:
    """How the tariff values a claim, line by line, in the language of the page."""
    return [
        say(line.sentence.value) % {key: say(value) for key, value in line.values}
        for line in explain(claim.valuation)
    ]


def _tariff_of(claim_id: UUID) -> str:
    tariff = claim_view(claim_id).valuation.tariff
    return tariff.version if tariff else ""


def _plain(deed: Callable[[Signed, UUID], None], me: Signed, payment_id: UUID) -> HttpResponse:
    deed(me, payment_id)
    return redirect("support:payment", payment_id)


@require_POST
@needs(Permission.PAYMENT_DRAFT)
def draft(request: HttpRequest, me: Signed, payment_id: UUID) -> HttpResponse:
    """Draft a payment that was written down."""
    del request
    return _plain(services.draft, me, payment_id)


@require_POST
@needs(Permission.PAYMENT_APPROVE)
def approve(request: HttpRequest, me: Signed, payment_id: UUID) -> HttpResponse:
    """Approve what somebody else drafted."""
    del request
    return _plain(services.approve, me, payment_id)


@require_POST
@needs(Permission.PAYMENT_RELEASE)
def release(request: HttpRequest, me: Signed, payment_id: UUID) -> HttpResponse:
    """Release, or hear every reason why not."""
    del request
    return _plain(services.release, me, payment_id)


@require_POST
@needs(Permission.PAYMENT_ANSWER)
def appeal(request: HttpRequest, me: Signed, payment_id: UUID) -> HttpResponse:
    """Write down an appeal."""
    del request
    return _plain(services.appeal, me, payment_id)


def _form(
    request: HttpRequest,
    form: PlainForm,
    payment_id: UUID,
    title: str,
    button: str,
    deed: Callable[[], None],
) -> HttpResponse:
    if request.method == "POST" and form.is_valid() and attempt(form, deed):
        return redirect("support:payment", payment_id)
    context = {
        "title": title,
        "button": button,
        "back": reverse("support:payment", args=[payment_id]),
        "back_label": gettext("Payment"),
    }
    return form_page(request, form, "office/form.html", context)


@needs(Permission.PAYMENT_DRAFT)
def payee(request: HttpRequest, me: Signed, payment_id: UUID) -> HttpResponse:
    """Write down that the payee was checked."""
    form = PayeeForm(request.POST or None)
    title = gettext("Check the payee")

    def deed() -> None:
        services.check_payee(me, payment_id, form.cleaned_data["account"])

    return _form(request, form, payment_id, title, gettext("The payee was checked"), deed)


@needs(Permission.PAYMENT_ANSWER)
def bank(request: HttpRequest, me: Signed, payment_id: UUID) -> HttpResponse:
    """Write down what the bank did."""
    form = BankForm(request.POST or None, initial={"answer": request.GET.get("answer")})

    def deed() -> None:
        asked = form.cleaned_data
        services.note_bank_answer(me, payment_id, asked["answer"] == "paid", asked["reference"])

    title = gettext("What the bank did")
    return _form(request, form, payment_id, title, gettext("Write down"), deed)


@needs(Permission.PAYMENT_APPROVE)
def propose_refusal(request: HttpRequest, me: Signed, payment_id: UUID) -> HttpResponse:
    """Propose a refusal, for one of the listed reasons."""
    form = RefuseForm(request.POST or None)

    def deed() -> None:
        services.propose_refusal(me, payment_id, Because[form.cleaned_data["because"]])

    title = gettext("Propose a refusal")
    return _form(request, form, payment_id, title, gettext("Propose"), deed)


@needs(Permission.REFUSAL_DECIDE)
def refusal(request: HttpRequest, me: Signed, payment_id: UUID) -> HttpResponse:
    """The second person looks at a proposed refusal, and decides or turns it down.

    A role that has no part in this stream does not learn that the payment exists.
    """
    row, waiting = payment(payment_id), pending_refusal(payment_id)
    roles = TABLE[PayAct.TURN_DOWN].roles(row.stream)
    if waiting is None or not me.actor.roles & roles:
        raise Unknown
    reads = may(me.actor, Permission.PAYMENT_READ)
    back = reverse("support:payment", args=[row.id]) if reads else reverse("my-work")
    form = PlainForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        decide = services.turn_down if "drop" in request.POST else services.refuse
        if attempt(form, lambda: decide(me, payment_id)):
            return redirect(back)
    context = {
        "title": gettext("Refuse a payment?"),
        "payment": row,
        "because": Because[waiting.because].value,
        "back": back,
        "back_label": str(row.amount) if reads else gettext("My work"),
    }
    return form_page(request, form, "support/refusal.html", context)


@needs(Permission.PAYMENT_DRAFT)
def new(request: HttpRequest, me: Signed, file_id: UUID) -> HttpResponse:
    """Write a payment down; nothing is drafted or promised by it."""
    case = case_for(me.actor, file_id, me.at)
    claims = [(c.id, " · ".join(told(c)[:2])) for c in claims_of(file_id)]
    form = PaymentForm(claims, request.POST or None)
    made: list[UUID] = []

    def deed() -> None:
        asked = form.cleaned_data
        chosen = UUID(asked["claim"]) if asked["claim"] else None
        award = Stream(asked["stream"]) is Stream.AWARD
        made.append(
            services.plan_payment(
                me,
                file_id=file_id,
                stream=Stream(asked["stream"]),
                amount=major(asked["amount"]),
                payee=PayeeClass(asked["payee"]),
                claim_id=chosen if award else None,
                tariff_version=_tariff_of(chosen) if award and chosen else "",
                deviation=asked["deviation"],
            )
        )

    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["stream"] == Stream.AWARD.value and not form.cleaned_data["claim"]:
            form.add_error("claim", gettext("An award names the equipment it is for."))
        elif attempt(form, deed):
            return redirect("support:payment", made[0])
    context = {
        "title": gettext("Write down a payment: %(alias)s") % {"alias": case.alias},
        "lead": gettext("Nothing is drafted, promised or moved by writing it down."),
        "button": gettext("Write down"),
        "back": reverse("case-page", args=[file_id]),
        "back_label": case.alias,
    }
    return form_page(request, form, "office/form.html", context)


@needs(Permission.ITEM_MOVE)
def handover(request: HttpRequest, me: Signed, file_id: UUID, claim_id: UUID) -> HttpResponse:
    """Attest that equipment was handed over before two people."""
    if claim_for(me.actor, claim_id, me.at).file_id != file_id:
        raise Unknown
    form = PlainForm(request.POST or None)
    deed = lambda: services.attest_handover(me, file_id, claim_id)  # noqa: E731
    if request.method == "POST" and form.is_valid() and attempt(form, deed):
        return redirect("case-page", file_id)
    context = {
        "title": gettext("Attest a handover"),
        "lead": gettext("Two different people attest that this equipment was handed over."),
        "button": gettext("I was there"),
    }
    return form_page(request, form, "office/form.html", context)
