"""What no page and no card may say, and what must name its source: lists of word stems. Pure.

The lists catch wording, not meaning; a reviewer reads for meaning. A word of law that is
missing here makes a statement pass without its source, so reviewers add to them.
"""

import re
from collections.abc import Iterable, Iterator

from safeconduct.outreach.core import rendering
from safeconduct.outreach.core.sources import sources

# A sentence with one of these stems must also deny it: "we promise no sum".
PROMISE = {
    "en": r"promis|guarant|amnest|assur",
    "ru": r"обеща|гарант|амнист",
    "uk": r"обіця|гарант|амніст",
    "kk": r"уәде|кепілдік|рақымшылық",
    "tg": r"ваъда|кафолат|авфи умумӣ",
    "uz": r"vaʼda|kafolat|amnist",
}
DENIAL = {
    "en": r"\b(no|not|nobody|cannot|never)\b",
    "ru": r"\b(не|нет|никто|ни|никогда)\b",
    "uk": r"\b(не|нема|ніхто|ні|ніколи|жодної)\b",
    "kk": r"ешкім|емес|\bжоқ\b|м[аеәі][йс]|б[ае]й|п[ае]й|алмай",
    "tg": r"\b(не|нест|ҳеҷ|на)\b|\bна\w+|наме",
    "uz": r"hech|\b(emas|yoʻq)\b|\w(may|mas|maydi|masin)\b|olmay",
}
# Never, in any sentence.
NEVER = {
    "en": r"(will be|you are) safe\b|will get asylum|will receive",
    "ru": r"будете в безопасности|получите убежище|получите выплат",
    "uk": r"будете в безпеці|отримаєте притулок|отримаєте виплат",
    "kk": r"қауіпсіз боласыз|баспана аласыз|ақша аласыз",
    "tg": r"дар амн мешавед|паноҳ мегиред|пул мегиред",
    "uz": r"xavfsiz boʻlasiz|boshpana olasiz|pul olasiz",
}
MONEY = re.compile(r"[$€₽₴]|\d\s?(USD|EUR|UAH|dollar|euro|дол|евро|євро|руб|грн)")
HOSTS = re.compile(r"Germany|France|Norway|Canada|Герман|Франц|Норвег|Канад|Німеч")
# Emblems and calls that are protected; guidance may only warn of them ("never use").
EMBLEM = re.compile(r"[✚⛑🆘☪✡]|\bSOS\b|mayday|pan-pan", re.IGNORECASE)
# Words of law: a statement that uses one says what it rests on.
LAW = {
    "en": r"\blaw\b|convention|crimes?\b|court\b|treaty|tribunal|resolution|warrant|decree",
    "ru": r"\bзакон|конвенци|преступлени|\bсуд\b|\bсуда\b|трибунал|резолюци|ордер|\bуказ\b",
    "uk": r"\bзакон|конвенці|злочин|\bсуд\b|\bсуду\b|трибунал|резолюці|ордер|\bуказ",
}


_ONLY_A_WAY = re.compile(r"#|- \[[^\]]+\]\([a-z-]+\)\Z")  # a heading, or a link to a page


def sentences(lines: Iterable[str]) -> Iterator[str]:
    """The sentences of lines without marks, one string each."""
    for line in lines:
        yield from (one for one in re.split(r"(?<=[.?!:])\s+", line.strip()) if one)


def forbidden(language: str, lines: Iterable[str]) -> list[str]:
    """Sentences that promise amnesty, a country, a sum or safety, or hold a protected sign."""
    return [one for one in sentences(lines) if _is_forbidden(language, one)]


def _is_forbidden(language: str, said: str) -> bool:
    promises = re.search(PROMISE[language], said, re.IGNORECASE)
    denied = re.search(DENIAL[language], said, re.IGNORECASE)
    never = re.search(NEVER[language], said, re.IGNORECASE)
    signs = MONEY.search(said) or HOSTS.search(said) or EMBLEM.search(said)
    return bool((promises and not denied) or never or signs)


def unsourced(language: str, body: str) -> list[str]:
    """Lines that use a word of law and name no source, they or their paragraph.

    In the first three languages; the three more carry the same marks, block by block.
    """
    known = sources()
    return [
        line
        for _, lines in rendering.blocks(body)
        for line in lines
        if re.search(LAW[language], line, re.IGNORECASE)
        and not _ONLY_A_WAY.match(line)
        and not set(rendering.marks(line) or rendering.marks(" ".join(lines))) & set(known)
    ]
