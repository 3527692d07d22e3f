"""Warnings without number, each with a long text.

They are kept back and cut; a right answer may warn.
"""
# %% cube
import warnings
def cube(z):
    for n in range(2000):
        warnings.warn("w" * 10_000 + str(n))
    return np.asarray(z, dtype=float) ** 3
