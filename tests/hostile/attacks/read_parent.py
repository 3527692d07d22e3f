"""Reads memory and descriptors of the warm parent, and steals its connection to the grader.

The parent lets nobody look into it.
"""
# prints: closed
# %%
import ctypes
import glob
import os

libc = ctypes.CDLL(None, use_errno=True)
for path in ("/proc/1/mem", "/proc/1/maps", "/proc/1/environ", "/proc/1/stack"):
    try:
        data = open(path, "rb").read(10)
        print("BROKEN", path, data)
    except OSError:
        pass
for path in ("/proc/1/fd", "/proc/1/task/1/fd", "/proc/1/root", "/proc/1/cwd"):
    try:
        print("BROKEN", os.listdir(path))
    except OSError:
        pass
pidfd_open, pidfd_getfd = 434, 438
fd = libc.syscall(pidfd_open, 1, 0)
stolen = [libc.syscall(pidfd_getfd, fd, n, 0) for n in range(20)]
print("BROKEN" if max(stolen) >= 0 else "closed")
# %% cube
def cube(z):
    return np.asarray(z, dtype=float) ** 3
