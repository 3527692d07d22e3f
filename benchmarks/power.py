"""The random tests of the course: how often each fails a right answer, and what it sees.

    python benchmarks/power.py            prints the tables of docs/statistics.md
    python benchmarks/power.py --quick    only the one of false alarms

False alarms are bounds, added up over the tests that a right answer meets. Powers are measured: the
share of seeds at which the test refuses a wrong way of drawing.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any
from unittest.mock import patch

import nbformat
import numpy as np
import torch
from numpy.typing import NDArray
from scipy import stats

from helpers import checks
from helpers.checks import drawing, independence
from helpers.checks.backends import Local
from helpers.checks.chance import FALSE_ALARM

ROOT = Path(__file__).parents[1]
CLASS = 300
NAMES = {
    "looks_drawn_from": "one sample: mean, spread, shape, repetitions",
    "looks_like": "two samples: Kolmogorov and Smirnov, exact",
    "looks_independent": "40 weights (or 120 vectors) together",
}
QUESTIONS = {
    "04_numerical_stability": ("sample-gradient", "simple-init"),
    "05_initialization": ("xavier-init", "kaiming-init"),
}
PAIRS = "every pair of 4 images is drawn in 120 draws"

Weights = NDArray[np.float64]


def pairs_missed(draws: int = 120, pairs: int = 6) -> float:
    """Return a bound for the chance that independent draws of a pair leave one of them out."""
    return pairs * (1 - 1 / pairs) ** draws


def alarms() -> Iterator[tuple[str, str, int, float]]:
    """Yield question, statistic, how many tests of it a right answer meets, and the level of each.

    The levels are those that the tests of the reference solution are called with.
    """
    yield "samples", PAIRS, 1, pairs_missed()
    for notebook, questions in QUESTIONS.items():
        for question in questions:
            counted: Counter[tuple[str, float]] = Counter()
            with _counting(counted):
                points_of(notebook, question, seed=1)
            for (name, level), count in sorted(counted.items()):
                yield question, NAMES[name], count, level


@contextlib.contextmanager
def _counting(counted: Counter[tuple[str, float]]) -> Iterator[None]:
    """Count the random checks that are made inside a `with`, by name and level."""

    def counter(name: str, original: Callable[..., None]) -> Callable[..., None]:
        def check(*args: Any, **named: Any) -> None:
            counted[name, named.get("false_alarm", FALSE_ALARM)] += 1
            original(*args, **named)

        return check

    homes = (
        (checks, NAMES),
        (drawing, ["looks_independent"]),
        (independence, ["looks_independent"]),
    )
    with contextlib.ExitStack() as stack:
        for home, names in homes:
            for name in names:
                stand_in = counter(name, getattr(home, name))
                stack.enter_context(patch.object(home, name, stand_in))
        yield


def points_of(notebook: str, question: str, seed: int, answer: str = "") -> float:
    """Return the points of an answer (by default the solution), run in this process."""
    path = ROOT / "source" / "activation-units" / f"{notebook}.ipynb"
    names: dict[str, Any] = {"__name__": "__main__"}
    total = 0.0
    for cell in nbformat.read(path, as_version=4).cells:
        found = cell.metadata.get("nbgrader", {})
        name = found.get("grade_id", "")
        if cell.cell_type != "code" or not found:
            continue
        with checks.using(Local(), seed), contextlib.redirect_stdout(io.StringIO()):
            if found["grade"] and name.rpartition("-")[0] == question:
                with contextlib.suppress(checks.CheckFailed):
                    points = _run(cell.source, names)
                    total += found["points"] if points is None else float(points)
            elif not found["grade"]:
                _run(answer if answer and name == question else cell.source, names)
        if name == f"{question}-hidden":
            return total
    raise ValueError(f"{notebook} has no question {question}")


def _run(source: str, names: dict[str, Any]) -> float | None:
    """Run a cell; return the value of `marks.total()` in its last line, None without one."""
    body, last, call = source.rpartition("\nmarks")
    ends = re.fullmatch(r"_?\.total\(\)\n### END HIDDEN TESTS\s*|_?\.total\(\)\s*", call)
    if not last or not ends:
        exec(compile(source, "<cell>", "exec"), names)
        return None
    exec(compile(body, "<cell>", "exec"), names)
    return float(names["marks_" if call.startswith("_") else "marks"].total())


def bank(question: str, notebook: str) -> dict[str, str]:
    """Return the wrong answers of a question by their titles."""
    text = (ROOT / "answers" / "activation-units" / notebook / f"{question}.py").read_text()
    parts = re.split(r"^# %% wrong [\d.]+: (.*)$", text, flags=re.MULTILINE)
    return {
        title: body.split("\n# %% ")[0]
        for title, body in zip(parts[1::2], parts[2::2], strict=True)
    }


def normal(rng: np.random.Generator, *shape: int) -> Weights:
    """Return standard normal draws."""
    return np.asarray(rng.normal(size=shape))


SAMPLES: dict[str, Callable[[np.random.Generator], Weights]] = {
    "standard deviation 3 % too large": lambda rng: 1.03 * normal(rng, 90, 150),
    "standard deviation 5 % too large": lambda rng: 1.05 * normal(rng, 90, 150),
    "standard deviation 10 % too small": lambda rng: 0.9 * normal(rng, 90, 150),
    "mean shifted by 0.05 standard deviations": lambda rng: normal(rng, 90, 150) + 0.05,
    "mean shifted by 0.1 standard deviations": lambda rng: normal(rng, 90, 150) + 0.1,
    "uniform, same mean and variance": lambda rng: rng.uniform(-(3**0.5), 3**0.5, (90, 150)),
    "cut off at 2 standard deviations": lambda rng: stats.truncnorm(-2, 2).rvs(
        (90, 150), random_state=rng
    ),
    "cut off at 3 standard deviations": lambda rng: stats.truncnorm(-3, 3).rvs(
        (90, 150), random_state=rng
    ),
    "Student's t with 10 degrees of freedom, same variance": lambda rng: (
        rng.standard_t(10, (90, 150)) * 0.8**0.5
    ),
    "sum of 12 uniform numbers": lambda rng: rng.random((12, 90, 150)).sum(0) - 6,
    "5 % of the entries repeat others": lambda rng: _repeating(normal(rng, 90, 150), 675),
}
"""What `looks_drawn_from` is shown instead of N(0, 1), in the size of a visible test."""


def _repeating(weights: Weights, count: int) -> Weights:
    flat = weights.reshape(-1)
    flat[-count:] = flat[:count]
    return weights


def _each(draw: Callable[[np.random.Generator], Weights]) -> Callable[..., Weights]:
    """Return 40 weights, each by the same rule."""
    return lambda rng: np.stack([draw(rng) for _ in range(drawing.COUNT)])


ROWS, COLUMNS = drawing.SHAPE
SIZE = ROWS * COLUMNS


def _standardised(w: Weights, axis: int | None = None) -> Weights:
    return np.asarray((w - w.mean(axis, keepdims=True)) / w.std(axis, keepdims=True))


def _shuffled(rng: np.random.Generator, flat: Weights) -> Weights:
    return np.asarray(rng.permutation(flat).reshape(ROWS, COLUMNS))


def _orthogonal(rng: np.random.Generator) -> Weights:
    generator = torch.Generator().manual_seed(int(rng.integers(2**31)))
    w = torch.nn.init.orthogonal_(torch.empty(ROWS, COLUMNS), generator=generator).numpy()
    return np.asarray(w / np.sqrt(np.mean(w**2)), dtype=float)


def _antithetic(rng: np.random.Generator) -> Weights:
    half = rng.normal(size=SIZE // 2)
    return _shuffled(rng, np.concatenate([half, -half]))


def _serial(rng: np.random.Generator, correlation: float) -> Weights:
    flat = rng.normal(size=SIZE)
    for place in range(1, SIZE):
        flat[place] = correlation * flat[place - 1] + (1 - correlation**2) ** 0.5 * flat[place]
    return np.asarray(flat.reshape(ROWS, COLUMNS))


def _sobol(rng: np.random.Generator) -> Weights:
    points = stats.qmc.Sobol(COLUMNS, rng=rng).random(ROWS)
    return np.asarray(stats.norm.ppf(points.clip(1e-9, 1 - 1e-9)))


def _low_rank(rng: np.random.Generator, rank: int) -> Weights:
    return np.asarray(normal(rng, ROWS, rank) @ normal(rng, rank, COLUMNS) / rank**0.5)


def _common_factor(rng: np.random.Generator, share: float) -> Weights:
    common = share**0.5 * normal(rng, ROWS, 1)
    return np.asarray((1 - share) ** 0.5 * normal(rng, ROWS, COLUMNS) + common)


def _alternating(rng: np.random.Generator) -> Weights:
    half = normal(rng, drawing.COUNT // 2, ROWS, COLUMNS)
    return np.stack([half, -half], axis=1).reshape(drawing.COUNT, ROWS, COLUMNS)


TOGETHER: dict[str, Callable[[np.random.Generator], Weights]] = {
    "mean and spread of each weight forced": _each(
        lambda rng: _standardised(normal(rng, *drawing.SHAPE))
    ),
    "mean of each weight forced": _each(lambda rng: (w := normal(rng, *drawing.SHAPE)) - w.mean()),
    "spread of each weight forced": _each(
        lambda rng: (w := normal(rng, *drawing.SHAPE)) / np.sqrt(np.mean(w**2))
    ),
    "every row standardised": _each(lambda rng: _standardised(normal(rng, *drawing.SHAPE), 1)),
    "half of each weight's mean subtracted": _each(
        lambda rng: (w := normal(rng, *drawing.SHAPE)) - w.mean() / 2
    ),
    "orthogonal rows": _each(_orthogonal),
    "pairs w, −w, shuffled": _each(_antithetic),
    "each weight the negative of the one before": _alternating,
    "quantiles in random order": _each(
        lambda rng: _shuffled(rng, stats.norm.ppf((np.arange(SIZE) + 0.5) / SIZE))
    ),
    "one draw in each of n intervals, shuffled": _each(
        lambda rng: _shuffled(rng, stats.norm.ppf((np.arange(SIZE) + rng.random(SIZE)) / SIZE))
    ),
    "scrambled Sobol points": _each(_sobol),
    "sorted": _each(lambda rng: np.sort(normal(rng, SIZE)).reshape(drawing.SHAPE)),
    "one row repeated in each weight": _each(
        lambda rng: np.vstack([(w := normal(rng, *drawing.SHAPE))[:-1], w[:1]])
    ),
    "5 % of the entries repeat others": _each(
        lambda rng: _repeating(normal(rng, *drawing.SHAPE), SIZE // 20)
    ),
    "products of rank 12": _each(lambda rng: _low_rank(rng, 12)),
    "a factor common to each row, 10 % of the variance": _each(
        lambda rng: _common_factor(rng, 0.1)
    ),
    "correlation 0.2 with the entry before": _each(lambda rng: _serial(rng, 0.2)),
    "correlation 0.05 with the entry before": _each(lambda rng: _serial(rng, 0.05)),
}
"""What `looks_independent` is shown instead of 40 weights of independent draws."""

GRADIENTS = (
    "the loss gradient 10 % too large",
    "the activations 10 % too small",
    "the same slopes in every layer",
    "parts of one matrix in every layer",
    "uniform draws of the right variance",
    "every vector and matrix is standardised",
    "the activations have mean 0 in every draw",
    "activations come in pairs a, −a",
    "every second call repeats the activations of the one before",
)
"""Answers of the bank to `sample-gradient` that only chance can tell from right ones."""


def power(
    check: Callable[..., None],
    draw: Callable[[np.random.Generator], Weights],
    runs: int,
) -> float:
    """Return the share of seeds at which a check refuses what is drawn."""
    return sum(_refuses(check, draw(np.random.default_rng(seed))) for seed in range(runs)) / runs


def _refuses(check: Callable[..., None], sample: Weights) -> bool:
    try:
        check(sample.astype(np.float32), stats.norm())
    except checks.CheckFailed:
        return True
    return False


def alarm_table() -> list[str]:
    """Return the table of false alarms, and its sum."""
    rows = [("question", "statistic", "tests", "level of each", "false alarm at most")]
    total = 0.0
    for question, statistic, count, level in alarms():
        total += count * level
        rows.append(
            (f"`{question}`", statistic, str(count), f"{level:.1e}", f"{count * level:.1e}")
        )
    rows.append(("**all**", "", "", "", f"**{total:.1e}**"))
    rows.append((f"**a class of {CLASS}**", "", "", "", f"**{CLASS * total:.1e}**"))
    return _table(rows)


def power_tables(runs: int) -> Iterator[list[str]]:
    """Yield the tables of powers."""
    plans: Sequence[tuple[str, Callable[..., None], dict[str, Any]]] = (
        ("one weight of 90 × 150, N(0, 1) is due", checks.looks_drawn_from, SAMPLES),
        ("40 weights of 16 × 24 together, N(0, 1) is due", checks.looks_independent, TOGETHER),
    )
    for title, check, alternatives in plans:
        found = [(name, f"{power(check, draw, runs):.0%}") for name, draw in alternatives.items()]
        yield _table([(title, "refused"), *found])
    answers = bank("sample-gradient", "04_numerical_stability")
    found = []
    for name in GRADIENTS:
        points = [
            points_of("04_numerical_stability", "sample-gradient", seed, answers[name])
            for seed in range(runs // 10)
        ]
        found.append((name, f"{np.mean(np.array(points) < 5):.0%}"))
    yield _table([("`sample-gradient`, the whole question", "loses points"), *found])


def _table(rows: Sequence[Sequence[str]]) -> list[str]:
    head, *rest = ["| " + " | ".join(row) + " |" for row in rows]
    return [head, "|---" * len(rows[0]) + "|", *rest]


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description="Print the tables of docs/statistics.md.")
    parser.add_argument("--quick", action="store_true", help="false alarms only")
    parser.add_argument("--runs", type=int, default=40, help="seeds for each power")
    options = parser.parse_args()
    torch.set_num_threads(1)
    print("\n".join(alarm_table()))
    for table in () if options.quick else power_tables(options.runs):
        print("\n" + "\n".join(table), flush=True)


if __name__ == "__main__":
    main()
