"""What a worker and its test processes need, imported once in the process they are forked from.

One thread only: a fork of a process whose thread pool has started hangs in that pool.
"""

import importlib

from autograder.engine.processes.cheap_forks import hurried
from autograder.engine.processes.libraries import load
from autograder.lean_start import leave_out_grammars

leave_out_grammars()
with hurried():
    for name in ("numpy.random", "autograder.engine.engine", "helpers.checks"):
        importlib.import_module(name)
    importlib.import_module("autograder.engine.test_side.practise").practise_test()
load([])
