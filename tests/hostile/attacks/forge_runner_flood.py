"""Sends reports without end, the largest that are allowed, and dies.

The worker reads one for each cell, and no more.
"""
# loses: cube
# either: triple
# slow
# %% cube
import gc
from autograder.engine.wire.frames import Channel
channels = [thing for thing in gc.get_objects() if isinstance(thing, Channel)]
while True:
    for channel in channels:
        channel.send({"op": "outputs", "outputs": [{"output_type": "stream", "text": "x" * (7 << 20)}] * 1})
