"""multiprocessing's pool, and a process that is never joined."""
# %%
import multiprocessing, time
def work(n):
    return n ** 3
context = multiprocessing.get_context("fork")
pool = context.Pool(2)
assert pool.map(work, range(4)) == [0, 1, 8, 27]
context.Process(target=time.sleep, args=(1000,)).start()
# %% cube
def cube(z):
    return np.asarray(z, dtype=float) ** 3
