"""A colon is forgotten: the tests say so, and not that a name is not defined."""
# loses: cube
# prints: The answer cell stopped in line 1, `def cube(z)`: SyntaxError
# %% cube
def cube(z)
    return np.asarray(z, dtype=float) ** 3
