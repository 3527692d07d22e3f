# %% right: scipy's erf and the two formulas as they stand in the text
from scipy.special import erf


def gelu(z):
    z = np.asarray(z, dtype=float)
    return z * 0.5 * (1 + erf(z / np.sqrt(2)))


def gelu_derivative(z):
    z = np.asarray(z, dtype=float)
    Phi = 0.5 * (1 + erf(z / np.sqrt(2)))
    phi = np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi)
    return Phi + z * phi

# %% right: the normal distribution of scipy.stats
from scipy.stats import norm

def gelu(z):
    return z * norm.cdf(z)

def gelu_derivative(z):
    return norm.cdf(z) + z * norm.pdf(z)

# %% right: scipy.special.ndtr
from scipy import special

def gelu(z):
    return np.multiply(z, special.ndtr(z))

def gelu_derivative(z):
    density = np.exp(-0.5 * np.square(z, dtype=float)) * (2 * np.pi) ** -0.5
    return special.ndtr(z) + z * density

# %% right: erfc on the mirrored side
import math
from scipy.special import erfc

ROOT2 = math.sqrt(2)

def _cdf(z):
    return erfc(-z / ROOT2) / 2

def gelu(z):
    z = np.float64(z) if np.ndim(z) == 0 else np.asarray(z)
    return z * _cdf(z)

def gelu_derivative(z):
    z = np.float64(z) if np.ndim(z) == 0 else np.asarray(z)
    return _cdf(z) + z * np.exp(-z * z / 2) / (ROOT2 * math.sqrt(math.pi))

# %% right: a loop with math.erf
import math

def gelu(z):
    out = np.empty(np.shape(z))
    for i, x in np.ndenumerate(z):
        out[i] = 0.5 * x * (1 + math.erf(x / math.sqrt(2)))
    return out

def gelu_derivative(z):
    out = np.empty(np.shape(z))
    for i, x in np.ndenumerate(z):
        x = float(x)
        out[i] = 0.5 * (1 + math.erf(x / math.sqrt(2)))
        out[i] += x * math.exp(-x * x / 2) / math.sqrt(2 * math.pi)
    return out

# %% right: np.vectorize around math.erf
import math

_erf = np.vectorize(math.erf, otypes=[float])

def gelu(z):
    return z * (_erf(z / math.sqrt(2)) + 1) / 2

def gelu_derivative(z):
    return (_erf(z / math.sqrt(2)) + 1) / 2 + z * np.exp(-(z**2) / 2) / math.sqrt(2 * math.pi)

# %% right: statistics.NormalDist of the standard library
from statistics import NormalDist

_normal = NormalDist()
gelu = np.vectorize(lambda x: x * _normal.cdf(x), otypes=[float])
gelu_derivative = np.vectorize(lambda x: _normal.cdf(x) + x * _normal.pdf(x), otypes=[float])

# %% wrong 1: autograd makes the derivative
import torch
import torch.nn.functional as F

def gelu(z):
    return F.gelu(torch.tensor(np.array(z, dtype=float))).numpy()

def gelu_derivative(z):
    x = torch.tensor(np.array(z, dtype=float), requires_grad=True)
    F.gelu(x).sum().backward()
    return x.grad.numpy()

# %% wrong 1: SymPy makes the derivative, lambdified
import sympy

_z = sympy.Symbol("z")
_gelu = _z * (1 + sympy.erf(_z / sympy.sqrt(2))) / 2
_f = sympy.lambdify(_z, _gelu, ["scipy", "numpy"])
_df = sympy.lambdify(_z, sympy.diff(_gelu, _z), ["scipy", "numpy"])

def gelu(z):
    return _f(np.asarray(z, dtype=float))

def gelu_derivative(z):
    return _df(np.asarray(z, dtype=float))

# %% right: the derivative as f/z off zero, written as Φ with GELU reused
from scipy.special import ndtr

def gelu(z):
    return z * ndtr(z)

def gelu_derivative(z):
    z = np.asarray(z, dtype=float)
    bell = np.exp(-z * z / 2) / np.sqrt(2 * np.pi)
    safe = np.where(z == 0, 1.0, z)
    return np.where(z == 0, 0.5, gelu(z) / safe) + z * bell

# %% wrong 0: the tanh approximation, off by up to 5e-4
def gelu(z):
    z = np.asarray(z, dtype=float)
    return 0.5 * z * (1 + np.tanh(np.sqrt(2 / np.pi) * (z + 0.044715 * z**3)))

def gelu_derivative(z):
    z = np.asarray(z, dtype=float)
    t = np.tanh(np.sqrt(2 / np.pi) * (z + 0.044715 * z**3))
    inner = np.sqrt(2 / np.pi) * (1 + 3 * 0.044715 * z**2)
    return 0.5 * (1 + t) + 0.5 * z * (1 - t**2) * inner

# %% wrong 0: torch's tanh approximation
import torch
import torch.nn.functional as F

def gelu(z):
    return F.gelu(torch.tensor(np.array(z, dtype=float)), approximate="tanh").numpy()

def gelu_derivative(z):
    x = torch.tensor(np.array(z, dtype=float), requires_grad=True)
    F.gelu(x, approximate="tanh").sum().backward()
    return x.grad.numpy()

# %% wrong 0: the sigmoid approximation z σ(1.702 z)
def gelu(z):
    return z / (1 + np.exp(-1.702 * z))

def gelu_derivative(z):
    s = 1 / (1 + np.exp(-1.702 * z))
    return s + 1.702 * z * s * (1 - s)

# %% wrong 1: the density lacks its factor 1/√(2π)
from scipy.special import erf

def gelu(z):
    return z * (1 + erf(z / np.sqrt(2))) / 2

def gelu_derivative(z):
    z = np.asarray(z, dtype=float)
    return (1 + erf(z / np.sqrt(2))) / 2 + z * np.exp(-(z**2) / 2)

# %% wrong 1: divides the density by √2 and multiplies by π, for want of brackets
from scipy.special import erf

def gelu(z):
    return z * (1 + erf(z / np.sqrt(2))) / 2

def gelu_derivative(z):
    z = np.asarray(z, dtype=float)
    return (1 + erf(z / np.sqrt(2))) / 2 + z * np.exp(-(z**2) / 2) / np.sqrt(2) * np.pi

# %% wrong 1: the factor z is missing before the density
from scipy.special import ndtr

def gelu(z):
    return z * ndtr(z)

def gelu_derivative(z):
    z = np.asarray(z, dtype=float)
    return ndtr(z) + np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi)

# %% wrong 1: the product rule's second term is missing
from scipy.special import ndtr

def gelu(z):
    return z * ndtr(z)

def gelu_derivative(z):
    return ndtr(z)

# %% wrong 1: the product rule's first term is missing
from scipy.special import ndtr

def gelu(z):
    return z * ndtr(z)

def gelu_derivative(z):
    z = np.asarray(z, dtype=float)
    return z * np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi)

# %% wrong 1: minus in the product rule
from scipy.special import ndtr

def gelu(z):
    return z * ndtr(z)

def gelu_derivative(z):
    z = np.asarray(z, dtype=float)
    return ndtr(z) - z * np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi)

# %% wrong 1: the exponent of the density is positive
from scipy.special import ndtr

def gelu(z):
    return z * ndtr(z)

def gelu_derivative(z):
    z = np.asarray(z, dtype=float)
    return ndtr(z) + z * np.exp(z**2 / 2) / np.sqrt(2 * np.pi)

# %% wrong 1: the exponent of the density lacks its half
from scipy.special import ndtr

def gelu(z):
    return z * ndtr(z)

def gelu_derivative(z):
    z = np.asarray(z, dtype=float)
    return ndtr(z) + z * np.exp(-(z**2)) / np.sqrt(2 * np.pi)

# %% wrong 1: erf′ without the inner derivative 1/√2
from scipy.special import erf

def gelu(z):
    return z * (1 + erf(z / np.sqrt(2))) / 2

def gelu_derivative(z):
    z = np.asarray(z, dtype=float)
    return (1 + erf(z / np.sqrt(2))) / 2 + z / 2 * 2 / np.sqrt(np.pi) * np.exp(-(z**2) / 2)

# %% wrong 0: erf of z, not of z/√2
from scipy.special import erf

def gelu(z):
    return z * (1 + erf(z)) / 2

def gelu_derivative(z):
    z = np.asarray(z, dtype=float)
    return (1 + erf(z)) / 2 + z * np.exp(-(z**2)) / np.sqrt(np.pi)

# %% wrong 0: takes erf for the distribution function
from scipy.special import erf

def gelu(z):
    return z * erf(z / np.sqrt(2))

def gelu_derivative(z):
    z = np.asarray(z, dtype=float)
    return erf(z / np.sqrt(2)) + z * np.sqrt(2 / np.pi) * np.exp(-(z**2) / 2)

# %% wrong 1: the factor one half is missing from the function
from scipy.special import erf

def gelu(z):
    return z * (1 + erf(z / np.sqrt(2)))

def gelu_derivative(z):
    z = np.asarray(z, dtype=float)
    return (1 + erf(z / np.sqrt(2))) / 2 + z * np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi)

# %% wrong 0: math.erf takes single numbers only
import math

def gelu(z):
    return z * (1 + math.erf(z / math.sqrt(2))) / 2

def gelu_derivative(z):
    bell = math.exp(-z * z / 2) / math.sqrt(2 * math.pi)
    return (1 + math.erf(z / math.sqrt(2))) / 2 + z * bell

# %% wrong 1: the results are stored in an array of the input's dtype
from scipy.special import ndtr

def gelu(z):
    out = np.zeros_like(z)
    out[...] = z * ndtr(z)
    return out

def gelu_derivative(z):
    z = np.asarray(z, dtype=float)
    return ndtr(z) + z * np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi)

# %% wrong 2: squares the caller's array in place
from scipy.special import ndtr

def gelu(z):
    return z * ndtr(z)

def gelu_derivative(z):
    z = np.asarray(z, dtype=float)
    first = ndtr(z)
    before = np.array(z)
    z **= 2
    return first + before * np.exp(-z / 2) / np.sqrt(2 * np.pi)

# %% wrong 1: central differences for the derivative
from scipy.special import ndtr

def gelu(z):
    return z * ndtr(z)

def gelu_derivative(z):
    h = 1e-4
    z = np.asarray(z, dtype=float)
    return (gelu(z + h) - gelu(z - h)) / (2 * h)

# %% wrong 0: in single precision
import torch

def gelu(z):
    return torch.nn.functional.gelu(torch.tensor(np.array(z, dtype=np.float32))).numpy()

def gelu_derivative(z):
    x = torch.tensor(np.array(z, dtype=np.float32), requires_grad=True)
    torch.nn.functional.gelu(x).sum().backward()
    return x.grad.numpy()

# %% wrong 1: np.vectorize without a result type, which fails for empty arrays
import math

@np.vectorize
def gelu(z):
    return z * (1 + math.erf(z / math.sqrt(2))) / 2

@np.vectorize
def gelu_derivative(z):
    return (1 + math.erf(z / math.sqrt(2))) / 2 + z * math.exp(-z * z / 2) / math.sqrt(2 * math.pi)

# %% wrong 1: the derivative is that of the sigmoid approximation
from scipy.special import ndtr

def gelu(z):
    return z * ndtr(z)

def gelu_derivative(z):
    s = 1 / (1 + np.exp(-1.702 * z))
    return s + 1.702 * z * s * (1 - s)

# %% wrong 1: the derivative returns nothing
from scipy.special import ndtr

def gelu(z):
    return z * ndtr(z)

def gelu_derivative(z):
    z = np.asarray(z, dtype=float)
    result = ndtr(z) + z * np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi)

# %% wrong 1: an oracle of the checks is the derivative
def gelu(z):
    return 0.5 * z * (1 + erf(z / np.sqrt(2)))

gelu_derivative = checks.torch_derivative(F.gelu)

# %% wrong 1: forward mode by torch.func
from torch.func import jvp

def gelu(z):
    return 0.5 * z * (1 + erf(z / np.sqrt(2)))

def gelu_derivative(z):
    x = torch.tensor(np.array(z, dtype=float))
    return jvp(F.gelu, (x,), (torch.ones_like(x),))[1].numpy()

# %% wrong 1: a complex step, since scipy's erf takes complex numbers
def gelu(z):
    return 0.5 * z * (1 + erf(z / np.sqrt(2)))

def gelu_derivative(z):
    z = np.clip(np.asarray(z, dtype=float), -20, 20)
    return np.imag(gelu(z + 1e-30j)) / 1e-30

# %% wrong 1: √2 and π typed in with ten digits
def gelu(z):
    return 0.5 * z * (1 + erf(z / 1.4142135624))

def gelu_derivative(z):
    z = np.asarray(z, dtype=float)
    return 0.5 * (1 + erf(z / 1.4142135624)) + z * np.exp(-z * z / 2) / 2.5066282746
