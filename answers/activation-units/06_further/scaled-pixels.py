# %% right: branches
def equivalent_start(weight, rate, factor, optimizer="sgd"):
    if optimizer == "adam":
        return weight / factor, rate / factor, rate
    return weight / factor, rate / factor / factor, rate

# %% right: a diagonal matrix, a rate for each weight
def equivalent_start(weight, rate, factor, optimizer="sgd"):
    c = np.broadcast_to(np.asarray(factor, dtype=float), weight.shape[1:])
    inverse = np.diag(1 / c)
    rates = np.full(weight.shape, rate) @ inverse
    if optimizer == "sgd":
        rates = rates @ inverse
    return weight @ inverse, rates, float(rate)

# %% right: a dict of powers, a list
def equivalent_start(weight, rate, factor, optimizer="sgd"):
    powers = {"sgd": -2.0, "adam": -1.0}
    factor = np.asarray(factor, dtype=float)
    return [weight * factor**-1.0, rate * factor ** powers[optimizer], rate]

# %% right: torch
def equivalent_start(weight, rate, factor, optimizer="sgd"):
    c = torch.as_tensor(factor, dtype=torch.float64)
    new = torch.from_numpy(weight.copy()) / c
    scale = c if optimizer == "adam" else c * c
    return new.numpy(), (rate / scale).numpy(), rate

# %% right: column by column
def equivalent_start(weight, rate, factor, optimizer="sgd"):
    new, rates = np.empty_like(weight), np.empty(weight.shape[1])
    for j in range(weight.shape[1]):
        c = factor if np.ndim(factor) == 0 else factor[j]
        new[:, j] = weight[:, j] / c
        rates[j] = rate / c if optimizer == "adam" else rate / c**2
    return new, rates, rate

# %% right: a rate of shape (1, n_in)
def equivalent_start(weight, rate, factor, optimizer="sgd"):
    c = np.reshape(np.asarray(factor, dtype=float), (1, -1))
    return weight / c, rate / (c if optimizer == "adam" else np.square(c)), np.array(rate)

# %% wrong 0: weights times the factor
def equivalent_start(weight, rate, factor, optimizer="sgd"):
    p = 2 if optimizer == "sgd" else 1
    return weight * factor, rate / factor**p, rate

# %% wrong 1: the rate divided by the factor once, as for Adam
def equivalent_start(weight, rate, factor, optimizer="sgd"):
    return weight / factor, rate / factor, rate

# %% wrong 3: Adam as gradient descent
def equivalent_start(weight, rate, factor, optimizer="sgd"):
    return weight / factor, rate / factor**2, rate

# %% wrong 3: Adam needs no other rate
def equivalent_start(weight, rate, factor, optimizer="sgd"):
    return weight / factor, (rate / factor**2 if optimizer == "sgd" else rate), rate

# %% wrong 0: rate times the square
def equivalent_start(weight, rate, factor, optimizer="sgd"):
    p = 2 if optimizer == "sgd" else 1
    return weight / factor, rate * factor**p, rate

# %% wrong 0: the bias gets the new rate too
def equivalent_start(weight, rate, factor, optimizer="sgd"):
    p = 2 if optimizer == "sgd" else 1
    return weight / factor, rate / factor**p, rate / np.mean(factor) ** p

# %% wrong 0: the same rate, the start alone
def equivalent_start(weight, rate, factor, optimizer="sgd"):
    return weight / factor, rate, rate

# %% wrong 2: the mean of the factors decides the rate
def equivalent_start(weight, rate, factor, optimizer="sgd"):
    p = 2 if optimizer == "sgd" else 1
    return weight / factor, rate / np.mean(factor) ** p, rate

# %% wrong 2: one factor only
def equivalent_start(weight, rate, factor, optimizer="sgd"):
    factor = float(factor)
    return weight / factor, rate / (factor**2 if optimizer == "sgd" else factor), rate

# %% wrong 0: two results
def equivalent_start(weight, rate, factor, optimizer="sgd"):
    p = 2 if optimizer == "sgd" else 1
    return weight / factor, rate / factor**p

# %% wrong 1: divides in place
def equivalent_start(weight, rate, factor, optimizer="sgd"):
    p = 2 if optimizer == "sgd" else 1
    weight /= factor
    return weight, rate / factor**p, rate

# %% wrong 2: a factor for each row
def equivalent_start(weight, rate, factor, optimizer="sgd"):
    p = 2 if optimizer == "sgd" else 1
    if np.ndim(factor):
        factor = np.resize(factor, (weight.shape[0], 1))
    return weight / factor, rate / factor**p, rate

# %% wrong 0: a bias rate divided by the factor
def equivalent_start(weight, rate, factor, optimizer="sgd"):
    p = 2 if optimizer == "sgd" else 1
    return weight / factor, rate / factor**p, rate / np.max(factor)

# %% wrong 0: whole-number division
def equivalent_start(weight, rate, factor, optimizer="sgd"):
    p = 2 if optimizer == "sgd" else 1
    return weight // factor, rate / factor**p, rate
