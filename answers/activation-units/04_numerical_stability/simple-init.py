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

# %% wrong 2: the variance is passed as the standard deviation
def init_constant_(weight, value):
    with torch.no_grad():
        weight.fill_(value)

def init_normal_(weight, mean, variance, generator=None):
    with torch.no_grad():
        weight.normal_(mean, variance, generator=generator)

# %% wrong 2: the square of the variance
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

# %% wrong 2: the mean is ignored
def init_constant_(weight, value):
    nn.init.constant_(weight, value)

def init_normal_(weight, mean, variance, generator=None):
    with torch.no_grad():
        weight.normal_(0.0, variance**0.5, generator=generator)

# %% wrong 2: uniform with the right mean and variance
def init_constant_(weight, value):
    nn.init.constant_(weight, value)

def init_normal_(weight, mean, variance, generator=None):
    half = (3 * variance) ** 0.5
    with torch.no_grad():
        weight.uniform_(mean - half, mean + half, generator=generator)

# %% wrong 2: standard deviation 10 % too large
def init_constant_(weight, value):
    nn.init.constant_(weight, value)

def init_normal_(weight, mean, variance, generator=None):
    with torch.no_grad():
        weight.normal_(mean, 1.1 * variance**0.5, generator=generator)

# %% wrong 2: standard deviation 10 % too small
def init_constant_(weight, value):
    nn.init.constant_(weight, value)

def init_normal_(weight, mean, variance, generator=None):
    with torch.no_grad():
        weight.normal_(mean, 0.9 * variance**0.5, generator=generator)

# %% wrong 2: a normal distribution that is cut off at two standard deviations
def init_constant_(weight, value):
    nn.init.constant_(weight, value)

def init_normal_(weight, mean, variance, generator=None):
    std = variance**0.5
    nn.init.trunc_normal_(weight, mean, std, mean - 2 * std, mean + 2 * std, generator=generator)

# %% wrong 2: the constant is made an integer
def init_constant_(weight, value):
    with torch.no_grad():
        weight.fill_(int(value))

def init_normal_(weight, mean, variance, generator=None):
    with torch.no_grad():
        weight.normal_(mean, variance**0.5, generator=generator)

# %% wrong 3: the weight no longer asks for gradients
def init_constant_(weight, value):
    weight.requires_grad_(False).fill_(value)

def init_normal_(weight, mean, variance, generator=None):
    weight.requires_grad_(False).normal_(mean, variance**0.5, generator=generator)

# %% wrong 2: one row for all units
def init_constant_(weight, value):
    nn.init.constant_(weight, value)

def init_normal_(weight, mean, variance, generator=None):
    row = torch.randn(weight.shape[1], generator=generator, dtype=weight.dtype)
    with torch.no_grad():
        weight.copy_((mean + variance**0.5 * row).expand_as(weight))

# %% wrong 1: square weights only
def init_constant_(weight, value):
    nn.init.constant_(weight, value)

def init_normal_(weight, mean, variance, generator=None):
    n = weight.shape[0]
    with torch.no_grad():
        weight.copy_(mean + variance**0.5 * torch.randn(n, n, generator=generator))

# %% wrong 2: adds noise to what is there
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
