"""Replies with a list of a hundred thousand arrays that all are the same hundred megabytes.

What is made of a frame is no larger than the frame.
"""
# loses: cube
# %% cube
from autograder.engine.answer_side import service
original = service.Service._perform
def forged(self, frame):
    if frame.header.get("name") != "cube":
        return original(self, frame)
    size = 100 << 20
    return {"op": "done", "value": ["list"] + [["array", "|u1", [size], 0, size]] * 100_000}, bytes(size)
service.Service._perform = forged
