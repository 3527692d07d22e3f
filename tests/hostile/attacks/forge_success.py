"""Replaces the service in the answer's process: every request is answered with success.

Success has to be a right value, so the test fails all the same.
"""
# loses: cube
# %% cube
from autograder.engine.answer_side import service
original = service.Service._perform
def forged(self, frame):
    if frame.header.get("name") != "cube" and not hasattr(self, "mine"):
        return original(self, frame)
    self.mine = True
    return {"op": "done", "value": True,
            "arguments": ["list"], "warnings": [], "printed": ""}, b""
service.Service._perform = forged
