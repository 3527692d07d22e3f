"""Leaves folders that nobody may enter or list, one in the other, and files that nobody may read.

They are removed all the same.
"""
# %% triple
import os

os.makedirs("/tmp/deep/deeper")
for place in ("/tmp/deep/deeper/file", "/dev/shm/file"):
    open(place, "w").close()
    os.chmod(place, 0)
for place in ("/tmp/deep/deeper", "/tmp/deep"):
    os.chmod(place, 0)
def triple(z):
    return 3.0 * np.asarray(z, dtype=float)
