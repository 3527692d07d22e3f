"""A pool whose processes are spawned: they import `__main__` anew, as from a notebook."""
# %% cube
import multiprocessing
from operator import neg

with multiprocessing.get_context("spawn").Pool(1) as pool:
    assert pool.map(neg, [1, 2]) == [-1, -2]
def cube(z):
    return np.asarray(z, dtype=float) ** 3
