"""A server that waits for somebody from outside, and abstract sockets of the host.

It may listen, but on a loopback of its own: there is no other interface. No socket of the host
is in sight.
"""
# prints: ['lo']
# %%
import os
import socket

print([name for _, name in socket.if_nameindex()])
server = socket.create_server(("0.0.0.0", 0))
names = [line.split()[-1] for line in open("/proc/net/unix") if "@" in line]
print("BROKEN" if names else "alone", names)
print("BROKEN" if any(os.path.exists(p) for p in ("/run", "/var/run")) else "no run")
# %% cube
def cube(z):
    return np.asarray(z, dtype=float) ** 3
