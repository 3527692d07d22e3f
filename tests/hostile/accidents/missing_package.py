"""An import of a package that is not there, in a cell of its own."""
# %%
import a_package_that_nobody_has
# %% cube
def cube(z):
    return np.asarray(z, dtype=float) ** 3
