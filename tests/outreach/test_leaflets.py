"""Cards on paper: their files, their code, the page of the office."""

import re
import subprocess
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.utils import timezone

from safeconduct.outreach import leaflets
from safeconduct.outreach.core.cards import NAMES, Size, card
from safeconduct.outreach.core.layout import PAPER
from safeconduct.outreach.genuine import KEY_FILE
from tests.cast import Cast
from tests.doors import Door

ONION = "http://" + "abcdefgh" * 7 + ".onion"
OURS = "https://safe-conduct.example"


def test_every_card_is_made_in_every_language_and_size(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert leaflets.main(["--address", OURS, "--to", str(tmp_path / "out")]) == 0
    made = sorted(one.name for one in (tmp_path / "out").iterdir())
    assert len(made) == len(NAMES) * 3 * 2 * 3
    assert "72 files" in capsys.readouterr().out
    assert "pass-uk-a6.pdf" in made and "training-ru-a5-2.svg" in made


def test_a_pdf_has_two_pages_of_its_paper_and_is_the_same_each_time() -> None:
    filled = leaflets.facts(OURS)
    for size in Size:
        made = leaflets.pdf(card("leaflet"), "ru", size, filled)
        width, height = (side / 25.4 * 72 for side in PAPER[size])
        boxes = re.findall(rb"/MediaBox \[ 0 0 ([0-9.]+) ([0-9.]+) \]", made)
        assert [(round(float(w)), round(float(h))) for w, h in boxes] == [
            (round(width), round(height))
        ] * 2
        assert made == leaflets.pdf(card("leaflet"), "ru", size, filled)


def test_a_pdf_tells_no_moment_no_maker_and_no_machine() -> None:
    made = leaflets.pdf(card("pass"), "uk", Size.A6, leaflets.facts(OURS))
    assert b"20000101000000" in made  # what reportlab writes instead of a moment
    assert not re.search(rb"D:20[1-9]", made)
    assert b"/JavaScript" not in made and b"/URI" not in made


@pytest.mark.parametrize("address", [OURS, ONION], ids=["host", "onion"])
def test_the_code_is_read_from_paper_by_another_program(tmp_path: Path, address: str) -> None:
    made = leaflets.pdf(card("leaflet"), "ru", Size.A6, leaflets.facts(address))
    paper = tmp_path / "leaflet.pdf"
    paper.write_bytes(made)
    subprocess.run(["pdftoppm", "-r", "150", "-png", paper, tmp_path / "page"], check=True)
    read = subprocess.run(
        ["zbarimg", "-q", "--raw", tmp_path / "page-1.png"],
        check=True,
        capture_output=True,
        text=True,
    )
    assert read.stdout.strip() == address


def test_a_wrong_address_is_refused_with_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert leaflets.main(["--address", "http://a.example/x?n=7", "--to", str(tmp_path)]) == 1
    assert "must be an origin" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_the_word_needs_its_key(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["--address", OURS, "--to", str(tmp_path / "out"), "--keys", str(tmp_path)]
    assert leaflets.main(asked) == 1
    assert "no key of the agreed words" in capsys.readouterr().err
    (tmp_path / KEY_FILE).write_bytes(bytes(32))
    assert leaflets.main([*asked, "--card", "pass", "--language", "en"]) == 0
    assert "Our word of" in (tmp_path / "out" / "pass-en-a6-2.svg").read_text("utf-8")


def test_a_text_too_long_fails_the_build_and_says_where(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(PAPER, Size.A6, (105.0, 120.0))
    assert leaflets.main(["--address", OURS, "--to", str(tmp_path)]) == 1
    said = capsys.readouterr().err
    assert re.search(r"leaflet, side 1, ru, A6: \d+ mm too long", said)


def test_a_missing_font_names_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leaflets, "FONT_FOLDER", Path("/nowhere"))
    leaflets.ready.cache_clear()
    with pytest.raises(leaflets.FontMissingError, match="fonts-dejavu-core"):
        leaflets.ready()


# -- the office -------------------------------------------------------------------------


@pytest.fixture
def office(office_door: Door, cast: Cast, settings: LazySettings) -> Door:
    """Vasyl, a supervisor, at an office that knows one host."""
    settings.OUR_HOSTS = ("safe-conduct.example",)
    office_door.sign_in(cast.vasyl, timezone.now())
    return office_door


def test_the_office_shows_every_card_and_gives_its_files(office: Door) -> None:
    shown = office.get("/guidance/leaflets/?language=uk")
    assert shown.count("<svg") == 2 * len(NAMES)
    assert "Перепустка, яку" in shown
    links = re.findall(r'href="(/guidance/leaflets/[^"]+)"', shown)
    files = [one for one in links if "/uk/" in one]
    assert len(files) == len(NAMES) * 2 * 3
    for link in files[:3]:
        office.get(link.replace("&amp;", "&"))
        assert office.page.status_code == 200
        named = office.page["Content-Disposition"]
        assert named.startswith('attachment; filename="leaflet-uk-a6')


def test_the_word_is_offered_where_its_key_is(
    office: Door, settings: LazySettings, tmp_path: Path
) -> None:
    settings.KEY_FOLDER = tmp_path
    assert 'name="word"' not in office.get("/guidance/leaflets/")
    (tmp_path / KEY_FILE).write_bytes(bytes(range(32)))
    assert 'name="word"' in office.get("/guidance/leaflets/")
    assert "Наше слово на" in office.get("/guidance/leaflets/?language=ru&word=1")


@pytest.mark.parametrize(
    "asked",
    [
        "?language=kk",
        "?address=https://false.example",
        "leaflet/ru/A7/pdf/",
        "leaflet/ru/A6/exe/",
        "poster/ru/A6/pdf/",
        "leaflet/kk/A6/pdf/",
        "leaflet/ru/A6/pdf/?address=https://false.example",
    ],
)
def test_what_is_none_of_ours_is_unknown(office: Door, asked: str) -> None:
    office.get(f"/guidance/leaflets/{asked}")
    assert office.page.status_code == 404


def test_without_an_address_the_page_says_what_is_missing(
    office: Door, settings: LazySettings
) -> None:
    settings.OUR_HOSTS = ()
    assert "SC_OUR_HOSTS" in office.get("/guidance/leaflets/")
