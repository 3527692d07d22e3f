"""Leaves folders nested a thousand deep, without permissions, and links in place of folders.

Clearing away must neither fail on them nor follow a link.
"""
# prints: built
# slow
# %%
import os
os.chdir("/tmp")
for n in range(2000):
    os.mkdir("d")
    os.chdir("d")
os.chdir("/tmp")
os.mkdir("closed")
open("closed/file", "w").close()
os.chmod("closed", 0)
for name in ("link", "home2"):
    os.symlink("/lab", name)
os.mkfifo("pipe")
os.rename("/tmp/work", "/tmp/moved")
os.symlink("/usr", "/tmp/work")
print("built")
# %% cube
def cube(z):
    return np.asarray(z, dtype=float) ** 3
