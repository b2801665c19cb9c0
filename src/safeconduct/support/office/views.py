"""The treasury: a list, one page a payment, and one act a button."""

from collections.abc import Callable
from typing import Any
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
from safeconduct.materiel.core.rules import explain
from safeconduct.materiel.queries import ClaimView, claims_of
from safeconduct.materiel.queries import claim as claim_view
from safeconduct.support import services
from safeconduct.support.core.flow import MOVES
from safeconduct.support.core.rules import reasons_not_to_apply
from safeconduct.support.core.terms import PayAct, PayeeClass, Stream
from safeconduct.support.office.forms import BankForm, PayeeForm, PaymentForm, RefuseForm
from safeconduct.support.queries import (
    PaymentView,
    balances,
    facts_for_page,
    payment,
    payments,
)
from safeconduct.web.forms import PlainForm, attempt, form_page
from safeconduct.web.say import say

ADDRESS = {
    PayAct.DRAFT: "support:draft",
    PayAct.APPROVE: "support:approve",
    PayAct.RELEASE: "support:release",
    PayAct.CONFIRM_PAID: "support:bank",
    PayAct.REFUSE: "support:refuse",
    PayAct.APPEAL: "support:appeal",
}
ACCOUNTS = {
    "bank": gettext_noop("bank"),
    "budget": gettext_noop("budget"),
    "payable": gettext_noop("agreed, not yet paid"),
}
BY_FORM = (PayAct.CONFIRM_PAID, PayAct.REFUSE)


@needs(Permission.PAYMENT_READ)
def payments_page(request: HttpRequest, me: Signed) -> HttpResponse:
    """All payments, latest change first, and the balances of the ledger."""
    del me
    sums = [(account_says(account), amount) for account, amount in balances()]
    context = {"payments": payments(), "balances": sums}
    return render(request, "support/payments.html", context)


def account_says(account: str) -> str:
    """An account of the ledger in words: what it holds, and for which stream."""
    return " · ".join(say(ACCOUNTS.get(part, part)) for part in account.split(":"))


@needs(Permission.PAYMENT_READ)
def show(request: HttpRequest, me: Signed, payment_id: UUID) -> HttpResponse:
    """One payment: how its amount came about, what may be done, and what not, and why."""
    row = payment(payment_id)
    acts, refused = acts_for(me, row)
    people = names_of([p for p in (row.drafted_by, row.approved_by) if p])
    context = {
        "payment": row,
        "acts": acts,
        "refused": refused,
        "drafter": people.get(row.drafted_by, ""),
        "approver": people.get(row.approved_by, ""),
        "claim": told(claim_view(row.claim_id)) if row.claim_id else None,
        "may_check": may(me.actor, Permission.PAYMENT_DRAFT),
    }
    return render(request, "support/payment.html", context)


def acts_for(me: Signed, row: PaymentView) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Allowed and refused acts, each refusal with every reason and who can."""
    facts = facts_for_page(row.id, me.actor)
    acts, refused = [], []
    for move in MOVES:
        if move.act not in ADDRESS:
            continue
        reasons = reasons_not_to_apply(move.act, facts, me.actor.roles)
        url = reverse(ADDRESS[move.act], args=[row.id])
        if not reasons or (move.act is PayAct.REFUSE and len(reasons) == 1):
            post = move.act not in BY_FORM
            acts.append({"label": say(move.label), "url": url, "post": post})
        elif row.state in move.sources or move.act is PayAct.RELEASE:
            who = ", ".join(say(role) for role in sorted(move.who))
            told = [say(reason) for reason in reasons]
            refused.append({"label": say(move.label), "who": who, "reasons": told})
    return acts, refused


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
    form = BankForm(request.POST or None)

    def deed() -> None:
        asked = form.cleaned_data
        services.note_bank_answer(me, payment_id, asked["answer"] == "paid", asked["reference"])

    title = gettext("What the bank did")
    return _form(request, form, payment_id, title, gettext("Write down"), deed)


@needs(Permission.PAYMENT_APPROVE)
def refuse(request: HttpRequest, me: Signed, payment_id: UUID) -> HttpResponse:
    """Refuse with a reason in words."""
    form = RefuseForm(request.POST or None)

    def deed() -> None:
        services.refuse(me, payment_id, form.cleaned_data["reason"])

    return _form(request, form, payment_id, gettext("Refuse"), gettext("Refuse"), deed)


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
