"""Hands in a named pipe that nobody writes to.

Nobody waits at it.
"""
# refused: not an ordinary file
def hand_in(path, honest):
    import os
    os.mkfifo(path)
