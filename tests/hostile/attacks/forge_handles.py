"""Replies with handles that were never given out, and uses those that the test sends.

A handle is a number for the answer's own side; the test's side gives nothing for it.
"""
# loses: cube
# %% cube
from autograder.engine.answer_side import service
original = service.Service._perform
def forged(self, frame):
    if frame.header.get("name") == "cube":
        return {"op": "done", "value": ["handle", 10**15, "ndarray", "__class__", ["list", "self", "self"]]}, b""
    return original(self, frame)
service.Service._perform = forged
