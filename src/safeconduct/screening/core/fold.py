"""One skeleton for one name: Cyrillic and every Latin scheme folded to the same few letters.

Cyrillic is first written in one plain Latin form; then Cyrillic and Latin pass through the same
reduction, so a difference between two schemes has one place where it is undone. Differences
covered: ICAO 9303, MVD 310, BGN/PCGN, GOST 7.79 A and B, KMU 55 (2010), and the older German,
French and Polish habits. The skeleton is for finding, never for showing.
"""

import re
import unicodedata

# Letters that look alike; a word of one script with a few of the other is mended with these.
_LATIN_TWINS = "ABCEHIKMOPTXYaceikopxyËëÏï"
_CYRILLIC_TWINS = "АВСЕНІКМОРТХУасеікорхуЁёЇї"
_TO_CYRILLIC = str.maketrans(_LATIN_TWINS + "03", _CYRILLIC_TWINS + "оз")
_TO_LATIN = str.maketrans(_CYRILLIC_TWINS + "0", _LATIN_TWINS + "o")

_PLAIN = str.maketrans(
    {
        **dict(zip("абвгґдезиійклмнопрстуфыэ", "abvggdeziiyklmnoprstufye", strict=True)),
        "ё": "yo", "є": "ye", "ї": "yi", "ж": "zh", "х": "kh", "ц": "ts", "ч": "ch",
        "ш": "sh", "щ": "shch", "ю": "yu", "я": "ya", "ў": "v", "ъ": "", "ь": "",
        # Latin letters whose mark carries sound (ISO 9, Polish, scientific); others lose it.
        "ŝ": "shch", "š": "sh", "č": "ch", "ž": "zh", "ż": "zh", "â": "ya", "û": "yu",
        "ë": "yo", "ŭ": "v", "ł": "l", "đ": "d", "ı": "i",
    }
)  # fmt: skip

# `x` is х in GOST 7.79 B and кс in these Western spellings.
_WESTERN_X = re.compile(r"(?<=[aou])x(?=im|an)|(?<=ale)x|(?<=feli)x|^x(?=en)")

_SOUNDS = {
    **dict.fromkeys(
        ["schtsch", "shtsh", "chtch", "szcz", "shch", "stch", "shh", "sch", "sh", "sz"], "w"
    ),
    **dict.fromkeys(["tsch", "tch", "tsh", "ch", "cz", "ts", "tz", "tc", "c"], "c"),
    **dict.fromkeys(["zgh", "zh", "zg"], "j"),
    **dict.fromkeys(["kh", "gh", "h", "x"], "g"),
    **dict.fromkeys(["ph", "f", "w"], "v"),
    "dzh": "dj", "dz": "d", "ck": "k", "q": "k", "th": "t", "j": "y",
}  # fmt: skip
_SOUND = re.compile("|".join(sorted(_SOUNDS, key=lambda s: (-len(s), s))))
# Belarusian ў romanised: Burmistrau, Karaliou, Paulichenka; not the French ou inside a word.
_SHORT_U = re.compile(r"(?<=[ae])u(?=[^aeiouy]|$)|(?<=o)u$")
_AFTER_HUSHER = re.compile(r"(?<=[wcj])o")  # Khrushchov beside Khrushchev
_VOWELS = re.compile(r"[aeiouy]+")
_REPEAT = re.compile(r"(.)\1+")
_NUMBER_TWINS = str.maketrans("ABCEHKMOPTXY", "АВСЕНКМОРТХУ")


def mend(word: str) -> str:
    """The word (NFC) with look-alikes of the other script put right where that is clear."""
    word = unicodedata.normalize("NFC", word)
    cyrillic = [c for c in word if "\u0400" <= c <= "\u052f"]
    latin = [c for c in word if c.isalpha() and c < "\u0250"]
    own_cyrillic = sum(c not in _CYRILLIC_TWINS for c in cyrillic)
    own_latin = sum(c not in _LATIN_TWINS for c in latin)
    if not latin and not cyrillic:
        return word
    if own_cyrillic and own_latin:
        return word  # truly mixed: each letter is read in its own script
    if own_cyrillic or (not own_latin and len(cyrillic) >= len(latin)):
        return word.translate(_TO_CYRILLIC)
    return word.translate(_TO_LATIN)


def _vowel(found: re.Match[str]) -> str:
    run = found[0]
    if "u" in run:
        return "u"
    if run.strip("iy") == "o" and run.endswith("o") and run != "o":
        return "i"  # yo, io: ё, which half the schemes write e
    return "a" if "a" in run or "o" in run else "i"


def fold(word: str) -> str:
    """Skeleton of one word: equal for the spellings of one name; "" when it has no letter."""
    plain = mend(word).lower().translate(_PLAIN)
    letters = "".join(c for c in unicodedata.normalize("NFD", plain) if c.isalpha())
    letters = _WESTERN_X.sub("ks", letters)
    letters = _SHORT_U.sub("v", letters)
    sounds = _SOUND.sub(lambda found: _SOUNDS[found[0]], letters)
    reduced = _VOWELS.sub(_vowel, _AFTER_HUSHER.sub("e", sounds))
    return _REPEAT.sub(r"\1", reduced)


def fold_number(number: str) -> str:
    """A paper's number without spaces and signs, Latin look-alikes written as Cyrillic."""
    kept = "".join(c for c in unicodedata.normalize("NFKC", number).upper() if c.isalnum())
    return kept.translate(_NUMBER_TWINS)


def is_near(left: str, right: str) -> bool:
    """Whether two skeletons are one letter added, left out, changed or swapped apart."""
    if left == right or abs(len(left) - len(right)) > 1:
        return False
    short, long = sorted((left, right), key=len)
    at = next((i for i, c in enumerate(short) if c != long[i]), len(short))
    if len(short) != len(long):
        return short[at:] == long[at + 1 :]
    if short[at + 1 :] == long[at + 1 :]:
        return True
    swapped = short[:at] + short[at + 1 : at + 2] + short[at] + short[at + 2 :]
    return swapped == long


def shortened(word: str) -> frozenset[str]:
    """The word and every form of it with one letter left out; near words share one of these."""
    return frozenset({word, *(word[:i] + word[i + 1 :] for i in range(len(word)))})
