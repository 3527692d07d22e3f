"""Uses the last result, `_`, and the results by number."""
# %%
np.pi
# %%
kept = _
assert kept == np.pi
assert np.pi in Out.values()
# %% cube
def cube(z):
    return np.asarray(z, dtype=float) ** 3 * (kept / np.pi)
