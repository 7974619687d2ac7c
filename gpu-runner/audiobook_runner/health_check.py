"""Asks this container's own runner whether it is alive: the exit code is 0 or 1."""

from __future__ import annotations

import os
import sys
import urllib.request

_SECONDS = 5


def main() -> int:
    """Asks /health, which needs no token."""
    port = os.environ.get("AUDIOBOOK_RUNNER_PORT", "8790")
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=_SECONDS) as answer:
            return 0 if answer.status == 200 else 1
    except OSError:
        return 1


if __name__ == "__main__":
    sys.exit(main())
