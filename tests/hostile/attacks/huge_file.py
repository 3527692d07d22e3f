"""Makes one file of a terabyte, sparse and dense.

The size of a file is bounded.
"""
# prints: too large
# %%
import os
with open("/tmp/huge", "wb") as file:
    for act in (lambda: file.truncate(1 << 40), lambda: os.posix_fallocate(file.fileno(), 0, 1 << 40)):
        try:
            act()
            print("BROKEN")
        except OSError:
            print("too large")
# %% cube
def cube(z):
    return np.asarray(z, dtype=float) ** 3
