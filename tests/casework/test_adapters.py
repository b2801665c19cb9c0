"""Workbooks are read by a process of their own: genuine ones whole, hostile ones refused."""

import io
import time
import zipfile

import pytest

from safeconduct.casework.adapters import read_table
from safeconduct.casework.core.tables import WhyNotTable
from safeconduct.common.refusal import Refused

PARTS = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/'
    'content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-'
    'package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
    "</Types>",
    "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
    'relationships"><Relationship Id="r" Type="http://schemas.openxmlformats.org/office'
    'Document/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/'
    'main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<sheets><sheet name="a" sheetId="1" r:id="s"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/'
    'package/2006/relationships"><Relationship Id="s" Type="http://schemas.openxmlformats.org/'
    'officeDocument/2006/relationships/worksheet" Target="worksheets/s.xml"/></Relationships>',
}


def workbook(rows: str) -> bytes:
    """A workbook with one sheet of these rows."""
    raw = io.BytesIO()
    sheet = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f"<sheetData>{rows}</sheetData></worksheet>"
    )
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as made:
        for name, text in {**PARTS, "xl/worksheets/s.xml": sheet}.items():
            made.writestr(name, text)
    return raw.getvalue()


def cell(place: str, text: str) -> str:
    """A cell with a text."""
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


def test_a_workbook_is_read_with_numbers_as_they_are_written() -> None:
    rows = f'<row r="1">{cell("A1", "№")}{cell("B1", "Фамилия")}</row>'
    rows += f'<row r="2"><c r="A2"><v>12</v></c>{cell("B2", "Грач")}</row>'
    found = read_table(workbook(rows))
    assert (found.head, found.rows) == (("№", "Фамилия"), (("12", "Грач"),))


def corner() -> bytes:
    """Two cells as far apart as a sheet is wide and long: 17,000 million lie between."""
    first = f'<row r="1">{cell("A1", "x")}</row>'
    return workbook(f'{first}<row r="1048576">{cell("XFD1048576", "y")}</row>')


def bomb() -> bytes:
    """Forty megabytes in one cell, in forty kilobytes."""
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as made:
        for name, text in PARTS.items():
            made.writestr(name, text)
        with made.open("xl/worksheets/s.xml", "w") as inside:
            inside.write(b'<worksheet><sheetData><row r="1"><c t="inlineStr"><is><t>')
            for _ in range(40):
                inside.write(b"x" * 1_000_000)
            inside.write(b"</t></is></c></row></sheetData></worksheet>")
    return raw.getvalue()


@pytest.mark.parametrize(
    "data",
    [b"PK\x03\x04", b"\xd0\xcf\x11\xe0" + bytes(600), workbook("<row"), corner(), bomb()],
    ids=["cut off", "empty xls", "broken", "far corner", "bomb"],
)
def test_a_hostile_workbook_is_refused_soon(data: bytes) -> None:
    began = time.monotonic()
    with pytest.raises(Refused) as refused:
        read_table(data)
    assert set(refused.value.reasons) <= set(WhyNotTable)
    assert time.monotonic() - began < 20
