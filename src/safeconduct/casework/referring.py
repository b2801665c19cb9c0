"""Tables of referrals, and of the recipients that two officers put on the list."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from safeconduct.casework.core.referral import GOES_ON, NAME_LENGTH, PARTS, Class, Ground, State


class Recipient(models.Model):
    """An organisation that may receive people: the public name of an institution."""

    id = models.UUIDField(primary_key=True)
    recipient_class = models.CharField(max_length=20)
    name = models.CharField(max_length=NAME_LENGTH)
    made_by = models.UUIDField()
    made_at = models.DateTimeField()
    agreed_by = models.UUIDField(null=True)
    ended_by = models.UUIDField(null=True)

    class Meta:
        """The wall, and two people."""

        constraints = [
            models.CheckConstraint(
                condition=Q(recipient_class__in=[one.name for one in Class]),
                name="casework_recipient_wall",
            ),
            models.CheckConstraint(
                condition=Q(agreed_by__isnull=True) | ~Q(agreed_by=F("made_by")),
                name="casework_recipient_two_people",
            ),
            models.UniqueConstraint(
                fields=["recipient_class", "name"],
                condition=Q(ended_by__isnull=True),
                name="casework_recipient_once",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Referral(models.Model):
    """A handshake with a recipient; own words about it are sealed (contact)."""

    id = models.UUIDField(primary_key=True)
    case = models.ForeignKey("casework.Case", on_delete=models.PROTECT)
    recipient = models.ForeignKey(Recipient, on_delete=models.PROTECT)
    ground = models.CharField(max_length=8)
    parts = ArrayField(models.CharField(max_length=16))
    sealed = models.BinaryField()
    state = models.CharField(max_length=10, default=State.PROPOSED.value)
    proposed_by = models.UUIDField()
    proposed_at = models.DateTimeField()
    answered_by = models.UUIDField(null=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        """One at a time; known words only; an answer has its officer."""

        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(state__in=[one.value for one in GOES_ON]),
                name="casework_one_referral",
            ),
            models.CheckConstraint(
                condition=Q(state__in=list(map(str, State)))
                & Q(ground__in=[one.name for one in Ground]),
                name="casework_referral_words",
            ),
            models.CheckConstraint(
                condition=Q(parts__contained_by=[one.value for one in PARTS])
                & Q(parts__len__gt=0),
                name="casework_referral_parts",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["proposed", "withdrawn"])
                | Q(answered_by__isnull=False, answered_at__isnull=False),
                name="casework_referral_answered",
            ),
        ]

    def __str__(self) -> str:
        return f"referral of {self.case_id} {self.state}"
