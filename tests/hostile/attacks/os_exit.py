"""A cell ends the process at once.

The cell loses its own points; those before and behind it are graded in a new process.
"""
# loses: cube
# prints: ended the Python process
# %% cube
import os
os._exit(0)
