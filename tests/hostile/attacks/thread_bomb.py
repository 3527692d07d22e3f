"""Starts threads without end, with stacks as small as can be.

Threads count as processes do.
"""
# loses: cube
# %% cube
import threading, time
threading.stack_size(32768)
while True:
    try:
        threading.Thread(target=time.sleep, args=(1000,)).start()
    except RuntimeError:
        pass
