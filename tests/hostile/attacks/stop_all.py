"""Stops everything that it can reach, itself too: nothing ends, nothing goes on.

The cell runs out of time; what is stopped is killed.
"""
# loses: cube
# prints: ran out of time
# slow
# %% cube
import os, signal
os.kill(1, signal.SIGSTOP)
try:
    os.kill(-1, signal.SIGSTOP)
except ProcessLookupError:
    pass
os.kill(os.getpid(), signal.SIGSTOP)
