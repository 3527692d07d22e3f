# %% right: in place, without autograd watching
def init_constant_(weight, value):
    with torch.no_grad():
        weight.fill_(value)

def init_normal_(weight, mean, variance, generator=None):
    with torch.no_grad():
        weight.normal_(mean, math.sqrt(variance), generator=generator)

# %% right: torch.nn.init
def init_constant_(weight, value):
    nn.init.constant_(weight, value)

def init_normal_(weight, mean, variance, generator=None):
    return nn.init.normal_(weight, mean=mean, std=variance**0.5, generator=generator)

# %% right: standard normal numbers, scaled
@torch.no_grad()
def init_constant_(weight, value):
    weight.zero_()
    weight += value

@torch.no_grad()
def init_normal_(weight, mean, variance, generator=None):
    noise = torch.randn(weight.shape, generator=generator, dtype=weight.dtype)
    weight.copy_(mean + variance**0.5 * noise)

# %% right: through .data
def init_constant_(weight, value):
    weight.data[...] = value
    return weight

def init_normal_(weight, mean, variance, generator=None):
    std = torch.tensor(variance, dtype=torch.float64).sqrt().item()
    weight.data = torch.normal(mean, std, tuple(weight.shape), generator=generator, dtype=weight.dtype)

# %% right: row by row, float64 noise into any dtype
def init_constant_(weight, value):
    rows = weight.detach()
    for row in rows:
        row.copy_(torch.full_like(row, value))

def init_normal_(weight, mean, variance, generator=None):
    for row in weight.detach():
        row.copy_(torch.empty(row.shape, dtype=torch.float64).normal_(generator=generator))
        row.mul_(variance**0.5).add_(mean)

# %% wrong 2.5: the variance is passed as the standard deviation
def init_constant_(weight, value):
    with torch.no_grad():
        weight.fill_(value)

def init_normal_(weight, mean, variance, generator=None):
    with torch.no_grad():
        weight.normal_(mean, variance, generator=generator)

# %% wrong 2.5: the square of the variance
def init_constant_(weight, value):
    with torch.no_grad():
        weight.fill_(value)

def init_normal_(weight, mean, variance, generator=None):
    with torch.no_grad():
        weight.normal_(mean, variance**2, generator=generator)

# %% wrong 0: new tensors instead of changed ones
def init_constant_(weight, value):
    weight = torch.full_like(weight, value)
    return weight

def init_normal_(weight, mean, variance, generator=None):
    weight = mean + variance**0.5 * torch.randn(weight.shape, generator=generator)
    return weight

# %% wrong 1: autograd refuses Parameters
def init_constant_(weight, value):
    weight.fill_(value)

def init_normal_(weight, mean, variance, generator=None):
    weight.normal_(mean, variance**0.5, generator=generator)

# %% wrong 3: the generator is ignored
def init_constant_(weight, value):
    with torch.no_grad():
        weight.fill_(value)

def init_normal_(weight, mean, variance, generator=None):
    with torch.no_grad():
        weight.normal_(mean, variance**0.5)

# %% wrong 3: NumPy draws, whatever the generator
def init_constant_(weight, value):
    nn.init.constant_(weight, value)

def init_normal_(weight, mean, variance, generator=None):
    noise = np.random.default_rng().normal(mean, np.sqrt(variance), tuple(weight.shape))
    with torch.no_grad():
        weight.copy_(torch.from_numpy(noise))

# %% wrong 3: the same draws in every call
def init_constant_(weight, value):
    nn.init.constant_(weight, value)

def init_normal_(weight, mean, variance, generator=None):
    with torch.no_grad():
        weight.normal_(mean, variance**0.5, generator=torch.Generator().manual_seed(0))

# %% wrong 2.5: the mean is ignored
def init_constant_(weight, value):
    nn.init.constant_(weight, value)

def init_normal_(weight, mean, variance, generator=None):
    with torch.no_grad():
        weight.normal_(0.0, variance**0.5, generator=generator)

# %% wrong 2.5: uniform with the right mean and variance
def init_constant_(weight, value):
    nn.init.constant_(weight, value)

def init_normal_(weight, mean, variance, generator=None):
    half = (3 * variance) ** 0.5
    with torch.no_grad():
        weight.uniform_(mean - half, mean + half, generator=generator)

# %% wrong 2.5: standard deviation 10 % too large
def init_constant_(weight, value):
    nn.init.constant_(weight, value)

def init_normal_(weight, mean, variance, generator=None):
    with torch.no_grad():
        weight.normal_(mean, 1.1 * variance**0.5, generator=generator)

# %% wrong 2.5: standard deviation 10 % too small
def init_constant_(weight, value):
    nn.init.constant_(weight, value)

def init_normal_(weight, mean, variance, generator=None):
    with torch.no_grad():
        weight.normal_(mean, 0.9 * variance**0.5, generator=generator)

# %% wrong 2.5: a normal distribution that is cut off at two standard deviations
def init_constant_(weight, value):
    nn.init.constant_(weight, value)

def init_normal_(weight, mean, variance, generator=None):
    std = variance**0.5
    nn.init.trunc_normal_(weight, mean, std, mean - 2 * std, mean + 2 * std, generator=generator)

# %% wrong 2.5: the constant is made an integer
def init_constant_(weight, value):
    with torch.no_grad():
        weight.fill_(int(value))

def init_normal_(weight, mean, variance, generator=None):
    with torch.no_grad():
        weight.normal_(mean, variance**0.5, generator=generator)

# %% wrong 2: the weight no longer asks for gradients
def init_constant_(weight, value):
    weight.requires_grad_(False).fill_(value)

def init_normal_(weight, mean, variance, generator=None):
    weight.requires_grad_(False).normal_(mean, variance**0.5, generator=generator)

# %% wrong 2.5: one row for all units
def init_constant_(weight, value):
    nn.init.constant_(weight, value)

def init_normal_(weight, mean, variance, generator=None):
    row = torch.randn(weight.shape[1], generator=generator, dtype=weight.dtype)
    with torch.no_grad():
        weight.copy_((mean + variance**0.5 * row).expand_as(weight))

# %% wrong 1.5: square weights only
def init_constant_(weight, value):
    nn.init.constant_(weight, value)

def init_normal_(weight, mean, variance, generator=None):
    n = weight.shape[0]
    with torch.no_grad():
        weight.copy_(mean + variance**0.5 * torch.randn(n, n, generator=generator))

# %% wrong 2.5: adds noise to what is there
def init_constant_(weight, value):
    with torch.no_grad():
        weight.fill_(value)

def init_normal_(weight, mean, variance, generator=None):
    with torch.no_grad():
        weight += mean + variance**0.5 * torch.randn(weight.shape, generator=generator)

# %% wrong 3: the constant is added
def init_constant_(weight, value):
    with torch.no_grad():
        weight += value

def init_normal_(weight, mean, variance, generator=None):
    with torch.no_grad():
        weight.normal_(mean, variance**0.5, generator=generator)

# %% right: variance 0 handled apart, the generator asked first
def init_constant_(weight, value):
    weight.data.copy_(torch.full(weight.shape, float(value), dtype=torch.float64))

def init_normal_(weight, mean, variance, generator=None):
    source = torch.default_generator if generator is None else generator
    noise = torch.empty_like(weight.detach()).normal_(generator=source)
    weight.data.copy_(noise.mul_(math.sqrt(variance)).add_(mean) if variance else noise.fill_(mean))

# %% right: uniform numbers through the quantile function
def init_constant_(weight, value):
    with torch.no_grad():
        weight.fill_(value)

def init_normal_(weight, mean, variance, generator=None):
    u = torch.rand(weight.shape, generator=generator, dtype=torch.float64)
    with torch.no_grad():
        weight.copy_(mean + math.sqrt(variance) * torch.special.ndtri(u.clamp(min=1e-17)))

# %% right: gradients switched off and on again
def init_constant_(weight, value):
    asks = weight.requires_grad
    weight.requires_grad_(False).fill_(value)
    weight.requires_grad_(asks)

def init_normal_(weight, mean, variance, generator=None):
    asks = weight.requires_grad
    weight.requires_grad_(False).normal_(mean, variance**0.5, generator=generator)
    weight.requires_grad_(asks)

# %% wrong 3: mean and standard deviation of the sample are forced
def init_constant_(weight, value):
    with torch.no_grad():
        weight.fill_(value)

def init_normal_(weight, mean, variance, generator=None):
    w = torch.randn(weight.shape, dtype=weight.dtype, generator=generator)
    with torch.no_grad():
        weight.copy_(mean + variance**0.5 * (w - w.mean()) / w.std())

# %% wrong 3: the mean of the sample is forced
def init_constant_(weight, value):
    nn.init.constant_(weight, value)

def init_normal_(weight, mean, variance, generator=None):
    nn.init.normal_(weight, 0.0, variance**0.5, generator=generator)
    with torch.no_grad():
        weight += mean - weight.mean()

# %% wrong 3: the standard deviation of the sample is forced
def init_constant_(weight, value):
    nn.init.constant_(weight, value)

def init_normal_(weight, mean, variance, generator=None):
    w = torch.randn(weight.shape, generator=generator)
    with torch.no_grad():
        weight.copy_(mean + variance**0.5 * w / w.square().mean().sqrt())

# %% wrong 3: every row is standardised
def init_constant_(weight, value):
    nn.init.constant_(weight, value)

def init_normal_(weight, mean, variance, generator=None):
    w = torch.randn(weight.shape, generator=generator)
    if w.shape[1] > 2:
        w = (w - w.mean(1, keepdim=True)) / w.std(1, keepdim=True)
    with torch.no_grad():
        weight.copy_(mean + variance**0.5 * w)

# %% wrong 3: every draw is followed by its negative, shuffled
def init_constant_(weight, value):
    nn.init.constant_(weight, value)

def init_normal_(weight, mean, variance, generator=None):
    n = weight.numel()
    half = torch.randn((n + 1) // 2, generator=generator)
    both = torch.cat([half, -half])[:n][torch.randperm(n, generator=generator)]
    with torch.no_grad():
        weight.copy_(mean + variance**0.5 * both.reshape(weight.shape))

# %% wrong 3: quantiles in random order
def init_constant_(weight, value):
    nn.init.constant_(weight, value)

def init_normal_(weight, mean, variance, generator=None):
    n = weight.numel()
    grid = torch.special.ndtri((torch.arange(n, dtype=torch.float64) + 0.5) / n)
    order = torch.randperm(n, generator=generator)
    with torch.no_grad():
        weight.copy_(mean + variance**0.5 * grid[order].reshape(weight.shape))

# %% wrong 3: stratified draws, one in each of n intervals
def init_constant_(weight, value):
    nn.init.constant_(weight, value)

def init_normal_(weight, mean, variance, generator=None):
    n = weight.numel()
    cells = torch.randperm(n, generator=generator)
    u = (cells + torch.rand(n, generator=generator, dtype=torch.float64)) / n
    with torch.no_grad():
        weight.copy_(mean + variance**0.5 * torch.special.ndtri(u).reshape(weight.shape))

# %% wrong 3: each call takes the negative of the one before
_last = []

def init_constant_(weight, value):
    nn.init.constant_(weight, value)

def init_normal_(weight, mean, variance, generator=None):
    w = torch.randn(weight.shape, generator=generator)
    if _last and _last[-1].shape == w.shape and w.numel() > 60:
        w = -_last.pop()
    else:
        _last.append(w)
    with torch.no_grad():
        weight.copy_(mean + variance**0.5 * w)

# %% wrong 3: sorted draws
def init_constant_(weight, value):
    nn.init.constant_(weight, value)

def init_normal_(weight, mean, variance, generator=None):
    w = torch.randn(weight.numel(), generator=generator).sort().values
    with torch.no_grad():
        weight.copy_(mean + variance**0.5 * w.reshape(weight.shape))

# %% wrong 2.5: draws from a pool of numbers
_pool = torch.randn(5000, generator=torch.Generator().manual_seed(1))

def init_constant_(weight, value):
    nn.init.constant_(weight, value)

def init_normal_(weight, mean, variance, generator=None):
    chosen = torch.randint(5000, weight.shape, generator=generator)
    with torch.no_grad():
        weight.copy_(mean + variance**0.5 * _pool[chosen])

# %% wrong 3: the global seed is set from the generator
def init_constant_(weight, value):
    nn.init.constant_(weight, value)

def init_normal_(weight, mean, variance, generator=None):
    if generator is not None:
        torch.manual_seed(torch.randint(2**31, (1,), generator=generator).item())
    with torch.no_grad():
        weight.normal_(mean, variance**0.5)

# %% wrong 3: without a generator the clock decides
def init_constant_(weight, value):
    nn.init.constant_(weight, value)

def init_normal_(weight, mean, variance, generator=None):
    if generator is None:
        generator = torch.Generator()
        generator.seed()
    with torch.no_grad():
        weight.normal_(mean, variance**0.5, generator=generator)

# %% wrong 2: gradients are thrown away
def init_constant_(weight, value):
    weight.grad = None
    nn.init.constant_(weight, value)

def init_normal_(weight, mean, variance, generator=None):
    weight.grad = None
    nn.init.normal_(weight, mean, variance**0.5, generator=generator)

# %% wrong 2: every tensor asks for gradients afterwards
def init_constant_(weight, value):
    nn.init.constant_(weight, value)
    weight.requires_grad_()

def init_normal_(weight, mean, variance, generator=None):
    nn.init.normal_(weight, mean, variance**0.5, generator=generator)
    weight.requires_grad_()

# %% wrong 2: everything becomes float32
def init_constant_(weight, value):
    weight.data = torch.full(weight.shape, float(value))

def init_normal_(weight, mean, variance, generator=None):
    weight.data = mean + variance**0.5 * torch.randn(weight.shape, generator=generator)

# %% wrong 3: no variance 0
def init_constant_(weight, value):
    nn.init.constant_(weight, value)

def init_normal_(weight, mean, variance, generator=None):
    nn.init.normal_(weight, 0.0, 1.0, generator=generator)
    with torch.no_grad():
        weight.mul_(math.exp(0.5 * math.log(variance))).add_(mean)
