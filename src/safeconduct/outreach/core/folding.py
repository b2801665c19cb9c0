"""Two spellings of a name that many spellings share: one by its look, one by its sound. Pure.

By look, о and 0 and o are one letter, and rn is m. By sound, безопасный, bezopasnyi and
bezopasnyj are one word. Both lose much; they are made to be compared with each other only.
Lookalike characters are those of Unicode's table of confusables (UTS #39).
"""

import re
import unicodedata
from functools import lru_cache

from confusable_homoglyphs import confusables

DIGITS = str.maketrans("013456789@$!|", "oleasbtbgasll")
# Pairs that look alike only in our letters: the table maps these to rarer signs.
CYRILLIC_LOOKS = str.maketrans("вкмнтигєэьзлцпшдя", "bkmhtureeb3nunwdr")
LATIN_LOOKS = str.maketrans("aceopxyikmtbhnru", "асеорхуікмтвнпги")
PAIRS = (("rn", "m"), ("vv", "w"), ("cl", "d"))
SOUNDS = str.maketrans(
    {
        **dict(zip("абвгґдзийіїыклмнопрстуфх", "abvhhdziiiiiklmnoprstufh", strict=True)),
        **dict(zip("еєёэжцчшщюя", "eeeezCCSSua", strict=True)),
        **dict.fromkeys("ьъ'ʼ’", ""),
    }
)
CARONS = str.maketrans({"č": "ch", "š": "sh", "ž": "zh"})
LATIN_SOUNDS = (
    ("shch", "S"), ("sch", "S"), ("sh", "S"), ("zh", "z"), ("kh", "h"), ("gh", "h"),
    ("ch", "C"), ("ts", "C"), ("tz", "C"), ("cz", "C"), ("ph", "f"), ("ck", "k"),
    ("c", "k"), ("q", "k"), ("x", "h"), ("w", "v"), ("g", "h"), ("y", "i"), ("j", "i"),
    ("iu", "u"), ("ia", "a"), ("ie", "e"), ("io", "e"),
)  # fmt: skip
_CYRILLIC = re.compile(r"[а-яёєіїґ]")


def plain(text: str) -> str:
    """Lower case, without marks on letters (but those of й and ї) and without unseen signs."""
    kept = unicodedata.normalize("NFKC", text).casefold()
    return "".join(map(_bare, kept))


def by_look(text: str) -> str:
    """The text as a hasty eye sees it, in Latin letters where any look alike."""
    seen = plain("".join(map(_latin, text.casefold())))
    seen = "".join(map(_latin, seen)).translate(DIGITS)
    for pair, one in PAIRS:
        seen = seen.replace(pair, one)
    return _single(seen.translate(str.maketrans("ij", "ll")))


def by_sound(text: str) -> str:
    """The text as it is said, whatever way it was brought into Latin letters."""
    heard = unicodedata.normalize("NFKC", text).casefold().translate(CARONS)
    heard = plain(heard)
    if _CYRILLIC.search(heard) and not _mostly_latin(heard):
        return _single(heard.translate(LATIN_LOOKS).translate(SOUNDS))
    heard = "".join(_latin(one) for one in heard)
    heard = heard.replace("1", "i").translate(DIGITS)
    for spelt, said in LATIN_SOUNDS:
        heard = heard.replace(spelt, said)
    return _single(heard)


def _mostly_latin(text: str) -> bool:
    return sum("a" <= one <= "z" for one in text) > len(_CYRILLIC.findall(text))


@lru_cache(maxsize=4096)
def _bare(letter: str) -> str:
    if letter in "йї":
        return letter
    parts = unicodedata.normalize("NFKD", letter)
    return "".join(one for one in parts if unicodedata.category(one) not in ("Mn", "Cf"))


@lru_cache(maxsize=4096)
def _latin(letter: str) -> str:
    """The Latin letter or digit that this one looks like; itself where there is none."""
    if letter.isascii():
        return letter
    found = _look_alikes(letter)
    looks = [one["c"].casefold() for entry in found for one in entry["homoglyphs"]]
    ours = [one for one in looks if one.isascii() and one.isalnum()]
    return ours[0] if ours else letter.translate(CYRILLIC_LOOKS)


def _look_alikes(letter: str) -> list[dict[str, list[dict[str, str]]]]:
    found = confusables.is_confusable(letter, greedy=True, preferred_aliases=["latin"])  # type: ignore[no-untyped-call]
    return found or []


def _single(text: str) -> str:
    return re.sub(r"(.)\1+", r"\1", text)
