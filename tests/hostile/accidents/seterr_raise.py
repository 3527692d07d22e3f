"""np.seterr(all="raise"): numerical accidents become exceptions."""
# %% square
np.seterr(all="raise")
def square(z):
    return np.asarray(z, dtype=float) ** 2
# %% cube
def cube(z):
    np.exp(-1e4)
    return np.asarray(z, dtype=float) ** 3
