"""Takes shared memory of the System V kind, which belongs to no process and outlives all.

It must not be had, and nothing of it must be left.
"""
# prints: refused
# %%
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
libc.shmget.argtypes = (ctypes.c_int, ctypes.c_size_t, ctypes.c_int)
got = [libc.shmget(0, 512 << 20, 0o1600) for n in range(8)]
queue, semaphores = libc.msgget(7, 0o1600), libc.semget(7, 1, 0o1600)
print("refused" if max(*got, queue, semaphores) < 0 else "BROKEN")
# %% cube
def cube(z):
    return np.asarray(z, dtype=float) ** 3
