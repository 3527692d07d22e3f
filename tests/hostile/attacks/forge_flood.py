"""Sends frames without end and reads nothing.

The test reads one for each question it has; the rest is thrown away with the connection.
"""
# loses: cube
# %% cube
from autograder.engine.answer_side import service
original = service.Service._perform
def forged(self, frame):
    if frame.header.get("name") == "cube":
        while True:
            self._channel.send({"op": "done", "value": True, "arguments": ["list", True]})
    return original(self, frame)
service.Service._perform = forged
