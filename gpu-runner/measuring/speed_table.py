"""What the Chatterbox benchmark found, as rows of BENCHMARKS.md."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from measuring.speed_parts import CARD, PROFILE, STOCK

SPEED_HEADER = (
    "| date | device | weights | engine | batch | prompt (s) | characters/s | × stock | real time "
    "| T3 busy | S3Gen busy (encoder, solver, vocoder) | watermark | T3 reads, of the device's copying "
    "| memory | 60 characters at full load: median, worst (s) | versions |"
)
LOGIT_HEADER = (
    "| date | device | weights | rows × steps | spread of logits | mean error | most | mean, of the spread "
    "| another likeliest token |"
)
NONE = "–"
Results = Mapping[str, Mapping[str, Any]]


def rule_of(header: str) -> str:
    """The line below a table's header."""
    return "|" + " --- |" * (header.count("|") - 1)


def failures_of(results: Results) -> list[str]:
    """What was not measured, and why, one a line."""
    found = [f"{part}: {each['failed']}" for part, each in results.items() if "failed" in each]
    card = results.get(CARD, {})
    found += [f"{name.removesuffix('_failed')}: {card[name]}" for name in card if name.endswith("_failed")]
    for part, each in results.items():
        if each.get("refused"):
            found.append(f"{part}: {each['refused']} orders were refused, the first: {each['refusal']}")
        if stages := each.get("without_graphs"):
            found.append(f"{part}: CUDA graphs could not be captured for {', '.join(stages)}")
    return found


@dataclass(frozen=True)
class _Beside:
    """What rows are compared with: stock's characters a second by prompt, bytes copied a second."""

    stock: Mapping[int, float]
    copied: float | None
    weights: str


def speed_rows(results: Results, is_random: bool) -> list[str]:
    """One for each engine, batch and prompt that was measured."""
    beside = _Beside(
        {seconds: each["characters_a_second"] for seconds, each in _prompts(results.get(STOCK, {})).items()},
        results.get(CARD, {}).get("copy_bytes_a_second"),
        _weights(is_random),
    )
    return [
        _speed_row(part, each, seconds, beside)
        for part, each in results.items()
        for seconds in _prompts(each)
    ]


def _prompts(result: Mapping[str, Any]) -> dict[int, Mapping[str, Any]]:
    """What was measured, by the prompt's seconds, of which JSON has made texts."""
    return {int(seconds): window for seconds, window in result.get("prompts", {}).items()}


def _speed_row(part: str, each: Mapping[str, Any], prompt: int, beside: _Beside) -> str:
    window, stock = _prompts(each)[prompt], beside.stock.get(prompt)
    speed = window["characters_a_second"]
    slots = "" if each["slots"] == each["batch"] else f" ({each['slots']} in T3)"
    lacking = each.get("without_graphs")
    return _row(
        _today(),
        each["device"],
        beside.weights,
        "stock" if part == STOCK else "batched",
        f"{each['batch']}{slots}",
        prompt,
        f"{speed:.1f}",
        f"{speed / stock:.1f}" if stock else NONE,
        f"{window['real_time']:.2f}",
        *_busy(window["busy"]),
        _reads(window["t3_bytes_a_second"], beside.copied),
        _memory(each["memory"]),
        _waited(each.get("short")),
        each["implementation"] + (f", without CUDA graphs: {', '.join(lacking)}" if lacking else ""),
    )


def _busy(busy: Mapping[str, float]) -> list[str]:
    parts = [busy[name] for name in ("encoder", "solver", "vocoder") if name in busy]
    s3gen = f"{busy.get('s3gen', 0):.0%}"
    if parts:
        s3gen += f" ({', '.join(f'{part:.0%}' for part in parts)})"
    return [f"{busy.get('t3', 0):.0%}", s3gen, f"{busy.get('watermark', 0):.0%}"]


def _reads(read: float | None, copied: float | None) -> str:
    if read is None:
        return NONE
    share = "" if copied is None else f", {read / copied:.0%} of {copied / 1e9:.0f}"
    return f"{read / 1e9:.0f} GB/s{share}"


def _memory(memory: Mapping[str, int]) -> str:
    card = f" + {memory['card'] / 1e9:.1f} GB card" if "card" in memory else ""
    return f"{memory['host'] / 1e9:.1f} GB{card}"


def _waited(short: Mapping[str, Any] | None) -> str:
    if not short or not short["orders"]:
        return NONE
    return f"{short['median']:.2f}, {short['worst']:.2f} (of {short['orders']})"


def logit_rows(results: Results, is_random: bool) -> list[str]:
    """One, where logits were compared."""
    card = results.get(CARD, {})
    if "logits" not in card:
        return []
    it = card["logits"]
    device = next((each["device"] for each in results.values() if "device" in each), "cpu")
    row = _row(
        _today(),
        device,
        _weights(is_random),
        f"{it['rows']} × {it['steps']}",
        f"{it['spread']:.3f}",
        f"{it['mean']:.4f}",
        f"{it['most']:.4f}",
        f"{it['mean'] / it['spread']:.2%}",
        f"{it['other_likeliest']:.1%}",
    )
    return [row]


def add_rows(file: Path, header: str, rows: Iterable[str]) -> None:
    """Adds rows at the end of the table with this header. Raises ValueError where the file hasn't got it."""
    lines = file.read_text(encoding="utf-8").splitlines()
    if header not in lines:
        raise ValueError(f"adding rows to {file}: it has no table with the header {header[:60]}…")
    end = lines.index(header)
    while end < len(lines) and lines[end].startswith("|"):
        end += 1
    lines[end:end] = list(rows)
    unfinished = file.with_suffix(".unfinished")
    unfinished.write_text("\n".join(lines) + "\n", encoding="utf-8")
    unfinished.replace(file)


def in_order(results: Results, parts: Iterable[str]) -> dict[str, Mapping[str, Any]]:
    """Stock first, then by batch, whatever was measured first."""
    return {part: results[part] for part in (*parts, CARD, PROFILE) if part in results}


def _row(*cells: object) -> str:
    return "| " + " | ".join(str(cell).replace("|", "¦") for cell in cells) + " |"


def _weights(is_random: bool) -> str:
    return "random" if is_random else "real"


def _today() -> str:
    return datetime.now(UTC).date().isoformat()
