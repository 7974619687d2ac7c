"""A process that turns text into phonemes with espeak-ng: JSON lines in, JSON lines out.

espeak-ng is GPL-3.0, keeps its state in global variables, and can be made to crash: reasons enough for a
process of its own. It ends when its standard input does, so it never outlives the runner.
"""

from __future__ import annotations

import ctypes
import json
import sys

import espeakng_loader

_AUDIO_OUTPUT_SYNCHRONOUS = 2
_CHARS_UTF8 = 1
_IPA = 0x02
_TIED = 0x80 | ord("^") << 8
"""Phonemes of several letters are joined by this character (speak_lib.h, espeak_TextToPhonemes)."""


def main() -> None:
    """Answers `{"voice", "texts"}` with `{"phonemes"}`, one for each text, or `{"error"}`."""
    library = ctypes.CDLL(espeakng_loader.get_library_path())
    data = espeakng_loader.get_data_path().encode()
    if library.espeak_Initialize(_AUDIO_OUTPUT_SYNCHRONOUS, 0, data, 0) < 0:
        _say({"error": f"espeak-ng can't use its data in {data.decode()}"})
        return
    library.espeak_Info.restype = ctypes.c_char_p
    to_phonemes = library.espeak_TextToPhonemes
    to_phonemes.restype = ctypes.c_char_p
    to_phonemes.argtypes = [ctypes.POINTER(ctypes.c_char_p), ctypes.c_int, ctypes.c_int]
    path = ctypes.c_char_p()
    _say({"version": library.espeak_Info(ctypes.byref(path)).decode()})

    def phonemes(text: str) -> str:
        rest = ctypes.c_char_p(text.encode("utf-8", "replace"))
        clauses = []
        while rest.value is not None:
            clauses.append(to_phonemes(ctypes.byref(rest), _CHARS_UTF8, _IPA | _TIED).decode())
        return " ".join(clause for clause in clauses if clause)

    for line in sys.stdin:
        order = json.loads(line)
        if library.espeak_SetVoiceByName(order["voice"].encode()) != 0:
            _say({"error": f"espeak-ng has no voice {order['voice']}"})
            continue
        _say({"phonemes": [phonemes(text) for text in order["texts"]]})


def _say(value: object) -> None:
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
