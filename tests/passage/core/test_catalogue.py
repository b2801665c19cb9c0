"""Every row of the reference data of the passage room."""

import re

import pytest

from safeconduct.passage.core.catalogue import (
    DESK_CODES,
    Checklist,
    Language,
    SeenIn,
    Texts,
    ceiling_of,
    costs,
    instructions,
    limit_rows,
    limits,
    load,
    signal_codes,
    signals,
    signals_for,
    steps,
)
from safeconduct.passage.core.checklists import NEVER, items, items_of
from safeconduct.passage.core.terms import CostKind, Mode

# Promises, in three languages.
PROMISE = re.compile(
    r"guarantee|amnesty|citizenship|passport|reward|\bmoney\b|you will be safe|we promise"
    r"|гарант|амнист|гражданств|громадянств|паспорт|вознагражд|винагород|деньг|грош|обеща|обіця",
    re.IGNORECASE,
)


def all_texts() -> list[Texts]:
    return [
        *(signal.texts for signal in signals()),
        *(item.texts for item in items()),
        *(cost.texts for cost in costs()),
        *(step.texts for step in steps()),
    ]


def test_every_text_has_three_languages_a_source_and_no_review_yet() -> None:
    assert len(all_texts()) >= 50
    for texts in all_texts():
        assert all(texts.in_(language).strip() for language in Language)
        assert len({texts.en, texts.ru, texts.uk}) == 3
        assert texts.source
        assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", texts.dated)
        assert texts.reviewed_by == ""


def test_each_language_uses_its_own_letters() -> None:
    for texts in all_texts():
        assert not re.search(r"[А-яЁёІіЇїЄєҐґ]", texts.en)
        assert not re.search(r"[ІіЇїЄєҐґ]", texts.ru)
        assert not re.search(r"[ЫыЭэЁёЪъ]", texts.uk)


def test_no_protected_emblem_no_distress_signal() -> None:
    for signal in signals():
        for language in Language:
            assert not NEVER.search(signal.texts.in_(language))


def test_instructions_promise_nothing() -> None:
    for step in steps():
        for language in Language:
            assert not PROMISE.search(step.texts.in_(language))


@pytest.mark.parametrize("mode", Mode)
def test_every_way_of_crossing_has_signals_that_can_be_seen(mode: Mode) -> None:
    assert len(signals_for(mode)) >= 3
    assert any(signal.seen_in is SeenIn.DAY for signal in signals_for(mode)) or mode is Mode.AIR
    assert signal_codes(mode) == tuple(signal.code for signal in signals_for(mode))


def test_signal_codes_are_unique_and_tell_their_mode() -> None:
    codes = [signal.code for signal in signals()]
    assert len(set(codes)) == len(codes)
    for signal in signals():
        assert signal.code.startswith(signal.mode.value.split("_")[0] + "_")


@pytest.mark.parametrize("mode", Mode)
@pytest.mark.parametrize("language", Language)
def test_instructions_are_few_short_and_marked_unreviewed(
    mode: Mode, language: Language
) -> None:
    told = instructions(mode, language)
    assert (told.mode, told.language, told.reviewed) == (mode, language, False)
    assert 6 <= len(told.steps) <= 9
    assert all(len(step) <= 130 and step.endswith((".", "!")) for step in told.steps)
    first = next(step for step in steps() if step.place == "first")
    assert told.steps[0] == first.texts.in_(language)


def test_instructions_say_first_that_there_is_danger_and_that_nobody_is_harmed() -> None:
    for mode in Mode:
        told = instructions(mode, Language.EN).steps
        assert "danger" in told[0]
        assert any("Harm nobody" in step for step in told)


def test_each_mode_tells_its_own_steps() -> None:
    told = {instructions(mode, Language.RU).steps for mode in Mode}
    assert len(told) == len(Mode)


def test_step_places_are_known() -> None:
    for step in steps():
        assert step.place in ("first", "middle", "last")
        assert (step.place == "middle") == (step.mode is not None)


@pytest.mark.parametrize("checklist", Checklist)
def test_checklists_ask_questions_with_unique_codes(checklist: Checklist) -> None:
    codes = [item.code for item in items_of(items(), checklist)]
    assert len(codes) >= 3
    assert len(set(codes)) == len(codes)
    for item in items_of(items(), checklist):
        assert all(item.texts.in_(language).endswith("?") for language in Language)


def test_every_kind_of_help_has_a_ceiling() -> None:
    assert {cost.kind for cost in costs()} == set(CostKind)
    assert len(costs()) == len(CostKind)
    for kind in CostKind:
        assert ceiling_of(kind).minor > 0
        assert ceiling_of(kind).currency == "USD"


def test_every_limit_has_a_value_a_unit_and_a_source() -> None:
    for row in limit_rows():
        assert row.value > 0
        assert row.unit == "min"
        assert row.source
        assert getattr(limits(), row.name) == row.value


@pytest.mark.parametrize("name", ["checklists", "costs", "instructions", "limits", "signals"])
def test_every_table_is_dated_and_says_who_reviewed_it(name: str) -> None:
    assert str(load(name)["dated"]) >= "2026-01-01"
    assert load(name)["reviewed_by"] == ""


def test_a_desk_code_names_no_unit() -> None:
    assert len(set(DESK_CODES)) == len(DESK_CODES)
    assert all(re.fullmatch(r"duty-[a-z]+", code) for code in DESK_CODES)
