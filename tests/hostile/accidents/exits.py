"""exit() and quit() in cells of its own."""
# %%
exit()
# %%
quit
# %%
quit()
# %%
import sys
sys.exit(1)
# %% cube
def cube(z):
    return np.asarray(z, dtype=float) ** 3
