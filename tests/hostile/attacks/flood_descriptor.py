"""Writes a gigabyte to the process's real standard output and error.

They lead nowhere.
"""
# %% cube
import os
for n in range(1000):
    os.write(1, b"x" * (1 << 20))
    os.write(2, b"x" * (1 << 20))
def cube(z):
    return np.asarray(z, dtype=float) ** 3
