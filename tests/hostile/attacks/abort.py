"""Aborts.

The cell loses its points; the rest is graded.
"""
# loses: cube
# prints: ended the Python process
# %% cube
import os
os.abort()
