"""Objects that say that they are of a class that they are not, tensors and dicts among them.

The encoder fails on its own side; the test fails with it.
"""
# loses: cube slope
# %% cube
import torch
class Pretender:
    def __init__(self, kind): self.kind = kind
    @property
    def __class__(self): return self.kind
    def __getattr__(self, name): raise MemoryError("BROKEN" if False else "no")
kinds = [dict, list, int, float, str, bool, complex, np.ndarray, np.float64, torch.Tensor, type(None)]
def cube(z):
    kinds.append(kinds.pop(0))
    return Pretender(kinds[0])
# %% slope
slope = Pretender(torch.Tensor)
