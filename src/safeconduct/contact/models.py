"""Letters, mailboxes, items, and the sessions of people reading their mailbox."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from safeconduct.contact.core.attachment import AttachmentState
from safeconduct.contact.core.duty import LONGEST_SHIFT, Duty
from safeconduct.contact.core.places import PlaceKind, Room, Tonight
from safeconduct.contact.core.terms import LetterState


class Mailbox(models.Model):
    """Where an applicant comes back to; found by the locator that only the words yield.

    Of visits the month is kept and nothing else. The call-back words lie here twice: sealed to
    the applicant, and for whoever may read the contact part of the file. Words that an officer
    heard, taking down a call, stand until the person has taken new ones.
    """

    file_id = models.UUIDField(primary_key=True)
    locator = models.BinaryField(unique=True)
    applicant_key = models.BinaryField()
    inbox_key = models.BinaryField()
    language = models.CharField(max_length=2)
    day = models.DateField()
    visited_in = models.DateField()  # first day of the month
    sealed_callback = models.BinaryField()
    sealed_callback_copy = models.BinaryField()
    words_heard = models.BooleanField(default=False)

    class Meta:
        """The month only, whatever is written; the worker looks for the long unvisited."""

        constraints = [
            models.CheckConstraint(
                condition=models.Q(visited_in__day=1), name="contact_mailbox_month_only"
            )
        ]
        indexes = [models.Index(fields=["visited_in"], name="contact_mailbox_visited")]

    def __str__(self) -> str:
        return f"mailbox {self.file_id}"


class AlarmBox(models.Model):
    """A second way into a mailbox, under force: harmless items, and a sealed alarm."""

    box_id = models.UUIDField(primary_key=True)  # the items of the box lie under this id
    mailbox = models.ForeignKey(Mailbox, on_delete=models.CASCADE, db_column="file_id")
    locator = models.BinaryField(unique=True)
    applicant_key = models.BinaryField()
    sealed_callback = models.BinaryField()

    def __str__(self) -> str:
        return f"alarm box of {self.mailbox_id}"


class Complaint(models.Model):
    """A complaint: a file of its own, whose one key goes to the ombudsman and nobody else.

    No column names the case. `thread` comes from the person's words, so that the answers find
    their way back. `answer_key`: what answers are sealed to since the person took new words.
    """

    id = models.UUIDField(primary_key=True)
    thread = models.UUIDField()
    sealed_body = models.BinaryField()
    answer_key = models.BinaryField(null=True)
    day = models.DateField()
    state = models.CharField(max_length=8, default=LetterState.NEW.value)
    swept_at = models.DateTimeField(null=True)

    class Meta:
        """Answers are looked up by thread."""

        indexes = [models.Index(fields=["thread"], name="contact_complaint_thread")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=list(map(str, LetterState))),
                name="contact_complaint_state",
            )
        ]

    def __str__(self) -> str:
        return f"complaint {self.id}"


class Letter(models.Model):
    """One sealed letter: its key wrapped to the file's inbox, its kind inside the seal."""

    id = models.UUIDField(primary_key=True)
    file_id = models.UUIDField()
    sealed_key = models.BinaryField()
    sealed_body = models.BinaryField()
    danger = models.CharField(max_length=24)
    language = models.CharField(max_length=2)
    day = models.DateField()
    state = models.CharField(max_length=8, default=LetterState.NEW.value)
    cut_off = models.BooleanField(default=False)  # the beginning only: it may be made whole
    place = models.PositiveSmallIntegerField(
        default=0
    )  # its number in the mailbox: a trigger's
    swept_at = models.DateTimeField(null=True)

    class Meta:
        """What the desk asks for."""

        indexes = [
            models.Index(fields=["file_id", "place"], name="contact_letter_file"),
            models.Index(fields=["swept_at"], name="contact_letter_swept"),
            models.Index(
                fields=["day", "id"],
                name="contact_letter_new",
                condition=models.Q(state="new"),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=list(map(str, LetterState))),
                name="contact_letter_state",
            )
        ]

    def __str__(self) -> str:
        return f"letter {self.id}"


class DeskClaim(models.Model):
    """Who at the desk reads the letters of a mailbox just now: a hint that ends by itself."""

    file_id = models.UUIDField(primary_key=True)
    officer_id = models.UUIDField()
    since = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        """It always ends."""

        constraints = [
            models.CheckConstraint(
                condition=models.Q(until__gt=models.F("since")), name="contact_claim_ends"
            )
        ]

    def __str__(self) -> str:
        return f"claim on {self.file_id}"


class DeskLine(models.Model):
    """A mailbox without a case in the order of the desk; kept by triggers of letters and wraps.

    `place`: of the greatest danger that any letter tells of; `day`: of the first letter;
    `since`: when the worker found the first one, the year 9999 until it has.
    """

    file_id = models.UUIDField(primary_key=True)
    place = models.PositiveSmallIntegerField()
    day = models.DateField()
    since = models.DateTimeField()

    class Meta:
        """A page of the desk is one walk along the index."""

        indexes = [
            models.Index(
                fields=["place", "day", "since", "file_id"], name="contact_deskline_order"
            )
        ]

    def __str__(self) -> str:
        return f"at the desk: {self.file_id}"


class FirstWait(models.Model):
    """From when a mailbox's first letter was found until its first answer; kept by triggers."""

    file_id = models.UUIDField(primary_key=True)
    since = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        """The figure of some days is one walk along the index."""

        indexes = [
            models.Index(fields=["since"], include=["answered_at"], name="contact_wait_since")
        ]

    def __str__(self) -> str:
        return f"first answer to {self.file_id}"


class Shift(models.Model):
    """Hours in which an officer is on duty, and the languages they speak then."""

    id = models.UUIDField(primary_key=True)
    officer_id = models.UUIDField()
    duty = models.CharField(max_length=12)
    languages = ArrayField(models.CharField(max_length=2), default=list)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    made_by = models.UUIDField()

    class Meta:
        """It ends, and within hours that one can stay awake."""

        indexes = [models.Index(fields=["ends_at"], name="contact_shift_by_end")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(duty__in=list(map(str, Duty))), name="contact_shift_duty"
            ),
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at"))
                & models.Q(ends_at__lte=models.F("starts_at") + LONGEST_SHIFT),
                name="contact_shift_ends",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.duty} until {self.ends_at}"


class ReceptionPlace(models.Model):
    """A place that receives people, under a kind and a number: no name, no address."""

    id = models.UUIDField(primary_key=True)
    kind = models.CharField(max_length=10)
    number = models.PositiveSmallIntegerField()
    room = models.CharField(max_length=5)
    opens = models.TimeField()
    closes = models.TimeField()
    days = ArrayField(models.PositiveSmallIntegerField())
    tonight = models.CharField(max_length=5)
    extension = models.CharField(max_length=5)  # at the programme's own desk
    said_by = models.UUIDField()
    said_at = models.DateTimeField()

    class Meta:
        """Codes and digits only; a number once for a kind."""

        constraints = [
            models.UniqueConstraint(
                fields=["kind", "number"], name="contact_place_number_once"
            ),
            models.CheckConstraint(
                condition=models.Q(
                    kind__in=[one.name for one in PlaceKind],
                    room__in=[one.name for one in Room],
                    tonight__in=[one.name for one in Tonight],
                ),
                name="contact_place_codes",
            ),
            models.CheckConstraint(
                condition=models.Q(extension__regex="^[0-9]{2,5}$")
                & models.Q(days__contained_by=list(range(7)))
                & models.Q(days__len__gt=0),
                name="contact_place_no_words",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"


class Handover(models.Model):
    """What an officer leaves to whoever is on the same duty next; the note is sealed."""

    id = models.UUIDField(primary_key=True)
    duty = models.CharField(max_length=12)
    made_by = models.UUIDField()
    made_at = models.DateTimeField()
    sealed_note = models.BinaryField()
    taken_by = models.UUIDField(null=True)
    taken_at = models.DateTimeField(null=True)

    class Meta:
        """Somebody else takes it over, at a moment."""

        constraints = [
            models.CheckConstraint(
                condition=models.Q(duty__in=list(map(str, Duty))), name="contact_handover_duty"
            ),
            models.CheckConstraint(
                condition=models.Q(taken_by__isnull=True, taken_at__isnull=True)
                | (
                    models.Q(taken_by__isnull=False, taken_at__gte=models.F("made_at"))
                    & ~models.Q(taken_by=models.F("made_by"))
                ),
                name="contact_handover_two_people",
            ),
        ]

    def __str__(self) -> str:
        return f"hand-over of {self.duty}"


class HandoverKey(models.Model):
    """The key to a hand-over's note, sealed to one officer's own key."""

    id = models.UUIDField(primary_key=True)
    handover = models.ForeignKey(Handover, on_delete=models.CASCADE)
    key_id = models.CharField(max_length=16)
    sealed = models.BinaryField()

    class Meta:
        """Once per officer."""

        constraints = [
            models.UniqueConstraint(
                fields=["handover", "key_id"], name="contact_handover_key_once"
            )
        ]

    def __str__(self) -> str:
        return f"key for {self.key_id}"


class Attachment(models.Model):
    """One sealed file of a letter; its id is its name in the sealed-files folder."""

    id = models.UUIDField(primary_key=True)
    file_id = models.UUIDField()
    # The database holds the stronger rule: a letter of the same file (migration 0002).
    letter = models.OneToOneField(Letter, on_delete=models.PROTECT, db_constraint=False)
    sealed_key = models.BinaryField()
    sealed_body = models.BinaryField()
    day = models.DateField()
    state = models.CharField(max_length=8, default=AttachmentState.NEW.value)

    class Meta:
        """Files are listed per case file."""

        indexes = [models.Index(fields=["file_id", "day"], name="contact_attachment_file")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=list(map(str, AttachmentState))),
                name="contact_attachment_state",
            )
        ]

    def __str__(self) -> str:
        return f"attachment {self.id}"


class Item(models.Model):
    """One item in a mailbox: sealed to the applicant, with a copy for the case's officers.

    An item that was read and destroyed is a row without content. `gone_with` is the session
    that ends it.
    """

    id = models.UUIDField(primary_key=True)
    file_id = models.UUIDField()
    sealed = models.BinaryField(null=True)
    office_copy = models.BinaryField(null=True)  # none: for the person alone
    at = models.DateTimeField()
    gone_with = models.CharField(max_length=64, null=True)  # noqa: DJ001  none: it stays

    class Meta:
        """Items are listed per file; those that go are found by their session."""

        indexes = [
            models.Index(fields=["file_id", "-at"], name="contact_item_file"),
            models.Index(
                fields=["gone_with"],
                name="contact_item_going",
                condition=models.Q(gone_with__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"item {self.id}"


class MailboxSession(models.Model):
    """An open mailbox: the applicant's seed, sealed under a secret only the cookie holds.

    `until` moves with every click, `ends_at` never. `sealed_next`: new words that count once
    they were typed right.
    """

    hash = models.CharField(max_length=64, primary_key=True)
    file_id = models.UUIDField()
    sealed_seed = models.BinaryField()
    sealed_code = models.BinaryField(null=True)
    sealed_next = models.BinaryField(null=True)
    until = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        """No click prolongs a session beyond its last end."""

        constraints = [
            models.CheckConstraint(
                condition=models.Q(until__lte=models.F("ends_at")), name="contact_session_ends"
            )
        ]

    def __str__(self) -> str:
        return f"mailbox session until {self.until}"
