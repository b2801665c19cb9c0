"""Decides what protects a person, by when to act, and why a person cannot be placed."""

import calendar as months
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Literal

from .terms import (
    Banner,
    Calendar,
    CardHold,
    Closing,
    Deadline,
    DeadlineRule,
    Offer,
    OfferState,
    PlacementFacts,
    Protection,
    Reading,
    Trigger,
    Unit,
    WhyNot,
)

# Hold under every reading and under none: Convention against Torture 3 and ECHR 3 know no
# exception, and care here never depends on a status.
ALWAYS = frozenset({Protection.NO_RETURN, Protection.CARE})
# States to which nothing that names a person ever goes: the persecutor, its host, and the
# state whose soldiers fight beside it. A rule of this programme.
BARRED_STATES = frozenset({"BY", "KP", "RU"})
# Rules of this programme, in whole days; no law gives these figures.
STALE_AFTER_DAYS = 180
PAUSED_AFTER_DAYS = 30
CONFIRMED_WITHIN_DAYS = 7
HOLD_DAYS_MAX = 14

_SATURDAY = 5
_ONE = timedelta(days=1)

# Words an offer may not use, as stems (a star is any ending). A stem in the second table may
# stand when it is denied: "We promise nothing", «Мы не обещаем».
Language = Literal["en", "ru", "uk"]
_PROMISES: Mapping[Language, tuple[str, ...]] = {
    "en": ("will", "shall", "certainly", "definitely", "surely"),
    "ru": ("будет", "будете", "будут", "будем", "обязательно", "непременно"),
    "uk": ("буде", "будете", "будуть", "будемо", "обов'язково", "неодмінно"),
}
_DENIABLE: Mapping[Language, tuple[str, ...]] = {
    "en": ("guarant*", "promis*", "assur*"),
    "ru": ("гарант*", "обеща*"),
    "uk": ("гарант*", "обіця*"),
}
_DENIED_BEFORE: Mapping[Language, frozenset[str]] = {
    "en": frozenset({"not", "never", "cannot", "don't"}),
    "ru": frozenset({"не"}),
    "uk": frozenset({"не"}),
}
_DENIED_AFTER: Mapping[Language, frozenset[str]] = {
    "en": frozenset({"nothing"}),
    "ru": frozenset(),
    "uk": frozenset(),
}

# Every offer shown to a person ends with it, in the person's language. Machine drafts in
# Russian and Ukrainian, to be read by a native speaker.
SENTENCES: Mapping[Language, str] = {
    "en": "The state decides. We promise nothing.",
    "ru": "Решает государство. Мы ничего не обещаем.",
    "uk": "Вирішує держава. Ми нічого не обіцяємо.",
}


def protections(readings: Iterable[Reading]) -> frozenset[Protection]:
    """Everything that protects the person now: the union over all open readings.

    The more protective reading applies while it is open; with none open the core remains.
    """
    return ALWAYS.union(*(r.row.adds for r in readings if r.closing is None))


def reasons_not_to_close(reading: Reading, closing: Closing) -> list[WhyNot]:
    """Every reason why a decision cannot close a reading, in a fixed order."""
    row = reading.row
    if not row.closers:
        return [WhyNot.NEVER_CLOSES]
    checks = {
        WhyNot.ALREADY_CLOSED: reading.closing is not None,
        WhyNot.NO_AUTHORITY: not closing.name.strip(),
        WhyNot.WRONG_AUTHORITY: closing.authority not in row.closers,
        WhyNot.NO_PAPER: not closing.paper_hash.strip(),
        WhyNot.WRONG_SUCCESSOR: closing.to not in row.closes_to,
    }
    return [reason for reason, unmet in checks.items() if unmet]


def deadline(
    rule: DeadlineRule, trigger: Trigger, calendars: Sequence[Calendar], today: date
) -> Deadline:
    """The two dates of a rule with the count line by line; calendars are the likely seats.

    The day of the event is not counted (Regulation 1182/71 art. 3; BGB 187, 188). The safe
    date is the earliest under every calendar without rolling on, moved back to a working day;
    for a duty of the state nobody rolls and both dates are one. Raises ValueError when the
    trigger is of another kind or ends before it begins, or without any calendar.
    """
    if trigger.kind is not rule.trigger:
        raise ValueError(f"{rule.id} starts with {rule.trigger}, not with {trigger.kind}")
    if not calendars or trigger.latest < trigger.earliest:
        raise ValueError("a deadline needs a calendar, and a first day before the last")
    end = _add(trigger.earliest, rule)
    lines = [
        (trigger.earliest, "The event. This day is not counted."),
        (end, "The time runs out on this day."),
    ]
    legal = min(_on(end, calendar) for calendar in calendars) if rule.rolls else end
    if legal != end:
        lines.append((legal, "Not a working day before: the last day by the rule."))
    safe = end if rule.binds_state else _back(end, calendars)
    if safe != end:
        lines.append((safe, "The last working day before: act by this day."))
    return Deadline(
        rule=rule,
        safe=safe,
        legal=legal,
        banners=(*banners(rule, today), *_doubts(rule, trigger, calendars, (safe, legal))),
        lines=tuple(lines),
    )


def banners(rule: DeadlineRule, today: date) -> tuple[Banner, ...]:
    """What a page must say about the rule itself: unchecked, or read too long ago."""
    checks = {
        Banner.NOT_CHECKED: not rule.checked_by.strip(),
        Banner.STALE: today - rule.read_on > timedelta(days=STALE_AFTER_DAYS),
    }
    return tuple(banner for banner, raised in checks.items() if raised)


def _doubts(
    rule: DeadlineRule, trigger: Trigger, calendars: Sequence[Calendar], dates: Iterable[date]
) -> tuple[Banner, ...]:
    """What a page must say about this one count."""
    years = {day.year for day in dates}
    checks = {
        Banner.YEAR_NOT_COVERED: not all(years <= calendar.years for calendar in calendars),
        Banner.TRIGGER_UNSURE: trigger.earliest != trigger.latest,
        Banner.NOT_IN_FORCE: trigger.earliest < rule.valid_from,
    }
    return tuple(banner for banner, raised in checks.items() if raised)


def _add(day: date, rule: DeadlineRule) -> date:
    """The day a count ends on; a month ends on the same day number or at the month's end."""
    if rule.unit is Unit.DAY:
        return day + timedelta(days=rule.count)
    extra_years, month = divmod(day.month - 1 + rule.count, 12)
    year = day.year + extra_years
    last = months.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def is_working_day(day: date, calendar: Calendar) -> bool:
    """Neither Saturday nor Sunday nor a public holiday of that seat."""
    return day.weekday() < _SATURDAY and day not in calendar.holidays


def _on(day: date, calendar: Calendar) -> date:
    while not is_working_day(day, calendar):
        day += _ONE
    return day


def _back(day: date, calendars: Sequence[Calendar]) -> date:
    while not all(is_working_day(day, calendar) for calendar in calendars):
        day -= _ONE
    return day


def state_on(offer: Offer, on: date) -> OfferState:
    """The state of an offer on a day; unconfirmed for thirty days, it pauses by itself."""
    unconfirmed = on - offer.confirmed_on >= timedelta(days=PAUSED_AFTER_DAYS)
    if offer.state_of_offer is OfferState.OPEN and unconfirmed:
        return OfferState.PAUSED
    return offer.state_of_offer


def reasons_not_to_place(facts: PlacementFacts) -> list[WhyNot]:
    """Every reason why a person cannot be proposed for an offer, in a fixed order."""
    age = facts.on - facts.offer.confirmed_on
    late_wish = (
        facts.wish_on is not None
        and facts.list_opened_on is not None
        and facts.list_opened_on < facts.wish_on
    )
    checks = {
        WhyNot.BARRED_STATE: facts.offer.state.upper() in BARRED_STATES,
        WhyNot.NO_WISH: facts.wish_on is None,
        WhyNot.LIST_CAME_FIRST: late_wish,
        WhyNot.OFFER_NOT_OPEN: state_on(facts.offer, facts.on) is not OfferState.OPEN,
        WhyNot.CONFIRMATION_OLD: age > timedelta(days=CONFIRMED_WITHIN_DAYS),
        WhyNot.NO_PLACE: facts.free_places < 1,
        WhyNot.SAME_PERSON: facts.proposer == facts.decider,
        WhyNot.NOT_IMPARTIAL: not facts.impartial,
    }
    return [reason for reason, unmet in checks.items() if unmet]


def reasons_not_to_name(facts: PlacementFacts, *, said_yes: bool) -> list[WhyNot]:
    """Why nothing that names the person may go to the state yet: a yes, then all the rest."""
    return [*([] if said_yes else [WhyNot.NO_YES]), *reasons_not_to_place(facts)]


def reasons_not_to_hold_card(hold: CardHold) -> list[WhyNot]:
    """Why a hold of the capture card is not valid: it is short, reasoned and never lonely."""
    people = {hold.officer, hold.second_officer} - {None}
    checks = {
        WhyNot.HOLD_TOO_LONG: hold.until - hold.since > timedelta(days=HOLD_DAYS_MAX),
        WhyNot.HOLD_NO_REASON: not hold.reason.strip(),
        WhyNot.HOLD_ALONE: len(people) < 2,
    }
    return [reason for reason, unmet in checks.items() if unmet]


def promise_words(text: str, language: Language) -> tuple[str, ...]:
    """The words of a text that promise something, lower-cased, in order of appearance."""
    plain = unicodedata.normalize("NFC", text).replace("’", "'").lower()
    words = re.findall(r"[^\W\d_]+(?:'[^\W\d_]+)*", plain)
    found = []
    for place, word in enumerate(words):
        before, after = words[max(place - 1, 0) : place], words[place + 1 : place + 2]
        denied = _DENIED_BEFORE[language].intersection(before) or (
            _DENIED_AFTER[language].intersection(after)
        )
        deniable = _is_any(word, _DENIABLE[language])
        if _is_any(word, _PROMISES[language]) or (deniable and not denied):
            found.append(word)
    return tuple(found)


def _is_any(word: str, stems: Iterable[str]) -> bool:
    return any(
        word.startswith(stem[:-1]) if stem.endswith("*") else word == stem for stem in stems
    )


def reasons_not_to_show(
    offer: Offer, text: str, language: Language, *, wish_on: date | None, on: date
) -> list[WhyNot]:
    """Every reason why an offer cannot be shown to a person, in a fixed order.

    The wish comes first: a list of offers must not make it.
    """
    checks = {
        WhyNot.BARRED_STATE: offer.state.upper() in BARRED_STATES,
        WhyNot.NO_WISH: wish_on is None,
        WhyNot.OFFER_NOT_OPEN: state_on(offer, on) is not OfferState.OPEN,
        WhyNot.PROMISES: bool(promise_words(text, language)),
    }
    return [reason for reason, unmet in checks.items() if unmet]


def shown_text(text: str, language: Language) -> str:
    """What a person reads: the officer's text, then who decides and that nobody promises."""
    return f"{text.strip()}\n\n{SENTENCES[language]}"


def certain_day(result: Deadline) -> date | None:
    """The legal day, or None while the count is in doubt: then only the safe day holds."""
    doubts = {Banner.TRIGGER_UNSURE, Banner.YEAR_NOT_COVERED, Banner.NOT_IN_FORCE}
    return None if doubts.intersection(result.banners) else result.legal
