"""Signing the head, auditing the record, and what each kind of tampering meets."""

import io
from datetime import datetime
from threading import Thread

import pytest
from django.core.management import call_command
from django.db import connection

from safeconduct.casework.services import note_read
from safeconduct.common.refusal import Refused
from safeconduct.jobs.queue import WORKER, app
from safeconduct.oversight import jobs
from safeconduct.oversight.core.terms import Flaw, Kind
from safeconduct.oversight.queries import (
    PAGE,
    desk,
    examine,
    inclusion,
    line_page,
    record_key,
    signed_head,
)
from safeconduct.oversight.services import audit_record, sign_head
from safeconduct.record import queries as record
from safeconduct.record.core import checkpoint
from safeconduct.record.core.terms import WhyNot
from safeconduct.record.services import act
from safeconduct.vault import signer
from safeconduct.vault.ring import ring
from tests.cast import Cast
from tests.making import make_case
from tests.oversight import tampering


def grow(at: datetime, lines: int) -> None:
    """Lines of the worker."""
    with act(WORKER, at) as a:
        for number in range(lines):
            a.note(Kind.RECORD_AUDITED, lines=number)


def verify() -> tuple[int, str]:
    """Exit code and output of the operator's command."""
    out = io.StringIO()
    try:
        call_command("verify_record", stdout=out)
    except SystemExit as stop:
        return int(str(stop.code)), out.getvalue()
    return 0, out.getvalue()


def test_the_head_is_signed_when_the_record_grew_and_only_then(
    cast: Cast, at: datetime
) -> None:
    assert sign_head(at) == record.size()
    grow(at, 5)
    size = sign_head(at)
    assert size == record.size()
    head = signed_head()
    assert head is not None
    keys = ring()
    read = checkpoint.verify(head.note, keys.record_name, keys.record_key, signer.check)
    assert (read.size, read.root) == (size, record.root(size))
    sign_head(at)
    assert signed_head() == head


def test_an_empty_record_is_not_signed(cast: Cast, at: datetime) -> None:
    if record.size() == 0:
        assert sign_head(at) == 0
        assert signed_head() is None
    assert examine(at).flaws == ()


def test_both_jobs_run_twice_and_are_known_to_the_queue(cast: Cast, at: datetime) -> None:
    grow(at, 3)
    for _ in range(2):
        jobs.sign_checkpoint(0)
        jobs.audit(0)
    assert {"oversight.record.checkpoint", "oversight.record.audit"} <= set(app.tasks)
    crons = {t.task.name: t.cron for t in app.periodic_registry.periodic_tasks.values()}
    assert crons["oversight.record.checkpoint"] == "* * * * *"
    assert examine(at).flaws == ()


def test_an_audit_that_holds_is_a_line_itself(cast: Cast, at: datetime) -> None:
    grow(at, 9)
    found = audit_record(cast.audra.actor, at)
    assert found.flaws == ()
    newest = record.newest(1)[0].line
    assert (newest.kind, newest.actor) == (Kind.RECORD_AUDITED, cast.audra.actor.key_id)
    assert newest.facts == {"lines": found.lines, "outcome": "holds"}


@pytest.mark.parametrize("number", [0, 4, 10])
def test_an_altered_line_is_found_by_its_number(cast: Cast, at: datetime, number: int) -> None:
    grow(at, 11)
    sign_head(at)
    tampering.alter_line(number)
    before = record.size()
    found = audit_record(cast.audra.actor, at)
    assert found.first_bad == number
    assert Flaw.LINE_ALTERED in found.flaws
    assert record.size() == before, "a broken record does not vouch for its audit"
    with pytest.raises(Refused):
        jobs.audit(0)
    assert verify() == (1, verify()[1])
    assert verify()[1].startswith(f"FAIL: First altered line: {number}.")
    assert verify()[1].count("\n") == 1


def test_a_rewriter_of_all_hashes_meets_the_signed_checkpoint(cast: Cast, at: datetime) -> None:
    grow(at, 8)
    sign_head(at)
    other = record.leaf_data(3)
    tampering.rewrite_line(2, other)
    assert record.audit(at).holds, "inside the database nothing looks wrong"
    assert examine(at).flaws == (Flaw.CHECKPOINT_DIFFERS,)
    assert verify()[0] == 1


def test_no_second_head_is_signed_over_a_rewritten_past(cast: Cast, at: datetime) -> None:
    grow(at, 8 - record.size() % 8 + 5)
    sign_head(at)
    signed = record.size()
    grow(at, 3)
    # The node under the old checkpoint stays, so that its root still looks right.
    kept = {(2, (signed - 5) // 4)}
    tampering.rewrite_line(signed - 5, record.leaf_data(signed - 1), kept)
    with pytest.raises(Refused) as refused:
        sign_head(at)
    assert refused.value.reasons == (WhyNot.TREE_REWRITTEN,)
    assert Flaw.CHECKPOINT_DIFFERS in examine(at).flaws


def test_a_cut_record_is_not_signed_again(cast: Cast, at: datetime) -> None:
    grow(at, 6)
    sign_head(at)
    tampering.cut_last_line()
    with pytest.raises(Refused) as refused:
        sign_head(at)
    assert refused.value.reasons == (WhyNot.TREE_SHRANK,)
    assert Flaw.CHECKPOINT_DIFFERS in examine(at).flaws


def test_a_removed_node_is_a_flaw_and_not_a_crash(cast: Cast, at: datetime) -> None:
    grow(at, 8)
    sign_head(at)
    tampering.run("DELETE FROM record_node WHERE level > 0")
    assert Flaw.ROOT_DIFFERS in examine(at).flaws
    assert inclusion(1).holds is False


def test_a_checkpoint_of_another_key_is_a_flaw(cast: Cast, at: datetime) -> None:
    grow(at, 4)
    sign_head(at)
    head = signed_head()
    assert head is not None
    forged = checkpoint.note(
        checkpoint.parse_note(head.note).body, ring().record_name, b"\0" * 4, b"\0" * 64
    )
    tampering.run("UPDATE record_signedcheckpoint SET note = %s", forged)
    assert examine(at).flaws == (Flaw.CHECKPOINT_UNSIGNED,)


def test_the_command_says_ok_in_one_line(cast: Cast, at: datetime) -> None:
    grow(at, 3)
    size = record.size()
    assert verify() == (0, f"OK: {size} lines, checkpoint none signed yet.\n")
    sign_head(at)
    assert verify() == (0, f"OK: {size} lines, checkpoint signed at {size}.\n")


def test_a_proof_holds_under_the_key_of_the_record(cast: Cast, at: datetime) -> None:
    grow(at, 7)
    sign_head(at)
    grow(at, 1)
    last = record.size() - 1
    assert all(inclusion(number).holds for number in range(last))
    assert inclusion(last).proof is None
    assert checkpoint.parse_vkey(record_key().line) == (ring().record_name, ring().record_key)


def test_pages_go_through_the_whole_record_by_key(cast: Cast, at: datetime) -> None:
    grow(at, 2 * PAGE + 3)
    page, seen = line_page(), []
    assert page.newest
    assert page.newer is None
    while True:
        seen += [line.number for line in page.lines]
        if page.older is None:
            break
        page = line_page(page.older)
        assert page.newer is not None
    assert seen == list(range(record.size()))[::-1]


def test_an_audit_reads_one_moment_however_busy_the_office_is(
    cast: Cast, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []
    real = record.audit

    def spy(moment: datetime) -> record.Audit:
        with connection.cursor() as cursor:
            for name in ("transaction_isolation", "transaction_read_only"):
                cursor.execute(f"SHOW {name}")
                seen.append(cursor.fetchone()[0])
        return real(moment)

    def outside_of_the_test_transaction() -> None:
        seen.append(str(examine(at).flaws))
        connection.close()

    monkeypatch.setattr(record, "audit", spy)
    thread = Thread(target=outside_of_the_test_transaction)
    thread.start()
    thread.join()
    assert seen == ["repeatable read", "on", "()"]


def test_an_unreadable_line_does_not_close_the_page(cast: Cast, at: datetime) -> None:
    grow(at, 5)
    tampering.alter_line(record.size() - 2)
    lines = line_page().lines
    assert [bool(line.kind) for line in lines[:3]] == [True, False, True]


def test_openings_are_counted_per_officer_for_seven_days(cast: Cast, at: datetime) -> None:
    made = make_case(cast, at)
    for _ in range(3):
        note_read(cast.olena.signed(at), made.file_id)
    note_read(cast.vasyl.signed(at), made.file_id)
    assert desk(at).reads == (("Olena", 3), ("Vasyl", 1))
    assert desk(at.replace(month=12, day=2)).reads == ()


@pytest.mark.parametrize("role", ["sc_office", "sc_worker"])
def test_neither_door_nor_worker_may_change_the_record(
    cast: Cast, at: datetime, role: str
) -> None:
    grow(at, 1)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT bool_or(has_table_privilege(%s, name, verb)) FROM unnest(ARRAY["
            "'record_leaf', 'record_node', 'record_head', 'record_signedcheckpoint']) name,"
            " unnest(ARRAY['UPDATE', 'DELETE', 'TRUNCATE']) verb",
            [role],
        )
        assert cursor.fetchone() == (False,)
