"""Redirects, closes and replaces stdout and stderr."""
# %% square
import sys
sys.stdout.close()
def square(z):
    return np.asarray(z, dtype=float) ** 2
# %% cube
import os
sys.stdout = sys.stderr = open(os.devnull, "w")
def cube(z):
    sys.stdout.write("x")
    return np.asarray(z, dtype=float) ** 3
