"""`safeconduct scripts`: the voice line and the answers by text message, as files of a day.

VoiceXML 2.1 for a voice platform, texts to read from and to paste. They bear the word of the
day, so they are made anew each day.
"""

import sys
from argparse import ArgumentParser
from datetime import UTC, datetime
from pathlib import Path

from safeconduct.outreach.core.genuine import mirrors_text
from safeconduct.outreach.core.languages import LANGUAGES
from safeconduct.outreach.core.said import Texts, fill
from safeconduct.outreach.core.sms import Sms, parts, sms, too_long
from safeconduct.outreach.core.voice import Voice, choose_language, voice, voicexml
from safeconduct.outreach.genuine import day_words


def main(arguments: list[str]) -> int:
    """0 when every file is written; 1 with a sentence otherwise."""
    options = _parser().parse_args(arguments)
    try:
        made = files(options.address, options.keys, datetime.now(UTC))
        options.to.mkdir(parents=True, exist_ok=True)
        for name, text in made.items():
            (options.to / name).write_text(text, "utf-8")
    except ValueError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except OSError as error:
        sys.stderr.write(f"{error.filename} cannot be used: {error.strerror}.\n")
        return 1
    sys.stdout.write(f"{len(made)} files in {options.to}.\n")
    return 0


def _parser() -> ArgumentParser:
    parser = ArgumentParser(prog="safeconduct scripts", description=__doc__)
    parser.add_argument("--address", required=True, help="our address, with https://")
    parser.add_argument("--to", type=Path, required=True, help="folder for the files")
    parser.add_argument("--keys", type=Path, required=True, help="SC_KEY_FOLDER of the doors")
    return parser


def files(address: str, keys: Path, now: datetime) -> dict[str, str]:
    """(name, text) of every file. ValueError, a sentence a line, for what cannot be made."""
    filled = holes(address, keys, now)
    line, answers = voice(), sms()
    faults = too_long(answers, filled)
    if faults:
        raise ValueError("\n".join(faults))
    made = {"voice.vxml": choose_language(line)}
    for language, said in filled.items():
        made[f"voice-{language}.vxml"] = voicexml(line, language, said)
        made[f"voice-{language}.txt"] = voice_text(line, language, said)
        made[f"sms-{language}.txt"] = sms_text(answers, language, said)
    return made


def holes(address: str, keys: Path, now: datetime) -> dict[str, dict[str, str]]:
    """What is filled in, by language: the host of our address, the word of the day in Kyiv.

    ValueError for an address that is none of a site, or without the key of the words.
    """
    mirrors_text([address])  # ValueError in one sentence
    words = dict(day_words(keys, now)[1])
    if not words:
        msg = f"{keys} holds no key of the agreed words: make one with `mirror word`."
        raise ValueError(msg)
    host = address.partition("://")[2]
    return {one: {"address": host, "word": words[one]} for one in LANGUAGES}


def voice_text(made: Voice, language: str, said: Texts) -> str:
    """The voice line to read from: each place with its name and where its keys lead."""
    blocks = [f"{made.version}, {made.day}"]
    for name, node in made.nodes.items():
        ways = "  ".join(f"{key}: {to}" for key, to in node.keys.items())
        blocks.append(f"[{name}]\n{fill(made.prompt(name, language), said)}\n{ways}".rstrip())
    return "\n\n".join(blocks) + "\n"


def sms_text(made: Sms, language: str, said: Texts) -> str:
    """The answers to paste: the digit that brings each, and how many messages it takes."""
    blocks = [f"{made.version}, {made.day}"]
    for one in made.answers:
        text = fill(one.said[language], said)
        blocks.append(f"[{one.reply or '*'}] {one.name} ({parts(text)})\n{text}")
    return "\n\n".join(blocks) + "\n"
