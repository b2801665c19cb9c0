"""At the real public door no answer tells by its page, its size or its time what a code is.

Wrong, ended and destroyed codes are one kind to whoever looks on; right words and alarm words
are the other. Times are taken in turns over HTTP, so that a busy machine slows all alike.
"""

import http.client
import re
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import combinations
from math import sqrt
from urllib.parse import urlencode

import pytest

from safeconduct.demo.ground import Ground
from tests.attacks.flood import TOKEN, Flood, Sender
from tests.attacks.living import run
from tests.contact.test_codes import OPEN, SHUT, chance_of_longer

PATH = "/ru/return/"
SIX = ("six words, unknown", "six words, destroyed")
ROUNDS = 60
FEW = 6  # of those that are stretched: leaving that out would show in each single one
# How far the chance that one kind takes longer may lie from 1/2, in standard deviations of
# Mann-Whitney's U for kinds that are alike. By chance one pair in 80 lies further than the
# first at a short look, and one in 16,000 further than the second at the long one after it.
DOUBT, CERTAIN = 2.5, 4.0


@dataclass(frozen=True)
class Answer:
    """What somebody sees who types words and holds a watch."""

    seconds: float
    status: int
    page: str
    led_to: str
    head: tuple[str, ...]


@dataclass
class Watch:
    """One browser that types words again and again."""

    g: Ground
    sender: Sender
    token: str
    found: dict[str, list[Answer]] = field(default_factory=dict)

    @classmethod
    def at(cls, g: Ground) -> "Watch":
        """With the form loaded."""
        sender = Sender(Flood(g), "watch")
        token = TOKEN.search(sender.ask("GET", PATH))
        assert token is not None
        return cls(g, sender, token[1])

    def ask(self, words: str) -> Answer:
        """Send the words; the time is from the first byte sent to the last one received."""
        port = self.g.instance.public_port
        body = urlencode({"csrfmiddlewaretoken": self.token, "words": words})
        head = {
            "Cookie": self.sender.cookie, "Origin": f"http://127.0.0.1:{port}",
            "Content-Type": "application/x-www-form-urlencoded",
        }  # fmt: skip
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        line.connect()
        began = time.perf_counter()
        line.request("POST", PATH, body, head)
        answer = line.getresponse()
        page = answer.read().decode()
        took = time.perf_counter() - began
        line.close()
        names = tuple(sorted(name.lower() for name, _ in answer.getheaders()))
        led_to = answer.headers.get("Location", "")
        return Answer(took, answer.status, page.replace(words, ""), led_to, names)

    def ask_all(self, words: dict[str, str], rounds: int) -> dict[str, list[float]]:
        """Seconds by kind; every round asks each kind once, in another order."""
        times: dict[str, list[float]] = {kind: [] for kind in words}
        for number in range(rounds):
            for kind in sorted(words, key=lambda kind: hash((kind, number))):
                answer = self.ask(words[kind])
                self.found.setdefault(kind, []).append(answer)
                times[kind].append(answer.seconds)
        return times


def told_apart(times: dict[str, list[float]], far: float) -> list[tuple[str, str]]:
    """The pairs whose times differ by more than chance explains."""
    found = []
    for one, other in combinations(times, 2):
        n, m = len(times[one]), len(times[other])
        wide = far * sqrt((n + m + 1) / (12 * n * m))
        if abs(chance_of_longer(times[one], times[other]) - 0.5) > min(wide, 0.49):
            found.append((one, other))
    return found


def differ(watch: Watch, words: dict[str, str], rounds: int) -> list[tuple[str, str]]:
    """The pairs told apart, by two looks: what the first doubts, the second must find anew.

    The second is twice as long: a difference that is there shows in it more clearly.
    """
    doubted = told_apart(watch.ask_all(words, rounds), DOUBT)
    if not doubted:
        return []
    return told_apart(watch.ask_all(words, 2 * rounds), CERTAIN)


@pytest.fixture(scope="module")
def codes(field: Ground) -> dict[str, str]:
    """Words of every kind, made where the demonstration runs."""
    return made(field, [*SHUT, *OPEN, *SIX])


def made(g: Ground, kinds: list[str]) -> dict[str, str]:
    found: dict[str, str] = run(g, "sc_owner", "tests.attacks.codes", kinds)
    return found


def some(codes: dict[str, str], kinds: Iterable[str]) -> dict[str, str]:
    return {kind: codes[kind] for kind in kinds}


def alike(page: str) -> str:
    return re.sub(r'value="[^"]*"', "", page)


def test_no_answer_tells_wrong_ended_and_destroyed_codes_apart(
    field: Ground, codes: dict[str, str]
) -> None:
    watch = Watch.at(field)
    assert differ(watch, some(codes, SHUT), ROUNDS) == []
    answers = [one for kind in SHUT for one in watch.found[kind]]
    assert {(one.status, one.led_to, len(one.page), one.head) for one in answers} == {
        (200, "", len(answers[0].page), answers[0].head)
    }
    assert len({alike(one.page) for one in answers}) == 1
    assert "Set-Cookie".lower() not in answers[0].head


def test_no_answer_tells_alarm_words_from_the_right_ones(
    field: Ground, codes: dict[str, str]
) -> None:
    watch = Watch.at(field)
    assert differ(watch, some(codes, OPEN), ROUNDS) == []
    answers = [one for kind in OPEN for one in watch.found[kind]]
    assert {(one.status, one.led_to) for one in answers} == {(302, "/ru/mailbox/")}
    assert len({one.head for one in answers}) == 1


def test_six_words_are_stretched_whatever_lies_behind_them(
    field: Ground, codes: dict[str, str]
) -> None:
    words, watch = some(codes, [*SIX, "unknown"]), Watch.at(field)
    # Twelve words that nobody has, which are not stretched, show how well the watch tells.
    assert differ(watch, words, FEW) == [(one, "unknown") for one in SIX]


def test_a_door_that_answers_early_is_told_apart(weak_field: Ground) -> None:
    """It gives up where nothing was found, and writes the alarm under alarm words only."""
    codes, watch = made(weak_field, [*SHUT, *OPEN]), Watch.at(weak_field)
    pairs = [("unknown", "destroyed"), ("ended", "destroyed")]
    assert pairs in looks(watch, some(codes, SHUT))
    assert [("right", "alarm")] in looks(watch, some(codes, OPEN))


def looks(watch: Watch, words: dict[str, str]) -> Iterator[list[tuple[str, str]]]:
    """What each of four looks finds: on a busy machine noise hides a difference from one."""
    return (differ(watch, words, ROUNDS) for _ in range(4))
