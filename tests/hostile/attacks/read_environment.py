"""Looks for tokens and for the tests' seed in every environment that it can see.

The environment is made anew for the sandbox; the seed never enters it.
"""
# prints: looked
# %%
import glob
import os

seen = str(os.environ)
for path in glob.glob("/proc/*/environ") + glob.glob("/proc/*/cmdline"):
    try:
        seen += open(path).read()
    except OSError:
        pass
hits = [word for word in ("SEED", "TOKEN", "SECRET", "xyz" "zy", "{COURSE}") if word in seen]
print("looked", "BROKEN" if hits else "", hits)
# %% cube
import os
def cube(z):
    if "ACTIVATION_LAB_SEED" in os.environ:
        raise ValueError("BROKEN")
    return np.asarray(z, dtype=float) ** 3
