"""What the programme did is kept as counts: they equal a recount, in whatever order it came."""

from datetime import datetime

import pytest
from django.db import connection

from safeconduct.materiel import services
from safeconduct.materiel.core.flow import track
from safeconduct.materiel.core.terms import AlertEnd, EquipmentTrack, ItemEvent, ItemState
from safeconduct.materiel.models import Alert
from safeconduct.oversight.figures import figures_wrong, programme_totals
from safeconduct.oversight.models import TotalCount
from safeconduct.oversight.services import fold_figures, recount_figures
from tests.cast import Cast
from tests.jobs import run_jobs
from tests.making import make_case
from tests.materiel.making import Pair, moved, two_claims


def told_to_be_one(cast: Cast, at: datetime, pair: Pair) -> None:
    """Two people decide that both claims are for the driver's vehicle."""
    alert_id = Alert.objects.get().id
    services.propose_end(cast.olena.signed(at), alert_id, AlertEnd.SAME, pair.driver, "One.")
    services.resolve_alert(cast.emil.signed(at), alert_id, agree=True)


@pytest.mark.parametrize("state", ItemState)
def test_the_database_and_the_flow_mean_the_same_items(state: ItemState) -> None:
    came = track(state) not in {EquipmentTrack.NONE, EquipmentTrack.PROMISED}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT oversight_came(%s, false), oversight_came(%s, true)", [state] * 2
        )
        assert cursor.fetchone() == (came, False)


@pytest.mark.parametrize("decided_first", [False, True])
def test_of_two_claims_for_one_vehicle_one_counts(
    cast: Cast, at: datetime, decided_first: bool
) -> None:
    pair = two_claims(cast, at)
    run_jobs()
    if decided_first:
        told_to_be_one(cast, at, pair)
    moved(cast, at, pair.driver, ItemEvent.RECEIVE)
    assert programme_totals().items == {"bmp2": 1}
    if not decided_first:
        moved(cast, at, pair.farmer, ItemEvent.RECEIVE)
        assert programme_totals().items == {"bmp2": 2}
        told_to_be_one(cast, at, pair)
    moved(cast, at, pair.driver, ItemEvent.MAKE_SAFE)
    assert programme_totals().items == {"bmp2": 1}
    assert figures_wrong() == 0


def test_lost_totals_are_made_anew_and_folding_changes_none(cast: Cast, at: datetime) -> None:
    make_case(cast, at, arrived=True, stage="passage")
    make_case(cast, at, arrived=True, stage="passage")
    found = programme_totals()
    assert (found.people, TotalCount.objects.count()) == (2, 2)
    fold_figures()
    assert (programme_totals(), TotalCount.objects.count()) == (found, 1)
    TotalCount.objects.all().delete()
    assert figures_wrong() == 1
    assert recount_figures(at) == 1
    assert (programme_totals(), figures_wrong()) == (found, 0)
