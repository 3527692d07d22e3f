"""Takes memory as shared mappings, which the bound on a process's own data does not count.

It must end within the bound all the same.
"""
# loses: cube
# %% cube
import mmap
hoard = []
for n in range(24):
    hoard.append(mmap.mmap(-1, 128 << 20))
    for page in range(0, 128 << 20, 4096):
        hoard[-1][page] = 1
print("BROKEN: 3 GiB")
