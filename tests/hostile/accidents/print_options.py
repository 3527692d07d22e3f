"""Other ways to print arrays, numbers and tensors."""
# %% cube
import torch
np.set_printoptions(precision=1, suppress=True, threshold=3, formatter={"float": lambda x: "?"})
torch.set_printoptions(precision=1)
def cube(z):
    return np.asarray(z, dtype=float) ** 3
