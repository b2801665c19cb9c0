"""Ways of copying that change the text itself: letters, words, sentences, order."""

import re

from benchmarks.lookalikes import copy_words as words
from benchmarks.lookalikes.copy_parts import Job, by_text, form, marked, shell

WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
CYRILLIC = "асеорхуікАВЕКМНОРСТХІ"
LATIN = "aceopxyikABEKMHOPCTXI"
ROMAN = dict(
    zip(
        "абвгґдеёєжзиіїйклмнопрстуфхцчшщъыьэюя’",
        "a b v g g d e yo ye zh z i i yi y k l m n o p r s t u f h ts ch sh shch  y  e yu ya '"
        "".split(" "),
        strict=True,
    )
)


def _plain(job: Job, blocks: list[tuple[str, str]], head: str = "") -> str:
    return shell(job.page.lang, job.page.title, f"<main>\n{marked(blocks)}\n</main>", head)


def _like(word: str, model: str) -> str:
    return word[:1].upper() + word[1:] if model[:1].isupper() else word


def latin_letters(job: Job) -> str:
    """Latin letters for the Cyrillic ones that look the same: all or about half."""
    table = dict(zip(CYRILLIC, LATIN, strict=True))
    share = job.rng.choice((0.4, 1.0))

    def change(text: str) -> str:
        return "".join(table.get(c, c) if job.rng.random() < share else c for c in text)

    return _plain(job, by_text(job.page, change))


def cyrillic_letters(job: Job) -> str:
    """The other way round, for a page in Latin letters."""
    table = dict(zip(LATIN, CYRILLIC, strict=True)) | {"i": "і"}

    def change(text: str) -> str:
        return "".join(table.get(c, c) if job.rng.random() < 0.6 else c for c in text)

    return _plain(job, by_text(job.page, change))


def zero_width(job: Job) -> str:
    """Signs of no width inside the words."""
    signs = "\u200b\u200c\u200d\u2060\ufeff"

    def change(text: str) -> str:
        return "".join(c + job.rng.choice(signs) if job.rng.random() < 0.3 else c for c in text)

    return _plain(job, by_text(job.page, change))


def soft_hyphens(job: Job) -> str:
    """Soft hyphens in every longer word, as entities."""

    def split(found: re.Match[str]) -> str:
        word = found.group()
        return "\u00ad".join(word[at : at + 3] for at in range(0, len(word), 3))

    html = _plain(job, by_text(job.page, lambda text: WORD.sub(split, text)))
    return html.replace("\u00ad", "&shy;")


def synonyms(job: Job) -> str:
    """Another word for every word that has one, not nearer than the third."""
    table = words.SYNONYMS.get(job.page.lang, words.SYNONYMS["en"])
    since = 9

    def put(found: re.Match[str]) -> str:
        nonlocal since
        word, since = found.group(), since + 1
        if since < 3 or word.lower() not in table:
            return word
        since = 0
        return _like(table[word.lower()], word)

    return _plain(job, by_text(job.page, lambda text: WORD.sub(put, text)))


def filler_words(job: Job) -> str:
    """A word that says nothing after every fifth one."""
    fillers = words.FILLERS.get(job.page.lang, words.FILLERS["en"])
    count = 0

    def put(found: re.Match[str]) -> str:
        nonlocal count
        count += 1
        return found.group() + (f" {job.rng.choice(fillers)}" if count % 5 == 0 else "")

    return _plain(job, by_text(job.page, lambda text: WORD.sub(put, text)))


def misspelt(job: Job) -> str:
    """Typed by hand in a hurry: letters swapped, doubled or left out."""

    def slip(found: re.Match[str]) -> str:
        word = found.group()
        if len(word) < 4 or job.rng.random() > 0.25:
            return word
        at = job.rng.randrange(1, len(word) - 1)
        middle = job.rng.choice(
            (word[at + 1] + word[at], word[at] * 2 + word[at + 1], word[at])
        )
        return word[:at] + middle + word[at + 2 :]

    return _plain(job, by_text(job.page, lambda text: WORD.sub(slip, text)))


def shuffled(job: Job) -> str:
    """Paragraphs in another order, headings lost among them."""
    blocks = [block for block in job.page.blocks if block[0] != "h1"]
    job.rng.shuffle(blocks)
    return _plain(job, [("h1", job.page.title), *blocks])


def shuffled_sentences(job: Job) -> str:
    """Sentences in another order, gathered into paragraphs of three."""
    parts = job.page.sentences
    job.rng.shuffle(parts)
    chunks = [("p", " ".join(parts[at : at + 3])) for at in range(0, len(parts), 3)]
    return _plain(job, [("h1", job.page.title), *chunks])


def uppercase(job: Job) -> str:
    """Everything in capital letters."""
    return _plain(job, by_text(job.page, str.upper))


def without_yo(job: Job) -> str:
    """Typed without ё and ґ, with plain quotes and other dashes and apostrophes."""
    table = str.maketrans("ёЁґҐ«»“”’'—–", 'еЕгГ""""`ʼ--')
    return _plain(job, by_text(job.page, lambda text: text.translate(table)))


def transliterated(job: Job) -> str:
    """Written in Latin letters, for phones without a Cyrillic keyboard."""

    def put(c: str) -> str:
        return _like(ROMAN.get(c.lower(), c), c)

    return _plain(job, by_text(job.page, lambda text: "".join(put(c) for c in text)))


def half(job: Job) -> str:
    """The first half of the page only, and a link for the rest."""
    blocks = list(job.page.blocks)
    more = f'<p><a href="https://{job.host}/more">...</a></p>'
    return shell(job.page.lang, job.page.title, marked(blocks[: len(blocks) // 2 + 1]) + more)


def second_half(job: Job) -> str:
    """The second half of the page only, under a new heading."""
    blocks = list(job.page.blocks)
    title = job.rng.choice(words.TITLES.get(job.page.lang, words.TITLES["en"]))
    return shell(job.page.lang, title, marked([("h1", title), *blocks[len(blocks) // 2 :]]))


def thinned(job: Job) -> str:
    """Every third sentence left out."""
    kept = [part for at, part in enumerate(job.page.sentences) if at % 3 != 2]
    return _plain(job, [("p", part) for part in kept])


def two_pages(job: Job) -> str:
    """Two pages pasted one after the other."""
    return _plain(job, [*job.page.blocks, *job.other.blocks])


def woven(job: Job) -> str:
    """Two pages taken by turns, a block from each."""
    pairs = zip(job.page.blocks, job.other.blocks, strict=False)
    return _plain(job, [block for pair in pairs for block in pair])


def baited(job: Job) -> str:
    """False promises and demands put between the genuine paragraphs, and a form."""
    bait = words.BAIT.get(job.page.lang, words.BAIT["en"])
    blocks: list[tuple[str, str]] = []
    for at, block in enumerate(job.page.blocks):
        blocks.append(block)
        if at % 3 == 2:
            blocks.append(("p", bait[at // 3 % len(bait)]))
    return shell(job.page.lang, job.page.title, marked(blocks) + form(job.page.lang))


def turned(job: Job) -> str:
    """What the page says about questions and names turned into its opposite."""

    def change(text: str) -> str:
        for old, new in words.TURNED.get(job.page.lang, words.TURNED["en"]):
            text = text.replace(old, new)
        return text

    return shell(
        job.page.lang, job.page.title, marked(by_text(job.page, change)) + form(job.page.lang)
    )


def buried(job: Job) -> str:
    """The whole text in the middle of a long page of local news."""
    around = [("p", text) for text in words.AROUND.get(job.page.lang, words.AROUND["en"])] * 3
    blocks = [("h1", "Novosti 24"), *around, *job.page.blocks, *around]
    return shell(job.page.lang, "Novosti 24", marked(blocks))


def translated(job: Job) -> str:
    """The page of another of our languages under a title of the first one."""
    lang = job.page.lang
    title = job.rng.choice(words.TITLES.get(lang, words.TITLES["en"]))
    blocks = [("h1", title), *(b for b in job.other.blocks if b[0] != "h1")]
    return shell(lang, title, marked(blocks) + form(lang))


def two_languages(job: Job) -> str:
    """Half of the page in one language and the other half in another."""
    first, second = list(job.page.blocks), list(job.other.blocks)
    blocks = first[: len(first) // 2] + second[len(second) // 2 :]
    return shell(job.page.lang, job.page.title, marked(blocks))
