"""An answer of a hundred thousand lines.

It is run like any other.
"""
# %% square
def square(z):
    return np.asarray(z, dtype=float) ** 2
# %% cube
get_ipython().run_cell("x = 1\n" * 20_000)
def cube(z):
    return np.asarray(z, dtype=float) ** 3
