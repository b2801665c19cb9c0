"""Files with lists, as people and bots write them, and as an attacker would."""

import csv
import io
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safeconduct.casework.core.tables import (
    BOT_HEAD,
    FORMULA,
    MOST_COLUMNS,
    MOST_ROWS,
    Table,
    WhyNotTable,
    bot_table,
    guarded,
    table,
    text_table,
)
from safeconduct.common.refusal import Refused

LIST = 'Номер;Прізвище;Примітка\n1;Лисенко;"двоє; діти\nвдома"\n\n2;Грач\n\n'
TABLE = Table(
    ("Номер", "Прізвище", "Примітка"),
    (("1", "Лисенко", "двоє; діти\nвдома"), ("", "", ""), ("2", "Грач", "")),
)
CELLS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_encoding_and_delimiter_are_found(encoding: str, delimiter: str) -> None:
    lines = io.StringIO()
    text = LIST.replace("і", "и").replace("є", "е") if encoding == "cp1251" else LIST
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    csv.writer(lines, delimiter=delimiter).writerows(rows)
    found = text_table(lines.getvalue().encode(encoding))
    assert found == table(rows)
    assert encoding == "cp1251" or found == TABLE


def test_what_a_bot_exported_is_one_row_a_person_and_only_their_words() -> None:
    chat = {
        "id": 77, "name": "Ihor", "type": "personal_chat",
        "messages": [
            {"type": "message", "from_id": "user77", "date": "2025-03-02T10:00:00",
             "text": ["Хочу ", {"type": "bold", "text": "жить"}]},
            {"type": "message", "from_id": "user1", "date": "2025-03-01T10:00", "text": "ok"},
            {"type": "service", "from_id": "user77", "date": "2025-02-01T10:00:00"},
        ],
    }  # fmt: skip
    group = {**chat, "type": "private_group"}
    row = ("77", "Ihor", "", "", "2025-03-02", "Хочу жить")
    assert bot_table(json.dumps({"chats": {"list": [chat, group]}})) == Table(BOT_HEAD, (row,))
    assert bot_table(json.dumps(chat)) == Table(BOT_HEAD, (row,))


def test_updates_of_a_bot_are_gathered_by_person() -> None:
    def update(text: str, kind: str = "private") -> dict[str, object]:
        who = {
            "first_name": "Ihor",
            "last_name": "L",
            "username": "il",
            "language_code": "uk-UA",
        }
        chat = {"id": 5, "type": kind}
        return {"message": {"chat": chat, "from": who, "date": 1_740_000_000, "text": text}}

    updates = [update("раз"), update("ні", "group"), {"poll": {}}, update("два")]
    row = ("5", "Ihor L", "il", "uk", "2025-02-19", "раз\n\nдва")
    assert bot_table(json.dumps({"ok": True, "result": updates})).rows == (row,)
    assert text_table(json.dumps(updates).encode()).rows == (row,)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", WhyNotTable.EMPTY_SHEET),
        (b"a,b", WhyNotTable.EMPTY_SHEET),
        (b"a,b\n,\n", WhyNotTable.EMPTY_SHEET),
        (b"\n1,2", WhyNotTable.NO_HEADINGS),
        (b"\x00\x01\x02", WhyNotTable.UNREADABLE),
        (b'{"chats": 1}', WhyNotTable.UNREADABLE),
        (b"[" * 100_000, WhyNotTable.UNREADABLE),
        (b'{"result": [{"message": {"chat": {"id": 1, "type": "private"}, "from": {}, '
         b'"date": 1e300}}]}', WhyNotTable.UNREADABLE),
        (b"a\n" + b"1\n" * (MOST_ROWS + 1), WhyNotTable.TOO_MUCH),
        (b"a," * MOST_COLUMNS + b"a\n1", WhyNotTable.TOO_MUCH),
        (b'a\n"' + b"x" * 200_000, WhyNotTable.UNREADABLE),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_is_refused_with_one_reason(data: bytes, why: WhyNotTable) -> None:
    with pytest.raises(Refused) as refused:
        text_table(data)
    assert refused.value.reasons == (why,)


@given(st.text(max_size=10), st.sampled_from(FORMULA))
def test_no_formula_leaves_in_a_file(text: str, sign: str) -> None:
    assert not guarded(sign + text).startswith(FORMULA)


@settings(max_examples=60)
@given(st.lists(st.lists(CELLS, min_size=2, max_size=4), min_size=1, max_size=5))
def test_a_file_of_wrong_rows_comes_back_as_it_was(rows: list[list[str]]) -> None:
    lines = io.StringIO()
    wide = [["h1", "h2", "h3", "h4"], *rows, ["end"]]
    csv.writer(lines).writerows([[guarded(cell) for cell in row] for row in wide])
    found = text_table(lines.getvalue().encode())
    assert found == table(wide)


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        found = text_table(data)
    except Refused:
        return
    assert all(len(row) == len(found.head) for row in found.rows)
    json.dumps(found.rows, ensure_ascii=False).encode()
