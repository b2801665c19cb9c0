"""Cases by the hundred thousand, for bench_casework_lists.py: written by SQL, never opened.

Shares are the same at every size: 30 % of the cases open, two officers and four tasks a case,
200 officers; what is sealed is a few bytes that no key opens. The lines of the lists are made
as the nightly job makes them, and indexes once their rows are there.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from benchmarks.lists_rooms import ROOMS, TABLES

OFFICERS = 200

STAFF = """
INSERT INTO accounts_officer
    (id, alias, roles, key_id, public_key, salt, sealed_private, sealed_totp, last_totp_step,
     active)
SELECT md5('officer' || n)::uuid, 'Staff-' || n, ARRAY['case officer'],
       left(md5('key' || n), 16), '\\x00', '\\x00', '\\x00', '\\x00', 0, true
FROM generate_series(0, %(officers)s - 1 - %(real)s) n;
CREATE TABLE bench_officer AS
SELECT row_number() OVER (ORDER BY alias LIKE 'Staff-%%', alias) - 1 AS n, id, key_id, roles
FROM accounts_officer WHERE alias = ANY (%(aliases)s) OR alias LIKE 'Staff-%%';
"""

CASES = """
CREATE TABLE bench_case AS
SELECT n, md5('case' || n)::uuid AS file_id, n %% 10 < 3 AS open,
       (hashint8(n) & 1023) AS luck, n %% %(officers)s AS first,
       (n / %(officers)s * 7 + n %% %(officers)s + 1 + n %% 97) %% %(officers)s AS other
FROM generate_series(0, %(cases)s - 1) n;
UPDATE bench_case SET other = (other + 1) %% %(officers)s WHERE other = first;
INSERT INTO casework_case
    (file_id, alias, kind, stage, previous, lost, dormant, danger, danger_at, language,
     opened_at, moved_at, version, held, erasing)
SELECT file_id, 'bench-' || n,
       (ARRAY['person', 'person', 'person', 'group', 'relative',
              'third country'])[luck %% 6 + 1],
       CASE WHEN open THEN (ARRAY['contact', 'triage', 'offer', 'passage', 'arrived', 'status',
                                  'support'])[luck %% 7 + 1]
            ELSE (ARRAY['settled', 'withdrawn', 'referred'])[luck %% 3 + 1] END,
       CASE WHEN open THEN NULL ELSE 'offer' END,
       luck %% 29 = 0, luck %% 23 = 0,
       (ARRAY['at the front now', 'being looked for', 'not said', 'abroad',
              'not in danger now'])[luck %% 5 + 1],
       now() - interval '400 days' + luck * interval '1 hour',
       (ARRAY['ru', 'ru', 'uk', 'en'])[luck %% 4 + 1],
       now() - interval '400 days' + luck * interval '1 hour',
       now() - interval '300 days' + (n %% 25000000) * interval '1 second',
       1, luck %% 53 = 0 AND open, 'none'
FROM bench_case;
INSERT INTO accounts_membership (officer_id, file_id, role, sort_at)
SELECT o.id, c.file_id, o.roles[1], now() - (c.n %% 9000) * interval '1 hour'
FROM bench_case c JOIN bench_officer o ON o.n IN (c.first, c.other);
"""

WORK = """
INSERT INTO casework_task
    (id, case_id, code, role, due_at, done_at, given_at, outcome, put_off, times_put_off)
SELECT md5('task' || t || '.' || c.n)::uuid, c.file_id,
       (ARRAY['answer_letter', 'protection_plan', 'rights_sheet', 'medical_check'])[t],
       (ARRAY['case officer', 'protection lead', 'case officer', 'reception officer'])[t],
       now() - interval '20 days' + ((c.n * 7 + t * 131) %% 86400) * interval '1 minute',
       CASE WHEN c.open THEN NULL ELSE now() END, now() - interval '25 days',
       CASE WHEN c.open THEN '' ELSE 'DONE' END,
       CASE WHEN c.n %% 31 = t THEN 'UNREACHED' ELSE '' END, (c.n %% 31 = t)::int
FROM bench_case c, generate_series(1, 4) t;
INSERT INTO casework_proposal
    (id, case_id, act, case_version, proposed_by, proposed_at, until, state, need, hours)
SELECT md5('proposal' || c.n)::uuid, c.file_id, 'urgent_passage', 1, o.id, now(),
       now() + interval '3000 days', 'pending', '', 0
FROM bench_case c JOIN bench_officer o ON o.n = c.other WHERE c.open AND c.luck %% 50 = 0;
INSERT INTO casework_attestation
    (id, case_id, ordinal, officer_id, key_id, on_team, head_count, at)
SELECT md5('attest' || k || '.' || c.n)::uuid, c.file_id, k, o.id, o.key_id, k = 1, 1,
       now() - (c.n %% 3000) * interval '1 day'
FROM bench_case c CROSS JOIN generate_series(1, 2) k
JOIN bench_officer o ON o.n = CASE k WHEN 1 THEN c.first ELSE c.other END
WHERE c.open AND (c.luck %% 7 > 4 OR (c.luck %% 7 = 4 AND k = 1));
INSERT INTO casework_arrival (id, case_id, first_id, second_id, at)
SELECT md5('arrival' || c.n)::uuid, c.file_id, md5('attest1.' || c.n)::uuid,
       md5('attest2.' || c.n)::uuid, now()
FROM bench_case c WHERE c.open AND c.luck %% 7 > 4;
INSERT INTO contact_letter
    (id, file_id, place, sealed_key, sealed_body, danger, language, day, state, cut_off,
     swept_at)
SELECT md5('letter' || c.n)::uuid, c.file_id, 1, '\\x00', '\\x00', 'not said', 'ru',
       current_date - (c.n %% 3000)::int,
       CASE WHEN c.open AND c.luck %% 40 = 0 THEN 'new' ELSE 'opened' END, false,
       now() - (c.n %% 3000) * interval '1 day'
FROM bench_case c;
INSERT INTO contact_letter
    (id, file_id, place, sealed_key, sealed_body, danger, language, day, state, cut_off,
     swept_at)
SELECT md5('waiting' || n)::uuid, md5('stranger' || n)::uuid, 1, '\\x00', '\\x00',
       (ARRAY['at the front now', 'being looked for', 'not said', 'abroad'])[n %% 4 + 1], 'ru',
       current_date, 'new', false, now()
FROM generate_series(1, %(cases)s / 1000) n;
"""

KEYS = """
INSERT INTO vault_wrap (id, file_id, compartment, epoch, holder, key_id, sealed)
SELECT md5('desk' || n)::uuid, md5('stranger' || n)::uuid, 'bundle', 1, 'desk', 'bench-desk',
       '\\x00'
FROM generate_series(1, %(cases)s / 1000) n;
INSERT INTO vault_wrap (id, file_id, compartment, epoch, holder, key_id, sealed)
SELECT md5('wrap' || p || '.' || c.n)::uuid, c.file_id, p, 1, 'officer', o.key_id, '\\x00'
FROM bench_case c JOIN bench_officer o ON o.n = c.first,
     unnest(%(parts)s::text[]) p
WHERE c.open AND (c.luck > 2 OR p <> (%(parts)s::text[])[1]);
DROP TABLE bench_case;
DROP TABLE bench_officer;
"""


# What is filled row by row, and what is made of it at the end; their indexes are built once
# each has its rows, which takes a fraction of keeping them meanwhile.
SOURCES = (
    "accounts_membership casework_task casework_proposal casework_attestation casework_arrival "
    "contact_letter vault_wrap"
).split() + TABLES
LINES = (
    "casework_caseline casework_taskline casework_roomline casework_unreached "
    "contact_firstwait contact_deskline"
).split()
FAST = {  # of this one instance, and only while it is filled
    "fsync": "off",
    "full_page_writes": "off",
    "max_wal_size": "'16GB'",
    "checkpoint_timeout": "'1h'",
    "autovacuum": "off",
}
INDEXES = """
SELECT format('DROP INDEX %%I', x.relname), pg_get_indexdef(i.indexrelid)
FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid JOIN pg_class t ON t.oid = i.indrelid
WHERE t.relname = ANY (%(tables)s)
  AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.indexrelid)
UNION ALL
SELECT format('ALTER TABLE %%I DROP CONSTRAINT %%I', t.relname, c.conname),
       format('ALTER TABLE %%I ADD CONSTRAINT %%I %%s', t.relname, c.conname,
              pg_get_constraintdef(c.oid))
FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid
WHERE t.relname = ANY (%(tables)s) AND c.contype IN ('p', 'u')
  AND NOT EXISTS (SELECT 1 FROM pg_constraint f
                  WHERE f.contype = 'f' AND f.conindid = c.conindid)
"""


@contextmanager
def without_indexes(database: psycopg.Connection, tables: list[str]) -> Iterator[None]:
    """Drop the indexes of these tables, but for those that others lean on; build them after."""
    rows = psycopg.ClientCursor(database).execute(INDEXES, {"tables": tables}).fetchall()
    for drop, _ in rows:
        database.execute(drop)
    yield
    for _, build in rows:
        database.execute(build)


@contextmanager
def in_haste(database: psycopg.Connection) -> Iterator[None]:
    """Nothing need survive a crash while the data set is made: a broken one is made anew."""
    for name, value in FAST.items():
        database.execute(f"ALTER SYSTEM SET {name} = {value}")
    database.execute("SELECT pg_reload_conf()")
    # Triggers are off: what they would write row by row is made at the end, all at once.
    database.execute("SET session_replication_role = replica")
    database.execute("SET synchronous_commit = off")
    database.execute("SET work_mem = '256MB'")
    database.execute("SET maintenance_work_mem = '1GB'")
    yield
    for name in FAST:
        database.execute(f"ALTER SYSTEM RESET {name}")
    database.execute("SELECT pg_reload_conf()")
    database.execute("CHECKPOINT")


def fill(
    database: psycopg.Connection, cases: int, aliases: list[str], parts: list[str]
) -> None:
    """Write `cases` cases; `aliases` are real accounts, which share in the work."""
    given = {
        "officers": OFFICERS,
        "cases": cases,
        "real": len(aliases),
        "aliases": aliases,
        "parts": parts,
    }
    cursor = psycopg.ClientCursor(database)
    began = time.monotonic()

    def say(step: str) -> None:
        print(f"{step:<20} after {time.monotonic() - began:4.0f} s", flush=True)

    with in_haste(database):
        with without_indexes(database, SOURCES):
            for step in (STAFF, CASES, WORK, *ROOMS, KEYS):
                cursor.execute(step, given)
            say("rows written")
        database.execute("ANALYZE")
        say("indexes built")
        with without_indexes(database, LINES):
            database.execute("SELECT casework_lists_anew()")
            database.execute("SELECT casework_rooms_anew()")
            database.execute("SELECT contact_waits_anew()")
            say("lines made")
        database.execute("SELECT oversight_figures_anew(), oversight_totals_anew()")
        say("figures counted")
        database.execute("VACUUM (ANALYZE)")
    say("data set ready")
