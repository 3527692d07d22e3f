"""Handlers for the end of the process: atexit, finalizers, signal handlers.

None gets a chance to change anything.
"""
# loses: cube
# %% cube
import atexit, os, signal, weakref
def last_words(*_):
    open("/tmp/last-words", "w").write("x")
    while True:
        pass
atexit.register(last_words)
signal.signal(signal.SIGTERM, last_words)
os.register_at_fork(after_in_child=lambda: None)
class Undead:
    def __del__(self):
        last_words()
undead = Undead()
cube = undead
