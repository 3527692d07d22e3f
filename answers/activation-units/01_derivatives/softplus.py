# %% right: np.logaddexp and a plain sigmoid
def softplus(z, beta=1.0):
    return np.logaddexp(0, beta * z) / beta


def softplus_derivative(z, beta=1.0):
    return 1 / (1 + np.exp(-beta * z))

# %% right: positive part plus log1p of a small exponential
def softplus(z, beta=1.0):
    a = beta * np.asarray(z, dtype=float)
    return (np.maximum(a, 0) + np.log1p(np.exp(-np.abs(a)))) / beta

def softplus_derivative(z, beta=1.0):
    from scipy.special import expit
    return expit(beta * np.asarray(z, dtype=float))

# %% right: z itself where e^{βz} is huge
def softplus(z, beta=1.0):
    z = np.asarray(z, dtype=float)
    a = beta * z
    return np.where(a > 40, z, np.log(1 + np.exp(np.minimum(a, 40))) / beta)

def softplus_derivative(z, beta=1.0):
    """Derivative of softplus with respect to z: the sigmoid of beta z."""
    z = np.asarray(z, dtype=float)
    return 0.5 + 0.5 * np.tanh(0.5 * beta * z)

# %% right: minus the logarithm of a sigmoid, by scipy
from scipy.special import expit, log_expit

def softplus(z, beta=1.0):
    return -log_expit(-beta * np.asarray(z, dtype=float)) / beta

def softplus_derivative(z, beta=1.0):
    return np.exp(log_expit(beta * np.asarray(z, dtype=float)))

# %% right: torch
import torch

def softplus(z, beta=1.0):
    x = torch.tensor(np.array(z, dtype=float))
    return (torch.logaddexp(beta * x, torch.zeros_like(x)) / beta).numpy()

def softplus_derivative(z, beta=1.0):
    x = torch.tensor(np.array(z, dtype=float))
    return torch.special.expit(beta * x).numpy()

# %% right: torch's own softplus, linear from βz = 20 on
import torch
import torch.nn.functional as F

def softplus(z, beta=1.0):
    return F.softplus(torch.tensor(np.array(z, dtype=float)), beta=beta).numpy()

def softplus_derivative(z, beta=1.0):
    return torch.sigmoid(beta * torch.tensor(np.array(z, dtype=float))).numpy()

# %% right: a loop with math and branches
import math

def softplus(z, beta=1.0):
    out = np.empty(np.shape(z))
    for i, x in np.ndenumerate(z):
        a = float(beta * x)
        out[i] = (a + math.log1p(math.exp(-a)) if a > 0 else math.log1p(math.exp(a))) / beta
    return out

def softplus_derivative(z, beta=1.0):
    out = np.empty(np.shape(z))
    for i, x in np.ndenumerate(z):
        a = float(beta * x)
        out[i] = 1 / (1 + math.exp(-a)) if a > 0 else math.exp(a) / (1 + math.exp(a))
    return out

# %% right: z plus the softplus of −z on the right side, by masks
def _plus(a):
    result = np.empty(a.shape)
    result[a <= 0] = np.log1p(np.exp(a[a <= 0]))
    result[a > 0] = a[a > 0] + np.log1p(np.exp(-a[a > 0]))
    return result

def softplus(z, beta=1.0):
    return _plus(np.asarray(beta * np.asarray(z), dtype=float)) / beta

def softplus_derivative(z, beta=1.0):
    # d/dz log(1 + e^a) = e^(a - log(1 + e^a))
    a = np.asarray(beta * np.asarray(z), dtype=float)
    return np.exp(a - _plus(a))

# %% right: np.vectorize over a function of one number
import math

def _one(a):
    return max(a, 0.0) + math.log1p(math.exp(-abs(a)))

def softplus(z, beta=1.0):
    return np.vectorize(lambda x: _one(beta * x) / beta, otypes=[float])(z)

def softplus_derivative(z, beta=1.0):
    return np.vectorize(lambda x: 0.5 * (1 + math.tanh(beta * x / 2)), otypes=[float])(z)

# %% right: lambdas and logaddexp.reduce over a pair
softplus = lambda z, beta=1.0: np.logaddexp.reduce([0.0 * np.asarray(z), beta * np.asarray(z)]) / beta
softplus_derivative = lambda z, beta=1.0: np.exp(-np.logaddexp(0.0, -beta * np.asarray(z)))

# %% wrong 2: the logarithm of an overflowing exponential is inf
def softplus(z, beta=1.0):
    return np.log(1 + np.exp(beta * z)) / beta

def softplus_derivative(z, beta=1.0):
    return 1 / (1 + np.exp(-beta * z))

# %% wrong 2: log1p of an overflowing exponential is inf
def softplus(z, beta=1.0):
    return np.log1p(np.exp(beta * z)) / beta

def softplus_derivative(z, beta=1.0):
    return 1 / (1 + np.exp(-beta * z))

# %% wrong 1: the division by β is missing
def softplus(z, beta=1.0):
    return np.logaddexp(0, beta * z)

def softplus_derivative(z, beta=1.0):
    return 1 / (1 + np.exp(-beta * z))

# %% wrong 1: β divides but does not multiply
def softplus(z, beta=1.0):
    return np.logaddexp(0, z) / beta

def softplus_derivative(z, beta=1.0):
    return 1 / (1 + np.exp(-beta * z))

# %% wrong 1: the derivative has a factor β too many
def softplus(z, beta=1.0):
    return np.logaddexp(0, beta * z) / beta

def softplus_derivative(z, beta=1.0):
    return beta / (1 + np.exp(-beta * z))

# %% wrong 1: the derivative ignores β
def softplus(z, beta=1.0):
    return np.logaddexp(0, beta * z) / beta

def softplus_derivative(z, beta=1.0):
    return 1 / (1 + np.exp(-z))

# %% wrong 0: β is ignored everywhere
def softplus(z, beta=1.0):
    return np.logaddexp(0, z)

def softplus_derivative(z, beta=1.0):
    return 1 / (1 + np.exp(-z))

# %% wrong 1: the derivative is the sigmoid of −βz
def softplus(z, beta=1.0):
    return np.logaddexp(0, beta * z) / beta

def softplus_derivative(z, beta=1.0):
    return 1 / (1 + np.exp(beta * z))

# %% wrong 1: the derivative is that of the sigmoid, one derivative too far
def softplus(z, beta=1.0):
    return np.logaddexp(0, beta * z) / beta

def softplus_derivative(z, beta=1.0):
    s = 1 / (1 + np.exp(-beta * z))
    return beta * s * (1 - s)

# %% wrong 2: the derivative is inf over inf for large z
def softplus(z, beta=1.0):
    return np.logaddexp(0, beta * z) / beta

def softplus_derivative(z, beta=1.0):
    return np.exp(beta * z) / (1 + np.exp(beta * z))

# %% wrong 1: a logarithm of base 2
def softplus(z, beta=1.0):
    return np.logaddexp(0, beta * z) / beta / np.log(2)

def softplus_derivative(z, beta=1.0):
    return 1 / (1 + np.exp(-beta * z))

# %% wrong 1: a logarithm of base 10
def softplus(z, beta=1.0):
    return np.log10(1 + np.exp(np.minimum(beta * z, 700))) / beta

def softplus_derivative(z, beta=1.0):
    return 1 / (1 + np.exp(-beta * z))

# %% wrong 1: switches to z from βz = 5 on, where the difference still shows
def softplus(z, beta=1.0):
    a = beta * np.asarray(z, dtype=float)
    return np.where(a > 5, z, np.log1p(np.exp(np.minimum(a, 5))) / beta)

def softplus_derivative(z, beta=1.0):
    return 1 / (1 + np.exp(-beta * z))

# %% wrong 2: clips the exponent, so that large z stop growing
def softplus(z, beta=1.0):
    return np.log1p(np.exp(np.clip(beta * z, -500, 500))) / beta

def softplus_derivative(z, beta=1.0):
    return 1 / (1 + np.exp(-np.clip(beta * z, -500, 500)))

# %% wrong 1: the stable form forgets β inside the absolute value
def softplus(z, beta=1.0):
    z = np.asarray(z, dtype=float)
    return np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z))) / beta

def softplus_derivative(z, beta=1.0):
    return 1 / (1 + np.exp(-beta * z))

# %% wrong 1: the positive part is missing from the stable form
def softplus(z, beta=1.0):
    return np.log1p(np.exp(-np.abs(beta * z))) / beta

def softplus_derivative(z, beta=1.0):
    return 1 / (1 + np.exp(-beta * z))

# %% wrong 1: the sign of the exponent is lost
def softplus(z, beta=1.0):
    return np.logaddexp(0, -beta * z) / beta

def softplus_derivative(z, beta=1.0):
    return 1 / (1 + np.exp(-beta * z))

# %% wrong 1: sums over the array (log-sum-exp)
def softplus(z, beta=1.0):
    from scipy.special import logsumexp
    return logsumexp(np.append(0.0, beta * np.asarray(z))) / beta + 0 * np.asarray(z)

def softplus_derivative(z, beta=1.0):
    a = beta * np.asarray(z, dtype=float)
    return np.exp(-np.logaddexp(0, -a))

# %% wrong 0: the parameter is called b, so beta=… is refused
def softplus(z, b=1.0):
    return np.logaddexp(0, b * z) / b

def softplus_derivative(z, b=1.0):
    return 1 / (1 + np.exp(-b * z))

# %% wrong 1: keeps the integer dtype of its input
def softplus(z, beta=1.0):
    z = np.asarray(z)
    return (np.logaddexp(0, beta * z) / beta).astype(z.dtype)

def softplus_derivative(z, beta=1.0):
    return 1 / (1 + np.exp(-beta * z))

# %% wrong 0: math's functions take single numbers only
import math

def softplus(z, beta=1.0):
    return math.log1p(math.exp(beta * z)) / beta

def softplus_derivative(z, beta=1.0):
    return 1 / (1 + math.exp(-beta * z))

# %% wrong 2: scales the caller's array in place
def softplus(z, beta=1.0):
    z = np.asarray(z, dtype=float)
    z *= beta
    return np.logaddexp(0, z) / beta

def softplus_derivative(z, beta=1.0):
    return 1 / (1 + np.exp(-beta * np.asarray(z)))

# %% wrong 0: ReLU, the limit for large β
def softplus(z, beta=1.0):
    return np.maximum(z, 0.0)

def softplus_derivative(z, beta=1.0):
    return np.heaviside(z, 0.5)

# %% wrong 1: a difference quotient for the derivative
def softplus(z, beta=1.0):
    return np.logaddexp(0, beta * z) / beta

def softplus_derivative(z, beta=1.0):
    h = 1e-6
    return (softplus(z + h, beta) - softplus(z, beta)) / h

# %% wrong 1: the derivative is missing
def softplus(z, beta=1.0):
    return np.logaddexp(0, beta * z) / beta

# %% wrong 1: an oracle of the checks is the derivative
def softplus(z, beta=1.0):
    return np.logaddexp(0.0, beta * z) / beta

def softplus_derivative(z, beta=1.0):
    return checks.torch_derivative(lambda x: F.softplus(x, beta, threshold=40))(z)

# %% wrong 1: autograd, through vector-Jacobian products
def softplus(z, beta=1.0):
    return np.logaddexp(0.0, beta * z) / beta

def softplus_derivative(z, beta=1.0):
    x = torch.tensor(np.array(z, dtype=float))
    _, back = torch.func.vjp(lambda u: torch.logaddexp(torch.zeros_like(u), beta * u) / beta, x)
    return back(torch.ones_like(x))[0].numpy()

# %% wrong 2: 1e-12 inside the logarithm, for safety
from scipy.special import expit

def softplus(z, beta=1.0):
    z = np.asarray(z, dtype=float)
    return np.maximum(z, 0.0) + np.log(1 + np.exp(-beta * np.abs(z)) + 1e-12) / beta

def softplus_derivative(z, beta=1.0):
    return expit(beta * z)

# %% right: positive part plus the plain logarithm of 1 plus a small exponential
from scipy.special import expit

def softplus(z, beta=1.0):
    return np.maximum(z, 0.0) + np.log(1 + np.exp(-beta * np.abs(z))) / beta

def softplus_derivative(z, beta=1.0):
    return expit(beta * z)
