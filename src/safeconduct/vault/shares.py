"""The recovery seed in five word shares, three of which join again (SLIP-39).

For the ceremony and the offline machine only: the library's arithmetic is plain Python and
hides nothing from somebody who measures the machine it runs on.
"""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import combinations

from shamir_mnemonic import MnemonicError, Share, combine_mnemonics, generate_mnemonics
from shamir_mnemonic.wordlist import WORDLIST

from safeconduct.vault.core.terms import SHARES, SHARES_NEEDED

WORDS = 33  # of one share: 32 bytes, 7 words of parameters and checksum
PREFIX = 4  # letters that tell every word of the SLIP-39 list from all others
BY_PREFIX = {word[:PREFIX]: word for word in WORDLIST}


class BadShare(ValueError):
    """The shares do not join; the message says in one sentence which is wrong, and why."""


def split(seed: bytes) -> tuple[str, ...]:
    """Five shares of 33 words; tried in all ten threes before they are handed out."""
    shares = tuple(generate_mnemonics(1, [(SHARES_NEEDED, SHARES)], seed)[0])
    for three in combinations(shares, SHARES_NEEDED):
        if combine_mnemonics(three) != seed:
            msg = "the shares do not join"
            raise RuntimeError(msg)
    return shares


def read_share(text: str, number: int) -> Share:
    """One share as typed: any case, numbering, four letters of a word are enough.

    BadShare names the share by `number` (the order of typing), and the first wrong word.
    """
    typed = re.findall(r"[a-z]+", text.lower())
    for place, word in enumerate(typed, 1):
        if BY_PREFIX.get(word[:PREFIX], "").startswith(word):
            continue
        msg = f"Share {number}: word {place} is not one of the list. Check its spelling."
        raise BadShare(msg)
    if len(typed) != WORDS:
        msg = f"Share {number} has {len(typed)} words; a share has {WORDS}."
        raise BadShare(msg)
    try:
        return Share.from_mnemonic(" ".join(BY_PREFIX[word[:PREFIX]] for word in typed))
    except MnemonicError as error:
        msg = (
            f"Share {number} does not add up: a word is wrong or in the wrong place. "
            "Read it out again, word by word."
        )
        raise BadShare(msg) from error


def join(texts: Sequence[str]) -> bytes:
    """The seed; BadShare when fewer than three are good, and which one is not."""
    shares = [read_share(text, number) for number, text in enumerate(texts, 1)]
    _one_set(shares)
    if len(shares) < SHARES_NEEDED:
        there = {0: "is no share", 1: "is only 1 good share", 2: "are only 2 good shares"}
        msg = f"There {there[len(shares)]}. Three of the five custodians must meet."
        raise BadShare(msg)
    seed = _seed(shares[:SHARES_NEEDED])
    if seed is not None and all(_fits(shares, seed, extra) for extra in shares[SHARES_NEEDED:]):
        return seed
    raise BadShare(_odd_one(shares))


def _word(number: int) -> str:
    return "share" if number == 1 else "shares"


def _one_set(shares: Sequence[Share]) -> None:
    """BadShare when one is of another ceremony, or stands twice."""
    sets = Counter(share.group_parameters() for share in shares)
    if len(sets) > 1:
        common, most = sets.most_common(1)[0]
        if most == 1:
            msg = "No two of these shares are of the same ceremony."
            raise BadShare(msg)
        number = next(
            n for n, share in enumerate(shares, 1) if share.group_parameters() != common
        )
        msg = f"Share {number} is of another ceremony than the others."
        raise BadShare(msg)
    for first, second in combinations(range(len(shares)), 2):
        if shares[first].index == shares[second].index:
            msg = f"Shares {first + 1} and {second + 1} are the same custodian's."
            raise BadShare(msg)


def _seed(shares: Sequence[Share]) -> bytes | None:
    """What three shares join to; None when the digest inside says that one is wrong."""
    try:
        return combine_mnemonics([share.mnemonic() for share in shares])
    except MnemonicError:
        return None


def _fits(shares: Sequence[Share], seed: bytes, extra: Share) -> bool:
    return _seed([*shares[: SHARES_NEEDED - 1], extra]) == seed


def _odd_one(shares: Sequence[Share]) -> str:
    """Which share is well spelt and wrong; with three nobody can say, with four one can."""
    for three in combinations(range(len(shares)), SHARES_NEEDED):
        if _seed([shares[place] for place in three]) is not None:
            wrong = [
                str(place + 1)
                for place in range(len(shares))
                if place not in three
                and _seed([shares[one] for one in three[:2]] + [shares[place]]) is None
            ]
            named = f"{_word(len(wrong)).capitalize()} {' and '.join(wrong)}"
            return f"{named}: well spelt, but false."
    return (
        "One of these shares is well spelt, but false. Ask a fourth custodian: "
        "with four shares it can be named."
    )
