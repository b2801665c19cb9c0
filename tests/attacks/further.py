"""Lives on, at both doors: what people do after a first letter, a case and an answer.

A call taken down, a search by name, a picture with something hidden in it, a message to be read
once, alarm words and what is written under them, the ombudsman's answer, call-back words, a
place on the case that is lent, passed on and taken away.
"""

import json
import re
from contextlib import suppress
from urllib.error import URLError

from safeconduct.contact.core.terms import Danger, Spoken, Writer
from safeconduct.demo.browser import Browser
from tests.attacks.living import Life, send_file
from tests.contact.core.test_stripping import BARE_JPEG, segment

BOLD = re.compile(r"<b>([^<]+)</b>")
ITEM = re.compile(r'name="item" value="([^"]+)"')
COMPLAINT = re.compile(r'href="(/complaints/[0-9a-f-]{36}/)"')
FILE = re.compile(r'action="(/files/[^"/]+/(original|stripped)/)"')
HEAD = 2  # bytes of a JPEG before its first segment


def live_on(life: Life) -> None:
    """All of it, in the order in which it may happen."""
    _takes_down_a_call(life)
    _finds_by_name(life)
    person = _returns(life, life.phrase)
    _sends_a_picture(life, person)
    _knows_the_caller(life, person)
    _reads_once(life)
    _is_made_to_open(life, person)
    _is_answered_by_the_ombudsman(life)
    _lends_and_passes_on(life)


def _returns(life: Life, words: str) -> Browser:
    phone = life.g.public()
    phone.fill("/ru/return/", words=words)
    life.ok(phone)
    assert "/ru/mailbox/" in phone.url, phone.url
    return phone


def _takes_down_a_call(life: Life) -> None:
    """What is said on the telephone, and the words that are read out."""
    desk = life.g.office(life.intake_officer)
    desk.fill(
        "/letters/take-down/", spoken=Spoken.CALL.value, language="ru", text=life.said,
        danger=Danger.HUNTED.value, writer=Writer.RELATIVE.value,
    )  # fmt: skip
    life.ok(desk)
    words = life.words_on(desk.text)
    _callback_on(life, desk.text)
    caller = _returns(life, words)
    caller.fill("/ru/mailbox/write/", text=life.said)


def _callback_on(life: Life, page: str) -> str:
    """Both call-back words as they are sealed; each alone stands in every list of words."""
    ours, theirs = BOLD.findall(page)[-2:]
    told = json.dumps({"ours": ours, "theirs": theirs}, ensure_ascii=False, sort_keys=True)
    life.markers.phrases.append(told)
    return str(ours)


def _finds_by_name(life: Life) -> None:
    olena = life.g.office("Olena")
    olena.fill("/cases/", words=life.markers.cyrillic.capitalize())
    life.ok(olena, life.file_id)


def _sends_a_picture(life: Life, person: Browser) -> None:
    """With a marker in its metadata; an officer takes the original and the copy without it."""
    content = BARE_JPEG[:HEAD] + segment(0xFE, life.said.encode()) + BARE_JPEG[HEAD:]
    send_file(person, "/ru/mailbox/file/", f"{life.markers.latin}.jpg", content, note="")
    assert person.url.endswith("/kept/"), (person.status, person.url)
    olena = life.g.office("Olena")
    olena.get(life.case(""))
    for letter in re.findall(r'action="(/letters/[^"]+)"', olena.text):
        olena.post(letter)
        olena.get(life.case(""))
    copies = {"original": "", "stripped": ""}
    for path, which in FILE.findall(olena.get(life.case(""))):
        olena.get(life.case(""))
        copies[which] += olena.post(path)
        life.ok(olena)
    assert life.said in copies["original"]
    assert copies["stripped"]
    assert life.said not in copies["stripped"]


def _knows_the_caller(life: Life, person: Browser) -> None:
    """The person reads the words of a call; the officer reads them on the case."""
    ours = _callback_on(life, person.get("/ru/mailbox/"))
    olena = life.g.office("Olena")
    olena.get(life.case(""))
    life.ok(olena, ours)


def _reads_once(life: Life) -> None:
    """A message that is gone when the mailbox closes."""
    olena = life.g.office("Olena")
    olena.fill(life.case("answer/"), text=life.said, once_only="on")
    life.ok(olena)
    person = _returns(life, life.phrase)
    closed = ITEM.findall(person.text)
    person.post("/ru/mailbox/destroy/", item=closed[0])
    life.ok(person, life.markers.cyrillic)
    with suppress(URLError):  # it leads away from us
        person.get("/ru/leave/")


def _is_made_to_open(life: Life, person: Browser) -> None:
    """Alarm words with a story of one's own; what is written under them."""
    page = person.get("/ru/mailbox/alarm/")
    story = re.findall(r'name="story" value="([^"]+)"', page)[0]
    person.post("/ru/mailbox/alarm/", story=story, text=life.said)
    life.ok(person)
    under = _returns(life, life.words_on(person.text))
    life.ok(under, life.markers.cyrillic)
    under.fill("/ru/mailbox/write/", text=life.said)


def _is_answered_by_the_ombudsman(life: Life) -> None:
    oksana = life.g.office("Oksana")
    for path in COMPLAINT.findall(oksana.get("/complaints/")):
        oksana.get(path)
        if life.markers.cyrillic in oksana.text:
            oksana.post(path, text=life.said)
            life.ok(oksana)
            break
    assert life.markers.cyrillic in oksana.text


def _lends_and_passes_on(life: Life) -> None:
    """Kirill for two hours, then not, then in Olena's place; then she in his."""
    with life.g.superuser() as link:
        rows = link.execute("SELECT alias, id::text FROM accounts_officer").fetchall()
    ids: dict[str, str] = dict(rows)
    kirill = ids["Kirill"]
    olena, vasyl = life.g.office("Olena"), life.g.office("Vasyl")
    lent = {"place": f"{kirill} case officer", "hours": "2", "reason": "NIGHT"}
    olena.fill(life.case("team/lend/"), **lent)
    life.ok(olena)
    reader = life.g.office("Kirill")
    reader.get(life.case(""))
    life.ok(reader, life.markers.cyrillic)
    vasyl.fill(life.case("team/take-off/"), officer=kirill, reason="DONE")
    life.ok(vasyl)
    reader.get(life.case(""))
    assert reader.status == 404, reader.status
    olena.fill(life.case("team/pass-on/"), officer=kirill)
    life.ok(olena)
    reader.get(life.case(""))
    life.ok(reader, life.markers.cyrillic)
    reader.fill(life.case("team/pass-on/"), officer=ids["Olena"])
    life.ok(reader)
