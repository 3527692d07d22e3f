"""What a worker and its test processes need, imported once in the process they are forked from.

One thread only: a fork of a process whose thread pool has started hangs in that pool.
"""

import importlib

import matplotlib as mpl

from autograder.engine.libraries import load
from autograder.engine.warming import practise_test
from autograder.lean import leave_out_grammars

leave_out_grammars()
mpl.use("agg")
for name in (
    "matplotlib.pyplot",
    "numpy.random",
    "autograder.engine.engine",
    "helpers.checks",
    "helpers.plotting",
):
    importlib.import_module(name)
practise_test(here=True)
load([])
