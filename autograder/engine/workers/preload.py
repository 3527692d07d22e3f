"""What a worker and its test processes need, imported once in the process they are forked from.

One thread only: a fork of a process whose thread pool has started hangs in that pool.
"""

import importlib

from autograder.cli.lean_start import leave_out_grammars
from autograder.engine.libraries import load
from autograder.engine.practise import hurried, practise_test

leave_out_grammars()
with hurried():
    for name in ("numpy.random", "autograder.engine.engine", "helpers.checks"):
        importlib.import_module(name)
    practise_test(here=True)
load([])
