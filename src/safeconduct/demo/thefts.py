"""Thefts that must fail. Each returns None when it was refused, or what the thief got."""

import base64
import re
from collections.abc import Callable
from pathlib import Path

import psycopg

from safeconduct.demo.ground import Ground
from safeconduct.demo.own_keys import own_key_as_an_officers, own_key_in_a_mailbox

Theft = Callable[[Ground], str | None]
# Words of the seeded letters, names, serials: none may stand anywhere in clear.
CANARIES = ("Хочу жить", "пальцы на ноге", "Ремезов", "8AMTSH-00417", "02КТ1187", "берёза")
REFUSED = (403, 404, 409)


def early_release(g: Ground) -> str | None:
    """A forged approval; then the treasurer releases the pilot's award before arrival."""
    award = "stream = 'award' AND state = "
    with g.database("sc_office") as link:
        for state, following in (("none", "drafted"), ("drafted", "approved")):
            link.execute(
                f"UPDATE support_payment SET state = '{following}', payee_checked = true,"
                " drafted_by = coalesce(drafted_by, gen_random_uuid()),"
                f" approved_by = gen_random_uuid() WHERE {award} '{state}'"
            )
        row = link.execute(
            f"SELECT id FROM support_payment WHERE {award} 'approved'"
        ).fetchone()
    if row is None:
        return "there was no award to steal"
    marta = g.office("Marta")
    marta.get(f"/payments/{row[0]}/")
    marta.post(f"/payments/{row[0]}/release/")
    with g.database("sc_office") as link:
        after = link.execute("SELECT state FROM support_payment WHERE id = %s", row).fetchone()
        if after == ("approved",):
            link.execute(
                "UPDATE support_payment SET state = 'none', drafted_by = NULL,"
                " approved_by = NULL WHERE id = %s",
                row,
            )
    return None if after == ("approved",) and marta.status in REFUSED else f"it is {after}"


def self_approval(g: Ground) -> str | None:
    """Whoever drafted a payment approves it, with the office's own database role."""
    with g.database("sc_office") as link:
        try:
            link.execute(
                "UPDATE support_payment SET state = 'drafted', drafted_by = id"
                " WHERE state = 'none' AND stream = 'award'"
            )
            done = link.execute(
                "UPDATE support_payment SET state = 'approved', approved_by = drafted_by"
                " WHERE state = 'drafted'"
            )
        except psycopg.Error:
            return None
        finally:
            link.execute(
                "UPDATE support_payment SET state = 'none', drafted_by = NULL"
                " WHERE state = 'drafted'"
            )
    return f"{done.rowcount} payments approved by their drafter"


def release_without_basis(g: Ground) -> str | None:
    """A release row without arrival or handover, by the office's own database role."""
    with g.database("sc_office") as link:
        try:
            link.execute(
                "INSERT INTO support_release (id, payment_id, payee, drafted_by, approved_by,"
                " released_by, at) SELECT gen_random_uuid(), id, 'person', gen_random_uuid(),"
                " gen_random_uuid(), gen_random_uuid(), now() FROM support_payment LIMIT 1"
            )
        except psycopg.Error:
            return None
    return "a release stands without arrival or handover"


def crooked_ledger(g: Ground) -> str | None:
    """An entry that does not sum to zero."""
    with g.database("sc_office") as link:
        try:
            link.execute(
                "INSERT INTO support_posting (id, entry_id, account, amount_minor, currency)"
                " SELECT gen_random_uuid(), id, 'bank', -100, 'USD' FROM support_entry LIMIT 1"
            )
        except psycopg.Error:
            return None
    return "the ledger took money out of nothing"


def double_attestation(g: Ground) -> str | None:
    """One reception officer attests the same arrival twice."""
    file_id = g.conscript()
    ruta = g.office("Ruta")
    for _ in range(2):
        ruta.fill(f"/arrivals/{file_id}/", head_count="2", seen="on")
    with g.superuser() as link:
        row = link.execute(
            "SELECT count(*) FROM casework_attestation WHERE case_id = %s", [file_id]
        ).fetchone()
    count = row[0] if row else 0
    return None if count == 1 else f"{count} attestations by one person"


def _encodings(word: str) -> list[bytes]:
    plain = word.encode()
    aligned = [base64.b64encode(b"x" * n + plain)[(4 * n + 2) // 3 : -4] for n in range(3)]
    return [plain, word.encode("utf-16-le"), *[part for part in aligned if len(part) > 6]]


def _found_in(data: bytes) -> str | None:
    for word in CANARIES:
        if any(form in data for form in _encodings(word)):
            return word
    return None


def superuser_reads_database(g: Ground) -> str | None:
    """The database's superuser reads every row of both databases."""
    for name in ("main", "keystore"):
        with g.superuser(name) as link:
            tables = link.execute(
                "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
            ).fetchall()
            for (table,) in tables:
                for row in link.execute(f'SELECT * FROM "{table}"'):
                    parts = [c if isinstance(c, bytes) else str(c).encode() for c in row]
                    if word := _found_in(b"\x00".join(parts)):
                        return f"{word} stands in clear in {table}"
    return None


def thief_takes_the_disks(g: Ground) -> str | None:
    """Somebody copies the data folders, write-ahead logs and log files."""
    with g.superuser() as link:
        link.execute("CHECKPOINT")
    folders = [g.instance.folder / "logs"]
    folders += [server.data for server in (g.instance.main, g.instance.keystore) if server]
    for folder in folders:
        for path in Path(folder).rglob("*"):
            if path.is_file() and (word := _found_in(_bytes(path))):
                return f"{word} stands in clear in {path.name}"
    return None


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


def public_role_reads_office(g: Ground) -> str | None:
    """The public door's own database role reads any table."""
    with g.superuser() as link:
        tables = link.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        ).fetchall()
    with g.database("sc_public") as link:
        for (table,) in tables:
            try:
                link.execute(f'SELECT count(*) FROM "{table}"').fetchone()
            except psycopg.errors.InsufficientPrivilege:
                continue
            return f"the public role reads {table}"
    return None


def another_officers_case(g: Ground) -> str | None:
    """A case officer who is not on the case opens it and its pages."""
    file_id = g.conscript()
    kirill = g.office("Kirill")
    for page in ("", "answer/", "team/", "equipment/new/", "crossing/", "protection/"):
        kirill.get(f"/cases/{file_id}/{page}")
        if kirill.status != 404:
            return f"/{page or 'case'} answered {kirill.status}"
    return None


def replayed_form(g: Ground) -> str | None:
    """The same first letter is sent twice."""
    stranger = g.public()
    stranger.get("/en/write/")
    form = stranger.text
    count = "SELECT count(*) FROM contact_letter"
    with g.superuser() as link:
        before = link.execute(count).fetchone() or (0,)
        stranger.post("/en/write/", text="We are two.", danger="abroad")
        stranger.text = form
        stranger.post("/en/write/", text="We are two.", danger="abroad")
        after = link.execute(count).fetchone() or (0,)
    return (
        None if after[0] == before[0] + 1 else f"{after[0] - before[0]} letters from one form"
    )


def replayed_act(g: Ground) -> str | None:
    """The same form of an officer is sent twice."""
    olena, path = g.office("Olena"), f"/cases/{g.conscript()}/answer/"
    form = olena.get(path)
    count = "SELECT count(*) FROM contact_item"
    with g.superuser() as link:
        before = link.execute(count).fetchone() or (0,)
        for _ in range(2):
            olena.text = form
            olena.post(path, text="We have read your letter.")
        after = link.execute(count).fetchone() or (0,)
    added = after[0] - before[0]
    return None if added == 1 and olena.status in REFUSED else f"{added} answers from one form"


def form_without_token(g: Ground) -> str | None:
    """Another site makes an officer's browser send a form."""
    olena = g.office("Olena")
    file_id = g.conscript()
    olena.text = ""  # a foreign page knows no token
    olena.post(f"/cases/{file_id}/act/withdraw/", PERSON_ASKED="on", version="1")
    with g.superuser() as link:
        row = link.execute(
            "SELECT stage FROM casework_case WHERE file_id = %s", [file_id]
        ).fetchone()
    return None if olena.status == 403 and row != ("withdrawn",) else f"now {row}"


def altered_record(g: Ground) -> str | None:
    """The superuser rewrites one line of the record, triggers off; the verifier must see it."""
    from safeconduct.demo.instance import run_tool

    with g.superuser() as link:
        link.execute("ALTER TABLE record_leaf DISABLE TRIGGER ALL")
        link.execute("UPDATE record_leaf SET data = data || ' ' WHERE number = 3")
        try:
            run_tool(g.instance, "sc_worker", "verify-record")
        except Exception:
            return None
        finally:
            link.execute(
                "UPDATE record_leaf SET data = substring(data for length(data) - 1)"
                " WHERE number = 3"
            )
            link.execute("ALTER TABLE record_leaf ENABLE TRIGGER ALL")
    return "the verifier called a rewritten record whole"


def record_deleted(g: Ground) -> str | None:
    """The office's role deletes, updates or truncates record lines."""
    for verb in ("DELETE FROM record_leaf", "UPDATE record_leaf SET kind = 'x.y.z'"):
        verb += " WHERE number = 0"
        with g.database("sc_office") as link:
            try:
                link.execute(verb)
            except psycopg.Error:
                continue
            return f"{verb} went through"
    return None


def letter_without_key(g: Ground) -> str | None:
    """A case officer opens a letter of the intake desk; a thief gives him the desk's wrap."""
    with g.superuser() as link:
        letter = link.execute(
            "SELECT id FROM contact_letter WHERE state = 'new' LIMIT 1"
        ).fetchone()
        officers = link.execute("SELECT alias, key_id FROM accounts_officer").fetchall()
        keys: dict[str, str] = dict(officers)
        link.execute(
            "INSERT INTO vault_deskwrap (key_id, desk_key_id, sealed)"
            " SELECT %s, desk_key_id, sealed FROM vault_deskwrap WHERE key_id = %s",
            [keys["Kirill"], keys["Iryna"]],
        )
    kirill = g.office("Kirill")
    kirill.get("/my-work/")
    kirill.post(f"/letters/{letter[0] if letter else ''}/")
    with g.superuser() as link:
        link.execute("DELETE FROM vault_deskwrap WHERE key_id = %s", [keys["Kirill"]])
    return None if kirill.status in REFUSED else f"answered {kirill.status}"


def money_reads_letters(g: Ground) -> str | None:
    """A finance officer on the case reads what the person wrote."""
    file_id = g.conscript()
    fedir = g.office("Fedir")
    text = fedir.get("/payments/") + fedir.get(f"/cases/{file_id}/")
    return "the letter stands on the page" if "пальцы" in text else None


def vetting_reaches_protection(g: Ground) -> str | None:
    """An adverse result changes anything that protection, passage or the case page show."""
    file_id = g.plant()
    pavlo = g.office("Pavlo")
    pages = ("/protection/", f"/cases/{file_id}/", f"/cases/{file_id}/protection/")

    def look() -> list[str]:
        # The timeline grows by our own looking; everything above it must stay the same.
        return [_steady(pavlo.get(page)) for page in pages]

    with g.superuser() as link:
        before = look()
        link.execute(
            "UPDATE casework_vettingdecision SET state = 'open', proposed_by = NULL,"
            " decided_by = NULL WHERE file_id = %s",
            [file_id],
        )
        after = look()
        link.execute("DELETE FROM casework_vettingdecision WHERE file_id = %s", [file_id])
        none = look()
    return None if before == after == none else "a page changed with the vetting decision"


def _steady(text: str) -> str:
    text = text.partition('<ol class="line">')[0]
    text = re.sub(r'name="(csrfmiddlewaretoken|once)" value="[^"]+"', "", text)
    return re.sub(r"\d+ (minutes?|hours?)", "", text)


THEFTS: tuple[Theft, ...] = (
    early_release,
    self_approval,
    release_without_basis,
    crooked_ledger,
    double_attestation,
    superuser_reads_database,
    thief_takes_the_disks,
    public_role_reads_office,
    another_officers_case,
    replayed_form,
    replayed_act,
    form_without_token,
    altered_record,
    record_deleted,
    letter_without_key,
    own_key_as_an_officers,
    own_key_in_a_mailbox,
    money_reads_letters,
    vetting_reaches_protection,
)
