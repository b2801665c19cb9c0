"""Cases for the passage room."""

from datetime import datetime
from uuid import UUID

import pytest

from tests.cast import Cast
from tests.making import make_case


@pytest.fixture
def file_id(cast: Cast, at: datetime) -> UUID:
    """A case at passage with its whole team."""
    return make_case(cast, at, stage="passage").file_id
