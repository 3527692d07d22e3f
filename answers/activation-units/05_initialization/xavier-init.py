# %% right: the tensor's own methods under no_grad
def xavier_normal_(weight, generator=None):
    with torch.no_grad():
        weight.normal_(0, (2 / sum(weight.shape)) ** 0.5, generator=generator)

def xavier_uniform_(weight, generator=None):
    with torch.no_grad():
        bound = (6 / sum(weight.shape)) ** 0.5
        weight.uniform_(-bound, bound, generator=generator)

# %% right: through .data, with the formulas of the cell above
def xavier_normal_(weight, generator=None):
    fan_out, fan_in = weight.shape
    weight.data.normal_(mean=0.0, std=xavier_std(fan_in, fan_out), generator=generator)

def xavier_uniform_(weight, generator=None):
    fan_out, fan_in = weight.shape
    d = xavier_bound(fan_in, fan_out)
    weight.data.uniform_(-d, d, generator=generator)
    return weight

# %% right: functions of torch.nn.init
from torch import nn

def xavier_normal_(weight, generator=None):
    return nn.init.normal_(weight, 0.0, xavier_std(*weight.shape), generator=generator)

def xavier_uniform_(weight, generator=None):
    d = xavier_bound(*weight.shape)
    return nn.init.uniform_(weight, -d, d, generator=generator)

# %% right: torch's own function of this name
from torch import nn

def xavier_normal_(weight, generator=None):
    nn.init.xavier_normal_(weight, generator=generator)

def xavier_uniform_(weight, generator=None):
    nn.init.xavier_uniform_(weight, generator=generator)

# %% right: randn and rand, copied into the weight
def xavier_normal_(weight, generator=None):
    m, n = weight.size()
    draws = torch.randn(m, n, generator=generator, dtype=weight.dtype)
    with torch.no_grad():
        weight.copy_(draws * (2 / (m + n)) ** 0.5)

def xavier_uniform_(weight, generator=None):
    m, n = weight.size()
    draws = torch.rand(m, n, generator=generator, dtype=weight.dtype)
    with torch.no_grad():
        weight.copy_((6 / (m + n)) ** 0.5 * (2 * draws - 1))

# %% right: decorated, assigned to a slice, in float32 throughout
@torch.no_grad()
def xavier_normal_(weight, generator=None):
    rows, columns = weight.shape
    weight[...] = torch.randn(weight.shape, generator=generator) * np.sqrt(2 / (rows + columns))

@torch.no_grad()
def xavier_uniform_(weight, generator=None):
    rows, columns = weight.shape
    d = float(np.sqrt(6 / (rows + columns)))
    weight[:] = d - 2 * d * torch.rand(rows, columns, generator=generator)

# %% right: NumPy, seeded by the generator
def _rng(generator):
    return np.random.default_rng(torch.randint(2**62, (1,), generator=generator).item())

def xavier_normal_(weight, generator=None):
    with torch.no_grad():
        weight.copy_(torch.from_numpy(_rng(generator).normal(0, (2 / sum(weight.shape)) ** 0.5, tuple(weight.shape))))

def xavier_uniform_(weight, generator=None):
    d = (6 / sum(weight.shape)) ** 0.5
    with torch.no_grad():
        weight.copy_(torch.from_numpy(_rng(generator).uniform(-d, d, tuple(weight.shape))))

# %% right: row by row
def xavier_normal_(weight, generator=None):
    with torch.no_grad():
        for row in weight:
            row.normal_(0.0, (2 / sum(weight.shape)) ** 0.5, generator=generator)

def xavier_uniform_(weight, generator=None):
    d = (6 / sum(weight.shape)) ** 0.5
    with torch.no_grad():
        for row in weight:
            row.uniform_(-d, d, generator=generator)

# %% right: a detached view, and a scaled standard draw
def xavier_normal_(weight, generator=None):
    view = weight.detach()
    torch.randn(view.shape, generator=generator, dtype=view.dtype, out=view)
    view.mul_((2 / sum(weight.shape)) ** 0.5)

def xavier_uniform_(weight, generator=None):
    view = weight.detach()
    view.uniform_(0.0, 1.0, generator=generator).sub_(0.5).mul_(2 * (6 / sum(weight.shape)) ** 0.5)

# %% right: torch.normal with a matrix of standard deviations
def xavier_normal_(weight, generator=None):
    std = torch.full(weight.shape, (2 / sum(weight.shape)) ** 0.5, dtype=weight.dtype)
    weight.data = torch.normal(torch.zeros_like(std), std, generator=generator)

def xavier_uniform_(weight, generator=None):
    d = (6 / sum(weight.shape)) ** 0.5
    weight.data = torch.empty_like(weight.data).uniform_(-d, d, generator=generator)

# %% wrong 3: the variance is taken for the standard deviation
def xavier_normal_(weight, generator=None):
    with torch.no_grad():
        weight.normal_(0, 2 / sum(weight.shape), generator=generator)

def xavier_uniform_(weight, generator=None):
    with torch.no_grad():
        d = 3 * 2 / sum(weight.shape)
        weight.uniform_(-d, d, generator=generator)

# %% wrong 3: a gain of √2 that is Kaiming's
def xavier_normal_(weight, generator=None):
    with torch.no_grad():
        weight.normal_(0, (4 / sum(weight.shape)) ** 0.5, generator=generator)

def xavier_uniform_(weight, generator=None):
    with torch.no_grad():
        d = (3 * (4 / sum(weight.shape))) ** 0.5
        weight.uniform_(-d, d, generator=generator)

# %% wrong 4.5: the uniform bound is √(3/(m + n))
def xavier_normal_(weight, generator=None):
    with torch.no_grad():
        weight.normal_(0, (2 / sum(weight.shape)) ** 0.5, generator=generator)

def xavier_uniform_(weight, generator=None):
    with torch.no_grad():
        d = (3 * (1 / sum(weight.shape))) ** 0.5
        weight.uniform_(-d, d, generator=generator)

# %% wrong 4.5: the uniform bound is the standard deviation
def xavier_normal_(weight, generator=None):
    with torch.no_grad():
        weight.normal_(0, (2 / sum(weight.shape)) ** 0.5, generator=generator)

def xavier_uniform_(weight, generator=None):
    with torch.no_grad():
        d = (3 * (2 / 3 / sum(weight.shape))) ** 0.5
        weight.uniform_(-d, d, generator=generator)

# %% wrong 3: weights 10 % too large
def xavier_normal_(weight, generator=None):
    with torch.no_grad():
        weight.normal_(0, (1.21 * 2 / sum(weight.shape)) ** 0.5, generator=generator)

def xavier_uniform_(weight, generator=None):
    with torch.no_grad():
        d = (3 * (1.21 * 2 / sum(weight.shape))) ** 0.5
        weight.uniform_(-d, d, generator=generator)

# %% wrong 3: weights 10 % too small
def xavier_normal_(weight, generator=None):
    with torch.no_grad():
        weight.normal_(0, (0.81 * 2 / sum(weight.shape)) ** 0.5, generator=generator)

def xavier_uniform_(weight, generator=None):
    with torch.no_grad():
        d = (3 * (0.81 * 2 / sum(weight.shape))) ** 0.5
        weight.uniform_(-d, d, generator=generator)

# %% wrong 3: n is the number of all weights
def xavier_normal_(weight, generator=None):
    with torch.no_grad():
        weight.normal_(0, (1 / weight.numel()) ** 0.5, generator=generator)

def xavier_uniform_(weight, generator=None):
    with torch.no_grad():
        d = (3 * (1 / weight.numel())) ** 0.5
        weight.uniform_(-d, d, generator=generator)

# %% wrong 3: fan_in alone
def xavier_normal_(weight, generator=None):
    with torch.no_grad():
        weight.normal_(0, (1 / weight.shape[1]) ** 0.5, generator=generator)

def xavier_uniform_(weight, generator=None):
    with torch.no_grad():
        d = (3 * (1 / weight.shape[1])) ** 0.5
        weight.uniform_(-d, d, generator=generator)

# %% wrong 3: the longer side for both fans
def xavier_normal_(weight, generator=None):
    with torch.no_grad():
        weight.normal_(0, (1 / max(weight.shape)) ** 0.5, generator=generator)

def xavier_uniform_(weight, generator=None):
    with torch.no_grad():
        d = (3 * (1 / max(weight.shape))) ** 0.5
        weight.uniform_(-d, d, generator=generator)

# %% wrong 4.5: a uniform distribution where a normal one is due
def xavier_normal_(weight, generator=None):
    with torch.no_grad():
        d = (3 * (2 / sum(weight.shape))) ** 0.5
        weight.uniform_(-d, d, generator=generator)

def xavier_uniform_(weight, generator=None):
    with torch.no_grad():
        d = (3 * (2 / sum(weight.shape))) ** 0.5
        weight.uniform_(-d, d, generator=generator)

# %% wrong 4.5: a normal distribution where a uniform one is due
def xavier_normal_(weight, generator=None):
    with torch.no_grad():
        weight.normal_(0, (2 / sum(weight.shape)) ** 0.5, generator=generator)

def xavier_uniform_(weight, generator=None):
    with torch.no_grad():
        weight.normal_(0, (2 / sum(weight.shape)) ** 0.5, generator=generator)

# %% wrong 4.5: a normal distribution cut off at two standard deviations
from torch import nn

def xavier_normal_(weight, generator=None):
    nn.init.trunc_normal_(weight, 0.0, (2 / sum(weight.shape)) ** 0.5, a=-2 * (2 / sum(weight.shape)) ** 0.5, b=2 * (2 / sum(weight.shape)) ** 0.5, generator=generator)

def xavier_uniform_(weight, generator=None):
    with torch.no_grad():
        d = (3 * (2 / sum(weight.shape))) ** 0.5
        weight.uniform_(-d, d, generator=generator)

# %% wrong 4.5: uniform from 0 to 2d
def xavier_normal_(weight, generator=None):
    with torch.no_grad():
        weight.normal_(0, (2 / sum(weight.shape)) ** 0.5, generator=generator)

def xavier_uniform_(weight, generator=None):
    with torch.no_grad():
        d = (3 * 2 / sum(weight.shape)) ** 0.5
        weight.uniform_(0, 2 * d, generator=generator)

# %% wrong 5: a fixed seed inside, whatever the generator
def xavier_normal_(weight, generator=None):
    torch.manual_seed(0)
    with torch.no_grad():
        weight.copy_(torch.randn(weight.shape) * (2 / sum(weight.shape)) ** 0.5)

def xavier_uniform_(weight, generator=None):
    torch.manual_seed(0)
    with torch.no_grad():
        weight.copy_((2 * torch.rand(weight.shape) - 1) * (3 * 2 / sum(weight.shape)) ** 0.5)

# %% wrong 5: a fixed seed where no generator is given
def xavier_normal_(weight, generator=None):
    generator = generator or torch.Generator().manual_seed(0)
    with torch.no_grad():
        weight.normal_(0, (2 / sum(weight.shape)) ** 0.5, generator=generator)

def xavier_uniform_(weight, generator=None):
    generator = generator or torch.Generator().manual_seed(0)
    with torch.no_grad():
        d = (3 * (2 / sum(weight.shape))) ** 0.5
        weight.uniform_(-d, d, generator=generator)

# %% wrong 5: the generator is ignored
def xavier_normal_(weight, generator=None):
    with torch.no_grad():
        weight.normal_(0, (2 / sum(weight.shape)) ** 0.5)

def xavier_uniform_(weight, generator=None):
    with torch.no_grad():
        d = (3 * 2 / sum(weight.shape)) ** 0.5
        weight.uniform_(-d, d)

# %% wrong 5: the generator is ignored by the uniform one
def xavier_normal_(weight, generator=None):
    with torch.no_grad():
        weight.normal_(0, (2 / sum(weight.shape)) ** 0.5, generator=generator)

def xavier_uniform_(weight, generator=None):
    with torch.no_grad():
        d = (3 * 2 / sum(weight.shape)) ** 0.5
        weight.uniform_(-d, d)

# %% wrong 5: a generator of its own with the seed of the one given, so that the draws repeat
def xavier_normal_(weight, generator=None):
    own = torch.Generator().manual_seed(generator.initial_seed() if generator else 0)
    with torch.no_grad():
        weight.normal_(0, (2 / sum(weight.shape)) ** 0.5, generator=own)

def xavier_uniform_(weight, generator=None):
    own = torch.Generator().manual_seed(generator.initial_seed() if generator else 0)
    with torch.no_grad():
        d = (3 * 2 / sum(weight.shape)) ** 0.5
        weight.uniform_(-d, d, generator=own)

# %% wrong 0: returns new weights, and leaves the given ones
def xavier_normal_(weight, generator=None):
    return torch.randn(weight.shape, generator=generator) * (2 / sum(weight.shape)) ** 0.5

def xavier_uniform_(weight, generator=None):
    return (2 * torch.rand(weight.shape, generator=generator) - 1) * (3 * 2 / sum(weight.shape)) ** 0.5

# %% wrong 1.5: without no_grad, refused for a Parameter
def xavier_normal_(weight, generator=None):
    weight.normal_(0, (2 / sum(weight.shape)) ** 0.5, generator=generator)

def xavier_uniform_(weight, generator=None):
    d = (3 * 2 / sum(weight.shape)) ** 0.5
    weight.uniform_(-d, d, generator=generator)

# %% wrong 4: the Parameter asks for no gradients afterwards
def xavier_normal_(weight, generator=None):
    weight.requires_grad_(False)
    weight.normal_(0, (2 / sum(weight.shape)) ** 0.5, generator=generator)

def xavier_uniform_(weight, generator=None):
    weight.requires_grad_(False)
    d = (3 * 2 / sum(weight.shape)) ** 0.5
    weight.uniform_(-d, d, generator=generator)

# %% wrong 4.5: one row of draws for all rows
def xavier_normal_(weight, generator=None):
    with torch.no_grad():
        weight.copy_(torch.randn(weight.shape[1], generator=generator) * (2 / sum(weight.shape)) ** 0.5)

def xavier_uniform_(weight, generator=None):
    with torch.no_grad():
        d = (3 * (2 / sum(weight.shape))) ** 0.5
        weight.uniform_(-d, d, generator=generator)

# %% wrong 1: takes no generator
def xavier_normal_(weight):
    with torch.no_grad():
        weight.normal_(0, (2 / sum(weight.shape)) ** 0.5)

def xavier_uniform_(weight):
    with torch.no_grad():
        d = (3 * 2 / sum(weight.shape)) ** 0.5
        weight.uniform_(-d, d)

# %% wrong 3: rounds to one decimal
def xavier_normal_(weight, generator=None):
    with torch.no_grad():
        weight.normal_(0, (2 / sum(weight.shape)) ** 0.5, generator=generator)
        weight.copy_(weight.round(decimals=1))

def xavier_uniform_(weight, generator=None):
    with torch.no_grad():
        d = (3 * (2 / sum(weight.shape))) ** 0.5
        weight.uniform_(-d, d, generator=generator)
        weight.copy_(weight.round(decimals=1))

# %% wrong 5: mean and standard deviation of the sample are forced
def xavier_normal_(weight, generator=None):
    w = torch.randn(weight.shape, dtype=weight.dtype, generator=generator)
    with torch.no_grad():
        weight.copy_((2 / sum(weight.shape)) ** 0.5 * (w - w.mean()) / w.std())

def xavier_uniform_(weight, generator=None):
    with torch.no_grad():
        d = (3 * 2 / sum(weight.shape)) ** 0.5
        weight.uniform_(-d, d, generator=generator)

# %% wrong 4: orthogonal rows or columns, and centred uniform draws
from torch import nn

def xavier_normal_(weight, generator=None):
    w = torch.empty(weight.shape, dtype=weight.dtype)
    nn.init.orthogonal_(w, generator=generator)
    with torch.no_grad():
        weight.copy_(w * ((2 / sum(weight.shape)) * weight.numel() / w.square().sum()) ** 0.5)

def xavier_uniform_(weight, generator=None):
    d = (3 * 2 / sum(weight.shape)) ** 0.5
    w = torch.rand(weight.shape, generator=generator) * 2 - 1
    w = w - w.mean()
    with torch.no_grad():
        weight.copy_(d * w / max(1.0, w.abs().max().item()))

# %% wrong 5: uniform draws and their negatives, shuffled
def xavier_normal_(weight, generator=None):
    with torch.no_grad():
        weight.normal_(0, (2 / sum(weight.shape)) ** 0.5, generator=generator)

def xavier_uniform_(weight, generator=None):
    n, d = weight.numel(), (3 * 2 / sum(weight.shape)) ** 0.5
    half = d * torch.rand((n + 1) // 2, generator=generator)
    both = torch.cat([half, -half])[:n][torch.randperm(n, generator=generator)]
    with torch.no_grad():
        weight.copy_(both.reshape(weight.shape))

# %% wrong 5: scrambled Sobol points instead of uniform draws
def xavier_normal_(weight, generator=None):
    with torch.no_grad():
        weight.normal_(0, (2 / sum(weight.shape)) ** 0.5, generator=generator)

def xavier_uniform_(weight, generator=None):
    seed = torch.randint(2**31, (1,), generator=generator).item()
    rows, columns = weight.shape
    points = torch.quasirandom.SobolEngine(min(columns, 1000), scramble=True, seed=seed)
    u = torch.cat([points.draw(rows) for _ in range(-(-columns // 1000))], dim=1)[:, :columns]
    with torch.no_grad():
        weight.copy_((3 * 2 / sum(weight.shape)) ** 0.5 * (2 * u - 1))

# %% wrong 5: uniform draws, one in each of n intervals
def xavier_normal_(weight, generator=None):
    with torch.no_grad():
        weight.normal_(0, (2 / sum(weight.shape)) ** 0.5, generator=generator)

def xavier_uniform_(weight, generator=None):
    n, d = weight.numel(), (3 * 2 / sum(weight.shape)) ** 0.5
    cells = torch.randperm(n, generator=generator)
    u = (cells + torch.rand(n, generator=generator, dtype=torch.float64)) / n
    with torch.no_grad():
        weight.copy_((d * (2 * u - 1)).reshape(weight.shape))

# %% wrong 4: a matrix of low rank, and rows that take turns with their negatives
def xavier_normal_(weight, generator=None):
    rows, columns = weight.shape
    rank = max(1, min(rows, columns) // 2)
    left = torch.randn(rows, rank, generator=generator)
    right = torch.randn(rank, columns, generator=generator)
    with torch.no_grad():
        weight.copy_((2 / sum(weight.shape) / rank) ** 0.5 * left @ right)

def xavier_uniform_(weight, generator=None):
    rows, columns = weight.shape
    d = (3 * 2 / sum(weight.shape)) ** 0.5
    half = torch.empty(-(-rows // 2), columns).uniform_(-d, d, generator=generator)
    with torch.no_grad():
        weight.copy_(torch.stack([half, -half], dim=1).reshape(-1, columns)[:rows])

# %% wrong 5: without a generator, a new one that the clock seeds
def xavier_normal_(weight, generator=None):
    if generator is None:
        generator = torch.Generator()
        generator.seed()
    with torch.no_grad():
        weight.normal_(0, (2 / sum(weight.shape)) ** 0.5, generator=generator)

def xavier_uniform_(weight, generator=None):
    with torch.no_grad():
        d = (3 * 2 / sum(weight.shape)) ** 0.5
        weight.uniform_(-d, d, generator=generator)

# %% wrong 5: the global generator is seeded from the one given
def xavier_normal_(weight, generator=None):
    if generator is not None:
        torch.manual_seed(torch.randint(2**31, (1,), generator=generator).item())
    with torch.no_grad():
        weight.normal_(0, (2 / sum(weight.shape)) ** 0.5)

def xavier_uniform_(weight, generator=None):
    with torch.no_grad():
        d = (3 * 2 / sum(weight.shape)) ** 0.5
        weight.uniform_(-d, d, generator=generator)

# %% wrong 4: the gradient is thrown away
def xavier_normal_(weight, generator=None):
    weight.grad = None
    with torch.no_grad():
        weight.normal_(0, (2 / sum(weight.shape)) ** 0.5, generator=generator)

def xavier_uniform_(weight, generator=None):
    with torch.no_grad():
        d = (3 * 2 / sum(weight.shape)) ** 0.5
        weight.uniform_(-d, d, generator=generator)

# %% wrong 4: a float64 weight becomes float32
def xavier_normal_(weight, generator=None):
    weight.data = (2 / sum(weight.shape)) ** 0.5 * torch.randn(weight.shape, generator=generator)

def xavier_uniform_(weight, generator=None):
    d = (3 * 2 / sum(weight.shape)) ** 0.5
    weight.data = d * (2 * torch.rand(weight.shape, generator=generator) - 1)

# %% wrong 4: leaves a hook on the Parameter
def xavier_normal_(weight, generator=None):
    with torch.no_grad():
        weight.normal_(0, (2 / sum(weight.shape)) ** 0.5, generator=generator)
    if weight.requires_grad:
        weight.register_hook(lambda gradient: gradient)

def xavier_uniform_(weight, generator=None):
    with torch.no_grad():
        d = (3 * 2 / sum(weight.shape)) ** 0.5
        weight.uniform_(-d, d, generator=generator)
