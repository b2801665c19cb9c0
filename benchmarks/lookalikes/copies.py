"""Fifty copies of genuine pages, made the ways that copyists make them.

Every host is invented and ends in .example; the dice are seeded, so the copies of the same
pages are always the same.
"""

from collections.abc import Callable
from random import Random

from benchmarks.lookalikes import copy_markup as markup
from benchmarks.lookalikes import copy_text as text
from benchmarks.lookalikes.copy_parts import Job, Page, take_apart

SEED = 20261123

PLAN = """
saved                ru/home          ru/soldiers   safe-conduct-help.example
mirrored             uk/home          uk/family     bezpechnyj-perehid.example
retyped              ru/at-the-front  ru/home       vyhod-est.example
retyped              en/home          en/family     safe-conduct-online.example
builder              ru/abroad        ru/home       bezopasnyi-perehod.example
builder              uk/at-the-front  uk/home       perekhid-dopomoha.example
with_form            en/abroad        en/home       apply-safeconduct.example
other_contact        ru/at-the-front  ru/home       svyaz-24.example
half                 en/at-the-front  en/home       frontline-exit.example
second_half          uk/rights        uk/home       prava-polonenoho.example
thinned              ru/no-promises   ru/home       chestno-o-plene.example
two_pages            en/officers      en/orders     officers-way.example
woven                uk/home          uk/abroad     dva-shliakhy.example
latin_letters        ru/home          ru/family     vihod-est.example
latin_letters        uk/no-promises   uk/home       bezpechnyi-perekhld.example
cyrillic_letters     en/home          en/rights     safe-c0nduct.example
zero_width           ru/rights        ru/home       prava-plennogo.example
soft_hyphens         ru/why           ru/home       pochemu.example
synonyms             ru/home          ru/rights     exit-ru.example
synonyms             uk/at-the-front  uk/home       zdatysia.example
synonyms             en/at-the-front  en/home       lay-down-arms.example
filler_words         ru/abroad        ru/home       ubezhishche.example
misspelt             ru/soldiers      ru/home       soldatu.example
misspelt             uk/home          uk/family     vyhid-e.example
shuffled             ru/at-the-front  ru/home       pamyatka-bojca.example
shuffled_sentences   uk/soldiers      uk/home       strokovyk.example
uppercase            ru/no-promises   ru/home       vnimanie.example
without_yo           ru/family        ru/home       semya-soldata.example
transliterated       ru/home          ru/family     vyhod-yest.example
baited               ru/soldiers      ru/home       vyplaty-soldatam.example
turned               uk/home          uk/rights     bezpechnyi-perekhid-ua.example
buried               ru/phone-safety  ru/home       novosti-kraya.example
translated           ru/home          uk/home       vyhod-na-svobodu.example
two_languages        uk/family        ru/family     rodyna-semya.example
other_programme      ru/officers      ru/home       liniya-spaseniya.example
landing              ru/abroad        ru/home       evro-ubezhishe.example
srcdoc               ru/home          ru/family     frame-host.example
written_base64       uk/rights        uk/home       cdn-storinka.example
written_escapes      ru/genuine       ru/home       nastoyashchiy-sayt.example
letter_spans         ru/rights        ru/home       pravo-na-zhizn.example
entities             en/no-promises   en/home       no-promises.example
old_table            uk/orders        uk/home       zakon-i-nakaz.example
preformatted         ru/at-the-front  ru/home       paste-box.example
forum                ru/family        ru/home       forum-mam.example
data_frame           uk/home          uk/family     ramka.example
written_percent      en/soldiers      en/home       conscript-help.example
app_state            ru/soldiers      ru/home       app-vyhod.example
word_spans           uk/abroad        uk/home       za-kordonom.example
hidden_noise         ru/home          ru/rights     spasenie.example
backwards            ru/rights        ru/home       zashchita-plennyh.example
"""


def _way(name: str) -> Callable[[Job], str]:
    found: Callable[[Job], str] = getattr(text, name, None) or getattr(markup, name)
    return found


def _find(pages: dict[str, str], key: str, rng: Random) -> Page:
    """The page of this key, or else another one, of the same language if there is one."""
    if key not in pages:
        lang = key.partition("/")[0] + "/"
        same = sorted(k for k in pages if k.startswith(lang)) or sorted(pages)
        key = rng.choice(same)
    return take_apart(key, pages[key])


def copies(pages: dict[str, str]) -> list[tuple[str, str, str]]:
    """Fifty copies of these pages: the way each was made, its host and its text."""
    made = []
    for number, line in enumerate(PLAN.split("\n")[1:-1]):
        name, first, second, host = line.split()
        rng = Random(f"{SEED} {number} {name}")  # noqa: S311
        job = Job(_find(pages, first, rng), _find(pages, second, rng), host, rng)
        made.append((name.replace("_", "-"), host, _way(name)(job)))
    return made
