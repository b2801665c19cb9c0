"""Words that no machine holds by chance, and every form in which they might lie in clear."""

import base64
from collections.abc import Iterable
from dataclasses import dataclass, field
from random import SystemRandom
from urllib.parse import quote

DRAW = SystemRandom()
URL_STEPS = 3  # bytes that base64 takes at a time


def _drawn(letters: str, length: int) -> str:
    """A word whose neighbouring letters differ, so that it never looks like filling."""
    word = DRAW.choice(letters)
    while len(word) < length:
        word += DRAW.choice(letters.replace(word[-1], ""))
    return word


@dataclass(frozen=True)
class Markers:
    """One word for each sort of input; every text of a run is built around one of them.

    `phrases` are what the product itself drew: a person's return words, as they are typed.
    """

    cyrillic: str = field(default_factory=lambda: _drawn("щъыфжюшцэ", 9))
    latin: str = field(default_factory=lambda: _drawn("qzxvkjw", 11))
    number: str = field(default_factory=lambda: _drawn("123456789", 13))
    phrases: list[str] = field(default_factory=list)

    def needles(self) -> dict[bytes, str]:
        """Bytes to look for, and what each would be."""
        words = (self.cyrillic, self.latin, self.number, *self.phrases)
        return {raw: f"{name} of {word!r}" for word in words for name, raw in forms(word)}


def forms(word: str) -> Iterable[tuple[str, bytes]]:
    """(name, bytes) of each encoding, without those that look like UTF-8 anyway."""
    plain = word.encode()
    found = {"UTF-8": plain} | _wide(word) | _escaped(word, plain) | _base64(plain)
    yield "UTF-8", plain
    yield from ((name, raw) for name, raw in found.items() if raw != plain)


def _wide(word: str) -> dict[str, bytes]:
    return {
        "UTF-16LE": word.encode("utf-16-le"),
        "UTF-16BE": word.encode("utf-16-be"),
        "UTF-32LE": word.encode("utf-32-le"),
        "Windows-1251": word.encode("cp1251", "replace"),
    }


def _escaped(word: str, plain: bytes) -> dict[str, bytes]:
    return {
        "URL escapes": quote(word).encode(),
        "URL escapes, lower case": _lower_escapes(word).encode(),
        "form escapes": quote(word, safe="").replace("%20", "+").encode(),
        "JSON escapes": "".join(f"\\u{ord(c):04x}" for c in word).encode(),
        "JSON escapes, upper case": "".join(f"\\u{ord(c):04X}" for c in word).encode(),
        "HTML escapes": "".join(f"&#{ord(c)};" for c in word).encode(),
        "hex": plain.hex().encode(),
        "hex, upper case": plain.hex().upper().encode(),
        "Python escapes": "".join(f"\\x{byte:02x}" for byte in plain).encode(),
    }


def _lower_escapes(word: str) -> str:
    return "".join(c if c.isascii() else quote(c).lower() for c in word).replace(" ", "%20")


def _base64(plain: bytes) -> dict[str, bytes]:
    """All three alignments, without the characters at the ends that neighbours share."""
    found = {}
    for before in range(URL_STEPS):
        text = base64.b64encode(bytes(before) + plain)
        inner = text[-(-before * 8 // 6) : (before + len(plain)) * 8 // 6]
        found[f"base64 after {before}"] = inner
        found[f"URL-safe base64 after {before}"] = inner.translate(
            bytes.maketrans(b"+/", b"-_")
        )
    return found
