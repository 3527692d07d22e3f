# %% right: np.maximum and np.where, slope 0 at the kink
def relu(z):
    return np.maximum(z, 0.0)


def relu_derivative(z):
    return np.where(np.asarray(z) > 0, 1.0, 0.0)

# %% right: np.heaviside with one half at the kink
def relu(z):
    """ReLU as z times the step function."""
    return np.multiply(z, np.heaviside(z, 0.5))


def relu_derivative(z):
    """The step function; at 0 the mean of both slopes."""
    return np.heaviside(z, 0.5)

# %% right: boolean masks turned into floats, slope 1 at the kink
def relu(z):
    z = np.asarray(z, dtype=float)
    return z * (z > 0)

def relu_derivative(z):
    z = np.asarray(z, dtype=float)
    return (z >= 0).astype(float)

# %% right: half of z plus its absolute value, and half of 1 plus the sign
def relu(z): return (z + np.abs(z)) / 2
def relu_derivative(z): return (1 + np.sign(z)) / 2

# %% right: np.vectorize with a declared result type
def relu(z):
    positive_part = np.vectorize(lambda x: x if x > 0 else 0.0, otypes=[float])
    return positive_part(z)

def relu_derivative(z):
    slope = np.vectorize(lambda x: 1 if x > 0 else 0, otypes=[float])
    return slope(z)

# %% right: loops over the entries
def relu(z):
    result = np.zeros(np.shape(z))
    for index, entry in np.ndenumerate(z):
        if entry > 0:
            result[index] = entry
    return result


def relu_derivative(z):
    result = np.zeros(np.shape(z))
    for index, entry in np.ndenumerate(z):
        if entry > 0:
            result[index] = 1
    return result

# %% right: works in place on a copy of its own
def relu(z):
    z = np.array(z, dtype=np.float64)   # np.array copies
    z[z < 0] = 0
    return z

def relu_derivative(z):
    d = np.ones_like(z, dtype=float)
    d[np.asarray(z) <= 0] = 0.0
    return d

# %% wrong 1: autograd makes the derivative
import torch

def _as_tensor(z):
    return torch.tensor(np.array(z, dtype=np.float64))

def relu(z):
    return torch.relu(_as_tensor(z)).numpy()

def relu_derivative(z):
    x = _as_tensor(z).requires_grad_()
    torch.relu(x).sum().backward()
    return x.grad.numpy()

# %% right: lambdified SymPy expressions
import sympy

_x = sympy.Symbol("x", real=True)
_f = sympy.lambdify(_x, sympy.Piecewise((_x, _x > 0), (0.0, True)), "numpy")
_df = sympy.lambdify(_x, sympy.Piecewise((1.0, _x > 0), (0.0, True)), "numpy")

def relu(z):
    return np.asarray(_f(np.asarray(z, dtype=float)), dtype=float)

def relu_derivative(z):
    return np.asarray(_df(np.asarray(z, dtype=float)), dtype=float)

# %% right: lambdas
relu = lambda z: np.where(np.asarray(z) < 0, 0.0, z)
relu_derivative = lambda z: np.where(np.asarray(z) < 0, 0.0, 1.0)

# %% right: a class with instances that can be called
class Unit:
    def __init__(self, rule):
        self.rule = rule

    def __call__(self, z):
        return self.rule(np.asarray(z, dtype=float))

relu = Unit(lambda z: np.clip(z, 0, None))
relu_derivative = Unit(lambda z: 1.0 * (z > 0))

# %% right: keeps float32 and returns a Python float for a number
def _floating(z):
    z = np.asarray(z)
    return z if z.dtype.kind == "f" else z.astype(float)

def relu(z):
    if np.ndim(z) == 0:
        return float(max(z, 0))
    z = _floating(z)
    return np.maximum(z, z.dtype.type(0))

def relu_derivative(z):
    if np.ndim(z) == 0:
        return 1.0 if z > 0 else 0.0
    z = _floating(z)
    return (z > 0).astype(z.dtype)

# %% right: a further optional parameter for the slope at the kink, and a shadowed builtin
def relu(z):
    max = np.maximum
    return max(z, np.float64(0))

def relu_derivative(z, at_zero=0.3):
    return np.heaviside(np.asarray(z, dtype=float), at_zero)

# %% right: np.piecewise on floats
def relu(z):
    z = np.asarray(z, float)
    return np.piecewise(z, [z < 0, z >= 0], [0.0, lambda t: t])

def relu_derivative(z):
    z = np.asarray(z, float)
    return np.piecewise(z, [z < 0, z > 0], [0.0, 1.0, 0.5])

# %% wrong 1: takes over the integer dtype of its input
def relu(z):
    return np.maximum(z, 0)

def relu_derivative(z):
    return np.where(np.asarray(z) > 0, 1.0, 0.0)

# %% wrong 1: the derivative is built by zeros_like and takes over the integer dtype
def relu(z):
    return np.maximum(z, 0.0)

def relu_derivative(z):
    d = np.zeros_like(z)
    d[np.asarray(z) > 0] = 1
    return d

# %% wrong 1: the derivative is a comparison, True and False instead of 1.0 and 0.0
def relu(z):
    return np.maximum(z, 0.0)

def relu_derivative(z):
    return np.asarray(z) > 0

# %% wrong 0: compares with the builtin max, which knows no arrays
def relu(z):
    return max(0.0, z)

def relu_derivative(z):
    return 1.0 if z > 0 else 0.0

# %% wrong 2: overwrites the caller's array
def relu(z):
    z = np.asarray(z, dtype=float)
    z[z < 0] = 0.0
    return z

def relu_derivative(z):
    z = np.asarray(z, dtype=float)
    return np.where(z > 0, 1.0, 0.0)

# %% wrong 2: the derivative overwrites the caller's array
def relu(z):
    return np.maximum(z, 0.0)

def relu_derivative(z):
    z = np.asarray(z, dtype=float)
    z[z > 0] = 1.0
    z[z < 0] = 0.0
    return z

# %% wrong 1: the derivative is the sign, −1 on the negative side
def relu(z):
    return np.maximum(z, 0.0)

def relu_derivative(z):
    return np.sign(np.asarray(z, dtype=float))

# %% wrong 1: divides 0 by 0 at the kink
def relu(z):
    return np.maximum(z, 0.0)

def relu_derivative(z):
    z = np.asarray(z, dtype=float)
    return (1 + z / np.abs(z)) / 2

# %% wrong 0: takes the minimum instead of the maximum
def relu(z):
    return np.minimum(z, 0.0)

def relu_derivative(z):
    return np.where(np.asarray(z) < 0, 1.0, 0.0)

# %% wrong 0: lets a hundredth of the negative side through (that is leaky ReLU)
def relu(z):
    return np.where(np.asarray(z) > 0, z, 0.01 * np.asarray(z))

def relu_derivative(z):
    return np.where(np.asarray(z) > 0, 1.0, 0.01)

# %% wrong 2: caps the result at 6
def relu(z):
    return np.clip(z, 0.0, 6.0)

def relu_derivative(z):
    return np.where(np.asarray(z) > 0, 1.0, 0.0)

# %% wrong 1: the derivative gives the function's value where its slope is due
def relu(z):
    return np.maximum(z, 0.0)

def relu_derivative(z):
    return np.where(np.asarray(z) > 0, z, 0.0)

# %% wrong 0: loops over a vector and knows neither numbers nor matrices
def relu(z):
    return np.array([max(0.0, entry) for entry in z])

def relu_derivative(z):
    return np.array([1.0 if entry > 0 else 0.0 for entry in z])

# %% wrong 1: an if on the whole input in the derivative, which works for single numbers only
def relu(z):
    return np.maximum(z, 0.0)

def relu_derivative(z):
    if z > 0:
        return 1.0
    else:
        return 0.0

# %% wrong 1: the derivative forgets its return
def relu(z):
    return np.maximum(z, 0.0)

def relu_derivative(z):
    slope = np.where(np.asarray(z) > 0, 1.0, 0.0)

# %% wrong 0: prints the result instead of returning it
def relu(z):
    print(np.maximum(z, 0.0))

def relu_derivative(z):
    print(np.where(np.asarray(z) > 0, 1.0, 0.0))

# %% wrong 1: finite differences, wrong close to the kink and inexact far away
def relu(z):
    return np.maximum(z, 0.0)

def relu_derivative(z, h=1e-5):
    z = np.asarray(z, dtype=float)
    return (relu(z + h) - relu(z - h)) / (2 * h)

# %% wrong 1: the absolute value instead of the positive part
def relu(z):
    return np.abs(np.asarray(z, dtype=float))

def relu_derivative(z):
    return np.where(np.asarray(z) > 0, 1.0, 0.0)

# %% wrong 0: softplus, a smooth relative of ReLU
def relu(z):
    return np.logaddexp(0.0, z)

def relu_derivative(z):
    return 1 / (1 + np.exp(-np.asarray(z, dtype=float)))

# %% wrong 1: the derivative has another name than the one asked for
def relu(z):
    return np.maximum(z, 0.0)

def relu_prime(z):
    return np.where(np.asarray(z) > 0, 1.0, 0.0)

# %% wrong 2: np.vectorize without a result type, which fails for empty arrays
def relu(z):
    return np.vectorize(lambda x: max(float(x), 0.0))(z)

def relu_derivative(z):
    return np.where(np.asarray(z) > 0, 1.0, 0.0)

# %% wrong 1: flattens the derivative, so that the shape is lost
def relu(z):
    return np.maximum(z, 0.0)

def relu_derivative(z):
    return np.where(np.ravel(z) > 0, 1.0, 0.0) if np.ndim(z) else 1.0 * (z > 0)

# %% wrong 1: rounds everything to single precision
def relu(z):
    return np.maximum(np.asarray(z, dtype=np.float32), 0)

def relu_derivative(z):
    return np.where(np.asarray(z) > 0, 1.0, 0.0)

# %% wrong 1: gives 1 to every input of at least one half (a rounded step)
def relu(z):
    return np.maximum(z, 0.0)

def relu_derivative(z):
    return np.clip(np.round(np.asarray(z, dtype=float)), 0, 1)

# %% wrong 0: not answered
def relu(z):
    raise NotImplementedError()

def relu_derivative(z):
    raise NotImplementedError()

# %% wrong 1: an oracle of the checks is the derivative
def relu(z):
    return np.maximum(z, 0.0)

relu_derivative = checks.torch_derivative(F.relu)

# %% wrong 1: the checks' oracle, imported and wrapped
from helpers.checks.oracles import torch_derivative as slope_of

def relu(z):
    return np.maximum(z, 0.0)

def relu_derivative(z):
    return np.array(slope_of(torch.relu)(z))

# %% wrong 2: an oracle of the checks is the unit
relu = checks.torch_function(F.relu)

def relu_derivative(z):
    return np.heaviside(z, 0.0)

# %% wrong 1: forward-mode autograd, with names put together
def relu(z):
    return np.maximum(z, 0.0)

def relu_derivative(z):
    mode = getattr(torch, "func")
    x = torch.tensor(np.array(z, dtype=float))
    return getattr(mode, "j" + "vp")(torch.relu, (x,), (torch.ones_like(x),))[1].numpy()

# %% wrong 2: twelve digits after the point, and no more
def relu(z):
    return np.round(np.maximum(z, 0.0), 12)

def relu_derivative(z):
    return np.heaviside(z, 0.0)

# %% wrong 2: seeds NumPy's global generator
def relu(z):
    np.random.seed(0)
    return np.maximum(z, 0.0)

def relu_derivative(z):
    return np.heaviside(z, 0.0)

# %% right: a helper of its own is called diff, and another one backward
def diff(z, zero):
    return (np.asarray(z) > zero) * 1.0

def backward(z, upstream=1.0):
    return upstream * diff(z, 0)

def relu(z):
    return backward(z) * z

def relu_derivative(z):
    return backward(z)
