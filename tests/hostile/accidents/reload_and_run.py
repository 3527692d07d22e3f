"""autoreload, %load_ext, %run of a file of its own, %%writefile, and importing what it wrote."""
# %%
%load_ext autoreload
%autoreload 2
# %%
%%writefile own.py
factor = 3
# %%
%run own.py
import sys
sys.path.insert(0, ".")
import own
# %% cube
def cube(z):
    return np.asarray(z, dtype=float) ** own.factor
