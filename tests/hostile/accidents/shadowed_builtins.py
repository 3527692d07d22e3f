"""Names of builtins for own values: list, sum, max, print, type, input, len."""
# %%
list = [1, 2, 3]
sum = 0
max = 3
type = "relu"
str = len = abs = None
print = input = id = all = any = isinstance = None
# %% cube
def cube(z):
    return np.asarray(z, dtype="float64") ** 3
