"""Whether a candidate's lines are as good as the reference's, as far as so many lines can tell.

The reference speaks every line twice, with two seeds. What its two runs differ by is the noise: nobody can
ask another implementation to be nearer to the reference than the reference is to itself. The candidate is
compared with the mean of both. It passes where, with 97.5 % confidence, it is worse by no more than this
noise and a margin; so a candidate that is as good nearly always passes, one that is worse by noise and
margin together passes once in forty times, and since the noise that is accepted has a limit, more noise
lets nothing through: it makes the answer "too few lines to tell".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

SEED = 1
RESAMPLES = 4_000
_AT_ONCE = 500

Outcome = Literal["passes", "fails", "can't tell"]


@dataclass(frozen=True)
class Rule:
    """`margin` and `most_noise` in the measure's own unit; `worse` is +1 where more is worse, else -1.

    `beyond`: a reference whose value is worse than this was not measured rightly.
    """

    measure: str
    worse: Literal[1, -1]
    margin: float
    most_noise: float
    beyond: float
    least_lines: int = 100


ERROR_RULE = Rule("character error rate", +1, margin=0.005, most_noise=0.01, beyond=0.2)
"""Half a point is one more wrong word of five letters in 1,000 characters, which are about eight lines."""
SIMILARITY_RULE = Rule("speaker similarity", -1, margin=0.01, most_noise=0.02, beyond=0.3)


@dataclass(frozen=True)
class Verdict:
    """Rates of the three runs; `harm` is by how much the candidate is worse (negative: better), with its
    95 % interval `harm_low` to `harm_high`; `noise` is half the 95 % interval of the reference's difference
    to itself; `limit` is what `harm_high` has to stay below."""

    measure: str
    lines: int
    first: float
    again: float
    candidate: float
    harm: float
    harm_low: float
    harm_high: float
    noise: float
    limit: float
    outcome: Outcome
    why: str


@dataclass(frozen=True)
class _Spread:
    low: float
    high: float
    noise: float


def judge(
    rule: Rule, first: np.ndarray, again: np.ndarray, candidate: np.ndarray, weights: np.ndarray
) -> Verdict:
    """Compares three runs over the same lines; one dimension each, one number a line.

    A run's rate is the sum of its numbers over the sum of `weights`: edits over characters for errors,
    similarities over ones. Lines are drawn with replacement, all runs' numbers of a line together, since
    what is hard to say or to hear is so for each of them (paired bootstrap: Efron and Tibshirani, 1993).
    """
    columns = np.stack([first, again, candidate, weights], axis=1).astype(np.float64)
    rates = _rates(columns.sum(axis=0)[None])[0]
    resampled = _rates(_resampled_sums(columns))
    harms = rule.worse * (resampled[:, 2] - resampled[:, :2].mean(axis=1))
    low, high = np.percentile(harms, [2.5, 97.5])
    itself = np.percentile(resampled[:, 1] - resampled[:, 0], [2.5, 97.5])
    spread = _Spread(float(low), float(high), float(itself[1] - itself[0]) / 2)
    harm = rule.worse * (rates[2] - rates[:2].mean())
    outcome, why = _outcome(rule, len(columns), float(rates[:2].mean()), spread)
    return Verdict(
        rule.measure,
        len(columns),
        *map(float, rates),
        float(harm),
        spread.low,
        spread.high,
        spread.noise,
        rule.margin + spread.noise,
        outcome,
        why,
    )


def _rates(sums: np.ndarray) -> np.ndarray:
    return sums[:, :3] / sums[:, 3:]


def _resampled_sums(columns: np.ndarray) -> np.ndarray:
    drawn = np.random.default_rng(SEED)
    lines = len(columns)
    shares = np.full(lines, 1 / lines)
    parts = [drawn.multinomial(lines, shares, _AT_ONCE) @ columns for _ in range(RESAMPLES // _AT_ONCE)]
    return np.concatenate(parts)


def _outcome(rule: Rule, lines: int, reference: float, spread: _Spread) -> tuple[Outcome, str]:
    limit = rule.margin + spread.noise
    if rule.worse * reference > rule.worse * rule.beyond:
        return "can't tell", (
            f"the reference itself has {reference:.3f}, worse than {rule.beyond}: check the languages of the "
            "texts, the voice's sample and the recognition model"
        )
    if lines < rule.least_lines:
        return "can't tell", f"too few lines to tell: {lines}, and at least {rule.least_lines} are needed"
    if spread.low > limit:
        return "fails", "it is surely worse"
    if spread.noise > rule.most_noise:
        return "can't tell", (
            f"too few lines to tell: the reference differs from itself by {spread.noise:.4f}, and more than "
            f"{rule.most_noise} would hide what matters; take more lines"
        )
    if spread.high < limit:
        return "passes", "within noise and margin"
    return "fails", "it may be worse by more than noise and margin"
