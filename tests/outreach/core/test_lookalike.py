"""Names that come near to ours are found, each by its sign; ordinary ones are not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.outreach.core.lookalike import MOST_LETTERS, Sign, address_of, lookalike, ours

OWN = ours(
    ["safe-conduct.example", "вихід-є.example"],
    ["Safe Conduct", "Вихід є", "Безопасный переход"],
)
SAME = """
safe-conduct.org safeconduct.info www.safe-conduct.org.login.ru safe.conduct.com
sаfe-conduct.org safe-c0nduct.com xn--h1aem.example/safe-conduct t.me/safeconduct_bot
vykhid-ye.net выход.рф/вихід-є bezopasnyj-perekhod.su safe-conduct-help.ru вихiд-є.укр
xn----ctbgp9duel.укр
""".split()
HELD = """
mysafeconduct.org safeconductua.com bezopasniyperehodru.online vyhidyehelp.com
""".split()
TYPO = """
safecondcut.com sfeconduct.org saef-condcut.net bezopasnogo-perehoda.ru vyhod-ye.com
""".split()
ORDER = """
conduct-safe.org conductsafe.ru safe-the-conduct.com perehod-bezopasnyj.ru
""".split()
FOUND = [
    (name, sign)
    for sign, names in zip(Sign, (SAME, HELD, TYPO, ORDER), strict=True)
    for name in names
]
ORDINARY = """
safe-driving.org safeconnect.com safeconductor.com codeofconduct.org unsafe-conductor.com
safe-passage.org safeconduit.com vyhod.ru exit.com vykhid.ua perehod.ru bezpechne-misto.ua
wikipedia.org safe-product.eu bezopasnyi-gorod.ru energy-perekhid.ua safesport-conduct.org
a.b 1.example
""".split()


@pytest.mark.parametrize(("name", "sign"), FOUND)
def test_a_lookalike_is_found_by_its_sign(name: str, sign: Sign) -> None:
    address = address_of(name)
    assert address is not None
    found = lookalike(address, OWN)
    assert found is not None and (found.name, found.sign) == (address, sign)


@pytest.mark.parametrize("name", ORDINARY)
def test_an_ordinary_name_is_none(name: str) -> None:
    address = address_of(name)
    assert address is not None and lookalike(address, OWN) is None


@pytest.mark.parametrize("name", ["safe-conduct.example", "ru.safe-conduct.example/page"])
def test_our_own_addresses_are_no_lookalikes(name: str) -> None:
    assert lookalike(name, OWN) is None


def test_our_own_name_in_punycode_is_ours() -> None:
    address = address_of("XN----CTBGP9DUEL.example")
    assert address == "вихід-є.example"
    assert lookalike(address, OWN) is None


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("hxxps://safe-conduct[.]org/a/b?id=7#x", "safe-conduct.org/a/b"),
        ("http://user@evil.ru:8080/p/", "evil.ru/p"),
        (" *.Safe-Conduct.ORG. ", "safe-conduct.org"),
        ("safe-conduct . org", "safe-conduct.org"),
        ("a.b/%d0%b2", "a.b/в"),
        ("мой сайт", None),
        ("127.0.0.1", None),
        ("x", None),
        ("-a.org", None),
        ("a..org", None),
        ("", None),
        ("a.org/" + "x" * MOST_LETTERS, None),
    ],
)
def test_an_address_is_read_as_people_write_it(typed: str, address: str | None) -> None:
    assert address_of(typed) == address


@given(st.text(max_size=80))
def test_what_is_read_once_is_read_the_same_again(typed: str) -> None:
    address = address_of(typed)
    if address is not None:
        assert len(address) <= MOST_LETTERS
        lookalike(address, OWN)
        assert address_of(address) in (address, None)


@pytest.mark.parametrize(
    "name",
    [
        "bezopasnyj-pereezd.ru",  # a level crossing: two other letters in a short word
        "bezopasnyj-peshehodnyj-perehod.ru",  # an ordinary word stands between ours
        "safe-semiconductor-duct.com",
    ],
)
def test_another_word_is_no_slip(name: str) -> None:
    own = ours(["safe-conduct.example"], ["Безопасный переход"])
    address = address_of(name)
    assert address is not None
    assert lookalike(address, own) is None


@pytest.mark.parametrize(
    "name", ["bezopasnyj-prehod.ru", "bezopastnyi-perexod.ru", "saef-conduct.com"]
)
def test_one_slip_in_a_word_is_still_found(name: str) -> None:
    own = ours(["safe-conduct.example"], ["Безопасный переход"])
    address = address_of(name)
    assert address is not None
    assert lookalike(address, own) is not None
