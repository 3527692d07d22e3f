"""Reads where there is no memory.

The cell loses its points; the rest is graded.
"""
# loses: cube
# prints: ended the Python process
# %% cube
import ctypes
ctypes.string_at(0)
