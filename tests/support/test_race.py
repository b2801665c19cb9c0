"""Two treasurers release the same payment at the same moment: the money goes once."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from threading import Barrier
from uuid import UUID

import pytest

from safeconduct.common.ids import new_id
from safeconduct.common.money import major
from safeconduct.common.refusal import Conflict, Refused
from safeconduct.support import services
from safeconduct.support.core.terms import Stream
from safeconduct.support.models import Posting, Release
from safeconduct.support.queries import balances
from safeconduct.vault.ceremony import Offline
from tests.cast import Cast, Officer, make_cast
from tests.making import make_case
from tests.racing import elsewhere, sweep_everything


@pytest.fixture
def approved(offline: Offline, at: datetime) -> Iterator[tuple[Cast, UUID]]:
    """An approved hardship grant, committed for real; everything is swept away afterwards."""

    def prepare() -> tuple[Cast, UUID]:
        cast = make_cast(offline)
        made = make_case(cast, at, arrived=True, stage="passage")
        fedir = cast.fedir.signed(at)
        grant = services.plan_payment(
            fedir, file_id=made.file_id, stream=Stream.HARDSHIP, amount=major(900)
        )
        services.draft(fedir, grant)
        services.check_payee(fedir, grant, "UA00 0000")
        services.approve(cast.faina.signed(at), grant)
        return cast, grant

    yield elsewhere(prepare)
    elsewhere(sweep_everything)


def test_the_money_goes_once(approved: tuple[Cast, UUID], at: datetime) -> None:
    cast, grant = approved
    second = replace(cast.marta.actor, officer_id=new_id())
    treasurers = [cast.marta, Officer("Mira", "", b"", second, cast.marta.keys)]
    start = Barrier(len(treasurers))

    def release(treasurer: Officer) -> str:
        start.wait(30)
        try:
            services.release(treasurer.signed(at), grant)
        except (Conflict, Refused) as no:
            return type(no).__name__
        return "released"

    with ThreadPoolExecutor(len(treasurers)) as pool:
        futures = [pool.submit(elsewhere, lambda one=one: release(one)) for one in treasurers]
        answers = sorted(future.result(60) for future in futures)
    assert answers == ["Refused", "released"]
    assert elsewhere(Release.objects.count) == 1
    assert elsewhere(Posting.objects.count) == 2
    assert elsewhere(lambda: sum(amount.minor for _, amount in balances())) == 0
