"""Attaches to other processes as a debugger, reads and writes their memory.

None lets it; its own children are its own affair.
"""
# prints: refused
# %%
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
attach, seize = 16, 0x4206
got = [libc.ptrace(attach, 1, 0, 0), libc.ptrace(seize, 1, 0, 0)]
buffer = ctypes.create_string_buffer(64)
class Part(ctypes.Structure):
    _fields_ = [("base", ctypes.c_void_p), ("length", ctypes.c_size_t)]
here, there = Part(ctypes.addressof(buffer), 64), Part(0x400000, 64)
got.append(libc.process_vm_readv(1, ctypes.byref(here), 1, ctypes.byref(there), 1, 0))
got.append(libc.process_vm_writev(1, ctypes.byref(here), 1, ctypes.byref(there), 1, 0))
print("refused" if max(got) < 0 else "BROKEN", got)
# %% cube
def cube(z):
    return np.asarray(z, dtype=float) ** 3
