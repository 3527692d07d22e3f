"""Takes as many asynchronous requests as there are for the whole machine.

The call is refused.
"""
# prints: refused
# %%
import ctypes
import platform

libc = ctypes.CDLL(None, use_errno=True)
number = {"x86_64": 206, "aarch64": 0}[platform.machine()]
context = ctypes.c_ulong(0)
print("BROKEN" if libc.syscall(number, 60000, ctypes.byref(context)) == 0 else "refused")
# %% cube
def cube(z):
    return np.asarray(z, dtype=float) ** 3
