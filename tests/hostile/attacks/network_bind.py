"""A server that waits for somebody from outside, and abstract sockets of the host.

There is nobody to talk to, and no socket to do it with: a connection would outlive its
submission. No socket of the host is in sight.
"""
# prints: no server
# %%
import os
import socket

for family in (socket.AF_INET, socket.AF_INET6):
    try:
        server = socket.socket(family)
        print("BROKEN", server)
    except OSError as error:
        print("no server", error)
names = [line.split()[-1] for line in open("/proc/net/unix") if "@" in line]
print("BROKEN" if names else "alone", names)
print("BROKEN" if any(os.path.exists(p) for p in ("/run", "/var/run")) else "no run")
# %% cube
def cube(z):
    return np.asarray(z, dtype=float) ** 3
