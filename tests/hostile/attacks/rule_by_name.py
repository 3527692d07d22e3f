"""Uses the forbidden function by an alias, a getattr, and an import in an earlier cell.

The rule reads all cells of the submission.
"""
# loses: soft
# %%
from numpy import tanh as harmless
# %% soft
def soft(z):
    return harmless(z)
