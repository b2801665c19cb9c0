"""The public door: three languages, at most one cookie, no reading of any table."""

import base64
import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from psycopg.sql import SQL, Identifier

from safeconduct.contact.core.code import Language, ReturnCode, lexicon, new_code, spell
from safeconduct.contact.models import Complaint, Letter, MailboxSession
from safeconduct.contact.queries import open_letter
from safeconduct.vault.ceremony import Offline
from safeconduct.vault.opening import Holding, PrivateKey
from safeconduct.vault.queries import open_file
from tests.cast import Cast
from tests.doors import TOKEN, Door

LI = re.compile(r"<li>([^<]+)</li>")
GUIDANCE = re.compile(r'href="(/(?:ru|uk|en)/[a-z0-9-]+/)"')
OWN = {"write", "return", "words", "mailbox", "leave", "equipment"}
HOME_BYTES, STYLE_BYTES = 5_000, 10_000  # a few seconds over GPRS, unpacked
LETTER = "Мы хотим выйти. Двое. Кряква-9917."


def write(door: Door, language: str = "ru", **extra: str) -> list[str]:
    """Write a letter; returns the words shown."""
    door.fill(f"/{language}/write/", text=LETTER, danger="at the front now", **extra)
    return LI.findall(door.page.content.decode())


def list_words(code: ReturnCode) -> str:
    return " ".join(spell(code))


@pytest.mark.parametrize("language", ["ru", "uk", "en"])
def test_words_come_in_the_language_of_the_page(public_door: Door, language: str) -> None:
    words = write(public_door, language)
    assert len(words) == 6
    assert set(words) <= set(lexicon(Language(language)).words)
    assert f'<html lang="{language}">' in public_door.page.content.decode()
    assert Letter.objects.get().language == language


def test_twelve_words_for_whoever_wants_them(public_door: Door) -> None:
    assert len(write(public_door, long_code="on")) == 12


def test_guidance_sets_no_cookie(public_door: Door) -> None:
    seen = 0
    for language in ("ru", "uk", "en"):
        home = public_door.get(f"/{language}/")
        pages = {p for p in GUIDANCE.findall(home) if p.split("/")[2] not in OWN}
        for path in {f"/{language}/", *pages}:
            public_door.get(path)
            assert not public_door.page.cookies, path
            seen += 1
    assert seen > 3
    assert not public_door.browser.cookies
    public_door.get("/")
    assert not public_door.page.cookies


@pytest.mark.parametrize("language", ["ru", "uk", "en"])
def test_the_first_page_is_light_on_a_bad_line(public_door: Door, language: str) -> None:
    assert len(public_door.get(f"/{language}/").encode()) < HOME_BYTES
    assert (settings.STATIC_ROOT / "safeconduct/style.css").stat().st_size < STYLE_BYTES


def test_writing_and_reading_take_exactly_one_cookie(public_door: Door) -> None:
    public_door.get("/ru/write/")
    assert set(public_door.browser.cookies) == {"sc-public"}
    write(public_door)
    assert set(public_door.browser.cookies) == {"sc-public"}
    public_door.post("/ru/words/", skip="1")
    assert public_door.path == "/ru/mailbox/"
    assert set(public_door.browser.cookies) == {"sc-public"}


def plain(page: str, typed: str) -> str:
    """The page without its token and what was typed into it."""
    return TOKEN.sub("", page.replace(typed, ""))


def test_wrong_expired_and_unknown_words_see_the_same_page(
    public_door: Door, cast: Cast
) -> None:
    write(public_door)
    pages = []
    for _ in range(2):
        words = list_words(new_code(Language.RU))
        public_door.browser.cookies.clear()
        public_door.page = None
        pages.append(plain(public_door.fill("/ru/return/", words=words), words))
        assert public_door.page.status_code == 200
    assert pages[0] == pages[1]
    assert MailboxSession.objects.count() == 1


def test_a_mistyped_word_is_named_with_likely_ones(public_door: Door) -> None:
    words = spell(ReturnCode(62, 0x0123456789ABCDEF, Language.EN))
    wrong = [*words[:2], "hsopital", *words[3:]]
    page = public_door.fill("/en/return/", words=" ".join(wrong))
    assert "Word 3 is not in the list." in page
    likely = re.search(r"Did you mean: ([^?]+)\?", page)
    assert likely is not None
    assert words[2] in likely[1].split(", ")
    assert "Word 2" not in page


def test_a_code_of_the_wrong_length_hears_how_long_it_is(public_door: Door) -> None:
    assert "6 or 12 words" in public_door.fill("/en/return/", words="abandon ability")


def test_wrong_words_are_said_once_above_and_once_beside_the_field(public_door: Door) -> None:
    words = spell(ReturnCode(62, 0x0123456789ABCDEF, Language.EN))
    unknown = "These words do not open a mailbox."
    for typed, sentence in (
        (" ".join(words), unknown),
        (" ".join([*words[:5], "hsopital"]), "Word 6 is not in the list."),
        ("abandon", "A code has 6 or 12 words."),
        ("", "Type your words in order, with spaces between them."),
    ):
        page = public_door.fill("/en/return/", words=typed)
        above, beside = page.split("</ul>", 1)
        assert re.search(rf'<a href="#id_words">{sentence}', above)
        assert (above.count(sentence), beside.count(sentence)) == (1, 1)
        assert "Some of the words" not in page


def test_practice_takes_the_right_words_only_and_says_so(public_door: Door) -> None:
    words = write(public_door, "ru")  # the page's own sentences have none of them
    page = public_door.fill("/en/words/?practise", words=" ".join(reversed(words)))
    assert public_door.path == "/en/words/?practise"
    pairs = enumerate(zip(words, reversed(words), strict=True), 1)
    wrong = ", ".join(str(number) for number, (one, other) in pairs if one != other)
    assert f"Look again at number {wrong}." in page
    page = public_door.post("/en/words/?practise", words=" ".join([*words[:4], "x", words[5]]))
    assert "Look again at number 5." in page
    assert not set(words) & set(re.findall(r"\w+", page.split("<textarea")[0]))
    page = public_door.post("/en/words/?practise", words=" ".join(words).upper())
    assert public_door.path == "/en/words/?right"
    assert "<h1>Correct</h1>" in page
    assert "<li>" not in page
    public_door.get("/en/words/")
    assert public_door.path == "/en/mailbox/"  # noted words are never shown again


def test_practice_with_nothing_typed_asks_for_the_words(public_door: Door) -> None:
    write(public_door, "en")
    assert "Type your words in order" in public_door.fill("/en/words/?practise", words=" ")


@pytest.mark.parametrize("path", ["write/", "mailbox/write/", "mailbox/equipment/"])
def test_what_not_to_write_stands_above_the_field(public_door: Door, path: str) -> None:
    write(public_door, "en")
    above, _, below = public_door.get("/en/" + path).partition("<textarea")
    assert "Do not write where" in above
    assert "Do not write where" not in below


def test_leaving_clears_the_browser_and_closes_the_mailbox(public_door: Door) -> None:
    write(public_door)
    cookie = public_door.browser.cookies["sc-public"].value
    response = public_door._as_role("get", "/ru/leave/", None)
    assert response.headers["Location"] == settings.EXIT_URL
    assert response.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert response.cookies["sc-public"].value == ""
    assert not MailboxSession.objects.exists()
    public_door.browser.cookies["sc-public"] = cookie
    public_door.get("/ru/mailbox/")
    assert public_door.path == "/ru/return/"


def test_the_mailbox_of_nobody_leads_to_the_words(public_door: Door) -> None:
    for path in ("/en/mailbox/", "/en/words/", "/en/mailbox/write/"):
        public_door.get(path)
        assert public_door.path == "/en/return/"


def test_going_back_and_sending_again_keeps_one_letter(public_door: Door) -> None:
    public_door.get("/ru/write/")
    form = public_door.page
    public_door.post("/ru/write/", text=LETTER)
    assert public_door.path == "/ru/words/"
    public_door.page = form
    public_door.post("/ru/write/", text=LETTER)
    assert public_door.path == "/ru/words/?again"
    assert Letter.objects.count() == 1


SENT_FROM_THE_MAILBOX = {
    "write/": {"text": "Ещё одно слово."},
    "complaint/": {"text": "Мне не ответили."},
    "own-data/": {"wish": "to see what is kept"},
    "equipment/": {"text": "Есть машина."},
    "check-in/": {"said": "well"},
}


def test_whatever_is_sent_from_the_mailbox_again_is_kept_once_and_told(
    public_door: Door, cast: Cast
) -> None:
    """Also when it was changed meanwhile: nobody shall think that the change is kept."""
    write(public_door, "en")
    for path, filled in SENT_FROM_THE_MAILBOX.items():
        public_door.get(f"/en/mailbox/{path}")
        form, kept = public_door.page, Letter.objects.count() + Complaint.objects.count()
        assert "Your message is kept." in public_door.post(f"/en/mailbox/{path}", **filled)
        public_door.page = form
        page = public_door.post(f"/en/mailbox/{path}", **filled | {"text": "Иначе."})
        assert "This had come already" in page, path
        assert "Your message is kept." not in page
        assert Letter.objects.count() + Complaint.objects.count() == kept + 1


def test_a_second_letter_from_the_open_mailbox_is_kept(public_door: Door) -> None:
    write(public_door)
    public_door.fill("/ru/mailbox/write/", text="Ещё одно слово.")
    assert public_door.path.startswith("/ru/mailbox/")
    assert sorted(Letter.objects.values_list("danger", flat=True)) == [
        "at the front now", "not said",
    ]  # fmt: skip


def test_an_empty_letter_hears_one_calm_sentence(public_door: Door) -> None:
    assert "Please write something first." in public_door.fill("/en/write/", text="  ")
    assert not Letter.objects.exists()


def test_danger_and_everything_else_may_be_left_out(public_door: Door) -> None:
    public_door.fill("/ru/write/", text=LETTER)
    assert public_door.path == "/ru/words/"
    assert Letter.objects.get().danger == "not said"


def test_what_a_person_wrote_is_not_in_any_address(public_door: Door) -> None:
    write(public_door)
    assert "?" not in public_door.path


def tables() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        return sorted(row[0] for row in cursor.fetchall())


def test_the_public_role_reads_no_table(public_door: Door) -> None:
    names = tables()
    assert {"contact_letter", "contact_mailbox", "casework_case", "vault_wrap"} <= set(names)
    for name in names:
        with (
            pytest.raises(DatabaseError, match="permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute("SET LOCAL ROLE sc_public")
            cursor.execute(SQL("SELECT 1 FROM {}").format(Identifier(name)))


def test_the_public_role_changes_and_deletes_nothing(public_door: Door) -> None:
    write(public_door)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, p.privilege_type FROM pg_class c, aclexplode(c.relacl) p"
            " JOIN pg_roles r ON r.oid = p.grantee WHERE r.rolname = 'sc_public'"
        )
        granted = set(cursor.fetchall())
    assert granted == {
        ("contact_attachment", "INSERT"), ("contact_complaint", "INSERT"),
        ("contact_letter", "INSERT"), ("contact_mailbox", "INSERT"), ("vault_wrap", "INSERT"),
        ("outreach_posture", "SELECT"),  # approved versions of one catalogue that pages show
    }  # fmt: skip


def test_the_mailbox_opens_the_answer_of_today(public_door: Door, cast: Cast) -> None:
    write(public_door)
    public_door.post("/ru/words/", skip="1")
    page = public_door.get("/ru/mailbox/")
    assert LETTER not in page  # a found phone shows no letter that was sent from it
    assert timezone.now().strftime("%Y") not in page


def test_a_first_letter_sent_twice_over_a_bad_line_finds_its_words_again(
    public_door: Door,
) -> None:
    public_door.get("/ru/write/")
    form = public_door.page
    public_door.post("/ru/write/", text="Нас двое.", danger="abroad")
    words = re.findall(r"<li>([^<]+)</li>", public_door.page.content.decode())
    public_door.page = form  # the answer was lost; the browser sends the same form again
    public_door.post("/ru/write/", text="Нас двое.", danger="abroad")
    assert public_door.path == "/ru/words/?again"
    assert re.findall(r"<li>([^<]+)</li>", public_door.page.content.decode()) == words
    assert Letter.objects.count() == 1


def test_a_second_letter_from_the_same_browser_goes_into_its_mailbox(
    public_door: Door, cast: Cast, offline: Offline
) -> None:
    """The front comes second: neither the letter nor its danger may be lost."""
    words = write(public_door)
    second = "А теперь нас везут на передовую."
    page = public_door.fill("/ru/write/", text=second, danger="at the front now")
    assert LI.findall(page) == words  # not noted yet: the same ones
    public_door.post("/ru/words/", skip="1")
    assert 'class="note"' in public_door.get("/ru/write/")
    public_door.fill("/ru/write/", text="Ещё одно.")
    assert public_door.path.startswith("/ru/mailbox/")
    letters = list(Letter.objects.order_by("id"))
    assert len({row.file_id for row in letters}) == 1
    assert sorted(row.danger for row in letters) == sorted(
        ["at the front now", "at the front now", "not said"]
    )
    desk = PrivateKey(base64.b64decode(offline.desk))
    keys = open_file(Holding(desk.public().key_id, desk), letters[0].file_id)
    assert {open_letter(keys, row.id).text for row in letters} == {LETTER, second, "Ещё одно."}


def test_a_letter_sent_twice_is_one_letter_and_shows_its_words(public_door: Door) -> None:
    words = write(public_door)
    once = str(Letter.objects.get().id)
    again = public_door.fill("/ru/write/", text=LETTER, danger="at the front now", once=once)
    assert LI.findall(again) == words
    assert Letter.objects.count() == 1


def test_a_letter_after_the_mailbox_went_to_sleep_gets_a_mailbox_of_its_own(
    public_door: Door,
) -> None:
    write(public_door)
    MailboxSession.objects.update(until=timezone.now() - timedelta(minutes=1))
    assert len(write(public_door)) == 6
    assert len(set(Letter.objects.values_list("file_id", flat=True))) == 2
