"""How much of a line was heard otherwise than it was written, in characters."""

from __future__ import annotations

import unicodedata

import numpy as np

# Written as one letter or as two for the same sound; no normal form of Unicode takes them apart.
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae"})
# They belong to a word (aujourd'hui, don't), and are left out or curved as the listener likes.
_INSIDE_WORDS = "'’ʼ`´"


def normalised(text: str) -> str:
    """What can be heard of a text: NFKC and casefolded, without punctuation, white space folded.

    Accents stay. Apostrophes vanish; other punctuation and symbols become white space, hyphens too.
    """
    folded = unicodedata.normalize("NFKC", text).casefold().translate(_LIGATURES)
    letters = [
        "" if each in _INSIDE_WORDS else each if unicodedata.category(each)[0] in "LMN" else " "
        for each in unicodedata.normalize("NFKC", folded)
    ]
    return " ".join("".join(letters).split())


def edits(written: str, heard: str) -> int:
    """The fewest characters to insert, delete and exchange that make one text the other (Levenshtein)."""
    to = np.array([ord(each) for each in heard], np.int64)
    places = np.arange(len(to) + 1)
    row = places
    for number, letter in enumerate(written, 1):
        exchanged = row[:-1] + (to != ord(letter))
        best = np.concatenate([[number], np.minimum(row[1:] + 1, exchanged)])
        # An insertion costs one for each place to the right: the least of all that lie to the left.
        row = np.minimum.accumulate(best - places) + places
    return int(row[-1])


def errors_of(written: str, heard: str) -> tuple[int, int]:
    """Edits between both normalised texts, and the characters of the written one.

    The character error rate of many lines is the sum of the first over the sum of the second.
    """
    expected = normalised(written)
    return edits(expected, normalised(heard)), len(expected)
