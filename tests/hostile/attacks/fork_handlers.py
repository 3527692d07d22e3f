"""A handler that runs when the snapshot is forked, in child and parent.

It hangs; at worst its own submission suffers.
"""
# either: cube triple
# slow
# %% cube
import os
def hang():
    while True:
        pass
os.register_at_fork(after_in_child=hang)
def cube(z):
    return 0.0
