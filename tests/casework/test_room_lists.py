"""The rooms' lists: their lines are what the rooms' own rows say, after any act."""

import random
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from safeconduct.accounts.core.terms import Leaving, Role
from safeconduct.accounts.models import Membership
from safeconduct.casework import jobs, services
from safeconduct.casework.models import Case, RoomLine
from safeconduct.casework.queries import lists_wrong, room_lines
from safeconduct.casework.services.access import take_off
from safeconduct.materiel.core.flow import ENDS
from safeconduct.materiel.core.terms import Companions, Marks
from safeconduct.materiel.desk import claims_page
from safeconduct.materiel.models import Claim
from safeconduct.materiel.services import register_claim, withdraw_claim
from safeconduct.passage.models import CrossingRow, NoticeRow
from safeconduct.passage.queries import Step, ask_waiting, crossing_page
from safeconduct.protection.desk import ask_looked, plan_page
from safeconduct.protection.models import CheckIn, Plan
from safeconduct.protection.services import note_check_in, set_schedule
from safeconduct.web.together import read
from tests.cast import Cast
from tests.making import make_case
from tests.passage.story import open_, propose
from tests.protection.making import agree, make_plans

HOUR = timedelta(hours=1)
NEVER = datetime(9999, 1, 1, tzinfo=UTC)
TANK = Marks("bmp2", "02KT", "", "", "")
Line = tuple[UUID, str, UUID, datetime | None, datetime]


def said_by_the_rooms() -> set[Line]:
    """Every line as it should be, from each room's own rows."""
    things = [
        ("crossing", row.case_id, row.case_id, _end(row)) for row in CrossingRow.objects.all()
    ]
    for claim in Claim.objects.all():
        kinds = ["claim"] if claim.state in ENDS else ["claim", "custody"]
        things += [(kind, claim.id, claim.case_id, claim.registered_at) for kind in kinds]
    for plan in Plan.objects.all():
        watched = CheckIn.objects.filter(plan=plan, active=True).first()
        due = watched.next_due if watched else NEVER
        things.append(("plan", plan.id, plan.file_id, due))
    places = list(Membership.objects.values_list("officer_id", "file_id", "until"))
    return {
        (officer, kind, thing, until, when)
        for kind, thing, file_id, when in things
        for officer, on, until in places
        if on == file_id
    }


def _end(row: CrossingRow) -> datetime:
    notices = NoticeRow.objects.filter(crossing=row).order_by("revision")
    return max([(one.revision, one.window_end) for one in notices], default=(0, NEVER))[1]


def kept() -> set[Line]:
    rows = RoomLine.objects.all()
    return {(row.officer_id, row.kind, row.thing, row.until, row.at) for row in rows}


def test_whatever_is_done_every_line_is_what_the_rooms_say(cast: Cast, at: datetime) -> None:
    luck = random.Random(5)  # noqa: S311  a fixed order, no secret
    watched = make_plans(cast, at)
    files = [watched.file_id, make_case(cast, at).file_id]
    Case.objects.update(stage="passage")
    olena, vasyl, kirill = cast.olena.signed(at), cast.vasyl.signed(at), cast.kirill.id
    plans = [watched.plan, watched.her_plan]
    agree(cast, watched.plan, at)

    def acts(file_id: UUID) -> list[Callable[[], object]]:
        standing = Claim.objects.filter(case_id=file_id).exclude(state__in=ENDS)
        places = Membership.objects.filter(file_id=file_id, officer_id=kirill)
        return [
            lambda: open_(cast, file_id, at),
            lambda: propose(cast, file_id, at + luck.randrange(9) * HOUR),
            lambda: register_claim(
                olena, file_id, "bmp2", TANK, companions=Companions.UNHARMED
            ),
            lambda: withdraw_claim(olena, standing[0].id),
            lambda: set_schedule(cast.pavlo.signed(at), luck.choice(plans), 6),
            lambda: note_check_in(cast.pavlo.signed(at + HOUR), luck.choice(plans)),
            lambda: services.assign(vasyl, file_id, kirill, Role.CASE_OFFICER),
            lambda: take_off(vasyl, file_id, kirill, Leaving.DONE),
            lambda: places.update(until=luck.choice([None, at + 2 * HOUR])),
            lambda: CheckIn.objects.filter(plan=plans[0]).update(active=luck.random() < 0.5),
        ]

    done = 0
    for _ in range(40):
        try:
            with transaction.atomic():
                luck.choice(acts(luck.choice(files)))()
            done += 1
        except Exception as error:  # refused in one of many ways: lines must hold
            assert not isinstance(error, DatabaseError)
    assert done > 12
    assert kept() == said_by_the_rooms()
    assert len({line[1] for line in kept()}) == 4
    assert lists_wrong() == 0


def test_a_line_of_a_room_that_was_altered_is_found_and_made_anew(
    cast: Cast, at: datetime
) -> None:
    open_(cast, make_case(cast, at, stage="passage").file_id, at)
    RoomLine.objects.update(at=at)
    wrong = lists_wrong()
    assert wrong > 2
    jobs.recount_lists(0)
    assert (kept(), lists_wrong()) == (said_by_the_rooms(), 0)
    denied = pytest.raises(DatabaseError, match="permission denied")
    with denied, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE sc_office")
        cursor.execute("DELETE FROM casework_roomline")


def test_hours_that_end_take_the_things_of_a_case_off_the_list(
    cast: Cast, at: datetime
) -> None:
    made, olena = make_plans(cast, at), cast.olena
    Case.objects.update(stage="passage")
    places = Membership.objects.filter(file_id=made.file_id, officer_id=olena.id)
    places.update(until=at + HOUR)
    open_(cast, made.file_id, at)
    assert len(plan_page(olena.actor, at).rows) == 2
    assert len(crossing_page(olena.actor, at).rows) == 1
    assert plan_page(olena.actor, at + HOUR).rows == ()
    assert crossing_page(olena.actor, at + HOUR).rows == ()


TABLES = "casework_roomline|casework_case|passage_\\w+|materiel_\\w+|protection_plan" \
         "|protection_checkin|accounts_membership"  # fmt: skip


def test_no_list_of_a_room_reads_a_table_from_end_to_end(cast: Cast, at: datetime) -> None:
    made, olena = make_plans(cast, at), cast.olena
    Case.objects.update(stage="passage")
    agree(cast, made.plan, at)
    open_(cast, made.file_id, at)
    propose(cast, made.file_id, at)
    register_claim(olena.signed(at), made.file_id, "bmp2", TANK, companions=Companions.UNHARMED)
    with CaptureQueriesContext(connection) as asked:
        for found in (
            crossing_page(olena.actor, at).rows,
            read(ask_waiting(cast.vasyl.actor, at, tuple(Step))),
            claims_page(olena.actor, at).rows,
            claims_page(olena.actor, at, open_only=True).rows,
            plan_page(olena.actor, at).rows,
            read(ask_looked(olena.actor, at + 99 * HOUR)).late,
            room_lines(olena.actor, at, "crossing"),
        ):
            assert len(found) > 0
    assert len(asked) < 30
    plans = []
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        for one in asked.captured_queries:
            cursor.execute(f"EXPLAIN {one['sql']}")
            plans.append("\n".join(row[0] for row in cursor.fetchall()))
        cursor.execute("SET LOCAL enable_seqscan = on")
    assert [plan for plan in plans if re.search(f"Seq Scan on ({TABLES})\\b", plan)] == []
