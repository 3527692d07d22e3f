"""Recursion without end, with Python's own bound taken away.

The process dies of it; the cell loses its points, the rest is graded.
"""
# loses: cube
# slow
# %% cube
import sys
sys.setrecursionlimit(10**9)
def cube(z):
    return cube(z)
cube(1)
