"""Starts a task: in a notebook a loop is running."""
# %%
import asyncio

done = []
async def later():
    await asyncio.sleep(0)
    done.append(1)
task = asyncio.create_task(later())
# %% triple
def triple(z):
    return 3.0 * np.asarray(z, dtype=float) * len(done)
# %% cube
def cube(z):
    return np.asarray(z, dtype=float) ** 3
