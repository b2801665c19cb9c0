"""Erasing takes two people, one from outside, a waiting time, no hold; then nobody reads."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, connections, transaction
from django.utils import timezone

from safeconduct.casework import services
from safeconduct.casework.core.terms import (
    ERASURE_WAIT,
    CaseAct,
    Erasing,
    Kind,
    Stage,
    WhyNot,
)
from safeconduct.casework.jobs import run_erasures
from safeconduct.casework.models import Case, Erasure, Task
from safeconduct.casework.queries import find, pending_of, proposals_for
from safeconduct.casework.services.erasure import due, erase
from safeconduct.common.refusal import Conflict, Refused, Unknown
from safeconduct.jobs.queue import WORKER
from safeconduct.record.queries import entries_of
from safeconduct.record.services import act
from safeconduct.vault.core.terms import WhyNot as VaultWhyNot
from safeconduct.vault.models import Wrap
from safeconduct.vault.queries import open_file
from tests.cast import Cast
from tests.doors import Door
from tests.making import do, make_case

A = CaseAct


def closed(cast: Cast, at: datetime) -> UUID:
    """A case whose person withdrew."""
    file_id = make_case(cast, at).file_id
    do(cast.olena, file_id, A.WITHDRAW, at)
    return file_id


def agreed(cast: Cast, at: datetime) -> UUID:
    """A closed case that Vasyl wants erased and the auditor agreed to."""
    file_id = closed(cast, at)
    assert do(cast.vasyl, file_id, A.ERASE, at) is False
    pending = pending_of(file_id, at)
    assert pending is not None
    services.confirm(cast.audra.signed(at), pending.id)
    return file_id


def run(at: datetime) -> None:
    """What the worker does at a moment."""
    for erasure_id in due(at):
        with act(WORKER, at) as a:
            erase(a, erasure_id)


def test_two_people_and_a_week_erase_a_case(cast: Cast, at: datetime) -> None:
    file_id = agreed(cast, at)
    assert find(file_id).state.erasing is Erasing.WAITING
    run(at + ERASURE_WAIT - timedelta(seconds=1))
    assert open_file(cast.olena.keys, file_id).keys  # still readable
    run(at + ERASURE_WAIT)
    assert find(file_id).state.erasing is Erasing.DONE
    assert not Wrap.objects.filter(file_id=file_id).exists()
    with pytest.raises(Refused) as refused:
        open_file(cast.olena.keys, file_id)
    assert refused.value.reasons == (VaultWhyNot.SHREDDED,)
    kinds = [entry.line.kind for entry in entries_of(file_id, 3)]
    assert kinds[0] == Kind.ERASURE_DONE
    run(at + ERASURE_WAIT)  # twice is once
    assert [e.line.kind for e in entries_of(file_id, 50)].count(Kind.ERASURE_DONE) == 1


def test_an_older_copy_of_the_database_opens_nothing_after_erasure(
    cast: Cast, at: datetime
) -> None:
    file_id = agreed(cast, at)
    backup = list(Wrap.objects.filter(file_id=file_id))
    run(at + ERASURE_WAIT)
    Wrap.objects.bulk_create(backup)  # the office's database, as it was yesterday
    with pytest.raises(Refused) as refused:
        open_file(cast.olena.keys, file_id)
    assert refused.value.reasons == (VaultWhyNot.SHREDDED,)


@pytest.mark.parametrize(
    ("who", "what"),
    [
        ("olena", A.STOP_ERASURE), ("lina", A.PLACE_HOLD), ("vasyl", A.REOPEN),
    ],
)  # fmt: skip
def test_a_word_a_hold_or_the_person_coming_back_stops_it(
    cast: Cast, at: datetime, who: str, what: CaseAct
) -> None:
    file_id = agreed(cast, at)
    do(getattr(cast, who), file_id, what, at)
    run(at + 2 * ERASURE_WAIT)
    assert find(file_id).state.erasing is Erasing.NONE
    assert open_file(cast.olena.keys, file_id).keys
    assert Erasure.objects.get().stopped_at == at


def test_a_hold_keeps_the_file_until_two_lift_it(cast: Cast, at: datetime) -> None:
    file_id = closed(cast, at)
    do(cast.lina, file_id, A.PLACE_HOLD, at)
    with pytest.raises(Refused) as refused:
        do(cast.vasyl, file_id, A.ERASE, at)
    assert refused.value.reasons == (WhyNot.HELD,)
    assert do(cast.lina, file_id, A.LIFT_HOLD, at) is False
    pending = pending_of(file_id, at)
    assert pending is not None
    services.confirm(cast.vasyl.signed(at), pending.id)
    assert not find(file_id).state.held


def test_an_open_case_is_never_erased(cast: Cast, at: datetime) -> None:
    file_id = make_case(cast, at).file_id
    with pytest.raises(Refused) as refused:
        do(cast.vasyl, file_id, A.ERASE, at)
    assert refused.value.reasons == (WhyNot.NOT_THIS_STAGE,)


def test_the_witness_is_an_auditor_and_sees_nothing_else(cast: Cast, at: datetime) -> None:
    file_id = closed(cast, at)
    do(cast.vasyl, file_id, A.ERASE, at)
    [waiting] = proposals_for(cast.audra.actor, at)
    assert waiting.file_id == file_id
    with pytest.raises(Refused) as refused:
        services.confirm(cast.pavlo.signed(at), waiting.id)  # on the case, no auditor
    assert refused.value.reasons == (WhyNot.ROLE,)
    with pytest.raises(Unknown):
        services.confirm(cast.kirill.signed(at), waiting.id)
    assert open_file(cast.audra.keys, file_id).keys == {}


def test_an_auditor_witnesses_nothing_but_erasures(cast: Cast, at: datetime) -> None:
    file_id = make_case(cast, at, stage="triage").file_id
    do(cast.petro, file_id, A.URGENT_PASSAGE, at)
    assert proposals_for(cast.audra.actor, at) == []
    pending = pending_of(file_id, at)
    assert pending is not None
    for deed in (services.confirm, services.drop_proposal):
        with pytest.raises(Unknown):
            deed(cast.audra.signed(at), pending.id)


def test_the_case_that_moved_meanwhile_is_not_erased(cast: Cast, at: datetime) -> None:
    file_id = closed(cast, at)
    do(cast.vasyl, file_id, A.ERASE, at)
    pending = pending_of(file_id, at)
    assert pending is not None
    Case.objects.filter(file_id=file_id).update(version=99)
    with pytest.raises(Conflict):
        services.confirm(cast.audra.signed(at), pending.id)


def test_the_database_refuses_an_erasure_too_early_alone_or_taken_back(
    cast: Cast, at: datetime
) -> None:
    file_id = agreed(cast, at)
    row = Erasure.objects.get()
    tries: list[tuple[str, Callable[[], object]]] = [
        ("two_people", lambda: Erasure.objects.update(witnessed_by=row.proposed_by)),
        ("erasure_waits", lambda: Erasure.objects.update(due_at=at)),
        ("one_end", lambda: Erasure.objects.update(done_at=at)),
        ("waiting time", lambda: Case.objects.update(erasing="done")),
        ("closed_and_free", lambda: Case.objects.update(held=True)),
    ]
    for why, deed in tries:
        with pytest.raises(IntegrityError, match=why), transaction.atomic():
            deed()
    run(at + ERASURE_WAIT)
    with pytest.raises(IntegrityError, match="stays erased"), transaction.atomic():
        Case.objects.filter(file_id=file_id).update(erasing="none")


def test_the_office_cannot_destroy_keys_by_itself(office_door: Door, cast: Cast) -> None:
    del cast
    with connections["keystore"].cursor() as cursor:
        cursor.execute(
            "SELECT has_function_privilege('sc_office', 'shred_key_drop(uuid)', 'execute')"
        )
        assert cursor.fetchone() == (False,)
        cursor.execute(
            "SELECT has_function_privilege('sc_worker', 'shred_key_drop(uuid)', 'execute')"
        )
        assert cursor.fetchone() == (True,)


def test_the_worker_erases_what_is_due(cast: Cast) -> None:
    now = timezone.now()
    file_id = agreed(cast, now - ERASURE_WAIT)
    run_erasures(0)
    assert find(file_id).state.erasing is Erasing.DONE


def test_an_erased_case_is_a_page_without_content(office_door: Door, cast: Cast) -> None:
    now = timezone.now()
    file_id = agreed(cast, now - ERASURE_WAIT)
    office_door.sign_in(cast.olena, now)
    page = office_door.get(f"/cases/{file_id}/")
    assert "This case is to be erased." in page
    run_erasures(0)
    page = office_door.get(f"/cases/{file_id}/")
    assert "Nobody can read it any more" in page
    assert "Хочу жить" not in page
    assert Task.objects.filter(case_id=file_id).exists()
    assert find(file_id).state.stage is Stage.WITHDRAWN


def test_the_auditor_finds_the_erasure_on_the_own_desk(office_door: Door, cast: Cast) -> None:
    now = timezone.now()
    file_id = closed(cast, now)
    do(cast.vasyl, file_id, A.ERASE, now)
    pending = pending_of(file_id, now)
    assert pending is not None
    office_door.sign_in(cast.audra, now)
    assert find(file_id).alias in office_door.get("/my-work/")
    address = f"/proposals/{pending.id}/"
    assert "the keys of this case are destroyed" in office_door.get(address)
    office_door.post(address)
    assert find(file_id).state.erasing is Erasing.WAITING
    office_door.get(f"/cases/{file_id}/")
    assert office_door.page.status_code == 404
