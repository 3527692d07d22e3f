"""pip install in a cell: there is no network, and the cell's loss is nobody else's."""
# %%
%pip install --quiet --disable-pip-version-check --retries 0 a-package-that-nobody-has
# %% cube
def cube(z):
    return np.asarray(z, dtype=float) ** 3
