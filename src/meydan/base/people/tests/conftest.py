"""What the tests of this room share."""

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def _no_memory_of_other_tests():
    """The limits allauth keeps in the cache begin anew."""
    cache.clear()
