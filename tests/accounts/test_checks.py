"""The public door opens when somebody can read what comes in."""

from collections.abc import Callable

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError, connection, transaction

from safeconduct.accounts import checks
from safeconduct.accounts.models import Officer as Row
from safeconduct.vault.ceremony import Offline
from safeconduct.vault.models import DeskWrap
from tests.cast import Cast


def test_a_desk_that_is_held_may_receive(cast: Cast) -> None:
    checks.ready_to_receive()


@pytest.mark.parametrize(
    "gone",
    ["nobody enrolled", "no wrap", "another desk", "left", "other role", "unsigned"],
)
def test_a_desk_that_nobody_can_open_receives_nothing(
    offline: Offline, request: pytest.FixtureRequest, gone: str
) -> None:
    if gone != "nobody enrolled":
        request.getfixturevalue("cast")
        iryna = Row.objects.filter(alias="Iryna")
        harm: dict[str, Callable[[], object]] = {
            "no wrap": lambda: DeskWrap.objects.all().delete(),
            "another desk": lambda: DeskWrap.objects.update(desk_key_id="0" * 16),
            "left": lambda: iryna.update(active=False),
            "other role": lambda: iryna.update(roles=["director"]),
            "unsigned": lambda: iryna.update(key_day=None, key_signature=None),
        }
        harm[gone]()
    with pytest.raises(ImproperlyConfigured, match="No intake officer holds the desk"):
        checks.ready_to_receive()


def test_a_database_that_does_not_answer_keeps_no_door_shut(
    offline: Offline, monkeypatch: pytest.MonkeyPatch
) -> None:
    def silent() -> bool:
        raise OperationalError

    monkeypatch.setattr(checks, "desk_is_held", silent)
    checks.ready_to_receive()


def test_the_public_role_learns_one_word_and_no_more(cast: Cast) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE sc_public")
        assert checks.desk_is_held()
        cursor.execute("SELECT has_table_privilege('vault_deskwrap', 'select')")
        assert cursor.fetchone() == (False,)
