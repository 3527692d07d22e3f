"""Warnings of all kinds, in a cell and in a call, and warnings turned into errors."""
# %% cube
import warnings
warnings.warn("mind the gap", DeprecationWarning)
warnings.simplefilter("error")
def cube(z):
    warnings.warn("mind the gap")
    np.divide(1.0, 0.0)
    return np.asarray(z, dtype=float) ** 3
