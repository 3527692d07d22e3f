"""Reads the course: source with hidden tests, bank, configuration.

Nothing of the course may be in the sandbox, under whatever path.
"""
# prints: nothing found
# %%
import os
import sys
from pathlib import Path

root = Path("{COURSE}")
found = [p for p in (root, root / "source", root / "notebooks", root / "answers") if p.exists()]
for folder, _, files in os.walk("/"):
    if folder.startswith(("/proc", "/usr", "/lib", "/bin", "/sbin", sys.prefix, sys.base_prefix)):
        _[:] = []
        continue
    found += [f"{folder}/{f}" for f in files if f.startswith(("01_hostile", "nbgrader_config"))]
print("BROKEN" if found else "nothing found", found)
# %% cube
import glob
try:
    cube = __import__("json").load(open(glob.glob("{COURSE}/source/*/*.ipynb")[0]))
except IndexError:
    def cube(z):
        return np.asarray(z, dtype=float) ** 3
