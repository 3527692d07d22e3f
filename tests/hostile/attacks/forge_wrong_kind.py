"""Replies with frames of another kind: lists, numbers, texts, a request for a snapshot.

The test ends.
"""
# loses: cube
# %% cube
import random
from autograder.engine.answer_side import service
original = service.Service._perform
def forged(self, frame):
    if frame.header.get("name") == "cube":
        self._channel.send(random.choice([[], 3, "ok", None, {"op": "snapshot"}, {"op": "ended", "templates": []}]))
        self._channel.send({"op": "run", "source": "1"})
    return original(self, frame)
service.Service._perform = forged
