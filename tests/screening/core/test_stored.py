"""What is written down is read back exactly, whatever a list holds."""

from hypothesis import given, settings
from hypothesis import strategies as st

from safeconduct.screening.core.stored import (
    StoredAnswer,
    StoredHit,
    answer_from_json,
    answer_to_json,
    clean,
    entry_from_json,
    entry_to_json,
    hit_from_json,
    hit_to_json,
)
from safeconduct.screening.core.terms import (
    Evidence,
    EvidenceKind,
    Hit,
    ListEntry,
    PartialDate,
    Question,
)

# Any text that UTF-8 can hold, without zero bytes.
plain = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=12)
texts = st.lists(plain, max_size=3).map(tuple)
dates = st.builds(PartialDate, st.integers(1900, 2010), st.integers(1, 12) | st.none())
entries = st.builds(
    ListEntry,
    id=plain,
    names=texts,
    birth_dates=st.lists(dates, max_size=2).map(tuple),
    numbers=texts,
    topics=texts,
    countries=texts,
    notes=texts,
    datasets=texts,
)
pieces = st.builds(
    Evidence, st.sampled_from(list(EvidenceKind)), plain, plain, st.floats(-20, 20)
)


@settings(max_examples=60)
@given(entries)
def test_an_entry_comes_back_as_it_was(entry: ListEntry) -> None:
    assert entry_from_json(entry_to_json(entry)) == entry


@settings(max_examples=60)
@given(
    entries, st.lists(pieces, max_size=4), st.integers(0, 99), st.sampled_from(list(Question))
)
def test_a_hit_comes_back_with_its_whole_evidence(
    entry: ListEntry, evidence: list[Evidence], namesakes: int, question: Question
) -> None:
    hit = Hit(entry.id, tuple(evidence), namesakes, question)
    stored = StoredHit("list", "0" * 16, entry, hit)
    assert hit_from_json(hit_to_json(stored)) == stored


@settings(max_examples=60)
@given(st.text(max_size=20))
def test_cleaned_text_can_be_written_anywhere(text: str) -> None:
    assert "\x00" not in clean(text)
    assert clean(clean(text)) == clean(text)
    clean(text).encode()


def test_an_answer_names_its_lists() -> None:
    answer = StoredAnswer((("demo", "0" * 16, 30),), 2)
    assert answer_from_json(answer_to_json(answer)) == answer
