"""What the note says is true, and it gives no answer of the other notebooks away."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
import pytest
import torch
from torch.nn import functional

mpl.use("agg")

from matplotlib import pyplot as plt

from autograder.course.cells import is_graded
from autograder.course.layout import Course
from autograder.course.notebooks import read_notebook
from autograder.course.regions import HIDDEN, SOLUTION, split
from autograder.course.texts import read_text
from helpers import published

COURSE = Course(Path(__file__).parents[2])
ASSIGNMENT, NOTE = "activation-units", "00_note"
TEXT = read_text(COURSE.text_path(ASSIGNMENT, NOTE))
PROSE = " ".join(cell.source for cell in TEXT.cells if cell.cell_type == "markdown")


@pytest.fixture(scope="module")
def note() -> Iterator[dict[str, Any]]:
    """The names that the note's cells define, after all of them have run without a warning."""
    dtype, threads, names = torch.get_default_dtype(), torch.get_num_threads(), {}
    for cell in TEXT.cells:
        if cell.cell_type == "code":
            exec(cell.source, names)
            plt.close("all")
    yield names
    torch.set_default_dtype(dtype)
    torch.set_num_threads(threads)


def first_layer(note: dict[str, Any], f: Any, scale: float, **options: Any) -> float:
    """Return the median size of the gradient at the first layer, relative to the last one."""
    return float(np.median([row[0] for row in note["gradient_sizes"](f, scale, **options)]))


def test_nothing_in_it_is_graded() -> None:
    assert not [cell for cell in TEXT.cells if is_graded(cell)]


def test_answers_are_folded() -> None:
    answers = re.findall(r"<details><summary>Answer</summary>.+?</details>", PROSE, re.DOTALL)
    assert len(answers) == PROSE.count("<details>") == PROSE.count("</details>") >= 10


@pytest.mark.long
@pytest.mark.parametrize(
    ("f", "minimum", "place", "lowest", "highest"),
    [
        pytest.param(functional.silu, -0.278, -1.278, -0.0998, 1.0998, id="swish"),
        pytest.param(functional.mish, -0.30884, -1.19243, -0.113, 1.088, id="mish"),
        pytest.param(functional.gelu, -0.170, -0.752, -0.129, 1.129, id="GELU"),
    ],
)
def test_minima_and_slopes_are_as_the_table_says(
    note: dict[str, Any], f: Any, minimum: float, place: float, lowest: float, highest: float
) -> None:
    z = torch.linspace(-8, 8, 160_001, dtype=torch.float64)
    assert float(f(z).min()) == pytest.approx(minimum, abs=5e-4)
    assert float(z[f(z).argmin()]) == pytest.approx(place, abs=1e-3)
    slopes = note["slope"](f, z)
    assert (float(slopes.min()), float(slopes.max())) == pytest.approx((lowest, highest), abs=5e-4)


@pytest.mark.long
def test_unbounded_is_not_the_reason_for_a_slope_far_from_0(note: dict[str, Any]) -> None:
    far = torch.tensor([-10.0, 10.0])
    assert note["slope"](functional.silu, far).tolist() == pytest.approx([-0.0004, 1], abs=5e-4)
    assert note["slope"](note["log_unit"], far).tolist() == pytest.approx([0.09, 0.09], abs=2e-3)
    assert float(functional.silu(far[0])) == pytest.approx(-0.0005, abs=5e-5)
    assert float(note["log_unit"](torch.tensor(1e9))) > 20


def test_gaps_between_training_and_validation_are_as_printed() -> None:
    runs: Any = published.load("mnist")["same_rate"]

    def gaps(*names: str) -> list[float]:
        return [
            100 * (run[name]["train_accuracy"] - run[name]["valid_accuracy"])
            for run in runs.values()
            for name in names
        ]

    for found, low, high in ((gaps("Swish", "Mish"), 5.5, 6.2), (gaps("LeakyReLU"), 5.9, 6.2)):
        assert (min(found), max(found)) == pytest.approx((low, high), abs=0.051)


@pytest.mark.long
def test_the_loss_s_slope_is_gentle_for_swish_and_sharp_for_relu(note: dict[str, Any]) -> None:
    def jump(f: Any, samples: int) -> float:
        slopes = note["loss_slopes"](f, samples)
        return float(slopes.diff().abs().max() / (slopes.max() - slopes.min()))

    gentle, sharp = note["swish_of"](1), note["swish_of"](50)
    for samples in (3, 1000):
        assert jump(functional.relu, samples) > 5 * jump(gentle, samples)
        assert jump(sharp, samples) > 2 * jump(gentle, samples)
    assert jump(functional.relu, 1000) < jump(functional.relu, 3)


@pytest.mark.long
@pytest.mark.parametrize("beta", [0.5, 2.0, 7.0])
def test_swish_has_its_limits_its_minimum_and_its_mirror(note: dict[str, Any], beta: float) -> None:
    z, swish = torch.linspace(-9, 9, 9001, dtype=torch.float64), note["swish_of"]
    assert torch.equal(swish(0)(z), z / 2)
    assert torch.allclose(swish(1e4)(z), functional.relu(z))
    assert float(swish(beta)(z).min()) == pytest.approx(-0.278 / beta, abs=1e-3)
    assert torch.allclose(swish(-beta)(z), -swish(beta)(-z))


@pytest.mark.long
def test_mish_s_moving_term_is_a_share_of_swish(note: dict[str, Any]) -> None:
    z = torch.linspace(-9, 9, 5000, dtype=torch.float64)
    moving = z * note["slope"](note["gate"], z)
    assert torch.allclose(note["gate"](z) + moving, note["slope"](functional.mish, z))
    share = moving / functional.silu(z)
    assert torch.allclose(share, 1 - torch.tanh(functional.softplus(z)) ** 2)
    assert 0 < float(share.min()) < float(share.max()) < 1
    assert float(note["slope"](functional.mish, torch.zeros(1))) == pytest.approx(3 / 5)


@pytest.mark.long
def test_slopes_at_two_are_as_printed(note: dict[str, Any]) -> None:
    two = torch.tensor([2.0])
    assert float(note["slope"](torch.sigmoid, two)) == pytest.approx(0.105, abs=5e-4)
    assert float(note["slope"](torch.tanh, two)) == pytest.approx(0.071, abs=5e-4)


@pytest.mark.long
def test_the_cube_stops_and_nothing_works_without_biases(note: dict[str, Any]) -> None:
    def error(name: str, width: int, biases: bool) -> float:
        fits = [note["fitted"](note["three"][name], width, biases, seed) for seed in range(4)]
        return float(np.median([float((fit - note["curve"]).abs().max()) for fit in fits]))

    for name in ("ReLU", "Tanh"):
        assert error(name, 300, True) < 0.1 < 1.0 < error(name, 300, False)
    assert error("cube", 300, True) == pytest.approx(error("cube", 10, True))
    fit = note["fitted"](functional.relu, 100, False)
    assert torch.allclose(fit[200:], fit[-1] * note["x"][200:], atol=1e-9), "a half-line"
    odd = note["fitted"](torch.tanh, 100, False)
    assert torch.allclose(odd, -odd.flip(0), atol=1e-6)


@pytest.mark.long
def test_weights_matter_as_much_as_slopes(note: dict[str, Any]) -> None:
    units = note["slopes_of"]
    assert all(first_layer(note, f, 0.5) < 1e-8 for f in units.values())
    large = {name: first_layer(note, f, 8) for name, f in units.items()}
    assert [name for name, size in large.items() if size < 1] == ["Sigmoid"]
    assert 1e-7 < first_layer(note, torch.sigmoid, 4) < 1e-5
    for f, even in ((torch.tanh, 1), (functional.relu, 1.4), (torch.sigmoid, 10)):
        assert 0.1 < first_layer(note, f, even) < 10


@pytest.mark.long
def test_each_way_out_helps_and_two_may_be_too_many(note: dict[str, Any]) -> None:
    plain = first_layer(note, torch.sigmoid, 1)
    ways = [
        first_layer(note, torch.sigmoid, 1, normalise=True),
        first_layer(note, torch.sigmoid, 10),
        first_layer(note, torch.tanh, 1),
    ]
    assert min(ways) > 1e15 * plain
    assert first_layer(note, functional.relu, 1, normalise=True) == pytest.approx(500, rel=0.3)
    assert first_layer(note, torch.tanh, 10) > 1e6


@pytest.mark.parametrize(
    ("kind", "down", "up"),
    [
        (torch.float64, 537, 511),
        (torch.float32, 74, 63),
        (torch.bfloat16, 66, 63),
        (torch.float16, 12, 7),
    ],
)
def test_products_end_where_the_picture_says(kind: torch.dtype, down: int, up: int) -> None:
    for factor, count, end in ((0.25, down, 0.0), (4.0, up, float("inf"))):
        products = torch.full((600,), factor, dtype=kind).cumprod(0)
        assert float(products[count - 1]) not in (0.0, float("inf"))
        assert float(products[count]) == end


@pytest.mark.long
def test_learned_slopes_arrive(note: dict[str, Any]) -> None:
    ends = {name: [path[-1] for path in paths] for name, paths in note["paths"].items()}
    for name, slope in (("target |z|", -1), ("target ReLU", 0), ("target z", 1)):
        assert ends[name] == pytest.approx([slope] * 8, abs=1e-3)


def secrets(notebook: str) -> set[str]:
    """Return the lines of code that a notebook hides in answers and tests, blanks removed."""
    source = read_notebook(COURSE.source_path(ASSIGNMENT, notebook))
    hidden: set[str] = set()
    public: set[str] = set()
    for cell in (cell for cell in source.cells if cell.cell_type == "code"):
        for region in (SOLUTION, HIDDEN):
            parts = split(cell.source, region)
            hidden |= {re.sub(r"\s", "", line) for line in parts.inside}
            if parts.inside:
                public |= {re.sub(r"\s", "", line) for line in parts.outside}
    return {line for line in hidden - public if len(line) > 20}


@pytest.mark.parametrize(
    "notebook", [name for name in COURSE.notebooks(ASSIGNMENT) if name != NOTE]
)
def test_it_gives_no_line_of_an_answer_away(notebook: str) -> None:
    shown = {re.sub(r"\s", "", line) for cell in TEXT.cells for line in cell.source.splitlines()}
    assert secrets(notebook) & shown == set()
