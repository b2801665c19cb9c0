"""An officer searches 2,000 cases: the whole request through the real office door.

bench_contact_search.py [--full]: the clock runs from sending the form to the last byte of the
page. Four kinds of words are asked for in turn; the bar is the slowest kind's median. The cases
are made by the product's own services and kept in .bench/search (made anew when the tables
changed). --full asks more often and writes benchmarks/results/.
"""

import argparse
import hashlib
import itertools
import json
import os
import shutil
import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from safeconduct.demo.browser import Browser
from safeconduct.demo.ground import Ground, free_port
from safeconduct.demo.instance import Instance, serve, start_engines, stop
from safeconduct.demo.run import forget, prepare, service_files

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from benchmarks.common import (
    Bar,
    cpu_seconds,
    keep,
    postmaster,
    processes,
    report,
    tree_cpu,
)

ROOT = Path(__file__).resolve().parent.parent
NAME = "bench_contact_search"
FOLDER = ROOT / ".bench" / "search"
OFFICER = "Kirill"  # on none of the demonstration's cases
CASES = 2_000
TARGET = 0.3
SHORT, FULL = 9, 31  # requests of each kind
PAGE = "/cases/"
SURNAMES = (
    "Абрамов Белов Воронцов Гончаренко Дёмин Ермаков Жуков Зайцев Ильин Кравченко "
    "Лук’яненко Морозов Нікітін Орлов Поліщук Рябов Соколов Ткач Ушаков Федорченко "
    "Харитонов Цветков Чернов Шевчук Щукин Юрьев Якимов Gromov Lysenko Petrov"
).split()
FIRST = "Алексей Богдан Виктор Григорий Дмитро Евгений Иван Кирило Максим Назар".split()
RANKS = ("рядовой", "ефрейтор", "сержант", "старшина", "солдат", "лейтенант")


def stamp() -> str:
    """Changes when a table does: cases of older tables are thrown away."""
    found = sorted((ROOT / "src" / "safeconduct").glob("*/migrations/0*.py"))
    return hashlib.sha256(b"".join(path.read_bytes() for path in found)).hexdigest()


@contextmanager
def standing() -> Iterator[Ground]:
    """The kept instance with its cases, its office door open."""
    mark, tables = FOLDER / "cases", stamp()
    if FOLDER.exists() and (not mark.exists() or mark.read_text() != tables):
        forget(FOLDER)
        shutil.rmtree(FOLDER)
    FOLDER.mkdir(parents=True, exist_ok=True)
    instance = Instance(FOLDER, free_port(), free_port())
    try:
        if mark.exists():
            start_engines(instance)
        else:
            prepare(instance)
            fill(instance)
            mark.write_text(tables)
        serve(instance, "office", "sc_office", instance.office_port)
        rows = json.loads((instance.keys / "demo-accounts.json").read_text())
        yield Ground(instance, {row["alias"]: row for row in rows})
    finally:
        stop(instance)


def fill(instance: Instance) -> None:
    """2,000 cases with one person each, by the same services as in an office."""
    settings = instance.environment("sc_owner", "worker") | service_files(instance)
    os.environ.update(settings)
    import django

    django.setup()
    from django.db import connections

    for alias in ("default", "keystore"):
        with connections[alias].cursor() as cursor:
            cursor.execute("SET synchronous_commit = off")  # made once, measured later
    print(f"Making {CASES} cases; they are kept in {FOLDER.relative_to(ROOT)} …", flush=True)
    _write_cases(instance)
    connections.close_all()


def _write_cases(instance: Instance) -> None:
    from safeconduct.accounts.core.terms import Role
    from safeconduct.accounts.signin import actor_of, unlock
    from safeconduct.casework import services
    from safeconduct.casework.core.terms import CaseKind
    from safeconduct.contact.core.terms import Danger
    from safeconduct.demo.telling import Teller
    from safeconduct.vault.opening import OfficerKeys

    people = {}
    for row in json.loads((instance.keys / "demo-accounts.json").read_text()):
        if row["alias"] in ("Iryna", OFFICER):
            opened = unlock(row["alias"], row["password"])
            if opened is None:
                sys.exit("The demonstration's own account does not open.")
            keys = OfficerKeys(opened[0].key_id, opened[1])
            people[row["alias"].lower()] = (actor_of(opened[0]), keys)
    teller = Teller(people, datetime.now(UTC))
    iryna, kirill = (teller.sign(name, teller.now) for name in people)
    names = itertools.cycle(itertools.product(FIRST, SURNAMES, RANKS))
    for number in range(CASES):
        file_id = teller.letter("Хочу жить. Двое.", Danger.WAITING, teller.now)
        services.open_case(iryna, file_id, CaseKind.PERSON, Danger.WAITING)
        services.assign(iryna, file_id, kirill.actor.officer_id, Role.CASE_OFFICER)
        first, surname, rank = next(names)
        card = {"surname": surname, "first_names": first, "rank": rank}
        card |= {"birth_date": "1998-03-27", "service_number": f"АБ-{100_000 + number}"}
        services.add_person(kirill, file_id, "applicant", card)


def sign_in(on: Ground) -> Browser:
    """The officer, signed in; a code that was used is waited out."""
    for _ in range(40):
        browser = on.office(OFFICER)
        if "/sign-in/" not in browser.url:
            return browser
        del on.signed[OFFICER]
        time.sleep(1)
    sys.exit("The officer cannot sign in; the figures would mean nothing.")


def ask(browser: Browser, words: str, expected: int) -> float:
    """Seconds of one search; stops when the page does not say as many cases as there are."""
    began = time.perf_counter()
    text = browser.post(PAGE, words=words)
    took = time.perf_counter() - began
    plural = "case found" if expected == 1 else "cases found"
    if f"{expected} {plural}" not in text:
        sys.exit(f"A search did not find {expected}; the figures would mean nothing.")
    return took


def wait_for_door(on: Ground) -> None:
    """Returns when the office answers."""
    for _ in range(300):
        try:
            Browser(f"http://127.0.0.1:{on.instance.office_port}/").get("/sign-in/")
        except OSError:
            time.sleep(0.1)
        else:
            return
    sys.exit("The office door does not answer.")


def expected(on: Ground) -> dict[str, tuple[str, int]]:
    """What to ask for each kind, and how many cases fit."""
    with on.superuser() as database:
        row = database.execute(
            "SELECT c.alias FROM casework_case c JOIN accounts_membership m USING (file_id)"
            " JOIN accounts_officer o ON o.id = m.officer_id WHERE o.alias = %s LIMIT 1",
            [OFFICER],
        ).fetchone()
    alias = str(row[0]) if row else ""
    people = itertools.cycle(itertools.product(FIRST, SURNAMES, RANKS))
    texts = [" ".join(next(people)).lower() for _ in range(CASES)]
    return {
        "a name": ("рябов наз", sum("рябов" in text and "назар" in text for text in texts)),
        "every tenth": ("Алекс", sum("алексей" in text for text in texts)),
        "nobody": ("неттакого", 0),
        "alias": (alias, 1),
    }


def cpu(made: Instance) -> float:
    """CPU seconds so far of the office door and of both database servers."""
    servers = [postmaster(one.data) for one in (made.main, made.keystore) if one is not None]
    return sum(map(cpu_seconds, processes(made, "office"))) + sum(map(tree_cpu, servers))


def forget_quick(on: Ground) -> None:
    """As if all cases were given to the officer just now."""
    with on.superuser() as database:
        database.execute("TRUNCATE vault_quickwrap")


def measure(on: Ground, count: int) -> dict[str, Bar]:
    """The bar, and what the first search after 2,000 new cases takes."""
    wait_for_door(on)
    browser, wanted = sign_in(on), expected(on)
    browser.get(PAGE)
    ask(browser, *wanted["a name"])
    first = []
    for _ in range(3):
        forget_quick(on)
        first.append(ask(browser, *wanted["a name"]))
    print(f"\n{'asked for':<12} {'found':>6} {'median s':>9} {'worst s':>9} {'cpu s':>9}")
    medians = []
    for kind, (words, fits) in wanted.items():
        before = cpu(on.instance)
        took = [ask(browser, words, fits) for _ in range(count)]
        spent = (cpu(on.instance) - before) / count
        medians.append(statistics.median(took))
        print(f"{kind:<12} {fits:>6} {medians[-1]:>9.3f} {max(took):>9.3f} {spent:>9.3f}")
    began = time.perf_counter()
    browser.get(PAGE)
    print(f"the list of all cases, without a search: {time.perf_counter() - began:.3f} s")
    print(f"the first search after {CASES} new cases: {statistics.median(first):.3f} s")
    return {"search_2000_cases_s": Bar(max(medians), TARGET, "lower")}


def main() -> None:
    """Measure, print, and with --full write the figures down."""
    ask_for = argparse.ArgumentParser(description=__doc__)
    ask_for.add_argument("--full", action="store_true", help="longer, and write the results")
    full = ask_for.parse_args().full
    with standing() as on:
        found = measure(on, FULL if full else SHORT)
    if full:
        keep(NAME, found)
    report(NAME, found)


if __name__ == "__main__":
    main()
