"""Cuts a book into lines to speak: whole sentences of 40 to 250 characters together, as novels have them."""

from __future__ import annotations

import itertools
import random
import re
from pathlib import Path

LEAST_CHARACTERS = 40
MOST_CHARACTERS = 250
SEED = 1

_SUFFIXES = (".md", ".markdown", ".txt")
# Behind these a point ends no sentence; a single capital is an initial.
_SHORT = r"(?<!\b[A-ZÀ-Þ])(?<!\bM[rs])(?<!\bMM)(?<!\bMrs)(?<!\bDr)(?<!\bSt)(?<!\bRev)(?<!\bCol)(?<!\bCapt)"
_END = re.compile(
    _SHORT + r"(?P<end>[.!?…]+(?:\s?[»”’\"')\]])*)\s+(?=(?:[«“‘\"'(\[—–-]\s?)*[A-ZÀ-ÖØ-ÞŒ0-9])",
)


class NoLines(Exception):
    """There is not enough to speak; the message says what was found and what to do."""


def lines_of(book: Path, count: int, seed: int = SEED) -> list[str]:
    """`count` lines of a text or Markdown file, or of all such files of a folder, in the book's order.

    One is drawn from each of `count` equal stretches of the book, the same ones for the same `seed`. Lines
    with figures are left out: they are spoken as words and heard as figures or words, which would count as
    errors of the voice. Raises NoLines.
    """
    found = list(dict.fromkeys(line for file in _files(book) for line in _lines(_read(file))))
    if len(found) < count:
        raise NoLines(
            f"cutting {book} gave {len(found)} lines of {LEAST_CHARACTERS} to {MOST_CHARACTERS} characters "
            f"without figures, and {count} are wanted; name a longer book, or a folder with all its chapters"
        )
    drawn = random.Random(seed)
    edges = [len(found) * index // count for index in range(count + 1)]
    return [found[drawn.randrange(begin, end)] for begin, end in itertools.pairwise(edges)]


def _files(book: Path) -> list[Path]:
    if book.is_dir():
        files = sorted(each for each in book.rglob("*") if each.suffix.lower() in _SUFFIXES)
        if not files:
            raise NoLines(f"the folder {book} has no file that ends in {', '.join(_SUFFIXES)}; name another")
        return files
    return [book]


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise NoLines(f"the book {file} can't be read: {error}; name a text in UTF-8") from error


def _lines(text: str) -> list[str]:
    """Paragraph by paragraph, since a run of sentences goes over no paragraph's end."""
    # Drawn from the text itself, so that lines don't move when a chapter before them is changed.
    drawn = random.Random(text)
    lines = []
    for paragraph in re.split(r"\n\s*\n", _without_markdown(text)):
        lines += _runs(_sentences(" ".join(paragraph.split())), drawn)
    return [line for line in lines if not re.search(r"\d", line)]


def _without_markdown(text: str) -> str:
    text = text.replace("\r\n", "\n")
    text = re.sub(r"\A---\n.*?\n---\n", "", text, flags=re.DOTALL)
    text = re.sub(r"^(```|~~~).*?^\1[^\n]*$", "\n", text, flags=re.DOTALL | re.MULTILINE)
    text = re.sub(r"<!--.*?-->", "", text, flags=re.DOTALL)
    # Headings, tables, rules, pictures and definitions of links are no sentences.
    text = re.sub(r"^ {0,3}(#.*|\|.*|([-*_=] ?){3,}|\[[^\]]+\]:.*)$", "\n", text, flags=re.MULTILINE)
    text = re.sub(r"!\[[^\]]*\]\([^)]*\)|\[\^[^\]]+\]", "", text)
    text = re.sub(r"\[([^\]]+)\](\([^)]*\)|\[[^\]]*\])", r"\1", text)
    text = re.sub(r"^[ \t]*(> ?)+", "", text, flags=re.MULTILINE)
    text = re.sub(r"^[ \t]*([-*+]|\d+[.)])[ \t]+", "\n", text, flags=re.MULTILINE)
    text = re.sub(r"</?[A-Za-z][^>]*>", "", text)
    return re.sub(r"\\?[*`]|(?<!\w)_+|_+(?!\w)|\\(?=\W)", "", text)


def _sentences(paragraph: str) -> list[str]:
    return [each for each in _END.sub("\\g<end>\n", paragraph).split("\n") if each]


def _runs(sentences: list[str], drawn: random.Random) -> list[str]:
    """Runs of whole sentences; each ends when it has reached a length drawn for it."""
    runs: list[str] = []
    run, wanted = "", drawn.randint(LEAST_CHARACTERS, MOST_CHARACTERS)
    for sentence in [*sentences, ""]:
        longer = f"{run} {sentence}".strip()
        if sentence and len(run) < wanted and len(longer) <= MOST_CHARACTERS:
            run = longer
            continue
        if LEAST_CHARACTERS <= len(run) <= MOST_CHARACTERS:
            runs.append(run)
        run, wanted = sentence, drawn.randint(LEAST_CHARACTERS, MOST_CHARACTERS)
    return runs
