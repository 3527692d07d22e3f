"""await at the top of a cell, and a coroutine inside an answer."""
# %%
import asyncio
await asyncio.sleep(0.01)
# %% cube
async def slow_cube(z):
    await asyncio.sleep(0.001)
    return np.asarray(z, dtype=float) ** 3
def cube(z):
    return asyncio.new_event_loop().run_until_complete(slow_cube(z))
