"""The files of a day for the voice line and for answers by text message."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.utils import timezone

from safeconduct.outreach import scripts
from safeconduct.outreach.core import genuine
from safeconduct.outreach.genuine import KEY_FILE
from tests.cast import Cast
from tests.doors import Door

OURS = "https://safe-conduct.example"
KEY = bytes(range(32))


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    (tmp_path / KEY_FILE).write_bytes(KEY)
    return tmp_path


def test_every_file_bears_the_word_that_the_site_shows(keys: Path) -> None:
    now = datetime(2026, 11, 23, 22, 30, tzinfo=UTC)  # the 24th in Kyiv
    words = dict(genuine.words(KEY, "2026-11-24"))
    made = scripts.files(OURS, keys, now)
    assert len(made) == 10
    for language, word in words.items():
        for name in ("voice-{}.vxml", "voice-{}.txt", "sms-{}.txt"):
            assert word in made[name.format(language)]
            assert "{" not in made[name.format(language)]


def test_the_command_writes_them_all(keys: Path, capsys: pytest.CaptureFixture[str]) -> None:
    to = keys / "out"
    assert scripts.main(["--address", OURS, "--to", str(to), "--keys", str(keys)]) == 0
    assert "10 files" in capsys.readouterr().out
    assert "[*] first (2)" in (to / "sms-en.txt").read_text("utf-8")
    assert "[surrender]" in (to / "voice-ru.txt").read_text("utf-8")


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("safe-conduct.example", "must"),
        ("https://" + "a" * 60 + "." + "b" * 60 + ".example", "messages, at most 3"),
    ],
)
def test_what_cannot_be_made_is_said_and_nothing_written(
    keys: Path, capsys: pytest.CaptureFixture[str], address: str, said: str
) -> None:
    to = keys / "out"
    assert scripts.main(["--address", address, "--to", str(to), "--keys", str(keys)]) == 1
    assert said in capsys.readouterr().err
    assert not to.exists()


def test_without_the_key_of_the_words_nothing_is_made(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["--address", OURS, "--to", str(tmp_path / "out"), "--keys", str(tmp_path)]
    assert scripts.main(asked) == 1
    assert "mirror word" in capsys.readouterr().err


def test_the_office_reads_them_with_todays_word(
    office_door: Door, cast: Cast, settings: LazySettings, keys: Path
) -> None:
    settings.KEY_FOLDER, settings.OUR_HOSTS = keys, ("safe-conduct.example",)
    office_door.sign_in(cast.vasyl, timezone.now())
    shown = office_door.get("/guidance/scripts/?language=uk")
    word = dict(genuine.words(KEY, genuine.day_period(datetime.now(UTC))))["uk"]
    assert word in shown and "safe-conduct.example" in shown
    for name in ("start", "front", "surrender", "drone", "genuine"):
        assert f'id="{name}"' in shown and f'href="#{name}"' in shown
    office_door.get("/guidance/scripts/?language=kk")
    assert office_door.page.status_code == 404


def test_without_key_and_address_the_office_sees_what_is_missing(
    office_door: Door, cast: Cast, settings: LazySettings, tmp_path: Path
) -> None:
    settings.KEY_FOLDER, settings.OUR_HOSTS = tmp_path, ()
    office_door.sign_in(cast.vasyl, timezone.now())
    shown = office_door.get("/guidance/scripts/?language=en")
    assert "There is no key of the agreed words here." in shown
    assert "[our address]" in shown and "[word of the day]" in shown
