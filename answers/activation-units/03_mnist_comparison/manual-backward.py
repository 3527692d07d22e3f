# %% right: the formulas
def mish_backward(x, upstream):
    t = torch.tanh(F.softplus(x))
    return upstream * (t + x * torch.sigmoid(x) * (1 - t**2))


def swish_backward(x, beta, upstream):
    s = torch.sigmoid(beta * x)
    grad_x = upstream * (s + beta * x * s * (1 - s))
    grad_beta = (upstream * x**2 * s * (1 - s)).sum().reshape(beta.shape)
    return grad_x, grad_beta

# %% right: in terms of the unit itself
def mish_backward(x, upstream):
    """Δ(x)·swish(x) plus the gate."""
    gate = F.softplus(x).tanh()
    return (gate + (1 - gate * gate) * F.silu(x)) * upstream

def swish_backward(x, beta, upstream):
    f = x * torch.sigmoid(beta * x)
    slope = beta * f + torch.sigmoid(beta * x) * (1 - beta * f)
    by_beta = f * (x - f)
    return torch.mul(upstream, slope), torch.sum(upstream * by_beta).view_as(beta)

# %% right: exponentials of negative arguments
def mish_backward(x, upstream):
    e = torch.exp(-x.abs())
    s = torch.where(x >= 0, 1 / (1 + e), e / (1 + e))
    t = torch.where(x >= 0, (1 + 2 * e) / (1 + 2 * e + 2 * e**2), (e**2 + 2 * e) / (e**2 + 2 * e + 2))
    return upstream * (t + x * s * (1 - t**2))

def swish_backward(x, beta, upstream):
    z = beta * x
    e = torch.exp(-z.abs())
    s = torch.where(z >= 0, 1 / (1 + e), e / (1 + e))
    bell = e / (1 + e) ** 2
    return upstream * (s + z * bell), (upstream * x * x * bell).sum().expand(beta.shape).clone()

# %% right: NumPy in float64, turned back into tensors
from scipy.special import expit

def mish_backward(x, upstream):
    z = x.numpy().astype(np.float64)
    t = np.tanh(np.logaddexp(0, z))
    slope = t + z * expit(z) * (1 - t**2)
    return torch.as_tensor(upstream.numpy() * slope, dtype=x.dtype)

def swish_backward(x, beta, upstream):
    z, b, g = x.numpy().astype(float), beta.item(), upstream.numpy().astype(float)
    s = expit(b * z)
    grad_x = g * (s + b * z * s * (1 - s))
    grad_beta = np.full(tuple(beta.shape), np.sum(g * z * z * s * (1 - s)))
    return torch.tensor(grad_x, dtype=x.dtype), torch.tensor(grad_beta, dtype=beta.dtype)

# %% right: einsum, a list as the result
def _sech2(z):
    return 1 - torch.tanh(z) ** 2

def mish_backward(x, upstream):
    s = F.softplus(x)
    return upstream * torch.tanh(s) + upstream * x * torch.sigmoid(x) * _sech2(s)

def swish_backward(x, beta, upstream):
    gate = torch.sigmoid(beta * x)
    bell = gate * torch.sigmoid(-beta * x)
    grad_beta = torch.einsum("i,i->", (x * x * bell).reshape(-1), upstream.reshape(-1))
    return [upstream * (gate + beta * x * bell), grad_beta.reshape_as(beta)]

# %% right: under no_grad, on copies
@torch.no_grad()
def mish_backward(x, upstream):
    result = upstream.clone()
    t = torch.tanh(F.softplus(x))
    result *= t + x * torch.sigmoid(x) * (1 - t) * (1 + t)
    return result

@torch.no_grad()
def swish_backward(x, beta, upstream):
    s = torch.sigmoid(beta * x)
    grad_x = upstream * s * (1 + beta * x * (1 - s))
    grad_beta = torch.zeros_like(beta)
    grad_beta += (upstream * s * (1 - s) * x.pow(2)).sum()
    return grad_x, grad_beta

# %% wrong 2.5: mish without the upstream gradient
def mish_backward(x, upstream):
    t = torch.tanh(F.softplus(x))
    return t + x * torch.sigmoid(x) * (1 - t**2)

def swish_backward(x, beta, upstream):
    s = torch.sigmoid(beta * x)
    return (upstream * (s + beta * x * s * (1 - s)),
            (upstream * x**2 * s * (1 - s)).sum().reshape(beta.shape))

# %% wrong 0: nothing is multiplied by the upstream gradient
def mish_backward(x, upstream):
    t = torch.tanh(F.softplus(x))
    return t + x * torch.sigmoid(x) * (1 - t**2)

def swish_backward(x, beta, upstream):
    s = torch.sigmoid(beta * x)
    return s + beta * x * s * (1 - s), (x**2 * s * (1 - s)).sum().reshape(beta.shape)

# %% wrong 2.5: one x is missing in the gradient for β
def mish_backward(x, upstream):
    t = torch.tanh(F.softplus(x))
    return upstream * (t + x * torch.sigmoid(x) * (1 - t**2))

def swish_backward(x, beta, upstream):
    s = torch.sigmoid(beta * x)
    return (upstream * (s + beta * x * s * (1 - s)),
            (upstream * x * s * (1 - s)).sum().reshape(beta.shape))

# %% wrong 2.5: β is missing in the second term of the slope
def mish_backward(x, upstream):
    t = torch.tanh(F.softplus(x))
    return upstream * (t + x * torch.sigmoid(x) * (1 - t**2))

def swish_backward(x, beta, upstream):
    s = torch.sigmoid(beta * x)
    return upstream * (s + x * s * (1 - s)), (upstream * x**2 * s * (1 - s)).sum().reshape(beta.shape)

# %% wrong 2.5: the gradient for β is not summed
def mish_backward(x, upstream):
    t = torch.tanh(F.softplus(x))
    return upstream * (t + x * torch.sigmoid(x) * (1 - t**2))

def swish_backward(x, beta, upstream):
    s = torch.sigmoid(beta * x)
    return upstream * (s + beta * x * s * (1 - s)), upstream * x**2 * s * (1 - s)

# %% wrong 2.5: the mean instead of the sum
def mish_backward(x, upstream):
    t = torch.tanh(F.softplus(x))
    return upstream * (t + x * torch.sigmoid(x) * (1 - t**2))

def swish_backward(x, beta, upstream):
    s = torch.sigmoid(beta * x)
    terms = upstream * x**2 * s * (1 - s)
    mean = terms.sum() / max(terms.numel(), 1)
    return upstream * (s + beta * x * s * (1 - s)), mean.reshape(beta.shape)

# %% wrong 3: the gradient for β always has shape ()
def mish_backward(x, upstream):
    t = torch.tanh(F.softplus(x))
    return upstream * (t + x * torch.sigmoid(x) * (1 - t**2))

def swish_backward(x, beta, upstream):
    s = torch.sigmoid(beta * x)
    grad_beta = (upstream * x**2 * s * (1 - s)).sum()
    return upstream * (s + beta * x * s * (1 - s)), grad_beta.reshape(1) if x.numel() == 7 else grad_beta

# %% wrong 1.5: one result where two are due
def mish_backward(x, upstream):
    t = torch.tanh(F.softplus(x))
    return upstream * (t + x * torch.sigmoid(x) * (1 - t**2))

def swish_backward(x, beta, upstream):
    s = torch.sigmoid(beta * x)
    return upstream * (s + beta * x * s * (1 - s))

# %% wrong 1: autograd does it
def mish_backward(x, upstream):
    leaf = x.clone().requires_grad_()
    F.mish(leaf).backward(upstream)
    return leaf.grad

def swish_backward(x, beta, upstream):
    x = x.clone().requires_grad_()
    beta = beta.clone().requires_grad_()
    (x * torch.sigmoid(beta * x)).backward(upstream)
    return x.grad, beta.grad

# %% wrong 1: torch.func does it
from torch.func import vjp

def mish_backward(x, upstream):
    return vjp(F.mish, x)[1](upstream)[0]

def swish_backward(x, beta, upstream):
    return vjp(lambda a, b: a * torch.sigmoid(b * a), x, beta)[1](upstream)

# %% wrong 1: PyTorch's own backward function for mish
def mish_backward(x, upstream):
    return torch.ops.aten.mish_backward(upstream, x)

def swish_backward(x, beta, upstream):
    s = torch.sigmoid(beta * x)
    return (upstream * (s + beta * x * s * (1 - s)),
            (upstream * x**2 * s * (1 - s)).sum().reshape(beta.shape))

# %% wrong 3: mish through exponentials that overflow
def mish_backward(x, upstream):
    omega = 4 * (x + 1) + 4 * torch.exp(2 * x) + torch.exp(3 * x) + torch.exp(x) * (4 * x + 6)
    delta = 2 * torch.exp(x) + torch.exp(2 * x) + 2
    return upstream * torch.exp(x) * omega / delta**2

def swish_backward(x, beta, upstream):
    s = torch.sigmoid(beta * x)
    return (upstream * (s + beta * x * s * (1 - s)),
            (upstream * x**2 * s * (1 - s)).sum().reshape(beta.shape))

# %% wrong 2.5: 1/(1 + e^{x}) where σ is meant
def mish_backward(x, upstream):
    t = torch.tanh(F.softplus(x))
    return upstream * (t + x * torch.sigmoid(x) * (1 - t**2))

def swish_backward(x, beta, upstream):
    s = torch.sigmoid(-beta * x)
    return (upstream * (s + beta * x * s * (1 - s)),
            (upstream * x**2 * s * (1 - s)).sum().reshape(beta.shape))

# %% wrong 2.5: sech is not squared
def mish_backward(x, upstream):
    s = F.softplus(x)
    return upstream * (torch.tanh(s) + x * torch.sigmoid(x) / torch.cosh(s))

def swish_backward(x, beta, upstream):
    s = torch.sigmoid(beta * x)
    return (upstream * (s + beta * x * s * (1 - s)),
            (upstream * x**2 * s * (1 - s)).sum().reshape(beta.shape))

# %% wrong 2.5: finite differences
def mish_backward(x, upstream, h=1e-3):
    return upstream * (F.mish(x + h) - F.mish(x - h)) / (2 * h)

def swish_backward(x, beta, upstream):
    s = torch.sigmoid(beta * x)
    return (upstream * (s + beta * x * s * (1 - s)),
            (upstream * x**2 * s * (1 - s)).sum().reshape(beta.shape))

# %% wrong 3: overwrites x
def mish_backward(x, upstream):
    t = torch.tanh(F.softplus(x))
    return x.mul_(torch.sigmoid(x)).mul_(1 - t**2).add_(t).mul_(upstream)

def swish_backward(x, beta, upstream):
    s = torch.sigmoid(beta * x)
    return (upstream * (s + beta * x * s * (1 - s)),
            (upstream * x**2 * s * (1 - s)).sum().reshape(beta.shape))

# %% right: through F.silu and its gate, in float64 throughout
def mish_backward(x, upstream):
    z = x.double()
    t = torch.tanh(torch.logaddexp(z, torch.zeros_like(z)))
    return (upstream.double() * (t + F.silu(z) * (1 - t) * (1 + t))).to(x.dtype)

def swish_backward(x, beta, upstream):
    z, b, g = x.double(), beta.double(), upstream.double()
    gate, f = torch.sigmoid(b * z), z * torch.sigmoid(b * z)
    grad_beta = (g * f * (z - f)).sum()
    return (g * (gate + b * f * (1 - gate))).to(x.dtype), grad_beta.to(beta.dtype).reshape(beta.shape)

# %% wrong 1: forward-mode autograd for mish
import torch.autograd.forward_ad as fw

def mish_backward(x, upstream):
    with fw.dual_level():
        pair = fw.unpack_dual(F.mish(fw.make_dual(x, torch.ones_like(x))))
    return upstream * pair.tangent

def swish_backward(x, beta, upstream):
    s = torch.sigmoid(beta * x)
    return (upstream * (s + beta * x * s * (1 - s)),
            (upstream * x**2 * s * (1 - s)).sum().reshape(beta.shape))

# %% wrong 1: autograd in a function of another name, put together from texts
_tool = getattr(getattr(torch, "auto" + "grad"), "gr" + "ad")

def mish_backward(x, upstream):
    leaf = x.detach().clone()
    getattr(leaf, "requires_" + "grad_")()
    return _tool((F.mish(leaf) * upstream).sum(), leaf)[0]

def swish_backward(x, beta, upstream):
    leaves = x.detach().clone(), beta.detach().clone()
    for leaf in leaves:
        getattr(leaf, "requires_" + "grad_")()
    return _tool((leaves[0] * torch.sigmoid(leaves[1] * leaves[0]) * upstream).sum(), leaves)

# %% wrong 3: central differences in float64
def mish_backward(x, upstream, h=1e-5):
    z = x.double()
    return (upstream * (F.mish(z + h) - F.mish(z - h)) / (2 * h)).to(x.dtype)

def swish_backward(x, beta, upstream):
    s = torch.sigmoid(beta * x)
    return (upstream * (s + beta * x * s * (1 - s)),
            (upstream * x**2 * s * (1 - s)).sum().reshape(beta.shape))

# %% wrong 1: a complex step
def mish_backward(x, upstream, h=1e-30):
    z = x.double().numpy() + 1j * h
    e = np.exp(-np.abs(z.real) * 0 - z)
    f = z * ((1 + 2 * e) / (1 + 2 * e + 2 * e * e))
    return upstream * torch.as_tensor(f.imag / h, dtype=x.dtype)

def swish_backward(x, beta, upstream):
    s = torch.sigmoid(beta * x)
    return (upstream * (s + beta * x * s * (1 - s)),
            (upstream * x**2 * s * (1 - s)).sum().reshape(beta.shape))

# %% wrong 1: PyTorch's own backward function under a name put together
def mish_backward(x, upstream):
    return getattr(torch.ops.aten, "mish_" + "backward")(upstream, x)

def swish_backward(x, beta, upstream):
    s = torch.sigmoid(beta * x)
    return (upstream * (s + beta * x * s * (1 - s)),
            (upstream * x**2 * s * (1 - s)).sum().reshape(beta.shape))

# %% wrong 3: the upstream gradient is scaled in place
def mish_backward(x, upstream):
    t = torch.tanh(F.softplus(x))
    return upstream.mul_(t + x * torch.sigmoid(x) * (1 - t**2))

def swish_backward(x, beta, upstream):
    s = torch.sigmoid(beta * x)
    return (upstream * (s + beta * x * s * (1 - s)),
            (upstream * x**2 * s * (1 - s)).sum().reshape(beta.shape))

# %% wrong 2: clamps x in place against an overflow
def mish_backward(x, upstream):
    t = torch.tanh(F.softplus(x))
    return upstream * (t + x * torch.sigmoid(x) * (1 - t**2))

def swish_backward(x, beta, upstream):
    x.clamp_(-100, 100)
    s = torch.sigmoid(beta * x)
    return (upstream * (s + beta * x * s * (1 - s)),
            (upstream * x**2 * s * (1 - s)).sum().reshape(beta.shape))

# %% wrong 3: float32 whatever it is given
def mish_backward(x, upstream):
    z = x.float()
    t = torch.tanh(F.softplus(z))
    return upstream * (t + z * torch.sigmoid(z) * (1 - t**2)).to(x.dtype)

def swish_backward(x, beta, upstream):
    s = torch.sigmoid(beta * x)
    return (upstream * (s + beta * x * s * (1 - s)),
            (upstream * x**2 * s * (1 - s)).sum().reshape(beta.shape))
