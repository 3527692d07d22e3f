"""Practice on the tests' side: a test that calls an answer, run before others are forked."""

from __future__ import annotations

import contextlib
import os

from autograder.engine.processes.cheap_forks import TIMES
from autograder.engine.test_side.process import TestTask, run_test
from autograder.engine.wire.calls import Call, Done, Each, to_snapshot
from autograder.engine.wire.codec import Decoder, Encoder, nothing_opaque
from autograder.engine.wire.frames import Channel, PeerGoneError, pair

TEST = """\
checks.agrees(f, lambda z: np.add(z, z), [2.0, checks.rng("warm").normal(size=(4, 5))])
assert np.allclose(f(2.0), 4.0)
"""


def practise_test() -> None:
    """Let this process run a test; a child stands for the answer, which doubles its argument."""
    ours, theirs = pair()
    pid = os.fork()
    if pid == 0:
        try:
            ours.close()
            with contextlib.closing(Channel(theirs)) as channel:
                _double(channel)
        finally:
            os._exit(0)
    theirs.close()
    with contextlib.closing(ours):
        _test(ours)
    os.waitpid(pid, 0)


def _test(channel: Channel) -> None:
    import numpy as np

    from helpers import checks

    task = TestTask(source=TEST, fixtures=(), names=("f",), sources=(), seed=0)
    for _ in range(TIMES):
        run_test(task, channel, {"np": np, "checks": checks})


def _double(test: Channel) -> None:
    """Be an answer that doubles its argument, until the test closes the connection."""
    with contextlib.suppress(PeerGoneError):
        while True:
            frame = test.receive()
            encoder = Encoder(nothing_opaque)
            decoder = Decoder(frame.body, lambda _tag, _rest: None)
            match to_snapshot(frame.header):
                case Each(args=args, echo=echo):
                    calls = decoder.decode(args)
                    assert isinstance(calls, list)
                    values = [[2.0 * call[0], call if echo else []] for call in calls]
                    done = Done(encoder.encode(values))
                case Call(args=args):
                    arguments = decoder.decode(args)
                    assert isinstance(arguments, list)
                    done = Done(encoder.encode(2.0 * arguments[0]), encoder.encode(arguments))
                case _:
                    done = Done(["handle", 0, "function", "f", ["list", "z"]])
            test.send(done.header(), bytes(encoder.body))
