"""Takes requests and never replies.

The test runs out of time; the others are graded.
"""
# loses: cube
# prints: ran out of time
# slow
# %% cube
import time
from autograder.engine.answer_side import service
original = service.Service._perform
def forged(self, frame):
    if frame.header.get("name") == "cube":
        time.sleep(1000)
    return original(self, frame)
service.Service._perform = forged
