"""Folding: the spellings of one name share a skeleton, and other names do not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.screening.core.fold import fold, fold_number, is_near, mend, shortened

# Published spellings: ICAO 9303, MVD 310 (1997), BGN/PCGN, GOST 7.79 B; Ukrainian by KMU 55.
SPELLINGS = [
    ["Щербаков", "Shcherbakov", "Shherbakov", "Ŝerbakov", "Schtscherbakow"],
    ["Юрий", "Юрій", "Iurii", "Yuriy", "Yurij", "Yurii"],
    ["Соловьёв", "Соловьев", "Solovev", "Solov'ev", "Solov'yёv", "Solov`yov"],
    ["Солов'єв", "Soloviev"],
    ["Объедков", "Obieedkov", "Obyedkov", 'Ob"yedkov', "Ob``edkov"],
    ["Подъячев", "Podieiachev", 'Pod"yachev', "Pod”yachev", "Pod``yachev"],
    ["Хрущёв", "Khrushchev", "Xrushhyov", "Khrushchov"],
    ["Цой", "Tsoi", "Tsoy", "Czoj"],
    ["Вячеслав", "Viacheslav", "Vyacheslav"],
    ["Згурський", "Zghurskyi", "Zhurs'kyy"],
    ["Щербак", "Shcherbak"],
    ["Євгенія", "Евгения", "Yevheniia", "Evgenia"],
    ["Ольга", "Olha", "Olga"],
    ["Їжакевич", "Yizhakevych"],
    ["Хома", "Khoma"],
    ["Ґалаґан", "Galagan", "Halahan"],
    ["Королёв", "Каралёў", "Karaliou", "Korolyov"],
    ["Михаил", "Mixail", "Mikhail"],
    ["Максим", "Maxim", "Maksym"],
]  # fmt: skip


@pytest.mark.parametrize("spellings", SPELLINGS, ids=lambda names: names[0])
def test_every_spelling_of_one_name_has_one_skeleton(spellings: list[str]) -> None:
    assert len({fold(word) for word in spellings}) == 1
    assert fold(spellings[0])


def test_ukrainian_soloviov_meets_the_russian_one() -> None:
    assert fold("Солов'єв") == fold("Соловьёв")


def test_different_sample_names_keep_different_skeletons() -> None:
    russian = [names for names in SPELLINGS if names[0] != "Солов'єв"]
    assert len({fold(names[0]) for names in russian}) == len(russian)


@pytest.mark.parametrize("word", ["Kотов", "Кoтoв", "К0тов", "Kotoв", "KОTOV", "КОТОВ"])
def test_look_alike_letters_are_mended(word: str) -> None:
    assert fold(word) == fold("Котов")


def test_latin_i_inside_a_cyrillic_word_is_read_as_cyrillic() -> None:
    assert mend("Мiкалаевiч") == "Мікалаевіч"


def test_a_word_without_letters_has_no_skeleton() -> None:
    assert fold("--- 12") == ""


def test_another_script_keeps_its_letters() -> None:
    assert fold("გიორგი") != fold("დავითი") != ""


cyrillic = st.text("абвгдеёжзийклмнопрстуфхцчшщъыьэюяіїєґў", max_size=14)
skeletons = st.text("abcdgijklmnprstuvw", max_size=9)


@given(cyrillic)
def test_case_and_unicode_form_do_not_matter(word: str) -> None:
    assert fold(word) == fold(word.upper()) == fold(word.replace("й", "и\u0306"))


@given(st.text(max_size=20))
def test_fold_takes_any_text_and_gives_letters(word: str) -> None:
    assert all(c.isalpha() for c in fold(word))


# ICAO 9303 and GOST 7.79 B, written again here so that the product does not test itself.
LATIN = "a b v g d e e zh z i i k l m n o p r s t u f kh ts ch sh shch y e iu ia".split()
ICAO = dict(zip("абвгдеёжзийклмнопрстуфхцчшщыэюя", LATIN, strict=True)) | {"ь": ""}
GOST_LATIN = "yo j x shh y` e` yu ya".split()
GOST = ICAO | dict(zip("ёйхщыэюя", GOST_LATIN, strict=True)) | {"ь": "`"}
STEMS = st.sampled_from(
    "Буда Вязем Грузде Ежо Жуко Зуе Ивле Корш Лях Мещеря Нечае Ощепко Пыже Рябушк Тюр Фоми "
    "Хохло Цвета Чуйко Шуваш Эйдель Юшк Яхонто Поярк Заварз Ключарё Щеголе".split()
)
ENDINGS = st.sampled_from(["в", "ов", "ёв", "ин", "ский", "ных", "енко", "ян", "ец", "ой"])


@given(STEMS, ENDINGS)
def test_passport_and_gost_spellings_meet_the_cyrillic_one(stem: str, ending: str) -> None:
    word = stem + ending
    for table in (ICAO, GOST):
        latin = "".join(table[c] for c in word.lower())
        assert fold(latin) == fold(word) or is_near(fold(latin), fold(word))


@given(skeletons, skeletons)
def test_nearness_is_the_same_both_ways_and_always_shares_a_shorter_form(
    a: str, b: str
) -> None:
    assert is_near(a, b) == is_near(b, a)
    if is_near(a, b):
        assert shortened(a) & shortened(b)


@given(skeletons, st.integers(0, 8), st.sampled_from("abkw"))
def test_one_letter_added_or_changed_is_near(word: str, at: int, letter: str) -> None:
    added = word[:at] + letter + word[at:]
    changed = word[:at] + letter + word[at + 1 :]
    assert is_near(word, added)
    assert changed == word or is_near(word, changed)


def test_two_letters_swapped_are_near_and_two_changed_are_not() -> None:
    assert is_near("katav", "ktaav")
    assert not is_near("katav", "kitiv")
    assert not is_near("katav", "katav")


def test_tag_number_is_one_number_in_both_scripts() -> None:
    assert fold_number("AB-200200") == fold_number("АВ 200200") == "АВ200200"
