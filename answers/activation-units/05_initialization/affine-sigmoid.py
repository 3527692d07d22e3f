# %% right: the two numbers
def affine_sigmoid():
    return 4.0, -2.0

# %% right: a list of integers
def affine_sigmoid():
    return [4, -2]

# %% right: from value and slope at 0
def affine_sigmoid():
    sigma = lambda x: 1 / (1 + np.exp(-x))
    slope = sigma(0) * (1 - sigma(0))
    scale = 1 / slope
    return scale, -scale * sigma(0)

# %% right: a NumPy array
def affine_sigmoid():
    return np.array([4.0, -2.0])

# %% right: autograd
import torch

def affine_sigmoid():
    x = torch.zeros((), dtype=torch.float64, requires_grad=True)
    y = torch.sigmoid(x)
    y.backward()
    return (1 / x.grad).item(), (-y / x.grad).item()

# %% right: SymPy, converted to floats
import sympy

def affine_sigmoid():
    x, a, b = sympy.symbols("x a b")
    f = a / (1 + sympy.exp(-x)) + b
    found = sympy.solve([f.subs(x, 0), sympy.diff(f, x).subs(x, 0) - 1], [a, b])
    return float(found[a]), float(found[b])

# %% right: two equations solved as a linear system
def affine_sigmoid():
    return tuple(np.linalg.solve([[0.5, 1.0], [0.25, 0.0]], [0.0, 1.0]))

# %% wrong 1: σ - ½, odd but with slope ¼
def affine_sigmoid():
    return 1.0, -0.5

# %% wrong 1: 2σ - 1, with slope ½: tanh would need the input scaled too
def affine_sigmoid():
    return 2.0, -1.0

# %% wrong 1: slope 1 at 0, but not odd
def affine_sigmoid():
    return 4.0, 0.0

# %% wrong 1: slope 1 at 0, shifted by the sigmoid's own value
def affine_sigmoid():
    return 4.0, -0.5

# %% wrong 1: falls, with slope -1
def affine_sigmoid():
    return -4.0, 2.0

# %% wrong 0: scale and shift exchanged
def affine_sigmoid():
    return -2.0, 4.0

# %% wrong 1: nothing but 0, which is odd
def affine_sigmoid():
    return 0.0, 0.0

# %% wrong 0: a function instead of two numbers
def affine_sigmoid():
    return lambda x: 4 / (1 + np.exp(-x)) - 2

# %% wrong 0: one number
def affine_sigmoid():
    return 4.0

# %% wrong 0: slope 1 where the sigmoid is about to level off
def affine_sigmoid():
    s = 1 / (1 + np.exp(-1.0))
    return 1 / (s * (1 - s)), -s / (s * (1 - s))

# %% wrong 0: identity, as if tanh had been asked for
def affine_sigmoid():
    return 1.0, 0.0

# %% wrong 1: the slope by rough differences
def affine_sigmoid():
    sigma = lambda x: 1 / (1 + np.exp(-x))
    slope = (sigma(0.01) - sigma(-0.01)) / 0.02
    return 1 / slope, -0.5 / slope

# %% right: torch tensors
import torch

def affine_sigmoid():
    sigma = torch.sigmoid(torch.zeros((), dtype=torch.float64))
    return 1 / (sigma * (1 - sigma)), -1 / (1 - sigma)

# %% wrong 1: rounded slope, right to three digits
def affine_sigmoid():
    return 1 / 0.2501, -0.5 / 0.2501

# %% wrong 2: the checks find the slope
def affine_sigmoid():
    slope = float(checks.torch_derivative(torch.sigmoid)(0.0))
    return 1 / slope, -0.5 / slope
