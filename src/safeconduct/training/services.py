"""Starts and ends runs of exercises."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from safeconduct.accounts.signed import Signed
from safeconduct.common.ids import new_id
from safeconduct.common.refusal import Unknown, refuse_if
from safeconduct.contact.core.code import Language
from safeconduct.contact.core.terms import LetterBody, LetterKind
from safeconduct.contact.services.boxes import new_box
from safeconduct.contact.services.letters import write_first
from safeconduct.record.services import act
from safeconduct.training.core.exercise import Exercise, exercises
from safeconduct.training.core.terms import Kind, WhyNot
from safeconduct.training.models import Copy, CopyFile


def start(me: Signed, code: str) -> UUID:
    """Take a fresh copy, or send the exercise's letters in; returns the run's id.

    Refused (NO_COPY) when every prepared copy was taken; Unknown for no such exercise.
    """
    exercise = exercises().get(code)
    if exercise is None:
        raise Unknown
    if exercise.letters:
        lay_out(code, send_in(exercise, me.at))
    with act(me.actor, me.at) as a:
        rows = Copy.objects.select_for_update(skip_locked=True)
        row = rows.filter(exercise=code, started_at=None).order_by("id").first()
        refuse_if([WhyNot.NO_COPY] if row is None else [])
        if row is None:
            raise Unknown
        Copy.objects.filter(id=row.id).update(started_by=me.actor.officer_id, started_at=me.at)
        a.note(Kind.STARTED, about=row.id)
    return row.id


def end(me: Signed, copy_id: UUID) -> None:
    """Nobody goes on with this run: what comes now counts no more. Safe to repeat."""
    with act(me.actor, me.at) as a:
        rows = Copy.objects.filter(id=copy_id, started_at__isnull=False)
        if not rows.exists():
            raise Unknown
        if rows.filter(ended_at=None).update(ended_at=me.at):
            a.note(Kind.ENDED, about=copy_id)


def lay_out(code: str, files: Sequence[UUID]) -> UUID:
    """Write a fresh copy of an exercise with its files in order; returns its id."""
    with transaction.atomic():
        copy = Copy.objects.create(id=new_id(), exercise=code)
        CopyFile.objects.bulk_create(
            CopyFile(copy=copy, file_id=file_id, place=place)
            for place, file_id in enumerate(files, 1)
        )
    return copy.id


def send_in(exercise: Exercise, at: datetime) -> list[UUID]:
    """The exercise's letters come in, each from somebody of its own; nobody has their words."""
    files = []
    for letter in exercise.letters:
        box = new_box(Language(letter.language), long_code=True)
        body = LetterBody(LetterKind.MESSAGE, letter.text)
        with transaction.atomic():
            write_first(box, new_id(), body, letter.danger, at)
        files.append(box.file_id)
    return files
