"""Threads that compute for ever beside the notebook, and processes too.

They slow this submission down and nobody else; they are ended with it.
"""
# %% square
def square(z):
    return np.asarray(z, dtype=float) ** 2
import os, threading
def spin():
    while True:
        pass
threading.Thread(target=spin, daemon=True).start()
if os.fork() == 0:
    spin()
# %% cube
def cube(z):
    return np.asarray(z, dtype=float) ** 3
