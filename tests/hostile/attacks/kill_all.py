"""Kills everything that it can reach, itself too.

The cell loses its points; the rest is graded in a new process.
"""
# loses: cube
# prints: ended the Python process
# %% cube
import os, signal
try:
    os.kill(-1, signal.SIGKILL)
except ProcessLookupError:
    pass
os.kill(0, signal.SIGKILL)
os.kill(os.getpid(), signal.SIGKILL)
