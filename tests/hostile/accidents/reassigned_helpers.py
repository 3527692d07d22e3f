"""The names of the course's helpers bound to something else."""
# %%
checks = helpers = None
# %% cube
def cube(z):
    return np.asarray(z, dtype=float) ** 3
