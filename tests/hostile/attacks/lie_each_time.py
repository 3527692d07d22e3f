"""A function that gives a right value for inputs that it has seen, and another each time.

Tests draw their inputs from a seed that it cannot know, and ask twice.
"""
# loses: cube
# %% cube
import itertools
count = itertools.count()
def cube(z):
    return np.asarray(z, dtype=float) ** 3 + 1e-3 * (next(count) % 3)
