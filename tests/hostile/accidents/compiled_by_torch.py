"""Compiles a function with torch, as a decorator with and without options."""
# %% cube
import torch

@torch.compile
def one(z):
    return z ** 3
@torch.compile(mode="reduce-overhead")
def two(z):
    return one(z)
def cube(z):
    return two(torch.as_tensor(np.asarray(z, dtype=float))).numpy()
