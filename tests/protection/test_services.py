"""Plans open at first contact; a lower level needs two; silence never passes unseen."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction

from safeconduct.casework.queries import tasks_for, unmet_conditions
from safeconduct.casework.services import add_person, set_condition
from safeconduct.common.refusal import Conflict, Refused, Unknown
from safeconduct.protection import services
from safeconduct.protection.core.terms import CheckinState, Choice, Kind, Level, WhyNot
from safeconduct.protection.desk import plan_page
from safeconduct.protection.models import LevelChange, MeasureRow, Plan, Silence, WatchBeat
from safeconduct.protection.queries import answers_of, content_of, plans_of
from safeconduct.protection.services import PlanWords
from safeconduct.record.queries import entries_of
from safeconduct.vault.models import Wrap
from safeconduct.vault.queries import open_file
from safeconduct.vault.ring import ring
from tests.cast import Cast
from tests.making import make_case, refused_in_conflict
from tests.protection.making import CALM, PAID, WORDS, Watched, agree, make_plans

HOUR = timedelta(hours=1)


def kinds_of(file_id: UUID) -> list[str]:
    return [entry.line.kind for entry in entries_of(file_id)]


def beat(at: datetime) -> None:
    WatchBeat.objects.update_or_create(id=1, defaults={"at": at})


def test_a_plan_opens_at_first_contact_for_the_person_and_for_the_child(
    cast: Cast, at: datetime
) -> None:
    made = make_plans(cast, at)
    found = plans_of(made.file_id, at)
    assert [row.relation for row in found] == ["applicant", "child"]
    assert {row.person_id for row in found} == {made.soldier, made.daughter}
    assert kinds_of(made.file_id).count(Kind.PLAN_OPENED) == 2


def test_nothing_of_a_plan_lies_in_clear(cast: Cast, at: datetime) -> None:
    made = make_plans(cast, at, PAID)
    row = Plan.objects.get(id=made.plan)
    for blob in (row.sealed_facts, row.sealed_contact, row.sealed_word, row.sealed_place):
        raw = bytes(blob or b"")
        assert raw
        for secret in (b"Siskin", b"birch", b"Vilnius", b"was_paid"):
            assert secret not in raw
    content = content_of(open_file(cast.pavlo.keys, made.file_id), made.plan)
    assert (content.contact, content.word, content.place) == (
        WORDS.contact,
        WORDS.word,
        WORDS.place,
    )


def test_a_supervisor_opens_the_place_and_nothing_else(cast: Cast, at: datetime) -> None:
    made = make_plans(cast, at)
    content = content_of(open_file(cast.vasyl.keys, made.file_id), made.plan)
    assert content.place == "Vilnius"
    assert (content.facts, content.contact, content.word) == (None, None, None)


def test_the_watch_is_given_the_contact_key_alone(cast: Cast, at: datetime) -> None:
    made = make_plans(cast, at)
    held = Wrap.objects.filter(file_id=made.file_id, key_id=ring().services["watch"].key_id)
    assert list(held.values_list("compartment", flat=True)) == ["contact"]


def test_one_person_has_one_plan(cast: Cast, at: datetime) -> None:
    made = make_plans(cast, at)
    with pytest.raises(Conflict):
        services.open_plan(cast.olena.signed(at), made.file_id, made.soldier, CALM, PlanWords())


def test_a_person_of_another_case_gets_no_plan_here(cast: Cast, at: datetime) -> None:
    made, other = make_plans(cast, at), make_case(cast, at)
    stranger = add_person(cast.pavlo.signed(at), other.file_id, "applicant", {})
    with pytest.raises(Unknown):
        services.open_plan(cast.pavlo.signed(at), made.file_id, stranger, CALM, PlanWords())
    plan = Plan.objects.get(id=made.plan)
    with pytest.raises(IntegrityError, match="of this case"), transaction.atomic():
        Plan.objects.filter(id=plan.id).update(person_id=stranger)


VERBS: list[Callable[[Cast, datetime, Watched], object]] = [
    lambda c, at, m: services.open_plan(
        c.kirill.signed(at), m.file_id, m.soldier, CALM, PlanWords()
    ),
    lambda c, at, m: services.set_facts(c.kirill.signed(at), m.plan, CALM),
    lambda c, at, m: services.write_words(c.kirill.signed(at), m.plan, PlanWords()),
    lambda c, at, m: services.answer_measure(
        c.kirill.signed(at), m.plan, "check_in", Choice.DECLINED
    ),
    lambda c, at, m: services.set_schedule(c.kirill.signed(at), m.plan, 24),
    lambda c, at, m: services.note_check_in(c.kirill.signed(at), m.plan),
    lambda c, at, m: services.take_over(c.kirill.signed(at), m.plan),
    lambda c, at, m: services.propose_lowering(
        c.kirill.signed(at), m.plan, Level.STANDARD, "calm", 1
    ),
    lambda c, at, m: services.plan_silence(
        c.kirill.signed(at), m.plan, at + HOUR, at + 2 * HOUR, agreed=True
    ),
    lambda c, at, m: services.family_is_out(c.kirill.signed(at), m.file_id),
]


@pytest.mark.parametrize("verb", VERBS)
def test_kirill_finds_nothing_to_change(
    cast: Cast, at: datetime, verb: Callable[[Cast, datetime, Watched], object]
) -> None:
    made = make_plans(cast, at)
    before = entries_of(made.file_id)
    with pytest.raises(Unknown):
        verb(cast, at, made)
    assert entries_of(made.file_id) == before
    assert plan_page(cast.kirill.actor, at).rows == ()


def test_a_supervisor_reads_and_does_not_write(cast: Cast, at: datetime) -> None:
    made = make_plans(cast, at)
    with pytest.raises(Refused, match="role"):
        services.set_facts(cast.vasyl.signed(at), made.plan, PAID)


def test_facts_raise_the_level_at_once_and_offer_more(cast: Cast, at: datetime) -> None:
    made = make_plans(cast, at)
    before = set(answers_of(made.plan))
    assert services.set_facts(cast.olena.signed(at), made.plan, PAID) is Level.ENHANCED
    assert Plan.objects.get(id=made.plan).level == Level.ENHANCED
    assert before < set(answers_of(made.plan))
    assert Kind.LEVEL_RAISED in kinds_of(made.file_id)


def test_calmer_facts_lower_nothing(cast: Cast, at: datetime) -> None:
    made = make_plans(cast, at, PAID)
    assert services.set_facts(cast.olena.signed(at), made.plan, CALM) is Level.ENHANCED


def raised_then_calm(cast: Cast, at: datetime) -> tuple[Watched, int]:
    made = make_plans(cast, at, PAID)
    services.set_facts(cast.pavlo.signed(at), made.plan, CALM)
    return made, Plan.objects.get(id=made.plan).version


def test_the_task_ends_when_everybody_of_the_file_has_a_plan(cast: Cast, at: datetime) -> None:
    file_id = make_case(cast, at).file_id
    pavlo = cast.pavlo.signed(at)
    family = [add_person(pavlo, file_id, who, {}) for who in ("applicant", "child")]
    asked = []
    for person in family:
        asked.append([task.say for task in tasks_for(cast.pavlo.actor, at)])
        services.open_plan(pavlo, file_id, person, CALM, PlanWords())
    assert asked == [["Write the protection plan"]] * 2
    assert tasks_for(cast.pavlo.actor, at) == []
    assert [entry.line.kind for entry in entries_of(file_id)].count("casework.task.done") == 1


def test_one_person_cannot_lower_a_level(cast: Cast, at: datetime) -> None:
    made, version = raised_then_calm(cast, at)
    pavlo = cast.pavlo.signed(at)
    change = services.propose_lowering(pavlo, made.plan, Level.STANDARD, "quiet", version)
    with pytest.raises(Refused) as refused:
        services.confirm_lowering(pavlo, change)
    assert refused.value.reasons == (WhyNot.SAME_PERSON,)
    assert Plan.objects.get(id=made.plan).level == Level.ENHANCED


def test_two_people_lower_a_level_and_nobody_does_it_twice(cast: Cast, at: datetime) -> None:
    made, version = raised_then_calm(cast, at)
    change = services.propose_lowering(
        cast.pavlo.signed(at), made.plan, Level.STANDARD, "quiet", version
    )
    with refused_in_conflict(cast, at, made.file_id, cast.olena):
        services.confirm_lowering(cast.olena.signed(at), change)
    services.confirm_lowering(cast.olena.signed(at), change)
    assert Plan.objects.get(id=made.plan).level == Level.STANDARD
    assert Kind.LEVEL_LOWERED in kinds_of(made.file_id)
    with pytest.raises(Refused, match="decided already"):
        services.confirm_lowering(cast.olena.signed(at), change)


def test_a_level_is_not_lowered_below_the_facts_or_without_a_reason(
    cast: Cast, at: datetime
) -> None:
    made = make_plans(cast, at, PAID)
    with pytest.raises(Refused) as refused:
        services.propose_lowering(cast.pavlo.signed(at), made.plan, Level.STANDARD, " ", 1)
    assert refused.value.reasons == (WhyNot.NO_REASON, WhyNot.BELOW_THE_FACTS)


def test_new_facts_end_a_waiting_lowering(cast: Cast, at: datetime) -> None:
    made, version = raised_then_calm(cast, at)
    pavlo = cast.pavlo.signed(at)
    change = services.propose_lowering(pavlo, made.plan, Level.STANDARD, "quiet", version)
    services.set_facts(cast.olena.signed(at), made.plan, PAID)
    with pytest.raises(Refused, match="decided already"):
        services.confirm_lowering(cast.olena.signed(at), change)
    with pytest.raises(Conflict):
        services.propose_lowering(pavlo, made.plan, Level.STANDARD, "quiet", version)


def test_a_lowering_can_be_turned_down(cast: Cast, at: datetime) -> None:
    made, version = raised_then_calm(cast, at)
    change = services.propose_lowering(
        cast.pavlo.signed(at), made.plan, Level.STANDARD, "quiet", version
    )
    services.drop_lowering(cast.olena.signed(at), change)
    assert LevelChange.objects.get(id=change).state == "dropped"


def test_the_database_lowers_no_level_for_one_person(cast: Cast, at: datetime) -> None:
    made, version = raised_then_calm(cast, at)
    rows = Plan.objects.filter(id=made.plan)
    with pytest.raises(IntegrityError, match="two different people"), transaction.atomic():
        rows.update(level=Level.STANDARD.value, version=version + 1)
    change = services.propose_lowering(
        cast.pavlo.signed(at), made.plan, Level.STANDARD, "quiet", version
    )
    same = LevelChange.objects.filter(id=change)
    with pytest.raises(IntegrityError, match="two_people"), transaction.atomic():
        same.update(state="confirmed", confirmed_by=same.get().proposed_by, confirmed_at=at)


def test_an_old_confirmation_lowers_nothing_later(cast: Cast, at: datetime) -> None:
    made, version = raised_then_calm(cast, at)
    change = services.propose_lowering(
        cast.pavlo.signed(at), made.plan, Level.STANDARD, "quiet", version
    )
    services.confirm_lowering(cast.olena.signed(at), change)
    services.set_facts(cast.olena.signed(at), made.plan, PAID)
    rows = Plan.objects.filter(id=made.plan)
    later = rows.get().version
    with pytest.raises(IntegrityError, match="two different people"), transaction.atomic():
        rows.update(level=Level.STANDARD.value, version=later + 1)
    with pytest.raises(IntegrityError, match="only rises"), transaction.atomic():
        rows.update(version=version)


def test_declining_ends_no_help(cast: Cast, at: datetime) -> None:
    made = make_plans(cast, at, PAID)
    agree(cast, made.plan, at)
    pavlo = cast.pavlo.signed(at)
    for code in answers_of(made.plan):
        services.answer_measure(pavlo, made.plan, code, Choice.DECLINED)
    row = next(row for row in plans_of(made.file_id, at) if row.id == made.plan)
    assert row.level is Level.ENHANCED
    assert row.checkin is None
    assert len(answers_of(made.plan)) == MeasureRow.objects.filter(plan_id=made.plan).count()
    services.answer_measure(pavlo, made.plan, "check_in", Choice.ACCEPTED)
    services.set_schedule(pavlo, made.plan, 12)
    assert plans_of(made.file_id, at)[0].checkin is not None


def test_no_rhythm_without_the_persons_yes(cast: Cast, at: datetime) -> None:
    made = make_plans(cast, at)
    with pytest.raises(Refused) as refused:
        services.set_schedule(cast.pavlo.signed(at), made.plan, 24)
    assert refused.value.reasons == (WhyNot.CHECKIN_DECLINED,)


def checkin_of(cast: Cast, made: Watched, at: datetime) -> tuple[CheckinState, timedelta]:
    row = next(row for row in plan_page(cast.pavlo.actor, at).rows if row.id == made.plan)
    assert row.checkin is not None
    return row.checkin.state, row.checkin.late_for


def test_while_the_watch_is_locked_what_is_expected_is_late_at_once(
    cast: Cast, at: datetime
) -> None:
    made = make_plans(cast, at, PAID)
    agree(cast, made.plan, at)
    assert checkin_of(cast, made, at + 23 * HOUR)[0] is CheckinState.ON_TIME
    assert checkin_of(cast, made, at + 24 * HOUR)[0] is CheckinState.LATE
    beat(at + 24 * HOUR)
    assert checkin_of(cast, made, at + 24 * HOUR)[0] is CheckinState.DUE


def test_an_officer_who_heard_from_the_person_ends_the_lateness(
    cast: Cast, at: datetime
) -> None:
    made = make_plans(cast, at)
    agree(cast, made.plan, at)
    late = at + 30 * HOUR
    assert checkin_of(cast, made, late)[0] is CheckinState.LATE
    services.take_over(cast.olena.signed(late), made.plan)
    with pytest.raises(Conflict):
        services.take_over(cast.pavlo.signed(late), made.plan)
    services.note_check_in(cast.olena.signed(late), made.plan)
    assert checkin_of(cast, made, late)[0] is CheckinState.ON_TIME
    with pytest.raises(Refused, match="Nothing is late"):
        services.take_over(cast.pavlo.signed(late), made.plan)


def test_the_first_rung_calls_the_protection_officer(cast: Cast, at: datetime) -> None:
    made = make_plans(cast, at)
    agree(cast, made.plan, at)
    late = at + 24 * HOUR
    row = plan_page(cast.pavlo.actor, late).rows[0]
    assert row.id == made.plan, "the late one stands first"
    assert row.checkin is not None
    assert row.checkin.rung is not None
    assert row.checkin.rung.number == 1
    services.take_over(cast.pavlo.signed(late), made.plan)
    checkin = plan_page(cast.pavlo.actor, late).rows[0].checkin
    assert checkin is not None
    assert (checkin.rung, checkin.taken_over_by) == (None, "Pavlo")


def test_a_planned_silence_is_agreed_short_and_beforehand(cast: Cast, at: datetime) -> None:
    made = make_plans(cast, at)
    agree(cast, made.plan, at)
    pavlo = cast.pavlo.signed(at)
    with pytest.raises(Refused) as refused:
        services.plan_silence(pavlo, made.plan, at - HOUR, at + 99 * HOUR, agreed=False)
    assert refused.value.reasons == (
        WhyNot.SILENCE_NOT_AGREED,
        WhyNot.SILENCE_TOO_LONG,
        WhyNot.SILENCE_BEGUN,
    )
    services.plan_silence(pavlo, made.plan, at + 23 * HOUR, at + 40 * HOUR, agreed=True)
    assert checkin_of(cast, made, at + 39 * HOUR)[0] is CheckinState.ON_TIME
    assert checkin_of(cast, made, at + 40 * HOUR)[0] is CheckinState.LATE
    silence = Silence.objects.filter(checkin__plan_id=made.plan)
    with pytest.raises(IntegrityError, match="silence_short"), transaction.atomic():
        silence.update(until=at + 200 * HOUR)
    with pytest.raises(IntegrityError, match="silence_agreed"), transaction.atomic():
        silence.update(agreed=False)


def test_the_family_in_safety_fulfils_the_persons_condition(cast: Cast, at: datetime) -> None:
    made = make_plans(cast, at)
    set_condition(cast.olena.signed(at), made.file_id, "family_out_first", None)
    services.family_is_out(cast.pavlo.signed(at), made.file_id)
    assert unmet_conditions(made.file_id) == []


def test_the_public_role_and_the_workers_role_cannot_touch_a_plan(
    cast: Cast, at: datetime
) -> None:
    make_plans(cast, at)
    for role, deed in (
        ("sc_public", "SELECT count(*) FROM protection_plan"),
        ("sc_public", "SELECT count(*) FROM protection_checkin"),
        ("sc_worker", "UPDATE protection_plan SET level = 'standard'"),
        ("sc_office", "DELETE FROM protection_plan"),
        ("sc_office", "UPDATE protection_levelchange SET proposed_by = confirmed_by"),
    ):
        with (
            pytest.raises(Exception, match="permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(f"SET LOCAL ROLE {role}")
            cursor.execute(deed)
