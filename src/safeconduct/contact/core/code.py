"""The return code: six or twelve plain words that bring a person back to the mailbox.

Layout, most significant bit first, cut into words of 11 bits (a list holds 2,048 words)::

    6 words  =  62 random bits + 4 bits checksum  =  66
    12 words = 128 random bits + 4 bits checksum  = 132

The number counts, not the letters: the same positions spelled from another language's list
are the same code and open the same mailbox.
"""

import re
import secrets
import unicodedata
from bisect import bisect_left
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from hashlib import sha256
from itertools import permutations, zip_longest
from pathlib import Path

from safeconduct.common.refusal import Reason, Refused

PURPOSE = b"safeconduct/contact/code/v1"
WORD_BITS = 11
CHECKSUM_BITS = 4
BITS_OF = {6: 62, 12: 128}  # number of words -> random bits
ENOUGH = 4  # letters that name a word: no two words of a list share their first four
MAX_TEXT = 1_000  # characters; twelve numbered words need about 150
MAX_SUGGESTIONS = 3
MAX_WORD = 24  # letters; twice the longest word written in Latin letters
REDRAWS = 100  # far beyond chance: see `new_code`
DATA = Path(__file__).parent.parent / "data"


class Language(StrEnum):
    """The languages that have a word list."""

    EN = "en"
    RU = "ru"
    UK = "uk"


class WhyNotCode(Reason):
    """Why a text is not a return code."""

    CHECKSUM = (
        "These words do not make a code together: one may be another word of the list,"
        " or the order may differ."
    )
    UNKNOWN_WORD = "Some of the words are not in our list."
    WRONG_COUNT = "A code has 6 or 12 words."


class BadCode(Refused):
    """The text is not a code. Nothing typed is in the message, so that no log can hold it.

    `positions` counts unknown words from 0; `suggestions` holds up to three list words for
    each of them, the likeliest first.
    """

    def __init__(
        self,
        reasons: list[WhyNotCode],
        positions: tuple[int, ...] = (),
        suggestions: tuple[tuple[str, ...], ...] = (),
    ) -> None:
        super().__init__(reasons)
        self.positions = positions
        self.suggestions = suggestions


@dataclass(frozen=True)
class ReturnCode:
    """A code as a number; `language` only says how to spell it. ValueError outside the range.

    The value stays out of `repr`: it is the person's only key.
    """

    entropy_bits: int
    value: int = field(repr=False)
    language: Language = field(compare=False)

    def __post_init__(self) -> None:
        if self.entropy_bits not in BITS_OF.values() or self.value >> self.entropy_bits:
            msg = "a code holds 62 or 128 bits"
            raise ValueError(msg)


def is_short(code: ReturnCode) -> bool:
    """Whether this is the six-word form, whose key needs stretching."""
    return code.entropy_bits == BITS_OF[6]


def secret_bytes(code: ReturnCode) -> bytes:
    """17 bytes to derive keys from: one length byte (62 or 128), then the value, big-endian.

    Independent of the language.
    """
    return bytes([code.entropy_bits]) + code.value.to_bytes(16, "big")


def new_code(
    language: Language, words: int = 6, randbits: Callable[[int], int] = secrets.randbits
) -> ReturnCode:
    """A fresh random code of 6 or 12 words; ValueError for another number.

    Russian and Ukrainian share words. A draw that would also read as a valid code of another
    language, written in full, in Latin letters or by four letters, is thrown away and drawn
    again (about one in a thousand), so that `read` never guesses the language. RuntimeError
    when the random source keeps repeating such a draw.
    """
    if words not in BITS_OF:
        msg = "a code has 6 or 12 words"
        raise ValueError(msg)
    for _ in range(REDRAWS):
        code = ReturnCode(BITS_OF[words], randbits(BITS_OF[words]), language)
        if not _reads_elsewhere(code):
            return code
    msg = "the random source repeats itself"
    raise RuntimeError(msg)


def spell(code: ReturnCode) -> tuple[str, ...]:
    """The 6 or 12 words of this code, in order, from the list of its language."""
    words = lexicon(code.language).words
    return tuple(words[place] for place in _spelt(code))


def _spelt(code: ReturnCode) -> tuple[int, ...]:
    number = code.value << CHECKSUM_BITS | _checksum(code.entropy_bits, code.value)
    top = code.entropy_bits + CHECKSUM_BITS - WORD_BITS
    return tuple(number >> shift & 0x7FF for shift in range(top, -1, -WORD_BITS))


def read(text: str) -> ReturnCode:
    """The code that a person typed, in whichever of the three languages; else `BadCode`.

    Forgiven: case, marks, numbering, punctuation, ё/е, й/и, ґ/г, apostrophes, Cyrillic words
    in Latin letters, Latin lookalikes, all but the first four letters of a word.
    """
    typed = _tokens(text) if len(text) <= MAX_TEXT else []
    if not 0 < len(typed) <= max(BITS_OF):
        raise BadCode([WhyNotCode.WRONG_COUNT])
    found = {language: _places(lexicon(language), typed) for language in Language}
    for language, places in found.items():
        code = _assemble(places, language)
        if code is not None:
            return code
    best = max(Language, key=lambda one: (_known(found[one]), _looks_like(one, typed)))
    raise _complaint(lexicon(best), typed, found[best])


def differences(typed: str, code: ReturnCode) -> tuple[int, ...]:
    """Positions, from 0, where the typed words are not those of `code`; () for the right ones.

    A word left out or added moves all that follow, so only the first position counts then.
    """
    with suppress(BadCode):
        if read(typed) == code:
            return ()
    words = lexicon(code.language)
    found = _places(words, _tokens(typed[:MAX_TEXT]))
    wanted = _places(words, _tokens(" ".join(spell(code))))
    pairs = enumerate(zip_longest(found, wanted, fillvalue=-1))
    wrong = tuple(at for at, (one, other) in pairs if one != other)
    return wrong if len(found) == len(wanted) else wrong[:1]


@dataclass(frozen=True)
class Lexicon:
    """One word list, with what is needed to look words up quickly."""

    words: tuple[str, ...]
    forms: dict[str, int] = field(repr=False)  # every accepted beginning -> index
    folded: tuple[tuple[str, int], ...] = field(repr=False)  # each word, its letters as bits
    sounds: tuple[tuple[str, int], ...] = field(repr=False)  # each skeleton, the same
    in_order: tuple[tuple[str, int], ...] = field(repr=False)  # sorted (skeleton, index)
    key_of: Callable[[str], str] = field(repr=False)


@cache
def lexicon(language: Language) -> Lexicon:
    """The word list of a language, loaded once from data/words_<language>.txt."""
    words = tuple((DATA / f"words_{language}.txt").read_text("utf-8").split())
    key_of = str if language is Language.EN else skeleton
    forms: dict[str, int] = {}
    for index, word in enumerate(words):
        folded = fold(word)
        for end in range(ENOUGH, len(folded) + 1):
            forms[folded[:end]] = forms[key_of(folded[:end])] = index
    letters = tuple((one, _letter_set(one)) for one in map(fold, words))
    sounds = tuple((one, _letter_set(one)) for one in (key_of(word) for word, _ in letters))
    in_order = tuple(sorted((key, index) for index, (key, _) in enumerate(sounds)))
    return Lexicon(words, forms, letters, sounds, in_order, key_of)


def load() -> None:
    """Load all word lists now, so that nobody's letter waits for it."""
    for language, other in permutations(Language, 2):
        _as_read(language, other)


# -- folding: many ways of writing a word, one form to look up --------------------------

_APOSTROPHES = dict.fromkeys(map(ord, "'\"`´‘’‛“”ʹʺʻʼʽˈ′″＇"))
_CARONS = str.maketrans({"š": "sh", "č": "ch", "ž": "zh", "ŝ": "shch"})  # ISO 9
_LOOKALIKES = str.maketrans("abcehikmoptxy", "авсенікмортху")
_CYRILLIC_LETTERS = "а б в г д е ж з и і к л м н о п р с т у ф х ц ч ш щ ъ ы ь э ю я є"
_LATIN_LETTERS = "a b v g d e zh z i i k l m n o p r s t u f kh ts ch sh shch ' i ' e iu ia ie"
_LATIN = str.maketrans(
    dict(zip(_CYRILLIC_LETTERS.split(), _LATIN_LETTERS.split(), strict=True))
)
_CLUSTER = re.compile("shch|sch|shh|zgh|zh|kh|gh|ch|sh|tz|ts|[cgxwyjq']")
_CLASSES = {"W": "shch sch shh", "J": "zh", "C": "ch", "S": "sh", "zh": "zgh", "c": "ts tz c"}
_CLASSES |= {"h": "kh gh g x", "v": "w", "i": "y j", "k": "q", "": "'"}
_SOUND = {spelling: sound for sound, all_of in _CLASSES.items() for spelling in all_of.split()}
_WORD = re.compile(r"[^\W\d_]+")
_CYRILLIC = re.compile("[а-яєіґ]")
_ASCII = re.compile("[a-z]")


def fold(text: str) -> str:
    """Lower case without marks or apostrophes; so ё is е, й is и, ї is і and ґ is г."""
    text = unicodedata.normalize("NFKC", text.translate(_APOSTROPHES)).casefold()
    text = unicodedata.normalize("NFKD", text.translate(_CARONS).translate(_APOSTROPHES))
    kept = (one for one in text if unicodedata.category(one) not in ("Mn", "Cf"))
    return "".join(kept).replace("ґ", "г")


def skeleton(folded: str) -> str:
    """A Cyrillic word and its usual Latin spellings as one string of sounds.

    Covers passport, GOST, ISO 9 and KMU 55 spellings and everyday ones: г/g/h/х/kh are one
    sound, as are и/ы/і/y/j; soft and hard signs and doubled letters are dropped.
    """
    sounds = _CLUSTER.sub(lambda found: _SOUND[found[0]], folded.translate(_LATIN))
    return re.sub(r"(.)\1+", r"\1", re.sub("i+[eo]", "e", sounds))


def latin(word: str) -> str:
    """One usual Latin spelling of a list word, for keyboards without Cyrillic letters."""
    return fold(word).translate(_LATIN).replace("'", "")


def _tokens(text: str) -> list[str]:
    return [_one_script(word) for word in _WORD.findall(fold(text))]


def _one_script(word: str) -> str:
    mixed = _CYRILLIC.search(word) and _ASCII.search(word)
    return word.translate(_LOOKALIKES) if mixed else word


# -- looking up and checking ------------------------------------------------------------


def _places(words: Lexicon, typed: list[str]) -> list[int | None]:
    return [_place(words, word) for word in typed]


def _place(words: Lexicon, word: str) -> int | None:
    key = words.key_of(word)
    place = words.forms.get(word, words.forms.get(key))
    if place is not None or len(word) < ENOUGH or not _ASCII.match(word):
        return place
    # Four Latin letters may be fewer sounds ("zhur"): accepted when only one word goes on so.
    at = bisect_left(words.in_order, (key, 0))
    going_on = [index for one, index in words.in_order[at : at + 2] if one.startswith(key)]
    return going_on[0] if len(going_on) == 1 else None


def _assemble(places: list[int | None], language: Language) -> ReturnCode | None:
    if len(places) not in BITS_OF:
        return None
    number = 0
    for place in places:
        if place is None:
            return None
        number = number << WORD_BITS | place
    bits, value = BITS_OF[len(places)], number >> CHECKSUM_BITS
    if number & 0xF != _checksum(bits, value):
        return None
    return ReturnCode(bits, value, language)


def _checksum(bits: int, value: int) -> int:
    return sha256(PURPOSE + bytes([bits]) + value.to_bytes(16, "big")).digest()[0] >> 4


def _reads_elsewhere(code: ReturnCode) -> bool:
    spelt = _spelt(code)
    return any(
        _assemble([places[place] for place in spelt], code.language) is not None
        for other in Language
        if other is not code.language
        for places in _as_read(code.language, other)
    )


@cache
def _as_read(language: Language, other: Language) -> tuple[tuple[int | None, ...], ...]:
    """What words of one list are in another, by each way of writing them; made once."""
    ways: tuple[Callable[[str], str], ...] = (
        str, latin, lambda word: word[:ENOUGH], lambda word: latin(fold(word)[:ENOUGH])
    )  # fmt: skip
    return tuple(
        tuple(_place(lexicon(other), fold(way(word))) for word in lexicon(language).words)
        for way in ways
    )


# -- naming what is wrong ---------------------------------------------------------------


def _known(places: list[int | None]) -> int:
    return sum(place is not None for place in places)


def _looks_like(language: Language, typed: list[str]) -> bool:
    text = "".join(typed)
    if not _CYRILLIC.search(text):
        return language is Language.EN
    return language is (Language.UK if re.search("[єі]", text) else Language.RU)


def _complaint(words: Lexicon, typed: list[str], places: list[int | None]) -> BadCode:
    unknown = tuple(at for at, place in enumerate(places) if place is None)
    reasons = []
    if len(typed) not in BITS_OF:
        reasons.append(WhyNotCode.WRONG_COUNT)
    if unknown:
        reasons.append(WhyNotCode.UNKNOWN_WORD)
    likely = tuple(_suggestions(words, typed[at]) for at in unknown)
    return BadCode(reasons or [WhyNotCode.CHECKSUM], unknown, likely)


def _suggestions(words: Lexicon, word: str) -> tuple[str, ...]:
    if len(word) > MAX_WORD:
        return ()
    cyrillic = _CYRILLIC.search(word) is not None
    near = _near(words.folded, word) if cyrillic else _near(words.sounds, words.key_of(word))
    same_beginning = words.forms.get(word[:ENOUGH])
    if same_beginning is not None and same_beginning not in (index for *_, index in near):
        near.append((3, 0, same_beginning))
    return tuple(words.words[index] for *_, index in sorted(near)[:MAX_SUGGESTIONS])


def _near(table: tuple[tuple[str, int], ...], key: str) -> list[tuple[int, int, int]]:
    """(distance 1 or 2, difference in length, index) of the words close to `key`."""
    mine = _letter_set(key)
    # Two changes can bring two letters and take two: this spares most of the comparing.
    alike = [
        (index, other)
        for index, (other, its) in enumerate(table)
        if (mine & ~its).bit_count() < 3 and (its & ~mine).bit_count() < 3
    ]
    ranked = ((_distance(key, other), abs(len(other) - len(key)), at) for at, other in alike)
    return [one for one in ranked if one[0] < 3]


def _letter_set(key: str) -> int:
    bits = 0
    for letter in key:
        bits |= 1 << ord(letter) % 64
    return bits


def _distance(one: str, other: str) -> int:
    """Letters to insert, drop, replace or swap with a neighbour; 3 may mean more."""
    if abs(len(one) - len(other)) > 2:
        return 3
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        row = [i]
        for j, b in enumerate(other, 1):
            cost = min(last[j] + 1, row[-1] + 1, last[j - 1] + (a != b))
            if i > 1 < j and a == other[j - 2] and b == one[i - 2]:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before, last = last, row
    return last[-1]
