"""Magics: inline figures, timing, shell commands, environment, lists of names."""
# %%
%matplotlib inline
%timeit -n 1 -r 1 sum(range(10))
%time x = 3
!ls
files = !echo one
%env HOME
%whos
%config InlineBackend.figure_format = "svg"
# %%
%%time
y = 4
# %% cube
def cube(z):
    return np.asarray(z, dtype=float) ** 3
