"""input() waits for nobody."""
# %%
name = input("What is your name? ")
# %% cube
def cube(z):
    return np.asarray(z, dtype=float) ** 3
