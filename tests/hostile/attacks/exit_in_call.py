"""Ends the snapshot, with success, when a test calls the answer.

The test gets no reply, and so no points.
"""
# loses: cube
# prints: ended the Python process
# %% cube
import os
def cube(z):
    os._exit(0)
