"""The garbage collector off."""
# %% cube
import gc
gc.disable()
gc.set_threshold(0)
def cube(z):
    return np.asarray(z, dtype=float) ** 3
