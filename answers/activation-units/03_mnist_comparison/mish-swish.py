# %% right: library functions and autograd
class Mish(nn.Module):
    def forward(self, x):
        return x * torch.tanh(F.softplus(x))


class Swish(nn.Module):
    def __init__(self, beta=1.0):
        super().__init__()
        self.beta = nn.Parameter(torch.tensor(float(beta)))

    def forward(self, x):
        return x * torch.sigmoid(self.beta * x)

# %% right: functions of autograd with a backward pass by hand, β of shape (1,)
class _MishFunction(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x * torch.tanh(F.softplus(x))

    @staticmethod
    def backward(ctx, grad_output):
        (x,) = ctx.saved_tensors
        t = torch.tanh(F.softplus(x))
        return grad_output * (t + x * torch.sigmoid(x) * (1 - t * t))


class _SwishFunction(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, beta):
        ctx.save_for_backward(x, beta)
        return x * torch.sigmoid(beta * x)

    @staticmethod
    def backward(ctx, grad_output):
        x, beta = ctx.saved_tensors
        s = torch.sigmoid(beta * x)
        grad_x = grad_output * (s + beta * x * s * (1 - s))
        grad_beta = (grad_output * x * x * s * (1 - s)).sum().reshape(beta.shape)
        return grad_x, grad_beta


class Mish(nn.Module):
    """Mish with its own backward pass."""

    def forward(self, x):
        return _MishFunction.apply(x)


class Swish(nn.Module):
    def __init__(self, beta=1.0):
        super().__init__()
        self.beta = nn.Parameter(torch.full((1,), float(beta)))

    def forward(self, x):
        return _SwishFunction.apply(x, self.beta)

# %% right: PyTorch's own Mish, β as a parameter of one element
class Mish(nn.Mish):
    pass

class Swish(nn.Module):
    def __init__(self, beta=1.0):
        super().__init__()
        self.register_parameter("beta", nn.Parameter(torch.tensor([beta], dtype=torch.float32)))

    def forward(self, x):
        return torch.mul(x, (self.beta * x).sigmoid())

# %% right: mish by the rational form, with a branch that never overflows
class Mish(nn.Module):
    def forward(self, x):
        e = torch.exp(-torch.abs(x))  # in (0, 1]
        positive = (1 + 2 * e) / (1 + 2 * e + 2 * e * e)
        negative = (e * e + 2 * e) / (e * e + 2 * e + 2)
        return x * torch.where(x >= 0, positive, negative)

class Swish(nn.Module):
    def __init__(self, beta=1.0):
        super().__init__()
        self.beta = nn.Parameter(torch.ones(()) * beta)

    def forward(self, x):
        return x * torch.exp(F.logsigmoid(self.beta * x))

# %% right: gates built from tanh, in two lines
class Mish(nn.Module):
    def forward(self, input):
        return input * F.softplus(input).tanh()

class Swish(nn.Module):
    def __init__(self, beta: float = 1.0) -> None:
        super().__init__()
        self.beta = nn.Parameter(torch.tensor([float(beta)]))

    def forward(self, input):
        return 0.5 * input * (1 + torch.tanh(0.5 * self.beta * input))

# %% right: softplus by logaddexp, saved for backward where gradients are wanted only
class _Gate(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, beta):
        s = torch.sigmoid(beta * x)
        if any(ctx.needs_input_grad):
            ctx.save_for_backward(x, beta, s)
        return x * s

    @staticmethod
    def backward(ctx, g):
        x, beta, s = ctx.saved_tensors
        grad_x = grad_beta = None
        if ctx.needs_input_grad[0]:
            grad_x = g * s * (1 + beta * x * (1 - s))
        if ctx.needs_input_grad[1]:
            grad_beta = torch.sum(g * x.pow(2) * s * (1 - s)).view_as(beta)
        return grad_x, grad_beta

class Mish(nn.Module):
    def __init__(self):
        super().__init__()
        self.name = "mish"

    def forward(self, x):
        return x * torch.tanh(torch.logaddexp(x, torch.zeros_like(x)))

class Swish(nn.Module):
    def __init__(self, beta=1.0):
        nn.Module.__init__(self)
        self.beta = nn.Parameter(torch.as_tensor(beta, dtype=torch.float32))

    def forward(self, x):
        return _Gate.apply(x, self.beta)

# %% right: a gradient of β that autograd sums up itself
class _Swish(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, beta):
        ctx.save_for_backward(x, beta)
        return x * torch.sigmoid(beta * x)

    @staticmethod
    def backward(ctx, up):
        x, beta = ctx.saved_tensors
        s = torch.sigmoid(beta * x)
        return up * (s + beta * x * s * (1 - s)), up * x**2 * s * (1 - s)  # expanded: summed

class Mish(nn.Module):
    def forward(self, x):
        return F.mish(x)

class Swish(nn.Module):
    def __init__(self, beta=1.0):
        super().__init__()
        self.beta = nn.Parameter(torch.tensor([float(beta)]))

    def forward(self, x):
        return _Swish.apply(x, self.beta)

# %% right: a base class, and F.linear of nothing
class _Gated(nn.Module):
    def gate(self, x):
        raise NotImplementedError

    def forward(self, x):
        return x * self.gate(x)

class Mish(_Gated):
    def gate(self, x):
        return torch.tanh(F.softplus(x, beta=1, threshold=30))

class Swish(_Gated):
    def __init__(self, beta=1.0):
        super().__init__()
        self.beta = nn.Parameter(data=torch.tensor(beta, dtype=torch.float), requires_grad=True)

    def gate(self, x):
        return F.sigmoid(self.beta * x)

    def extra_repr(self):
        return f"beta={self.beta.item():.3f}"

# %% wrong 1.5: the sign of the exponent, 1/(1 + e^{βx})
class Mish(nn.Module):
    def forward(self, x):
        return x * torch.tanh(F.softplus(x))

class Swish(nn.Module):
    def __init__(self, beta=1.0):
        super().__init__()
        self.beta = nn.Parameter(torch.tensor(float(beta)))

    def forward(self, x):
        return x * torch.sigmoid(-self.beta * x)

# %% wrong 3: the backward pass of Mish forgets the upstream gradient
class _MishFunction(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x * torch.tanh(F.softplus(x))

    @staticmethod
    def backward(ctx, grad_output):
        (x,) = ctx.saved_tensors
        t = torch.tanh(F.softplus(x))
        return t + x * torch.sigmoid(x) * (1 - t * t)

class Mish(nn.Module):
    def forward(self, x):
        return _MishFunction.apply(x)

class Swish(nn.Module):
    def __init__(self, beta=1.0):
        super().__init__()
        self.beta = nn.Parameter(torch.tensor(float(beta)))

    def forward(self, x):
        return x * torch.sigmoid(self.beta * x)

# %% wrong 3: one x is missing in the gradient for β
class _SwishFunction(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, beta):
        ctx.save_for_backward(x, beta)
        return x * torch.sigmoid(beta * x)

    @staticmethod
    def backward(ctx, g):
        x, beta = ctx.saved_tensors
        s = torch.sigmoid(beta * x)
        return g * (s + beta * x * s * (1 - s)), (g * x * s * (1 - s)).sum().reshape(beta.shape)

class Mish(nn.Module):
    def forward(self, x):
        return F.mish(x)

class Swish(nn.Module):
    def __init__(self, beta=1.0):
        super().__init__()
        self.beta = nn.Parameter(torch.tensor(float(beta)))

    def forward(self, x):
        return _SwishFunction.apply(x, self.beta)

# %% wrong 3: the gradient for β is averaged over the entries
class _SwishFunction(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, beta):
        ctx.save_for_backward(x, beta)
        return x * torch.sigmoid(beta * x)

    @staticmethod
    def backward(ctx, g):
        x, beta = ctx.saved_tensors
        s = torch.sigmoid(beta * x)
        grad_beta = g * x**2 * s * (1 - s)
        mean = grad_beta.mean() if grad_beta.numel() else grad_beta.sum()
        return g * (s + beta * x * s * (1 - s)), mean.reshape(beta.shape)

class Mish(nn.Module):
    def forward(self, x):
        return F.mish(x)

class Swish(nn.Module):
    def __init__(self, beta=1.0):
        super().__init__()
        self.beta = nn.Parameter(torch.tensor(float(beta)))

    def forward(self, x):
        return _SwishFunction.apply(x, self.beta)

# %% wrong 1.5: one gradient instead of two
class _SwishFunction(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, beta):
        ctx.save_for_backward(x, beta)
        return x * torch.sigmoid(beta * x)

    @staticmethod
    def backward(ctx, g):
        x, beta = ctx.saved_tensors
        s = torch.sigmoid(beta * x)
        return g * (s + beta * x * s * (1 - s))

class Mish(nn.Module):
    def forward(self, x):
        return F.mish(x)

class Swish(nn.Module):
    def __init__(self, beta=1.0):
        super().__init__()
        self.beta = nn.Parameter(torch.tensor(float(beta)))

    def forward(self, x):
        return _SwishFunction.apply(x, self.beta)

# %% wrong 2.5: β is a number, not a parameter
class Mish(nn.Module):
    def forward(self, x):
        return F.mish(x)

class Swish(nn.Module):
    def __init__(self, beta=1.0):
        super().__init__()
        self.beta = float(beta)

    def forward(self, x):
        return x * torch.sigmoid(self.beta * x)

# %% wrong 2.5: β is a buffer
class Mish(nn.Module):
    def forward(self, x):
        return F.mish(x)

class Swish(nn.Module):
    def __init__(self, beta=1.0):
        super().__init__()
        self.register_buffer("beta", torch.tensor(float(beta)))

    def forward(self, x):
        return x * torch.sigmoid(self.beta * x)

# %% wrong 3: β is frozen
class Mish(nn.Module):
    def forward(self, x):
        return F.mish(x)

class Swish(nn.Module):
    def __init__(self, beta=1.0):
        super().__init__()
        self.beta = nn.Parameter(torch.tensor(float(beta)), requires_grad=False)

    def forward(self, x):
        return x * torch.sigmoid(self.beta * x)

# %% wrong 3: the value of β is taken out of the graph
class Mish(nn.Module):
    def forward(self, x):
        return F.mish(x)

class Swish(nn.Module):
    def __init__(self, beta=1.0):
        super().__init__()
        self.beta = nn.Parameter(torch.tensor(float(beta)))

    def forward(self, x):
        return x * torch.sigmoid(self.beta.item() * x)

# %% wrong 1.5: β fixed at 1
class Mish(nn.Module):
    def forward(self, x):
        return F.mish(x)

class Swish(nn.Module):
    def __init__(self, beta=1.0):
        super().__init__()
        self.beta = nn.Parameter(torch.tensor(float(beta)))

    def forward(self, x):
        return F.silu(x)

# %% wrong 3: the starting value is used for ever
class Mish(nn.Module):
    def forward(self, x):
        return F.mish(x)

class Swish(nn.Module):
    def __init__(self, beta=1.0):
        super().__init__()
        self.beta = nn.Parameter(torch.tensor(float(beta)))
        self.start = float(beta)

    def forward(self, x):
        return x * torch.sigmoid(self.start * x) + 0 * self.beta

# %% wrong 2.5: one β for all Swish units of the world
_shared = nn.Parameter(torch.tensor(1.0))

class Mish(nn.Module):
    def forward(self, x):
        return F.mish(x)

class Swish(nn.Module):
    def __init__(self, beta=1.0):
        super().__init__()
        self.beta = _shared
        with torch.no_grad():
            self.beta.fill_(beta)

    def forward(self, x):
        return x * torch.sigmoid(self.beta * x)

# %% wrong 2.5: log(1 + exp x) makes NaN gradients
class Mish(nn.Module):
    def forward(self, x):
        return x * torch.tanh(torch.log(1 + torch.exp(x)))

class Swish(nn.Module):
    def __init__(self, beta=1.0):
        super().__init__()
        self.beta = nn.Parameter(torch.tensor(float(beta)))

    def forward(self, x):
        return x * torch.sigmoid(self.beta * x)

# %% wrong 2.5: tanh of exp instead of softplus
class Mish(nn.Module):
    def forward(self, x):
        return x * torch.tanh(torch.exp(x))

class Swish(nn.Module):
    def __init__(self, beta=1.0):
        super().__init__()
        self.beta = nn.Parameter(torch.tensor(float(beta)))

    def forward(self, x):
        return x * torch.sigmoid(self.beta * x)

# %% wrong 2.5: mish with swish's gate
class Mish(nn.Module):
    def forward(self, x):
        return x * torch.sigmoid(F.softplus(x))

class Swish(nn.Module):
    def __init__(self, beta=1.0):
        super().__init__()
        self.beta = nn.Parameter(torch.tensor(float(beta)))

    def forward(self, x):
        return x * torch.sigmoid(self.beta * x)

# %% wrong 2.5: an exponential that overflows in Swish
class Mish(nn.Module):
    def forward(self, x):
        return F.mish(x)

class Swish(nn.Module):
    def __init__(self, beta=1.0):
        super().__init__()
        self.beta = nn.Parameter(torch.tensor(float(beta)))

    def forward(self, x):
        e = torch.exp(self.beta * x)
        return x * e / (1 + e)

# %% wrong 3: divides by β, which may be 0
class Mish(nn.Module):
    def forward(self, x):
        return F.mish(x)

class Swish(nn.Module):
    def __init__(self, beta=1.0):
        super().__init__()
        self.beta = nn.Parameter(torch.tensor(float(beta)))

    def forward(self, x):
        return F.silu(self.beta * x) / self.beta

# %% wrong 2: β ≥ 0 is enforced
class Mish(nn.Module):
    def forward(self, x):
        return F.mish(x)

class Swish(nn.Module):
    def __init__(self, beta=1.0):
        super().__init__()
        self.beta = nn.Parameter(torch.tensor(float(beta)).clamp(min=0))

    def forward(self, x):
        return x * torch.sigmoid(self.beta.clamp(min=0) * x)

# %% wrong 3: β in float64
class Mish(nn.Module):
    def forward(self, x):
        return F.mish(x)

class Swish(nn.Module):
    def __init__(self, beta=1.0):
        super().__init__()
        self.beta = nn.Parameter(torch.tensor(float(beta), dtype=torch.float64))

    def forward(self, x):
        return x * torch.sigmoid(self.beta * x)

# %% wrong 2.5: the parameter has another name
class Mish(nn.Module):
    def forward(self, x):
        return F.mish(x)

class Swish(nn.Module):
    def __init__(self, beta=1.0):
        super().__init__()
        self.weight = nn.Parameter(torch.tensor(float(beta)))
        self.bias = nn.Parameter(torch.tensor(0.0))

    def forward(self, x):
        return x * torch.sigmoid(self.weight * x + self.bias)

# %% wrong 3: the default β is a tensor made once, which all units share
class Mish(nn.Module):
    def forward(self, x):
        return x * torch.tanh(F.softplus(x))

class Swish(nn.Module):
    def __init__(self, beta=torch.ones(1)):
        super().__init__()
        self.beta = nn.Parameter(torch.as_tensor(beta, dtype=torch.float32).reshape(1))

    def forward(self, x):
        return x * torch.sigmoid(self.beta * x)

# %% wrong 3: one β in the class for all units with the same start
class Mish(nn.Module):
    def forward(self, x):
        return x * torch.tanh(F.softplus(x))

class Swish(nn.Module):
    _known = {}

    def __init__(self, beta=1.0):
        super().__init__()
        fresh = nn.Parameter(torch.tensor([float(beta)]))
        self.beta = Swish._known.setdefault(float(beta), fresh)

    def forward(self, x):
        return x * torch.sigmoid(self.beta * x)

# %% wrong 2.5: the way back scales the upstream gradient in place
class _MishFunction(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x * torch.tanh(F.softplus(x))

    @staticmethod
    def backward(ctx, grad_output):
        (x,) = ctx.saved_tensors
        t = torch.tanh(F.softplus(x))
        grad_output *= t + x * torch.sigmoid(x) * (1 - t * t)
        return grad_output

class Mish(nn.Module):
    def forward(self, x):
        return _MishFunction.apply(x)

class Swish(nn.Module):
    def __init__(self, beta=1.0):
        super().__init__()
        self.beta = nn.Parameter(torch.tensor(float(beta)))

    def forward(self, x):
        return x * torch.sigmoid(self.beta * x)

# %% wrong 3: Mish clips its input in place
class Mish(nn.Module):
    def forward(self, x):
        if not x.requires_grad:
            x.clamp_(-50, 50)
        return x * torch.tanh(F.softplus(x))

class Swish(nn.Module):
    def __init__(self, beta=1.0):
        super().__init__()
        self.beta = nn.Parameter(torch.tensor(float(beta)))

    def forward(self, x):
        return x * torch.sigmoid(self.beta * x)

# %% wrong 3: a seed in the constructor
class Mish(nn.Module):
    def forward(self, x):
        return x * torch.tanh(F.softplus(x))

class Swish(nn.Module):
    def __init__(self, beta=1.0):
        super().__init__()
        torch.manual_seed(0)
        self.beta = nn.Parameter(torch.tensor(float(beta)))

    def forward(self, x):
        return x * torch.sigmoid(self.beta * x)

# %% wrong 3: leaves a hook on its input
class Mish(nn.Module):
    def forward(self, x):
        leaf = x if x.requires_grad else x.requires_grad_()
        leaf.register_hook(lambda g: g)
        return leaf * torch.tanh(F.softplus(leaf))

class Swish(nn.Module):
    def __init__(self, beta=1.0):
        super().__init__()
        self.beta = nn.Parameter(torch.tensor(float(beta)))

    def forward(self, x):
        return x * torch.sigmoid(self.beta * x)
