"""Writes bytes that are no frames to every open descriptor: pipes, sockets, all.

At worst its own cells suffer.
"""
# loses: cube
# either: triple
# %% cube
import os
for fd in range(128):
    try:
        os.write(fd, b"\x00\x00\x00\x02\x00\x00\x00\x00{}" + os.urandom(1000))
    except OSError:
        pass
