"""Sends every signal to the process that it was forked from, which others are forked from too.

It is ended or stopped at most, and takes the attacker with it; the next submission gets a new one.
"""
# loses: cube
# prints: ended the Python process
# %% cube
import os, signal
for number in [signal.SIGSTOP, signal.SIGINT, signal.SIGTERM, signal.SIGUSR1, signal.SIGKILL]:
    os.kill(os.getppid(), number)
signal.pause()
