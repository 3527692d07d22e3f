"""A free cell takes too long. It is interrupted, and the next one, at once, is not."""
# %%
import time
kept = 3
time.sleep(60)
# %% cube
def cube(z):
    return np.asarray(z, dtype=float) ** kept
