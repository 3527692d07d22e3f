"""What a worker and its test processes need, imported once in the process they are forked from.

One thread only: a fork of a process whose thread pool has started hangs in that pool.
"""

import importlib

import matplotlib as mpl
import torch

mpl.use("agg")
torch.set_num_threads(1)
for name in (
    "matplotlib.pyplot",
    "numpy",
    "scipy.special",
    "sympy",
    "torch.nn.functional",
    "nbgrader.utils",
    "autograder.engine.engine",
    "helpers.checks",
    "helpers.plotting",
):
    importlib.import_module(name)
