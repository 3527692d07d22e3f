"""Libraries: loaded when a notebook names them, with one thread, once."""

from __future__ import annotations

import gc
import subprocess
import sys

import pytest

from autograder.engine.processes.libraries import LIBRARIES, load, named


@pytest.mark.parametrize(
    ("sources", "expected"),
    [
        ([], set()),
        (["import numpy as np", "np.tanh(0)"], set()),
        (["import numpy as np\nimport matplotlib.pyplot as plt"], {"matplotlib.pyplot"}),
        (["from helpers import plotting"], {"matplotlib.pyplot"}),
        (["from scipy.special import expit"], {"scipy.special"}),
        (["x = 1", "import torch.nn as nn"], {"torch"}),
        (["torch.optim.SGD([w], lr=1)"], {"torch", "torch._dynamo"}),
        (["checks.torch_derivative(f)"], {"torch"}),
        (["__import__('sympy')", "import sklearn.datasets"], {"sympy.tensor.tensor", "sklearn"}),
    ],
)
def test_libraries_are_those_that_the_text_names(sources: list[str], expected: set[str]) -> None:
    assert named(sources) == expected
    assert expected <= set(LIBRARIES)


def test_nothing_else_is_imported() -> None:
    load(["antigravity", "os.path"])
    assert "antigravity" not in sys.modules


def test_what_is_loaded_is_kept_out_of_collections() -> None:
    before = gc.get_freeze_count()
    try:
        load([])
        assert gc.get_freeze_count() > before
    finally:
        gc.unfreeze()


def test_torch_keeps_to_one_thread() -> None:
    code = """
from autograder.engine.processes.libraries import load
from autograder.engine.processes.one_thread import keep_one_thread
keep_one_thread()
load(["torch"])
keep_one_thread()
import torch
torch.set_num_threads(4)
torch.set_num_interop_threads(4)
print(torch.get_num_threads())
"""
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120)
    assert (run.stdout, run.returncode) == ("1\n", 0), run.stderr
