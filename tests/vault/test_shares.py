"""Three shares join, two do not, and a wrong one is named."""

import os
from itertools import combinations, permutations

import pytest
from shamir_mnemonic import Share

from safeconduct.vault.shares import PREFIX, WORDS, BadShare, join, read_share, split

SEED = bytes(range(32))
SHARES = split(SEED)


def forged(share: str) -> str:
    """A share that is spelt well and adds up, and holds something else."""
    read = Share.from_mnemonic(share)
    other = bytes([read.value[0] ^ 1]) + read.value[1:]
    fields = {**vars(read), "value": other}
    return Share(**fields).mnemonic()


def why(*texts: str) -> str:
    with pytest.raises(BadShare) as bad:
        join(texts)
    return str(bad.value)


def test_any_three_in_any_order_join() -> None:
    for three in combinations(SHARES, 3):
        for order in permutations(three):
            assert join(order) == SEED
    assert join(SHARES) == SEED
    assert join(SHARES[:4]) == SEED


def test_two_do_not_and_it_is_said_how_many_are_needed() -> None:
    for two in combinations(SHARES, 2):
        assert why(*two) == (
            "There are only 2 good shares. Three of the five custodians must meet."
        )
    assert why(SHARES[0]).startswith("There is only 1 good share.")
    assert why().startswith("There is no share.")


def test_shares_are_new_each_time_and_have_33_words() -> None:
    again = split(SEED)
    assert set(again).isdisjoint(SHARES)
    assert {len(share.split()) for share in (*again, *SHARES)} == {WORDS}


def test_a_mistyped_word_is_named_with_its_share_and_place() -> None:
    words = SHARES[1].split()
    words[6] = "xyzzy"
    assert why(SHARES[0], " ".join(words), SHARES[2]) == (
        "Share 2: word 7 is not one of the list. Check its spelling."
    )


def test_a_right_word_in_the_wrong_place_is_noticed() -> None:
    words = SHARES[2].split()
    place = next(n for n in range(8, 30) if words[n] != words[n + 1])
    words[place], words[place + 1] = words[place + 1], words[place]
    assert why(SHARES[0], SHARES[1], " ".join(words)).startswith("Share 3 does not add up")


def test_a_word_left_out_is_noticed() -> None:
    assert why(" ".join(SHARES[0].split()[:-1]), *SHARES[1:3]) == (
        "Share 1 has 32 words; a share has 33."
    )


def test_the_same_share_twice_is_not_two() -> None:
    assert why(SHARES[0], SHARES[1], SHARES[0]) == "Shares 1 and 3 are the same custodian's."


def test_a_share_of_another_ceremony_is_named() -> None:
    other = split(os.urandom(32))
    assert why(SHARES[0], other[1], SHARES[2]) == (
        "Share 2 is of another ceremony than the others."
    )
    third = split(os.urandom(32))
    assert why(SHARES[0], other[1], third[2]).startswith("No two of these shares")


@pytest.mark.parametrize("place", range(4))
def test_a_false_share_among_four_is_named(place: int) -> None:
    four = list(SHARES[:4])
    four[place] = forged(four[place])
    assert why(*four) == f"Share {place + 1}: well spelt, but false."


def test_a_false_share_among_three_cannot_be_named_and_the_way_on_is_said() -> None:
    said = why(forged(SHARES[0]), *SHARES[1:3])
    assert "well spelt, but false" in said
    assert "fourth custodian" in said


def test_two_false_shares_among_five_are_both_named() -> None:
    five = [forged(SHARES[0]), SHARES[1], SHARES[2], forged(SHARES[3]), SHARES[4]]
    assert why(*five) == "Shares 1 and 4: well spelt, but false."


def test_a_share_reads_numbered_in_capitals_and_by_four_letters() -> None:
    words = SHARES[0].split()
    numbered = "\n".join(f"{n}. {word.upper()}" for n, word in enumerate(words, 1))
    short = " ".join(word[:PREFIX] for word in words)
    assert read_share(numbered, 1) == read_share(short, 1) == read_share(SHARES[0], 1)
    with pytest.raises(BadShare, match="word 1 "):
        read_share(" ".join([words[0] + "x", *words[1:]]), 1)
