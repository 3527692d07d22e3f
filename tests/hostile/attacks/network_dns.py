"""Name service: no name may resolve, so nothing can be told to the world by names either.

The cell itself is free and loses nothing.
"""
# prints: no name resolves
# %%
import socket

for name in ("example.invalid", "secret.example.invalid"):
    try:
        print("BROKEN", socket.getaddrinfo(name, 80))
    except OSError:
        print("no name resolves")
# %% cube
def cube(z):
    return np.asarray(z, dtype=float) ** 3
