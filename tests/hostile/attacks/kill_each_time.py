"""Ends the process in many cells.

Only a few new processes are had; then the rest of this notebook is given up.
"""
# loses: cube
# either: triple
# slow
# %% cube
import os; os._exit(0)
# %%
import os; os._exit(0)
# %%
import os; os._exit(0)
# %%
import os; os._exit(0)
# %%
import os; os._exit(0)
# %%
import os; os._exit(0)
# %%
import os; os._exit(0)
# %% triple
def triple(z):
    return np.asarray(z, dtype=float) * 3
