"""joblib with two processes."""
# slow
# %%
from joblib import Parallel, delayed
print(Parallel(n_jobs=2)(delayed(abs)(n) for n in range(-3, 3)))
# %% cube
def cube(z):
    return np.asarray(z, dtype=float) ** 3
