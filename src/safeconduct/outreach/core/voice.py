"""The voice line: what is said at each place, and where its keys lead. Pure.

It is data (content/scripts/voice.toml), read whole or not at all, with the place of what is
wrong. Nothing in it asks; a caller presses keys, and need not speak.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from html import escape
from pathlib import Path

from safeconduct.outreach.core.languages import LANGUAGES
from safeconduct.outreach.core.said import (
    SCRIPTS,
    Texts,
    fill,
    named_sources,
    read_toml,
    table,
    texts,
)

START, AGAIN, BACK = "start", "9", "0"  # the first node; keys that work at every node
PHRASES = ("press", "language", "again", "start", "end")
MOST_WORDS = 75  # of a node: half a minute, at 150 words a minute
SPOKEN = {"en": "en-GB", "ru": "ru-RU", "uk": "uk-UA"}  # xml:lang of a voice
TRIES = 3  # silent or wrong keys before the line says goodbye


@dataclass(frozen=True)
class Node:
    """What is said at one place of the voice line, and where its keys lead."""

    name: str
    said: Texts
    label: Texts
    keys: Mapping[str, str]
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Voice:
    """The voice line; `phrases` has a text for each of PHRASES."""

    version: int
    day: date
    reviewed: Texts
    phrases: Mapping[str, Texts]
    nodes: Mapping[str, Node]

    def prompt(self, name: str, language: str) -> str:
        """A node as it is said, with what its keys do; {word} and {address} not filled in."""
        node, press = self.nodes[name], self.phrases["press"][language]
        ways = [(self.nodes[to].label[language], key) for key, to in node.keys.items()]
        ways.append((self.phrases["again"][language], AGAIN))
        if name != START:
            ways.append((self.phrases["start"][language], BACK))
        pressed = [press.replace("{label}", one).replace("{key}", key) for one, key in ways]
        return " ".join((node.said[language], *pressed))

    def after(self, name: str, key: str) -> str:
        """The node that a key leads to; the same one for a key that leads nowhere."""
        if key == BACK:
            return START
        return self.nodes[name].keys.get(key, name)


@lru_cache(maxsize=4)
def voice(root: Path = SCRIPTS) -> Voice:
    """The voice line. ValueError that names the place of what is wrong."""
    found = read_toml(root / "voice.toml")
    try:
        made = Voice(
            int(found["version"]),
            date.fromisoformat(found["date"]),
            texts(found["reviewed"], "voice, reviewed", empty=True),
            {name: texts(found["said"][name], f"voice, {name}") for name in PHRASES},
            {name: _node(name, one) for name, one in found["node"].items()},
        )
        _check(made)
    except KeyError as missing:
        raise ValueError(f"voice.toml lacks {missing}") from missing
    return made


def _node(name: str, given: Mapping[str, object]) -> Node:
    place = f"voice, {name}"
    return Node(
        name,
        texts(given, place),
        texts(table(given, "label", place), f"{place}, label"),
        {key: str(to) for key, to in table(given, "keys", place).items()},
        named_sources(given, place),
    )


def _check(made: Voice) -> None:
    for node in made.nodes.values():
        _check_node(made, node)
    for key, language in enumerate(LANGUAGES, start=1):
        if str(key) not in made.phrases["language"][language]:
            raise ValueError(f"voice, language, {language}: its key is {key}")
    unreached = set(made.nodes) - set(_reached(made))
    if unreached:
        raise ValueError(f"voice, {min(unreached)}: no key leads here")


def _check_node(made: Voice, node: Node) -> None:
    place = f"voice, {node.name}"
    for key, to in node.keys.items():
        if key not in set("12345678"):
            raise ValueError(f"{place}: {key!r} is no key from 1 to 8; 9 and 0 are taken")
        if to not in made.nodes or to == START:
            raise ValueError(f"{place}: key {key} leads to {to!r}, which is no node")
    for language, said in node.said.items():
        count = len(said.split())
        if count > MOST_WORDS:
            raise ValueError(f"{place}, {language}: {count} words. Leave {MOST_WORDS}.")


def _reached(made: Voice) -> Iterator[str]:
    """Every node that keys lead to from the start."""
    waiting, seen = [START], {START}
    while waiting:
        name = waiting.pop()
        yield name
        fresh = set(made.nodes[name].keys.values()) - seen
        seen |= fresh
        waiting += sorted(fresh)


def voicexml(made: Voice, language: str, holes: Texts) -> str:
    """The voice line in one language as a VoiceXML 2.1 document; keys only, no speech input."""
    menus = "\n".join(_menu(made, name, language, holes) for name in made.nodes)
    return _document(SPOKEN[language], menus)


def choose_language(made: Voice) -> str:
    """The document that a call begins with: each language said in itself, then its own line."""
    said, choices = "", ""
    for key, language in enumerate(LANGUAGES, start=1):
        text = escape(made.phrases["language"][language])
        said += f'<voice xml:lang="{SPOKEN[language]}">{text}</voice>'
        choices += f'<choice dtmf="{key}" next="voice-{language}.vxml">{language}</choice>'
    menu = f'<menu id="language"><prompt>{said}</prompt>{choices}{_patience("")}</menu>'
    return _document(SPOKEN[LANGUAGES[0]], menu)


def _document(spoken: str, inside: str) -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<vxml version="2.1" xmlns="http://www.w3.org/2001/vxml" xml:lang="{spoken}">\n'
        f'<property name="inputmodes" value="dtmf"/>\n{inside}\n</vxml>\n'
    )


def _menu(made: Voice, name: str, language: str, holes: Texts) -> str:
    node = made.nodes[name]
    said = escape(fill(made.prompt(name, language), {**holes, "address": "{address}"}))
    address = f'<say-as interpret-as="characters">{escape(holes["address"])}</say-as>'
    ways = {**node.keys, AGAIN: name, **({} if name == START else {BACK: START})}
    choices = "".join(
        f'<choice dtmf="{key}" next="#{to}">{to}</choice>' for key, to in ways.items()
    )
    end = f"<prompt>{escape(made.phrases['end'][language])}</prompt>"
    prompt = f"<prompt>{said.replace('{address}', address)}</prompt>"
    return f'<menu id="{name}">{prompt}{choices}{_patience(end)}</menu>'


def _patience(end: str) -> str:
    """Silence and wrong keys: the prompt again, after `TRIES` the end of the call."""
    return "".join(
        f'<{one}><reprompt/></{one}><{one} count="{TRIES}">{end}<exit/></{one}>'
        for one in ("noinput", "nomatch")
    )
