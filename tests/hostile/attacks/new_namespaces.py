"""Makes namespaces of its own, where it would be root and could mount.

That is refused.
"""
# prints: refused
# %%
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
user, mount, pid, net, ipc = 0x10000000, 0x20000, 0x20000000, 0x40000000, 0x8000000
for flags in (user, user | mount, user | pid, user | net | ipc):
    if libc.unshare(flags) == 0:
        print("BROKEN unshare", hex(flags))
clone, clone3 = 56, 435
got = libc.syscall(clone, user | 17, 0, 0, 0, 0)
if got == 0:
    os._exit(0)
print("BROKEN" if got > 0 else "refused")
print("BROKEN" if libc.mount(b"none", b"/tmp", b"tmpfs", 0, None) == 0 else "refused")
# %% cube
def cube(z):
    return np.asarray(z, dtype=float) ** 3
