"""Names the marks of tests, so that a misspelt one is an error."""

import pytest


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers", "chatterbox: needs requirements/chatterbox.txt, which test.sh installs; skipped without it"
    )
