"""Returns what NumPy takes for an array: a deque, an array of Python's, an object of one's own."""
# %% cube
import array
from collections import deque

def cube(z):
    z = np.asarray(z, dtype=float) ** 3
    return array.array("d", z) if z.ndim == 1 else z
# %% triple
class Values:
    def __init__(self, values):
        self.values = values
    def __array__(self, dtype=None, copy=None):
        return np.array(self.values, dtype=dtype)
def triple(z):
    return Values(3.0 * np.asarray(z, dtype=float))
