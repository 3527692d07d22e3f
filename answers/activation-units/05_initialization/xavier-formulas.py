# %% right: the two formulas
def xavier_std(fan_in, fan_out):
    return (2 / (fan_in + fan_out)) ** 0.5


def xavier_bound(fan_in, fan_out):
    return (6 / (fan_in + fan_out)) ** 0.5

# %% right: the harmonic mean of both conditions, and √3 for the uniform distribution
from statistics import harmonic_mean

def xavier_std(fan_in, fan_out):
    return harmonic_mean([1 / fan_in, 1 / fan_out]) ** 0.5

def xavier_bound(fan_in, fan_out):
    return 3**0.5 * xavier_std(fan_in, fan_out)

# %% right: NumPy
def xavier_std(fan_in, fan_out):
    return np.sqrt(2.0 / np.add(fan_in, fan_out))

def xavier_bound(fan_in, fan_out):
    return np.sqrt(6.0 / (fan_in + fan_out))

# %% right: the mean of the fans first
import math

def xavier_std(fan_in, fan_out):
    fan_average = (fan_in + fan_out) / 2
    return 1 / math.sqrt(fan_average)

def xavier_bound(fan_in, fan_out):
    fan_average = (fan_in + fan_out) / 2
    return math.sqrt(3 / fan_average)

# %% right: torch tensors
import torch

def xavier_std(fan_in, fan_out):
    return torch.tensor(2 / (fan_in + fan_out), dtype=torch.float64).sqrt()

def xavier_bound(fan_in, fan_out):
    return torch.sqrt(torch.tensor(6.0, dtype=torch.float64) / (fan_in + fan_out))

# %% right: SymPy solves for the bound
import sympy

def xavier_std(fan_in, fan_out):
    return float(sympy.sqrt(sympy.Rational(2, fan_in + fan_out)))

def xavier_bound(fan_in, fan_out):
    d = sympy.Symbol("d", positive=True)
    variance = sympy.integrate(d**2, (d, -d, d)) / (2 * d)  # d²/3
    return float(sympy.solve(variance - sympy.Rational(2, fan_in + fan_out), d)[0])

# %% right: lambdas with logarithms
import math

xavier_std = lambda fan_in, fan_out: math.exp(0.5 * (math.log(2) - math.log(fan_in + fan_out)))
xavier_bound = lambda fan_in, fan_out: math.exp(0.5 * (math.log(6) - math.log(fan_in + fan_out)))

# %% right: gain as a further parameter
def xavier_std(fan_in, fan_out, gain=1.0):
    return gain * np.sqrt(2 / (fan_in + fan_out))

def xavier_bound(fan_in, fan_out, gain=1.0):
    return np.sqrt(12) / 2 * xavier_std(fan_in, fan_out, gain)

# %% wrong 0: returns the variance
def xavier_std(fan_in, fan_out):
    return 2 / (fan_in + fan_out)

def xavier_bound(fan_in, fan_out):
    return 6 / (fan_in + fan_out)

# %% wrong 1: the bound has √3 in place of √6
def xavier_std(fan_in, fan_out):
    return (2 / (fan_in + fan_out)) ** 0.5

def xavier_bound(fan_in, fan_out):
    return (3 / (fan_in + fan_out)) ** 0.5

# %% wrong 1: the bound is the standard deviation
def xavier_std(fan_in, fan_out):
    return (2 / (fan_in + fan_out)) ** 0.5

def xavier_bound(fan_in, fan_out):
    return xavier_std(fan_in, fan_out)

# %% wrong 1: the arithmetic mean of both conditions, right for square matrices
def xavier_std(fan_in, fan_out):
    return ((1 / fan_in + 1 / fan_out) / 2) ** 0.5

def xavier_bound(fan_in, fan_out):
    return (3 * (1 / fan_in + 1 / fan_out) / 2) ** 0.5

# %% wrong 0: the forward condition alone
def xavier_std(fan_in, fan_out):
    return (1 / fan_in) ** 0.5

def xavier_bound(fan_in, fan_out):
    return (3 / fan_in) ** 0.5

# %% wrong 0: the backward condition alone
def xavier_std(fan_in, fan_out):
    return fan_out**-0.5

def xavier_bound(fan_in, fan_out):
    return (3 / fan_out) ** 0.5

# %% wrong 0: Kaiming's factor 2
def xavier_std(fan_in, fan_out):
    return (4 / (fan_in + fan_out)) ** 0.5

def xavier_bound(fan_in, fan_out):
    return (12 / (fan_in + fan_out)) ** 0.5

# %% wrong 1: PyTorch's default for linear layers as the bound
def xavier_std(fan_in, fan_out):
    return (2 / (fan_in + fan_out)) ** 0.5

def xavier_bound(fan_in, fan_out):
    return (1 / fan_in) ** 0.5

# %% wrong 1: U(0, d) in place of U(-d, d)
def xavier_std(fan_in, fan_out):
    return (2 / (fan_in + fan_out)) ** 0.5

def xavier_bound(fan_in, fan_out):
    return (24 / (fan_in + fan_out)) ** 0.5

# %% wrong 1: the geometric mean of the fans
def xavier_std(fan_in, fan_out):
    return (fan_in * fan_out) ** -0.25

def xavier_bound(fan_in, fan_out):
    return 3**0.5 * (fan_in * fan_out) ** -0.25

# %% wrong 1: √3 with four digits
def xavier_std(fan_in, fan_out):
    return (2 / (fan_in + fan_out)) ** 0.5

def xavier_bound(fan_in, fan_out):
    return 1.732 * xavier_std(fan_in, fan_out)

# %% wrong 0: an integer division
def xavier_std(fan_in, fan_out):
    return (2 // (fan_in + fan_out)) ** 0.5

def xavier_bound(fan_in, fan_out):
    return (6 // (fan_in + fan_out)) ** 0.5

# %% wrong 0: the sum of two roots
def xavier_std(fan_in, fan_out):
    return 2**0.5 / (fan_in**0.5 + fan_out**0.5)

def xavier_bound(fan_in, fan_out):
    return 6**0.5 / (fan_in**0.5 + fan_out**0.5)

# %% wrong 0: prints and returns nothing
def xavier_std(fan_in, fan_out):
    print((2 / (fan_in + fan_out)) ** 0.5)

def xavier_bound(fan_in, fan_out):
    print((6 / (fan_in + fan_out)) ** 0.5)

# %% right: the forward form, corrected; its last bit depends on the order of the fans
def xavier_std(fan_in, fan_out):
    return (1 / fan_in) ** 0.5 * (2 / (1 + fan_out / fan_in)) ** 0.5

def xavier_bound(fan_in, fan_out):
    return 3**0.5 * xavier_std(fan_in, fan_out)

# %% right: by the angle whose tangent is the ratio of the roots
def xavier_std(fan_in, fan_out):
    angle = np.arctan2(np.sqrt(fan_out), np.sqrt(fan_in))
    return np.sqrt(2 / fan_in) * np.cos(angle)

def xavier_bound(fan_in, fan_out):
    return np.sqrt(3) * xavier_std(fan_in, fan_out)

# %% wrong 0: rounded to six digits
def xavier_std(fan_in, fan_out):
    return float(f"{(2 / (fan_in + fan_out)) ** 0.5:.6g}")

def xavier_bound(fan_in, fan_out):
    return float(f"{(6 / (fan_in + fan_out)) ** 0.5:.6g}")

# %% wrong 2: a seed of NumPy is set on the way
def xavier_std(fan_in, fan_out):
    np.random.seed(0)
    return (2 / (fan_in + fan_out)) ** 0.5

def xavier_bound(fan_in, fan_out):
    return (6 / (fan_in + fan_out)) ** 0.5
