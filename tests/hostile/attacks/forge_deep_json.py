"""Replies with JSON nested a hundred thousand deep.

It is no value; the test ends.
"""
# loses: cube
# %% cube
from autograder.engine.answer_side import service
from autograder.engine.wire.frames import PREFIX
original = service.Service._perform
def forged(self, frame):
    if frame.header.get("name") == "cube":
        text = b'{"op": "done", "value": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"
        self._channel.connection.sendall(PREFIX.pack(len(text), 0) + text)
    return original(self, frame)
service.Service._perform = forged
