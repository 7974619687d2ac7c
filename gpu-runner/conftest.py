"""Names the marks of tests, so that a misspelt one is an error."""

import pytest


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers", "chatterbox: needs requirements/chatterbox.txt, which test.sh installs; skipped without it"
    )
    config.addinivalue_line("markers", "long: minutes each; run with --long")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="the tests that take minutes, too")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.getoption("--long"):
        for item in items:
            if item.get_closest_marker("long"):
                item.add_marker(pytest.mark.skip(reason="run with --long"))
