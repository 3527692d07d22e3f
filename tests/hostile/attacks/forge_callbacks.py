"""Asks the test to call back functions that it never handed over.

The test ends.
"""
# loses: cube
# %% cube
from autograder.engine.answer_side import service
original = service.Service._perform
def forged(self, frame):
    if frame.header.get("name") == "cube":
        return {"op": "callback", "number": 0, "args": ["list"], "kwargs": ["dict"]}, b""
    return original(self, frame)
service.Service._perform = forged
