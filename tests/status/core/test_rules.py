"""Hand-counted deadlines hold; more protective applies; an offer is never a promise."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safeconduct.status.core.catalogue import calendars, deadline_rules, readings
from safeconduct.status.core.rules import (
    ALWAYS,
    BARRED_STATES,
    SENTENCES,
    Language,
    banners,
    certain_day,
    deadline,
    is_working_day,
    promise_words,
    protections,
    reasons_not_to_close,
    reasons_not_to_hold_card,
    reasons_not_to_name,
    reasons_not_to_place,
    reasons_not_to_show,
    shown_text,
    state_on,
)
from safeconduct.status.core.terms import (
    Authority,
    Banner,
    Calendar,
    CardHold,
    Closing,
    Deadline,
    Offer,
    OfferState,
    PlacementFacts,
    Protection,
    Reading,
    ReadingKind,
    Trigger,
    TriggerKind,
    WhyNot,
)

TODAY = date(2026, 11, 22)
RULES, ROWS = deadline_rules(), readings()
BERLIN, POLAND = calendars()["DE-BE"], calendars()["PL"]
LIAISON, LEAD = UUID(int=1), UUID(int=2)


def count(rule_id: str, day: date, *seats: Calendar) -> Deadline:
    """A deadline of a shipped rule, counted from one certain day."""
    rule = RULES[rule_id]
    return deadline(rule, Trigger(rule.trigger, day, day), seats or (BERLIN,), TODAY)


@pytest.mark.parametrize(
    ("rule_id", "day", "seat", "safe", "legal"),
    [
        # Case 1: an ordinary refusal in Berlin, served on Friday 11 December.
        ("de.suit", "2026-12-11", BERLIN, "2026-12-24", "2026-12-28"),
        ("de.grounds", "2026-12-11", BERLIN, "2027-01-11", "2027-01-11"),
        ("de.suit.short", "2026-12-11", BERLIN, "2026-12-18", "2026-12-18"),
        # Case 2, Berlin side: Epiphany is no holiday there.
        ("de.suit", "2026-12-23", BERLIN, "2027-01-06", "2027-01-06"),
        # Case 3: a claim at an airport; the end of the order does not roll past Women's Day.
        ("de.border.decision", "2026-12-14", BERLIN, "2027-02-08", "2027-02-08"),
        ("de.border.interim", "2027-02-08", BERLIN, "2027-02-15", "2027-02-15"),
        ("de.border.end", "2026-12-14", BERLIN, "2027-03-08", "2027-03-08"),
        # Case 4: a hit received on 16 December; limits on a state end on a Saturday, too.
        ("eu.takecharge.hit", "2026-12-16", BERLIN, "2027-01-16", "2027-01-16"),
        ("eu.transfer", "2027-01-29", BERLIN, "2027-07-29", "2027-07-29"),
        # Case 5: Poland, where 24 December is a holiday.
        ("eu.lodge", "2026-12-04", POLAND, "2026-12-23", "2026-12-28"),
        # Case 10: the capture card; a week of plain days ends on Christmas Day.
        ("gc3.card", "2026-12-18", POLAND, "2026-12-25", "2026-12-25"),
        # Case 12: a recognition that became final on the last day of November.
        ("de.family", "2026-11-30", BERLIN, "2027-02-26", "2027-03-01"),
    ],
)
def test_the_hand_counted_cases(
    rule_id: str, day: str, seat: Calendar, safe: str, legal: str
) -> None:
    counted = count(rule_id, date.fromisoformat(day), seat)
    assert (counted.safe.isoformat(), counted.legal.isoformat()) == (safe, legal)
    assert counted.banners == (Banner.NOT_CHECKED,)


def test_the_count_can_be_followed_line_by_line() -> None:
    days = [day.isoformat() for day, _ in count("de.suit", date(2026, 12, 11)).lines]
    assert days == ["2026-12-11", "2026-12-25", "2026-12-28", "2026-12-24"]


def test_where_the_court_is_not_known_the_earlier_date_counts() -> None:
    munich = Calendar(
        "DE-BY", "Munich", BERLIN.holidays | {date(2027, 1, 6)}, BERLIN.years, "test"
    )
    served = date(2026, 12, 23)
    assert count("de.suit", served, munich).legal == date(2027, 1, 7)
    both = count("de.suit", served, munich, BERLIN)
    assert (both.safe, both.legal) == (date(2027, 1, 5), date(2027, 1, 6))


def test_an_uncertain_day_counts_from_the_earliest_and_says_so() -> None:
    rule = RULES["de.suit"]
    about = Trigger(TriggerKind.SERVED, date(2026, 12, 9), date(2026, 12, 11))
    counted = deadline(rule, about, (BERLIN,), TODAY)
    assert counted.legal == date(2026, 12, 23)
    assert Banner.TRIGGER_UNSURE in counted.banners


def test_a_date_beyond_the_holiday_list_or_before_the_rule_carries_a_warning() -> None:
    assert Banner.YEAR_NOT_COVERED in count("de.suit", date(2027, 12, 28)).banners
    assert Banner.NOT_IN_FORCE in count("de.suit", date(2026, 6, 11)).banners


def test_a_wrong_event_or_a_missing_calendar_is_a_defect() -> None:
    rule = RULES["de.suit"]
    with pytest.raises(ValueError, match="starts with served"):
        deadline(rule, Trigger(TriggerKind.REGISTERED, TODAY, TODAY), (BERLIN,), TODAY)
    with pytest.raises(ValueError, match="calendar"):
        deadline(rule, Trigger(TriggerKind.SERVED, TODAY, TODAY), (), TODAY)
    backwards = Trigger(TriggerKind.SERVED, TODAY, TODAY - timedelta(days=1))
    with pytest.raises(ValueError, match="first day"):
        deadline(rule, backwards, (BERLIN,), TODAY)


@given(
    st.sampled_from(sorted(RULES)),
    st.dates(date(2026, 1, 1), date(2027, 6, 1)),
    st.lists(st.sampled_from([BERLIN, POLAND]), min_size=1, max_size=2),
)
@settings(max_examples=100)
def test_the_safe_date_is_a_working_day_never_after_the_legal_one(
    rule_id: str, day: date, seats: list[Calendar]
) -> None:
    rule, counted = RULES[rule_id], count(rule_id, day, *seats)
    assert day < counted.safe <= counted.legal
    if rule.binds_state:
        assert counted.safe == counted.legal
    else:
        assert all(is_working_day(counted.safe, seat) for seat in seats)
        assert any(is_working_day(counted.legal, seat) for seat in seats)


@given(st.dates(date(2026, 1, 1), date(2027, 6, 1)), st.integers(1, 60))
@settings(max_examples=100)
def test_day_counts_equal_a_count_on_the_fingers(day: date, days: int) -> None:
    rule = replace(RULES["de.suit"], count=days)
    end = day
    for _ in range(days):
        end += timedelta(days=1)
    while end.isoweekday() in {6, 7} or end in BERLIN.holidays:
        end += timedelta(days=1)
    trigger = Trigger(TriggerKind.SERVED, day, day)
    assert deadline(rule, trigger, (BERLIN,), TODAY).legal == end


def test_a_row_is_stale_after_180_days_even_when_a_lawyer_checked_it() -> None:
    rule = replace(RULES["de.suit"], checked_by="A. Lawyer", read_on=TODAY)
    assert banners(rule, TODAY + timedelta(days=180)) == ()
    assert banners(rule, TODAY + timedelta(days=181)) == (Banner.STALE,)


@given(st.lists(st.sampled_from(list(ReadingKind))), st.sampled_from(list(ReadingKind)))
@settings(max_examples=100)
def test_another_open_reading_never_takes_anything_away(
    kinds: list[ReadingKind], more: ReadingKind
) -> None:
    held = [Reading(ROWS[kind], TODAY) for kind in kinds]
    wider = protections([*held, Reading(ROWS[more], TODAY)])
    assert wider == protections(held) | ROWS[more].adds
    assert wider >= ALWAYS


def test_a_man_forced_to_serve_keeps_both_sets_of_protection() -> None:
    both = [
        Reading(ROWS[kind], TODAY)
        for kind in (ReadingKind.POW, ReadingKind.FORCED_CONSCRIPT_UA)
    ]
    assert {
        Protection.FIVE_ANSWERS_ONLY,
        Protection.COUNSEL,
        Protection.NO_EXCHANGE_WITHOUT_CHOICE,
        Protection.NO_RETURN,
    } <= protections(both)


def test_without_any_reading_there_is_still_no_return_and_care() -> None:
    assert protections([]) == {Protection.NO_RETURN, Protection.CARE}


CLOSING = Closing(
    Authority.COMPETENT_TRIBUNAL, "Tribunal of Example", "ef" * 32, TODAY, ReadingKind.REFUGEE
)


@pytest.mark.parametrize(
    ("kind", "closing", "reasons"),
    [
        (ReadingKind.POW, CLOSING, []),
        (ReadingKind.POW, replace(CLOSING, name=" "), [WhyNot.NO_AUTHORITY]),
        (ReadingKind.POW, replace(CLOSING, paper_hash=""), [WhyNot.NO_PAPER]),
        (
            ReadingKind.POW,
            replace(CLOSING, authority=Authority.PROSECUTOR),
            [WhyNot.WRONG_AUTHORITY],
        ),
        (ReadingKind.POW, replace(CLOSING, to=ReadingKind.CHILD), [WhyNot.WRONG_SUCCESSOR]),
        (ReadingKind.REFUSED_APPEAL, CLOSING, [WhyNot.NEVER_CLOSES]),
    ],
)
def test_only_an_authority_with_a_paper_closes_a_reading(
    kind: ReadingKind, closing: Closing, reasons: list[WhyNot]
) -> None:
    assert reasons_not_to_close(Reading(ROWS[kind], TODAY), closing) == reasons


OFFER = Offer("DE", "AufenthG § 22", OfferState.OPEN, TODAY - timedelta(days=7))
READY = PlacementFacts(
    offer=OFFER,
    free_places=1,
    wish_on=TODAY - timedelta(days=5),
    list_opened_on=TODAY - timedelta(days=4),
    proposer=LIAISON,
    decider=LEAD,
    impartial=True,
    on=TODAY,
)


def test_a_confirmed_offer_and_a_recorded_wish_are_enough() -> None:
    assert reasons_not_to_place(READY) == []


@pytest.mark.parametrize(
    ("facts", "reasons"),
    [
        (replace(READY, wish_on=None), [WhyNot.NO_WISH]),
        (replace(READY, list_opened_on=TODAY - timedelta(days=6)), [WhyNot.LIST_CAME_FIRST]),
        (replace(READY, free_places=0), [WhyNot.NO_PLACE]),
        (replace(READY, decider=LIAISON), [WhyNot.SAME_PERSON]),
        (replace(READY, impartial=False), [WhyNot.NOT_IMPARTIAL]),
        (replace(READY, on=TODAY + timedelta(days=1)), [WhyNot.CONFIRMATION_OLD]),
        (
            replace(READY, offer=replace(OFFER, state_of_offer=OfferState.PAUSED)),
            [WhyNot.OFFER_NOT_OPEN],
        ),
        # Case 13: an open offer confirmed nine days ago, and no wish yet.
        (
            replace(READY, on=TODAY + timedelta(days=2), wish_on=None),
            [WhyNot.NO_WISH, WhyNot.CONFIRMATION_OLD],
        ),
    ],
)
def test_a_person_is_not_placed_without_wish_offer_and_two_people(
    facts: PlacementFacts, reasons: list[WhyNot]
) -> None:
    assert reasons_not_to_place(facts) == reasons


@pytest.mark.parametrize("state", sorted(BARRED_STATES) + ["ru"])
def test_nobody_is_ever_proposed_to_the_persecutor(state: str) -> None:
    facts = replace(READY, offer=replace(OFFER, state=state))
    assert reasons_not_to_place(facts) == [WhyNot.BARRED_STATE]


def test_nothing_with_a_name_leaves_before_a_yes() -> None:
    assert reasons_not_to_name(READY, said_yes=False) == [WhyNot.NO_YES]
    assert reasons_not_to_name(READY, said_yes=True) == []
    shut = replace(READY, free_places=0)
    assert reasons_not_to_name(shut, said_yes=True) == [WhyNot.NO_PLACE]


@given(st.sampled_from(list(OfferState)), st.integers(0, 60))
@settings(max_examples=100)
def test_an_offer_unconfirmed_for_thirty_days_is_not_open(
    stored: OfferState, days: int
) -> None:
    offer = replace(OFFER, state_of_offer=stored)
    shown = state_on(offer, offer.confirmed_on + timedelta(days=days))
    assert (shown is OfferState.OPEN) == (stored is OfferState.OPEN and days < 30)
    assert stored is not OfferState.CLOSED or shown is OfferState.CLOSED


def test_every_offer_carries_the_sentence_and_the_sentence_promises_nothing() -> None:
    assert OFFER.sentence == "The state decides. We promise nothing."
    assert promise_words(OFFER.sentence, "en") == ()
    assert promise_words("Решает государство. Мы не обещаем.", "ru") == ()
    assert promise_words("Вирішує держава. Ми не обіцяємо.", "uk") == ()


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [
        ("en", "You WILL get a visa, guaranteed.", ("will", "guaranteed")),
        ("en", "We promise no harm.", ("promise",)),
        ("en", "We do not promise. We don’t guarantee a country.", ()),
        ("en", "The state may grant a visa.", ()),
        ("ru", "Вы будете в безопасности, мы гарантируем.", ("будете", "гарантируем")),
        ("ru", "Государство может выдать визу.", ()),
        ("uk", "Обов’язково буде дозвіл, обіцяємо.", ("обов'язково", "буде", "обіцяємо")),
        ("uk", "Ми не гарантуємо дозволу.", ()),
    ],
)
def test_promise_words_are_found(language: Language, text: str, words: tuple[str, ...]) -> None:
    assert promise_words(text, language) == words


HOLD = CardHold(
    date(2026, 12, 18), date(2027, 1, 1), "Family in danger; 122-123.", LIAISON, LEAD
)


@pytest.mark.parametrize(
    ("hold", "reasons"),
    [
        (HOLD, []),
        (replace(HOLD, until=date(2027, 1, 2)), [WhyNot.HOLD_TOO_LONG]),
        (replace(HOLD, reason=""), [WhyNot.HOLD_NO_REASON]),
        (replace(HOLD, second_officer=LIAISON), [WhyNot.HOLD_ALONE]),
        (replace(HOLD, officer=None), [WhyNot.HOLD_ALONE]),
    ],
)
def test_a_hold_of_the_card_is_short_reasoned_and_made_by_two(
    hold: CardHold, reasons: list[WhyNot]
) -> None:
    assert reasons_not_to_hold_card(hold) == reasons


@pytest.mark.parametrize("language", sorted(SENTENCES))
def test_what_is_shown_ends_with_who_decides_and_promises_nothing(language: Language) -> None:
    text = shown_text("  A visa may be asked for. ", language)
    assert text.endswith("\n\n" + SENTENCES[language])
    assert promise_words(SENTENCES[language], language) == ()


def test_an_offer_is_shown_after_a_wish_while_open_and_without_a_promise() -> None:
    fresh = Offer("LT", "Humanitarian visa", OfferState.OPEN, TODAY)
    calm = "The state may give a visa."
    assert reasons_not_to_show(fresh, calm, "en", wish_on=TODAY, on=TODAY) == []
    old = Offer("RU", "None", OfferState.OPEN, TODAY - timedelta(days=31))
    assert reasons_not_to_show(old, "You will get it.", "en", wish_on=None, on=TODAY) == [
        WhyNot.BARRED_STATE,
        WhyNot.NO_WISH,
        WhyNot.OFFER_NOT_OPEN,
        WhyNot.PROMISES,
    ]


def test_a_count_in_doubt_names_no_legal_day() -> None:
    day = date(2026, 12, 11)
    sure = count("de.suit", day)
    assert certain_day(sure) == sure.legal
    rule = RULES["de.suit"]
    span = Trigger(rule.trigger, day, day + timedelta(days=3))
    unsure = deadline(rule, span, (BERLIN,), TODAY)
    assert certain_day(unsure) is None
    assert unsure.safe == sure.safe
