"""A changed module search path."""
# %% cube
import sys
sys.path.insert(0, "/content/drive")
sys.path.append("..")
def cube(z):
    return np.asarray(z, dtype=float) ** 3
