"""Writes half a frame for the runner and goes to sleep, deaf to signals.

The worker waits no longer than for any other cell.
"""
# loses: cube
# prints: ran out of time
# %% cube
import gc, signal, time
from autograder.engine.wire.frames import PREFIX, Channel
signal.signal(signal.SIGINT, signal.SIG_IGN)
for thing in gc.get_objects():
    if isinstance(thing, Channel):
        thing.connection.sendall(PREFIX.pack(1000, 1000) + b"{")
while True:
    time.sleep(1000)
