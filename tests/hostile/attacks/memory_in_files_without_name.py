"""Takes memory as files that live in no folder (memfd), which no folder's size counts.

They must not be had.
"""
# prints: refused
# %%
import os
try:
    os.memfd_create("hoard")
    print("BROKEN")
except OSError:
    print("refused")
# %% cube
def cube(z):
    return np.asarray(z, dtype=float) ** 3
