"""Rows go in without a word coming back, and never twice."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from safeconduct.common.ids import new_id
from safeconduct.vault.core.terms import Compartment
from safeconduct.vault.models import EarlierKey
from safeconduct.web.blind import insert

pytestmark = pytest.mark.django_db


def row(sealed: bytes = b"\x00sealed") -> EarlierKey:
    """Any row with an id of its own, text and bytes."""
    part = Compartment.CONTACT
    return EarlierKey(id=new_id(), file_id=new_id(), compartment=part, epoch=1, sealed=sealed)


def test_rows_come_whole_in_one_statement_that_reads_nothing() -> None:
    one, other = row(), row(b"")
    with CaptureQueriesContext(connection) as asked:
        insert(one, other)
    assert len(asked) == 1
    assert "RETURNING" not in asked[0]["sql"]
    for wanted in (one, other):
        found = EarlierKey.objects.get(id=wanted.id)
        assert (found.file_id, bytes(found.sealed)) == (wanted.file_id, wanted.sealed)


def test_a_row_that_is_there_is_not_written_over() -> None:
    one = row()
    insert(one)
    with pytest.raises(IntegrityError), transaction.atomic():
        again = row(b"other")
        again.id = one.id
        insert(again)
    assert bytes(EarlierKey.objects.get(id=one.id).sealed) == one.sealed
