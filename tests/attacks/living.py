"""Lives through a case at both doors of a running instance, a marker in every text."""

import json
import re
import subprocess
import sys
import urllib.parse
import urllib.request
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

from safeconduct.demo.browser import TOKEN, Browser
from safeconduct.demo.ground import Ground
from tests.attacks.markers import Markers
from tests.testimony.core.making import PHOTO

ROOT = Path(__file__).resolve().parents[2]
WORD = re.compile(r"<li>([^<]+)</li>")
WORDS = re.compile(r'<ol class="words">(.*?)</ol>', re.DOTALL)
ONCE = re.compile(r'name="once" value="([^"]+)"')
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')
LINE = "safeconduct-line"
# Whom the intake officer puts on the case: the newcomers of the story work on it below.
TEAM = {
    "Olena": "case officer",
    "Emil": "evidence custodian",
    "Fedir": "finance officer",
    "Lina": "legal adviser",
    "Pavlo": "protection lead",
    "Petro": "passage coordinator",
    "Vasyl": "supervisor",
    "Anna": "vetting analyst",
}
TAKEN = ("wishes_to_speak", "rights_read", "no_help_line_read", "understood", "warning_read")


def environment(g: Ground, role: str) -> dict[str, str]:
    """Of a program of these tests that works on the instance under a role of the database."""
    return {
        **g.instance.environment(role, "worker"),
        "PYTHONPATH": f"{ROOT}:{ROOT / 'src'}",
    }


def run(g: Ground, role: str, module: str, asked: object, **change: str) -> Any:
    """What a program of these tests answers, in a changed environment; it speaks JSON."""
    done = subprocess.run(
        [sys.executable, "-m", module],
        env={**environment(g, role), **change},
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def send_file(browser: Browser, path: str, name: str, content: bytes, **fields: str) -> None:
    """Load the form at `path` and send it with a file, as a browser would."""
    page = browser.get(path)
    token, once = TOKEN.search(page), ONCE.search(page)
    assert token is not None
    assert once is not None
    fields = {"csrfmiddlewaretoken": token[1], "once": once[1]} | fields
    field = "content" if 'name="content"' in page else "file"
    head = "".join(
        f'--{LINE}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'
        for key, value in fields.items()
    )
    head += (
        f'--{LINE}\r\nContent-Disposition: form-data; name="{field}"; filename="{name}"\r\n'
        "Content-Type: application/octet-stream\r\n\r\n"
    )
    body = head.encode() + content + f"\r\n--{LINE}--\r\n".encode()
    address = urllib.parse.urljoin(browser.base, path)
    request = urllib.request.Request(address, data=body)  # noqa: S310  loopback only
    request.add_header("Origin", browser.base.rstrip("/"))
    request.add_header("Content-Type", f"multipart/form-data; boundary={LINE}")
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(browser.jar))
    try:
        answer = opener.open(request, timeout=30)
    except HTTPError as error:
        answer = error
    with answer:
        browser.status, browser.url = answer.status or 0, answer.url
        browser.text = answer.read().decode(errors="replace")


@dataclass
class Life:
    """One person and everybody who works on their case."""

    g: Ground
    markers: Markers
    intake_officer: str = "Zoya"
    phrase: str = ""
    file_id: str = ""
    keys: dict[bytes, str] = field(default_factory=dict)

    @property
    def said(self) -> str:
        """What somebody types: the marker in both alphabets, and as a number."""
        m = self.markers
        return f"Нас двое, {m.cyrillic}. Call {m.latin}, +{m.number}, №{m.number}."

    def ok(self, browser: Browser, sign: str = "") -> None:
        """The page is there, shows no mistake, and `sign` where one is named."""
        wrong = re.findall(r'class="(?:error|problem)[^>]*>([^<]+)', browser.text)
        assert browser.status == 200, (browser.status, browser.url, wrong)
        assert sign in unescape(browser.text), (browser.url, wrong, browser.text[-2000:])

    def person_writes(self) -> None:
        """A letter, the words, practice, more letters, files, a complaint; away and back."""
        me = self.g.public()
        me.fill("/ru/write/", text=self.said, danger="at the front now")
        self.phrase = self.words_on(me.text)
        me.get("/ru/words/?practise")
        me.post("/ru/words/", words=self.phrase.replace(" ", "  ").upper())
        for path in ("mailbox/write/", "mailbox/equipment/", "mailbox/complaint/"):
            me.fill(f"/ru/{path}", text=self.said)
            assert "/ru/mailbox/" in me.url, (path, me.url)
        me.fill("/ru/mailbox/check-in/", said="not_well", text=self.said)
        name, content = f"{self.markers.cyrillic}.txt", self.said.encode() * 400
        send_file(me, "/ru/mailbox/file/", name, content, note=self.said)
        assert me.url.endswith("/kept/"), (me.status, me.url)
        me.fill("/ru/write/", text=self.said * 6_000, danger="abroad")  # too long: refused
        assert me.url.endswith("/write/"), me.url

    def words_on(self, page: str) -> str:
        shown = WORDS.search(page)
        assert shown is not None, page[-2000:]
        phrase = " ".join(WORD.findall(shown[1]))
        self.markers.phrases.append(phrase)
        return phrase

    def person_returns(self, answer: str) -> None:
        """Words typed wrong, then right, from another phone; the answer is there."""
        other = self.g.public()
        other.fill("/ru/return/", words=self.phrase.rsplit(" ", 1)[0] + " щщщ")
        assert other.url.endswith("/return/")
        other.fill("/ru/return/", words=self.phrase)
        self.ok(other, answer)
        stranger = self.g.public()
        stranger.fill("/en/write/", text=self.said, long_code="on")
        self.words_on(stranger.text)

    def intake(self) -> None:
        """A new intake officer mistypes the password, signs in, reads, opens the case."""
        alias, password = (
            self.intake_officer,
            f"horse-{self.markers.latin}-Конь-{self.markers.cyrillic}",
        )
        asked = {"alias": alias, "password": password}
        sheet = run(self.g, "sc_owner", "tests.attacks.newcomer", asked)
        self.g.accounts[alias] = asked | sheet
        self.keys[bytes.fromhex(sheet["seed"])] = "an officer's private key"
        self.keys[bytes.fromhex(sheet["totp"])] = "an officer's code secret"
        stranger = Browser(f"http://127.0.0.1:{self.g.instance.office_port}/")
        stranger.fill("/sign-in/", alias=alias, password=password + "!", code="000000")
        assert stranger.url.endswith("/sign-in/")
        zoya = self.g.office(alias)
        with self.g.superuser() as link:
            rows = link.execute(
                "SELECT id, file_id FROM contact_letter WHERE danger = 'at the front now'"
                " AND state = 'new' ORDER BY day DESC"
            ).fetchall()
            staff: dict[str, object] = dict(
                link.execute("SELECT alias, id FROM accounts_officer").fetchall()
            )
        zoya.get("/triage/")
        letter = next(
            one for one, _ in rows if self.markers.cyrillic in zoya.fill(f"/letters/{one}/")
        )
        self.file_id = str(dict(rows)[letter])
        zoya.post(f"/letters/{letter}/open-case/", kind="person", danger="at the front now")
        self.ok(zoya)
        for name, role in TEAM.items():
            zoya.fill(f"/cases/{self.file_id}/team/", place=f"{staff[name]} {role}")
            assert "/team/?done=" in zoya.url, (name, zoya.url)

    def case(self, path: str) -> str:
        """A path below the case."""
        return f"/cases/{self.file_id}/{path}"

    def work(self) -> None:
        """Every room that keeps words of a person keeps some."""
        self.case_officer_works()
        self._custodian()
        self._analyst()
        self._finance()
        self._protection()
        self._passage()
        lina = self.g.office("Lina")
        lina.get(self.case("status/"))
        lina.post(self.case("status/open/"))
        lina.fill(self.case("status/wish/"), words=self.said)
        self.ok(lina, self.markers.cyrillic)

    def case_officer_works(self) -> None:
        """A person's card, the other letters, an answer, a claim."""
        olena, m = self.g.office("Olena"), self.markers
        card = {"surname": m.cyrillic, "first_names": m.latin, "service_number": m.number}
        olena.fill(self.case("people/"), relation="applicant", **card)
        olena.get(self.case(""))
        self.ok(olena, m.cyrillic)
        for letter in re.findall(r'action="(/letters/[^"]+)"', olena.text):
            olena.post(letter)
            self.ok(olena, m.cyrillic)
            olena.get(self.case(""))
        olena.fill(self.case("answer/"), text=self.said)
        self.ok(olena)
        path = self.case("equipment/new/")
        marks = {"type_code": "mi8amtsh", "companions": "not_known", "serial": m.number}
        marks |= {"plate": m.cyrillic, "tactical": m.latin, "place": m.cyrillic, "on": ""}
        olena.fill(path, **marks, show="1")
        olena.post(path, **marks, **self._hidden(olena, "seen"), register="1")
        self.ok(olena, m.number)

    def _hidden(self, browser: Browser, name: str) -> dict[str, str]:
        return {name: dict(HIDDEN.findall(browser.text))[name]}

    def _custodian(self) -> None:
        emil = self.g.office("Emil")
        ticks = dict.fromkeys(TAKEN, "on")
        emil.fill(
            self.case("testimony/statements/new/"),
            language="ru", asked="no", self_incriminating="no", fitness="fit",
            counsel_offered="on", **ticks,
        )  # fmt: skip
        statement = urllib.parse.urlsplit(emil.url).path
        emil.fill(f"{statement}part/", text=self.said, corrects="")
        self.ok(emil, self.markers.cyrillic)
        name, content = f"{self.markers.latin}.jpg", PHOTO + self.said.encode()
        send_file(emil, self.case("testimony/exhibits/new/"), name, content, statement="")
        self.ok(emil, "Receipt for the giver")

    def _analyst(self) -> None:
        anna = self.g.office("Anna")
        anna.get(self.case("vetting/"))
        anna.post(self.case("vetting/start/"))
        anna.fill(
            self.case("vetting/add/safety_before_money/"),
            direction="asks", source="b", grade="2", origin="new", day="2026-11-20",
            note=self.said,
        )  # fmt: skip
        self.ok(anna, self.markers.cyrillic)

    def _finance(self) -> None:
        fedir = self.g.office("Fedir")
        fedir.fill(
            self.case("payments/new/"), stream="hardship", claim="", payee="person",
            amount="100", deviation=self.said,
        )  # fmt: skip
        payment = urllib.parse.urlsplit(fedir.url).path
        assert payment.startswith("/payments/"), (fedir.url, fedir.text[-1500:])
        fedir.post(f"{payment}draft/")
        fedir.fill(f"{payment}payee/", account=f"UA {self.markers.number}")
        self.ok(fedir)

    def _protection(self) -> None:
        pavlo = self.g.office("Pavlo")
        page = pavlo.get(self.case("protection/"))
        found = re.search(r'href="([^"]+/protection/open/[^"]+)"', page)
        assert found is not None, page[-1500:]
        m = self.markers
        pavlo.fill(
            found[1], judged="standard", felt="standard", contact=self.said, word=m.cyrillic,
            place=m.number,
        )  # fmt: skip
        self.ok(pavlo, m.cyrillic)

    def act(self, officer: Browser, step: str) -> None:
        """One act on the case with everything confirmed that its page asks for."""
        page = officer.get(self.case(f"act/{step}/"))
        ticks = re.findall(r'<input type="checkbox" name="(\w+)"', page)
        officer.post(self.case(f"act/{step}/"), **dict.fromkeys(ticks, "on"))
        self.ok(officer)
        assert officer.url.partition("?done=")[0].endswith(self.case("")), officer.url

    def _passage(self) -> None:
        olena, petro = self.g.office("Olena"), self.g.office("Petro")
        olena.fill(self.case("told/sheet/rights/"), way="mailbox")
        self.ok(olena)
        olena.fill(self.case("told/write/"), topic="SITES", words=self.said, way="spoken")
        self.ok(olena)
        for step in ("start_triage", "make_offer", "accept_offer"):
            self.act(olena, step)
        base = self.case("crossing/")
        people = {"mode": "foot", "head_count": "2", "unwitting": "0", "harm": "nobody"}
        petro.fill(f"{base}open/", **people)
        page = petro.get(f"{base}propose/")
        ticks = re.findall(r'<input type="checkbox" name="(\w+)"(?! value="\w*foot)', page)
        desks = re.findall(r'<input type="text" name="([a-z]+-[\w-]+)"', page)
        now, stamp, m = datetime.now(UTC), "%Y-%m-%d %H:%M", self.markers
        petro.post(
            f"{base}propose/",
            window_start=f"{now - timedelta(hours=1):{stamp}}",
            window_end=f"{now + timedelta(hours=3):{stamp}}",
            weapon_state="left_behind", reception_point=m.latin, corridor=m.cyrillic,
            **dict.fromkeys(desks, m.cyrillic), **dict.fromkeys(ticks, "on"),
        )  # fmt: skip
