"""Connections to addresses outside: a test network (192.0.2.1), IPv6, UDP, raw packets.

There is no way out of the sandbox, so all of them must fail at once. The cell itself is free.
"""
# prints: nothing went out
# %%
import socket

TCP, UDP = socket.SOCK_STREAM, socket.SOCK_DGRAM
for family, kind, address in (
    (socket.AF_INET, TCP, ("192.0.2.1", 80)),
    (socket.AF_INET, UDP, ("198.51.100.1", 53)),
    (socket.AF_INET6, TCP, ("2001:db8::1", 80)),
):
    try:
        with socket.socket(family, kind) as s:
            s.settimeout(1)
            s.connect(address)
            print("BROKEN", address)
    except OSError as error:
        assert not isinstance(error, TimeoutError), "BROKEN: a packet went out"
for family, kind in ((socket.AF_INET, socket.SOCK_RAW), (socket.AF_PACKET, socket.SOCK_RAW)):
    try:
        socket.socket(family, kind)
        print("BROKEN raw socket")
    except OSError:
        pass
print("nothing went out")
# %% cube
def cube(z):
    return np.asarray(z, dtype=float) ** 3
