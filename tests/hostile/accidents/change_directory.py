"""Changes directory."""
# %% cube
import os
os.chdir("/")
os.chdir("/tmp")
def cube(z):
    return np.asarray(z, dtype=float) ** 3
