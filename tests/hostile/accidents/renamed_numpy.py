"""The name np bound to something else, in a cell of its own, and repaired in the next."""
# %%
import numpy
np = 3
# %% cube
def cube(z):
    return numpy.asarray(z, dtype=float) ** 3
# %% triple
import numpy as np
def triple(z):
    return np.asarray(z, dtype=float) * 3
