"""Replies with a dict whose keys all have the same hash.

The test runs out of time; that is all.
"""
# loses: cube
# slow
# %% cube
from autograder.engine.answer_side import service
original = service.Service._perform
def forged(self, frame):
    if frame.header.get("name") != "cube":
        return original(self, frame)
    prime = (1 << 61) - 1
    return {"op": "done", "value": ["dict"] + [[["int", hex(n * prime)], 0] for n in range(200_000)]}, b""
service.Service._perform = forged
