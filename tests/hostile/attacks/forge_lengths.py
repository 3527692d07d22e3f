"""Replies with frames of absurd lengths.

The test ends at once; its own process and the worker read nothing of that size.
"""
# loses: cube
# %% cube
from autograder.engine.answer_side import service
original = service.Service._perform
def forged(self, frame):
    if frame.header.get("name") == "cube":
        self._channel.connection.sendall(b"\xff" * 8 + b"x" * 1000)
    return original(self, frame)
service.Service._perform = forged
