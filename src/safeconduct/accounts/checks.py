"""Before a public door opens: somebody must be able to read what comes in."""

from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError, connection

from safeconduct.vault.ring import ring


def desk_is_held() -> bool:
    """Whether an active intake officer with a signed key holds the desk's key."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT accounts_desk_is_held(%s)", [ring().desk.key_id])
        return bool(cursor.fetchone()[0])


def ready_to_receive() -> None:
    """ImproperlyConfigured while nobody could open a letter.

    A database that does not answer is no reason: the door waits for it with every request.
    """
    try:
        held = desk_is_held()
    except OperationalError:
        return
    if not held:
        msg = (
            "No intake officer holds the desk's key: letters would come in and nobody could "
            "read them. Sign an intake officer's key and put them on the desk first."
        )
        raise ImproperlyConfigured(msg)
