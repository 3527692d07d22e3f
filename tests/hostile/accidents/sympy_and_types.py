"""Answers of near types: NumPy scalars, lists, tensors, a class with __call__, a partial."""
# %% cube
import functools
def power(n, z):
    return np.asarray(z, dtype=np.float64) ** n
cube = functools.partial(power, 3)
# %% triple
class Triple:
    def __call__(self, z):
        return np.asarray(z, dtype=float) * 3
triple = Triple()
# %% slope
slope = np.float64(0.25)
