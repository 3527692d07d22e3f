"""Announces the largest frame that is allowed, sends half of it, and waits.

The test runs out of time; memory grows with what comes, and ends with the test.
"""
# loses: cube
# prints: ran out of time
# slow
# %% cube
from autograder.engine.answer_side import service
from autograder.engine.wire.frames import MAX_BODY, PREFIX
original = service.Service._perform
def forged(self, frame):
    if frame.header.get("name") == "cube":
        self._channel.connection.sendall(PREFIX.pack(10, MAX_BODY) + b"x" * (MAX_BODY // 8))
        while True:
            pass
    return original(self, frame)
service.Service._perform = forged
