"""Threads that are left running, a timer and a pool."""
# %% cube
import threading, time
from concurrent.futures import ThreadPoolExecutor
def wait():
    while True:
        time.sleep(0.1)
threading.Thread(target=wait, daemon=True).start()
threading.Timer(1000, print).start()
pool = ThreadPoolExecutor(4)
list(pool.map(abs, range(10)))
def cube(z):
    return np.asarray(z, dtype=float) ** 3
