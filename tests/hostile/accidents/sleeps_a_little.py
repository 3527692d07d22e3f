"""Takes its time, within bounds."""
# %%
import time
time.sleep(1)
# %% cube
def cube(z):
    time.sleep(0.02)
    return np.asarray(z, dtype=float) ** 3
