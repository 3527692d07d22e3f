"""Looks for the kernel, as libraries do to see whether they are in a notebook."""
# %% cube
shell = get_ipython()
assert shell.kernel.shell is shell
def cube(z):
    return np.asarray(z, dtype=float) ** 3
