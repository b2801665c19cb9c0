"""The database backend of all processes: Django's own, with a look instead of a question."""

import select

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's PostgreSQL connections."""

    def is_usable(self) -> bool:
        """Whether a kept connection still has its server; asked at the start of each request.

        A server that stopped has closed its end, which shows here without a round trip. One
        that said anything else unasked is asked the usual way.
        """
        if self.connection is None or self.connection.closed:
            return False
        look = select.poll()
        look.register(self.connection.pgconn.socket, select.POLLIN)
        return not look.poll(0) or super().is_usable()
