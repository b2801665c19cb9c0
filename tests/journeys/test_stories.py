"""The demonstration's eight stories run through the real services, in the order of time."""

from datetime import datetime
from pathlib import Path

from safeconduct.casework.models import Case
from safeconduct.demo.sharing import share_with_partner
from safeconduct.demo.stories import tell
from safeconduct.demo.telling import Teller
from safeconduct.partners.models import Ack
from safeconduct.record.models import Leaf
from safeconduct.record.queries import audit
from safeconduct.support.models import Payment
from tests.cast import Cast
from tests.jobs import run_jobs


def test_every_story_stops_where_it_should(cast: Cast, at: datetime, tmp_path: Path) -> None:
    people = {name.lower(): (one.actor, one.keys) for name, one in cast.staff.items()}
    teller = Teller(people, at)
    tell(teller)
    run_jobs()
    share_with_partner(teller, tmp_path)
    assert Ack.objects.get().share.file_id == teller.files["abroad"]
    stages = sorted(Case.objects.values_list("stage", flat=True))
    assert stages == [
        "arrived", "arrived", "contact", "offer", "passage", "support", "triage", "triage",
        "triage",
    ]  # fmt: skip
    assert set(Payment.objects.values_list("stream", "state")) == {
        ("award", "none"),
        ("award", "paid"),
        ("hardship", "drafted"),
        ("hardship", "paid"),
        ("hardship", "released"),
    }
    assert audit(at).holds
    times = list(Leaf.objects.order_by("number").values_list("at", flat=True))
    early = sum(later < earlier for earlier, later in zip(times, times[1:], strict=False))
    assert early < len(times) / 20  # steps of one moment may carry a later hour
