"""Chooses processor cores, as recipes for speed do."""
# %% cube
import os

os.sched_setaffinity(os.getpid(), {0})
os.sched_setaffinity(0, range(os.cpu_count()))
def cube(z):
    return np.asarray(z, dtype=float) ** 3
