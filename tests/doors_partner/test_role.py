"""What the partner door's process and database role can reach: five functions and no key."""

import os
import subprocess
import sys
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import ProgrammingError, connection, connections, transaction

from safeconduct.settings.env import database
from safeconduct.web.memory import WIPING
from tests.partners.making import DOOR

FUNCTIONS = {
    "partner_answer",
    "partner_cases",
    "partner_enter",
    "partner_events",
    "partner_tasks",
}
REACH = """
SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = 'public' AND c.relkind IN ('r', 'v', 'm', 'p', 'f', 'S') AND (
    CASE c.relkind WHEN 'S'
    THEN has_sequence_privilege('sc_partner', c.oid, 'USAGE, SELECT, UPDATE')
    ELSE has_table_privilege('sc_partner', c.oid,
             'SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER')
        OR has_any_column_privilege('sc_partner', c.oid, 'SELECT, INSERT, UPDATE, REFERENCES')
    END)
"""
MAY_CALL = """
SELECT p.proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
WHERE n.nspname = 'public' AND p.prosecdef AND p.prorettype <> 'trigger'::regtype
    AND has_function_privilege('sc_partner', p.oid, 'EXECUTE')
"""


def asked(alias: str, question: str) -> set[str]:
    with connections[alias].cursor() as cursor:
        cursor.execute(question)
        return {row[0] for row in cursor.fetchall()}


@pytest.mark.parametrize("alias", ["default", "keystore"])
def test_the_role_reads_and_writes_no_table_of_either_database(alias: str) -> None:
    tables = asked(alias, "SELECT relname FROM pg_class WHERE relkind = 'r'")
    assert {"vault_wrap"} <= tables or {"shred_key"} <= tables
    assert asked(alias, REACH) == set()


def test_the_role_calls_the_five_functions_and_no_other_that_borrows_rights() -> None:
    assert asked("default", MAY_CALL) == FUNCTIONS
    assert asked("keystore", MAY_CALL) == set()


def test_without_a_token_the_functions_give_nothing() -> None:
    nobody = bytes(32)
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE sc_partner")
        for call in (
            "cases(%s, NULL, NULL, 9)",
            "tasks(%s, NULL, NULL, 9)",
            "events(%s, 0, 9)",
        ):
            cursor.execute(f"SELECT * FROM partner_{call}", [nobody])  # noqa: S608
            assert cursor.fetchall() == []
        cursor.execute("SELECT * FROM partner_enter(%s)", [nobody])
        assert cursor.fetchall() == []
        cursor.execute(
            "SELECT outcome FROM partner_answer(%s, %s, %s, NULL, 'done')",
            [nobody, uuid4(), uuid4()],
        )
        assert cursor.fetchall() == [("unknown",)]
        with pytest.raises(ProgrammingError), transaction.atomic():
            cursor.execute("SELECT partner_of(%s, 'cases:read')", [nobody])
        cursor.execute("RESET ROLE")


def test_the_process_starts_with_its_database_alone_and_loads_no_key_and_no_model() -> None:
    told = (
        "import sys; from safeconduct.doors.partner.wsgi import application;"
        "from django.conf import settings; from django.apps import apps;"
        "barred = [n for n in sys.modules if n.split('.')[0] in ('cryptography', 'argon2')"
        " or n.startswith('safeconduct.') and n.endswith(('.models', '.opening', '.signin'))];"
        "assert not barred, barred; assert not apps.get_models();"
        f"print({{name: getattr(settings, name) for name in {[*DOOR]}}} == {DOOR!r})"
    )
    done = subprocess.run(
        [sys.executable, "-c", told],
        env={
            **WIPING,
            "PATH": os.environ["PATH"],
            "PYTHONPATH": "src",
            "SC_DATABASE_URL": "postgresql://nobody:x@/nothing",
        },
        cwd=settings.PACKAGE.parent.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout, done.stderr) == ("True\n", "")
    assert callable(database)
