"""Speaks texts with an engine of the runner's in a loop: no server, no queue, no gateway.

Reads {"engine", "weights", "options", "voice", "language", "texts"} from standard input, and prints the
engine's identity, the seconds that speaking took, and the digest of all samples. It runs in the runner's image.
"""

import hashlib
import json
import sys
import time
from pathlib import Path

from audiobook_runner.engines.catalogue import open_engine
from audiobook_runner.engines.engine import EngineContext, SpeechOrder, Spoken
from audiobook_runner.wave import pcm_of

call = json.load(sys.stdin)
context = EngineContext(Path(call["weights"]), None, None, call["options"])
engine = open_engine(call["engine"], context)
engine.load(lambda line: None)
orders = [SpeechOrder(text, call["language"], call["voice"], seed=0) for text in call["texts"]]


def speak(some: list[SpeechOrder]) -> list[str]:
    """Digests of the samples; as many rows go on together as the engine has."""
    digests: dict[int, str] = {}

    def done_with(index: int):
        def done(answer) -> None:
            if not isinstance(answer, Spoken):
                sys.exit(f"“{some[index].text}” was not spoken: {answer.message}")
            digests[index] = hashlib.sha256(pcm_of(answer.samples)).hexdigest()

        return done

    begun = 0
    while len(digests) < len(some):
        while begun < len(some) and begun - len(digests) < engine.batch:
            engine.admit(some[begun], done_with(begun), time.monotonic())
            begun += 1
        engine.advance(time.monotonic())
    return [digests[index] for index in range(len(some))]


speak(orders[: engine.batch])
began = time.monotonic()
digests = speak(orders)
seconds = time.monotonic() - began
digest = hashlib.sha256(",".join(digests).encode()).hexdigest()
print(json.dumps({"identity": engine.identity, "seconds": seconds, "digest": digest}))
