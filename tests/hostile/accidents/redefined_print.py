"""A print of its own."""
# %% cube
def print(*args):
    raise RuntimeError
def cube(z):
    return np.asarray(z, dtype=float) ** 3
