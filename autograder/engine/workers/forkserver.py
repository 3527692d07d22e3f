"""The process that workers are forked from: it has imported what they need.

Starting it takes no time and no library: a command that is going to grade starts it first of all,
and goes on importing what it needs itself meanwhile.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from multiprocessing import forkserver
from multiprocessing.context import ForkServerContext

from autograder.engine.processes.one_thread import THREADS


def start_forkserver() -> ForkServerContext:
    """Start the process if it does not run; return what workers are started by.

    Ctrl-C is none of its affairs.
    """
    for name in THREADS:  # the workers' libraries read these when they are imported
        os.environ.setdefault(name, "1")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["autograder.engine.workers.preload"])
    if threading.current_thread() is not threading.main_thread():
        return context  # only the main thread can say so, and only it gets to know of Ctrl-C
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)  # inherited: it may still be importing
    try:
        forkserver.ensure_running()
    finally:
        signal.signal(signal.SIGINT, before)
    return context
