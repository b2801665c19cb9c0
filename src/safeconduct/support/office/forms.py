"""Forms of the treasury: shape only."""

from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from safeconduct.support.core.terms import Because, PayeeClass, Stream
from safeconduct.web.forms import PlainForm
from safeconduct.web.say import say

PAYEES = {
    PayeeClass.PERSON: _("The person"),
    PayeeClass.HEIRS: _("The person's heirs"),
    PayeeClass.UKRAINIAN: _("A Ukrainian who handed the equipment over"),
}
# Ten times the largest sum of any tariff: only a slip of the finger is larger.
MOST_DOLLARS = 10_000_000


class PaymentForm(PlainForm):
    """A payment to write down."""

    stream = forms.ChoiceField(label=_("Stream"), widget=forms.RadioSelect)
    claim = forms.ChoiceField(label=_("For an award: which equipment"), required=False)
    payee = forms.ChoiceField(label=_("Who is paid"), widget=forms.RadioSelect)
    amount = forms.IntegerField(
        label=_("Amount in whole US dollars"), min_value=1, max_value=MOST_DOLLARS
    )
    deviation = forms.CharField(
        label=_("If no rule gives this amount: why"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        max_length=2000,
    )

    def __init__(self, claims: list[tuple[UUID, str]], *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["stream"].choices = [(s.value, say(s)) for s in Stream]  # type: ignore[attr-defined]
        self.fields["payee"].choices = [(p.value, said) for p, said in PAYEES.items()]  # type: ignore[attr-defined]
        self.fields["payee"].initial = PayeeClass.PERSON.value
        self.fields["claim"].choices = [("", "—"), *claims]  # type: ignore[attr-defined]


class PayeeForm(PlainForm):
    """Where the money goes; sealed."""

    account = forms.CharField(
        label=_("Account, as checked with the person"), max_length=60, min_length=4
    )


class BankForm(PlainForm):
    """What the bank did."""

    answer = forms.ChoiceField(
        label=_("The bank"),
        choices=(("paid", _("has paid")), ("failed", _("sent it back"))),
        widget=forms.RadioSelect,
    )
    reference = forms.CharField(label=_("Bank reference"), max_length=40)


class RefuseForm(PlainForm):
    """Why a payment is refused: one of the listed reasons."""

    because = forms.ChoiceField(
        label=_("Reason"),
        help_text=_("The person is told it in their own language, with how to appeal."),
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["because"].choices = [(b.name, say(b)) for b in Because]  # type: ignore[attr-defined]
