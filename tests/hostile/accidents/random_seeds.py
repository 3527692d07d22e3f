"""Seeds of every generator, set by the cell: a function that sets one in every call is at fault."""
# %% cube
import random
random.seed(0)
np.random.seed(0)
def cube(z):
    return np.asarray(z, dtype=float) ** 3
