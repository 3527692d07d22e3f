# %% right: np.where, slope 1 at the kink
def leaky_relu(z, slope=0.01):
    z = np.asarray(z, dtype=float)
    return np.where(z >= 0, z, slope * z)


def leaky_relu_derivative(z, slope=0.01):
    return np.where(np.asarray(z) >= 0, 1.0, slope)


def prelu_slope_gradient(z, upstream):
    return np.sum(upstream * np.minimum(z, 0.0))

# %% right: positive part plus slope times negative part
def leaky_relu(z, slope=0.01):
    return np.maximum(z, 0.0) + slope * np.minimum(z, 0.0)

def leaky_relu_derivative(z, slope=0.01):
    return np.where(np.asarray(z) > 0, 1.0, slope)

def prelu_slope_gradient(z, upstream):
    z = np.asarray(z, dtype=float)
    return (np.asarray(upstream) * z * (z < 0)).sum()

# %% right: np.heaviside, the mean of both slopes at the kink
def leaky_relu(z, slope=0.01):
    return z * leaky_relu_derivative(z, slope)

def leaky_relu_derivative(z, slope=0.01):
    return slope + (1.0 - slope) * np.heaviside(z, 0.5)

def prelu_slope_gradient(z, upstream):
    return float(np.vdot(upstream, np.clip(z, None, 0.0)))

# %% right: masks on copies
def leaky_relu(z, slope=0.01):
    result = np.array(z, dtype=float)
    result[result < 0] *= slope
    return result

def leaky_relu_derivative(z, slope=0.01):
    result = np.ones(np.shape(z))
    result[np.asarray(z) < 0] = slope
    return result

def prelu_slope_gradient(z, upstream):
    z, upstream = np.asarray(z, dtype=float), np.asarray(upstream, dtype=float)
    negative = z < 0
    return np.dot(z[negative], upstream[negative])

# %% right: combination of z and its absolute value
def leaky_relu(z, slope=0.01):
    return ((1 + slope) * z + (1 - slope) * np.abs(z)) / 2

def leaky_relu_derivative(z, slope=0.01):
    return ((1 + slope) + (1 - slope) * np.sign(z)) / 2

def prelu_slope_gradient(z, upstream):
    df_da = (z - np.abs(z)) / 2
    return np.einsum("i,i->", np.ravel(df_da), np.ravel(upstream).astype(float))

# %% right: loops, with math.fsum for the gradient
import math

def leaky_relu(z, slope=0.01):
    out = np.empty(np.shape(z))
    for i, x in np.ndenumerate(z):
        out[i] = x if x > 0 else slope * x
    return out

def leaky_relu_derivative(z, slope=0.01):
    out = np.empty(np.shape(z))
    for i, x in np.ndenumerate(z):
        out[i] = 1 if x > 0 else slope
    return out

def prelu_slope_gradient(z, upstream):
    pairs = zip(np.ravel(z), np.ravel(upstream))
    return math.fsum(g * x for x, g in pairs if x < 0)

# %% wrong 1: autograd makes the gradient of the slope
import torch
import torch.nn.functional as F

def _tensor(z):
    return torch.tensor(np.array(z, dtype=float))

def leaky_relu(z, slope=0.01):
    return F.leaky_relu(_tensor(z), negative_slope=slope).numpy()

def leaky_relu_derivative(z, slope=0.01):
    one = torch.tensor(1.0, dtype=torch.float64)
    return torch.where(_tensor(z) > 0, one, slope * one).numpy()

def prelu_slope_gradient(z, upstream):
    a = torch.tensor(0.25, dtype=torch.float64, requires_grad=True)
    x = _tensor(z)
    output = torch.where(x > 0, x, a * x)
    (output * _tensor(upstream)).sum().backward()
    return a.grad.item()

# %% right: np.vectorize and a comprehension
def leaky_relu(z, slope=0.01):
    f = np.vectorize(lambda x: float(x) * (1 if x > 0 else slope), otypes=[float])
    return f(z)

def leaky_relu_derivative(z, slope=0.01):
    f = np.vectorize(lambda x: 1.0 if x > 0 else float(slope), otypes=[float])
    return f(z)

def prelu_slope_gradient(z, upstream):
    total = 0.0
    for x, g in zip(np.asarray(z).flat, np.asarray(upstream).flat):
        if x <= 0:
            total += x * g
    return total

# %% right: np.select and lambdas, the gradient as a 0-d array
leaky_relu = lambda z, slope=0.01: np.select(
    [np.asarray(z) > 0, np.asarray(z) <= 0], [1.0 * np.asarray(z), slope * np.asarray(z)]
)
leaky_relu_derivative = lambda z, slope=0.01: np.select(
    [np.asarray(z) > 0, np.asarray(z) < 0], [1.0, slope], default=1.0
)
prelu_slope_gradient = lambda z, upstream: np.asarray(
    np.tensordot(np.minimum(z, 0.0), upstream, axes=np.ndim(z))
)

# %% right: one function for PReLU and two that use it
def prelu(z, a):
    return np.where(np.greater(z, 0), z, np.multiply(a, z))

def leaky_relu(z, slope=0.01):
    return prelu(z, slope)

def leaky_relu_derivative(z, slope=0.01):
    """At 0 the slope from the left."""
    return prelu(np.sign(z), -slope) + 0.0 if False else np.where(np.greater(z, 0), 1.0, slope)

def prelu_slope_gradient(z, upstream):
    # prelu is linear in a, so the difference of two values of a is the derivative
    return np.sum((prelu(z, 1.0) - prelu(z, 0.0)) * upstream)

# %% wrong 3: the larger of z and slope·z, right for slopes below 1 only
def leaky_relu(z, slope=0.01):
    return np.maximum(z, slope * z)

def leaky_relu_derivative(z, slope=0.01):
    return np.where(np.asarray(z) > 0, 1.0, slope)

def prelu_slope_gradient(z, upstream):
    return np.sum(upstream * np.minimum(z, 0.0))

# %% wrong 2: takes the sign of slope·z for the sign of z, wrong for negative slopes
def leaky_relu(z, slope=0.01):
    z = np.asarray(z, dtype=float)
    return np.where(slope * z > 0, z, slope * z)

def leaky_relu_derivative(z, slope=0.01):
    f = leaky_relu(z, slope)
    return np.where(f > 0, 1.0, slope)

def prelu_slope_gradient(z, upstream):
    return np.sum(upstream * np.minimum(z, 0.0))

# %% wrong 3: the derivative reads the sign of the output, wrong for negative slopes
def leaky_relu(z, slope=0.01):
    z = np.asarray(z, dtype=float)
    return np.where(z > 0, z, slope * z)

def leaky_relu_derivative(z, slope=0.01):
    return np.where(leaky_relu(z, slope) > 0, 1.0, slope)

def prelu_slope_gradient(z, upstream):
    return np.sum(upstream * np.minimum(z, 0.0))

# %% wrong 2: the derivative is that of ReLU
def leaky_relu(z, slope=0.01):
    z = np.asarray(z, dtype=float)
    return np.where(z > 0, z, slope * z)

def leaky_relu_derivative(z, slope=0.01):
    return np.where(np.asarray(z) > 0, 1.0, 0.0)

def prelu_slope_gradient(z, upstream):
    return np.sum(upstream * np.minimum(z, 0.0))

# %% wrong 1: the slope is hard-coded
def leaky_relu(z, slope=0.01):
    z = np.asarray(z, dtype=float)
    return np.where(z > 0, z, 0.01 * z)

def leaky_relu_derivative(z, slope=0.01):
    return np.where(np.asarray(z) > 0, 1.0, 0.01)

def prelu_slope_gradient(z, upstream):
    return np.sum(upstream * np.minimum(z, 0.0))

# %% wrong 2: the derivative gives slope·z on the negative side
def leaky_relu(z, slope=0.01):
    z = np.asarray(z, dtype=float)
    return np.where(z > 0, z, slope * z)

def leaky_relu_derivative(z, slope=0.01):
    z = np.asarray(z, dtype=float)
    return np.where(z > 0, 1.0, slope * z)

def prelu_slope_gradient(z, upstream):
    return np.sum(upstream * np.minimum(z, 0.0))

# %% wrong 2: the derivative is 0 at the kink, below both slopes
def leaky_relu(z, slope=0.01):
    z = np.asarray(z, dtype=float)
    return np.where(z > 0, z, slope * z)

def leaky_relu_derivative(z, slope=0.01):
    z = np.asarray(z, dtype=float)
    return 1.0 * (z > 0) + slope * (z < 0)

def prelu_slope_gradient(z, upstream):
    return np.sum(upstream * np.minimum(z, 0.0))

# %% wrong 2: the gradient counts positive inputs, too
def leaky_relu(z, slope=0.01):
    z = np.asarray(z, dtype=float)
    return np.where(z > 0, z, slope * z)

def leaky_relu_derivative(z, slope=0.01):
    return np.where(np.asarray(z) > 0, 1.0, slope)

def prelu_slope_gradient(z, upstream):
    return np.sum(np.asarray(upstream) * np.asarray(z, dtype=float))

# %% wrong 2: the gradient is not summed over the positions that share the slope
def leaky_relu(z, slope=0.01):
    z = np.asarray(z, dtype=float)
    return np.where(z > 0, z, slope * z)

def leaky_relu_derivative(z, slope=0.01):
    return np.where(np.asarray(z) > 0, 1.0, slope)

def prelu_slope_gradient(z, upstream):
    return upstream * np.minimum(z, 0.0)

# %% wrong 2: the gradient is the mean instead of the sum
def leaky_relu(z, slope=0.01):
    z = np.asarray(z, dtype=float)
    return np.where(z > 0, z, slope * z)

def leaky_relu_derivative(z, slope=0.01):
    return np.where(np.asarray(z) > 0, 1.0, slope)

def prelu_slope_gradient(z, upstream):
    return np.mean(upstream * np.minimum(z, 0.0))

# %% wrong 2: the gradient forgets the upstream gradient
def leaky_relu(z, slope=0.01):
    z = np.asarray(z, dtype=float)
    return np.where(z > 0, z, slope * z)

def leaky_relu_derivative(z, slope=0.01):
    return np.where(np.asarray(z) > 0, 1.0, slope)

def prelu_slope_gradient(z, upstream):
    return np.sum(np.minimum(z, 0.0))

# %% wrong 2: the gradient has the wrong sign
def leaky_relu(z, slope=0.01):
    z = np.asarray(z, dtype=float)
    return np.where(z > 0, z, slope * z)

def leaky_relu_derivative(z, slope=0.01):
    return np.where(np.asarray(z) > 0, 1.0, slope)

def prelu_slope_gradient(z, upstream):
    z = np.asarray(z, dtype=float)
    return np.sum(upstream * np.abs(z) * (z < 0))

# %% wrong 2: the gradient looks at the sign of the upstream gradient
def leaky_relu(z, slope=0.01):
    z = np.asarray(z, dtype=float)
    return np.where(z > 0, z, slope * z)

def leaky_relu_derivative(z, slope=0.01):
    return np.where(np.asarray(z) > 0, 1.0, slope)

def prelu_slope_gradient(z, upstream):
    return np.sum(np.minimum(upstream, 0.0) * z)

# %% wrong 2: the gradient sums the upstream gradient and z apart from each other
def leaky_relu(z, slope=0.01):
    z = np.asarray(z, dtype=float)
    return np.where(z > 0, z, slope * z)

def leaky_relu_derivative(z, slope=0.01):
    return np.where(np.asarray(z) > 0, 1.0, slope)

def prelu_slope_gradient(z, upstream):
    return np.sum(upstream) * np.sum(np.minimum(z, 0.0))

# %% wrong 2: the builtin sum adds rows only
def leaky_relu(z, slope=0.01):
    z = np.asarray(z, dtype=float)
    return np.where(z > 0, z, slope * z)

def leaky_relu_derivative(z, slope=0.01):
    return np.where(np.asarray(z) > 0, 1.0, slope)

def prelu_slope_gradient(z, upstream):
    return sum(upstream * np.minimum(z, 0.0))

# %% wrong 2: a matrix product in the gradient, right for vectors only
def leaky_relu(z, slope=0.01):
    z = np.asarray(z, dtype=float)
    return np.where(z > 0, z, slope * z)

def leaky_relu_derivative(z, slope=0.01):
    return np.where(np.asarray(z) > 0, 1.0, slope)

def prelu_slope_gradient(z, upstream):
    return np.dot(np.transpose(upstream), np.minimum(z, 0.0))

# %% wrong 2: the gradient counts the negative inputs instead of summing them
def leaky_relu(z, slope=0.01):
    z = np.asarray(z, dtype=float)
    return np.where(z > 0, z, slope * z)

def leaky_relu_derivative(z, slope=0.01):
    return np.where(np.asarray(z) > 0, 1.0, slope)

def prelu_slope_gradient(z, upstream):
    return np.sum(upstream * np.where(np.asarray(z) < 0, 1.0, 0.0))

# %% wrong 2: divides by the slope instead of multiplying
def leaky_relu(z, slope=0.01):
    z = np.asarray(z, dtype=float)
    return np.where(z > 0, z, z / slope)

def leaky_relu_derivative(z, slope=0.01):
    return np.where(np.asarray(z) > 0, 1.0, slope)

def prelu_slope_gradient(z, upstream):
    return np.sum(upstream * np.minimum(z, 0.0))

# %% wrong 1: the negative side is turned upwards
def leaky_relu(z, slope=0.01):
    z = np.asarray(z, dtype=float)
    return np.where(z > 0, z, -slope * z)

def leaky_relu_derivative(z, slope=0.01):
    return np.where(np.asarray(z) > 0, 1.0, -slope)

def prelu_slope_gradient(z, upstream):
    return np.sum(upstream * np.minimum(z, 0.0))

# %% wrong 1: the slope acts on the wrong side
def leaky_relu(z, slope=0.01):
    z = np.asarray(z, dtype=float)
    return np.where(z < 0, z, slope * z)

def leaky_relu_derivative(z, slope=0.01):
    return np.where(np.asarray(z) < 0, 1.0, slope)

def prelu_slope_gradient(z, upstream):
    return np.sum(upstream * np.minimum(z, 0.0))

# %% wrong 3: works in place on the caller's array
def leaky_relu(z, slope=0.01):
    z = np.asarray(z, dtype=float)
    z[z < 0] *= slope
    return z

def leaky_relu_derivative(z, slope=0.01):
    return np.where(np.asarray(z) > 0, 1.0, slope)

def prelu_slope_gradient(z, upstream):
    return np.sum(upstream * np.minimum(z, 0.0))

# %% wrong 3: the gradient overwrites the caller's z
def leaky_relu(z, slope=0.01):
    z = np.asarray(z, dtype=float)
    return np.where(z > 0, z, slope * z)

def leaky_relu_derivative(z, slope=0.01):
    return np.where(np.asarray(z) > 0, 1.0, slope)

def prelu_slope_gradient(z, upstream):
    z = np.asarray(z, dtype=float)
    z[z > 0] = 0
    return np.sum(upstream * z)

# %% wrong 3: stores the slope in an array of the input's integer dtype
def leaky_relu(z, slope=0.01):
    z = np.asarray(z, dtype=float)
    return np.where(z > 0, z, slope * z)

def leaky_relu_derivative(z, slope=0.01):
    d = np.ones_like(z)
    d[np.asarray(z) < 0] = slope
    return d

def prelu_slope_gradient(z, upstream):
    return np.sum(upstream * np.minimum(z, 0.0))

# %% wrong 1: the builtin max, which knows no arrays
def leaky_relu(z, slope=0.01):
    return max(slope * z, z)

def leaky_relu_derivative(z, slope=0.01):
    return 1.0 if z > 0 else slope

def prelu_slope_gradient(z, upstream):
    return np.sum(upstream * np.minimum(z, 0.0))

# %% wrong 1: the parameter is called alpha, so slope=… is refused
def leaky_relu(z, alpha=0.01):
    z = np.asarray(z, dtype=float)
    return np.where(z > 0, z, alpha * z)

def leaky_relu_derivative(z, alpha=0.01):
    return np.where(np.asarray(z) > 0, 1.0, alpha)

def prelu_slope_gradient(z, upstream):
    return np.sum(upstream * np.minimum(z, 0.0))

# %% wrong 2: another default slope than the one asked for
def leaky_relu(z, slope=0.1):
    z = np.asarray(z, dtype=float)
    return np.where(z > 0, z, slope * z)

def leaky_relu_derivative(z, slope=0.1):
    return np.where(np.asarray(z) > 0, 1.0, slope)

def prelu_slope_gradient(z, upstream):
    return np.sum(upstream * np.minimum(z, 0.0))

# %% wrong 2: the gradient returns None
def leaky_relu(z, slope=0.01):
    z = np.asarray(z, dtype=float)
    return np.where(z > 0, z, slope * z)

def leaky_relu_derivative(z, slope=0.01):
    return np.where(np.asarray(z) > 0, 1.0, slope)

def prelu_slope_gradient(z, upstream):
    np.sum(upstream * np.minimum(z, 0.0))

# %% wrong 2: a difference quotient for the derivative
def leaky_relu(z, slope=0.01):
    z = np.asarray(z, dtype=float)
    return np.where(z > 0, z, slope * z)

def leaky_relu_derivative(z, slope=0.01):
    h = 1e-6
    z = np.asarray(z, dtype=float)
    return (leaky_relu(z + h, slope) - leaky_relu(z - h, slope)) / (2 * h)

def prelu_slope_gradient(z, upstream):
    return np.sum(upstream * np.minimum(z, 0.0))

# %% wrong 2: torch.where with Python numbers rounds the slope to single precision
import torch

def leaky_relu(z, slope=0.01):
    z = np.asarray(z, dtype=float)
    return np.where(z > 0, z, slope * z)

def leaky_relu_derivative(z, slope=0.01):
    return torch.where(torch.tensor(np.array(z)) > 0, 1.0, float(slope)).double().numpy()

def prelu_slope_gradient(z, upstream):
    return np.sum(upstream * np.minimum(z, 0.0))

# %% wrong 2: oracles of the checks are the derivative and the gradient
def leaky_relu(z, slope=0.01):
    return np.where(np.asarray(z) > 0, z, slope * np.asarray(z)) * 1.0

def leaky_relu_derivative(z, slope=0.01):
    return checks.torch_derivative(lambda x: F.leaky_relu(x, slope))(z)

def prelu_slope_gradient(z, upstream):
    return np.sum(upstream * np.minimum(z, 0.0))

# %% wrong 3: fills the caller's upstream array
def leaky_relu(z, slope=0.01):
    return np.where(np.asarray(z) > 0, z, slope * np.asarray(z)) * 1.0

def leaky_relu_derivative(z, slope=0.01):
    return np.where(np.asarray(z) > 0, 1.0, slope)

def prelu_slope_gradient(z, upstream):
    upstream = np.asarray(upstream, dtype=float)
    upstream[np.asarray(z) >= 0] = 0.0
    return np.sum(upstream * z)
