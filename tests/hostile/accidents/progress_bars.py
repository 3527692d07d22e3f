"""Progress bars: tqdm's plain one and its one for notebooks."""
# %%
from tqdm import tqdm
from tqdm.auto import trange
for n in tqdm(range(100)):
    pass
for n in trange(10):
    pass
# %% cube
def cube(z):
    for n in tqdm(range(3)):
        pass
    return np.asarray(z, dtype=float) ** 3
