"""The files of weights: pinned in weights.json, found in a cache folder, fetched where they aren't there.

A file lies at `<cache>/<source>/<file>`, so it can be brought there by hand. Its digest is always checked
against the pin before it is loaded. An entry whose "sha256" is null is trusted on first use: the digest of
the first bytes is kept in the cache, other bytes are refused from then on, and
`python -m audiobook_runner.weights pin` writes digest and commit into weights.json.
"""

from audiobook_runner.weights.ensure import ensure_weights
from audiobook_runner.weights.failure import WeightsFailure
from audiobook_runner.weights.pins import Pins, read_pins
from audiobook_runner.weights.store import LoadedFile

__all__ = ["LoadedFile", "Pins", "WeightsFailure", "ensure_weights", "read_pins"]
