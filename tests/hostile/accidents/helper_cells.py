"""Helper functions in cells of its own, and constants."""
# %%
POWER = 3
def _power(z):
    return np.asarray(z, dtype=float) ** POWER
# %% cube
cube = _power
