"""A cell that is no Python, and one that raises, beside right answers."""
# %%
def broken(:
    return
# %%
1 / 0
# %% cube
def cube(z):
    return np.asarray(z, dtype=float) ** 3
