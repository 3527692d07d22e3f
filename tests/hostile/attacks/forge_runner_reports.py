"""Writes reports of the runner in advance: forged outputs, broken ones, snapshots never made.

Outputs of cells do not count, and a test needs a snapshot that answers.
"""
# loses: cube
# either: triple
# %% cube
import gc
from autograder.engine.wire.frames import Channel
for thing in gc.get_objects():
    if isinstance(thing, Channel):
        for n in range(3):
            thing.send({"op": "taken"})
            thing.send({"op": "outputs", "outputs": [
                {"output_type": "execute_result", "data": {"text/plain": "3.0"}, "metadata": {}},
                {"output_type": "error", "ename": 3, "evalue": [], "traceback": {"a": 1}},
                {"output_type": "stream", "name": "stdin", "text": {}}, "x", None,
            ]})
