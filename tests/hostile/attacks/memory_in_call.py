"""Takes memory without end when a test calls the answer.

The call fails; the tests behind it are graded.
"""
# loses: cube
# %% cube
def cube(z):
    return np.ones((1 << 20, 1 << 20))
