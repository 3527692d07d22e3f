"""Closes every descriptor of its process.

The process is lost; a new one takes over behind the cell.
"""
# loses: cube
# %% cube
import os
os.closerange(0, 1000)
