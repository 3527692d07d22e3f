# %% right: no entry other than 0
def dead_units(activations):
    return int((activations == 0).all(axis=0).sum())

# %% right: a loop over the columns
def dead_units(activations):
    count = 0
    for unit in activations.T:
        if not any(value != 0 for value in unit):
            count += 1
    return count

# %% right: count_nonzero
def dead_units(activations):
    return np.sum(np.count_nonzero(activations, axis=0) == 0)

# %% right: the largest absolute value
def dead_units(activations):
    return len(np.flatnonzero(np.abs(activations).max(axis=0) == 0.0))

# %% right: all units less the live ones
def dead_units(activations):
    samples, units = activations.shape
    return units - activations.astype(bool).any(0).sum()

# %% right: a float that is a whole number
def dead_units(activations):
    dead = np.where(np.any(activations != 0, axis=0), 0.0, 1.0)
    return dead.sum()

# %% right: torch
def dead_units(activations):
    return (torch.tensor(activations) == 0).all(dim=0).sum().item()

# %% wrong 0: zero for one input is enough
def dead_units(activations):
    return int((activations == 0).any(axis=0).sum())

# %% wrong 1: sums that cancel
def dead_units(activations):
    return int((activations.sum(axis=0) == 0).sum())

# %% wrong 0: the share of dead units
def dead_units(activations):
    return float((activations == 0).all(axis=0).mean())

# %% wrong 0: averages over the units
def dead_units(activations):
    return int((activations.mean(axis=1) == 0).sum())

# %% wrong 0: rows for columns
def dead_units(activations):
    return int((activations == 0).all(axis=1).sum())

# %% wrong 2: small is dead
def dead_units(activations):
    return int((np.abs(activations).max(axis=0) < 1e-6).sum())

# %% wrong 1: constant is dead
def dead_units(activations):
    return int((activations.std(axis=0) == 0).sum())

# %% wrong 1: saturated at ±1 is dead, too
def dead_units(activations):
    saturated = (np.abs(activations) == 1).all(axis=0)
    return int(((activations == 0).all(axis=0) | saturated).sum())

# %% wrong 0: the live units
def dead_units(activations):
    return int((activations != 0).any(axis=0).sum())

# %% wrong 2: negative is dead
def dead_units(activations):
    return int((activations <= 0).all(axis=0).sum())

# %% wrong 0: the indices of the dead units
def dead_units(activations):
    return np.flatnonzero((activations == 0).all(axis=0))

# %% wrong 2: squares that underflow
def dead_units(activations):
    return int(((activations**2).sum(axis=0) == 0).sum())

# %% wrong 0: counts zeros
def dead_units(activations):
    return int((activations == 0).sum())

# %% wrong 0: more than half of the inputs
def dead_units(activations):
    return int(((activations == 0).mean(axis=0) > 0.5).sum())

# %% wrong 2: NumPy's isclose
def dead_units(activations):
    return int(np.isclose(activations, 0).all(axis=0).sum())

# %% wrong 0: tells whether there is one
def dead_units(activations):
    return bool((activations == 0).all(axis=0).any())

# %% wrong 0: returns nothing
def dead_units(activations):
    dead = (activations == 0).all(axis=0)

# %% right: the norm of each column, largest entry first
def dead_units(activations):
    return sum(np.linalg.norm(column, ord=np.inf) == 0 for column in activations.T)

# %% wrong 2: absolute values in the caller's array
def dead_units(activations):
    np.abs(activations, out=activations)
    return int((activations.max(axis=0) == 0).sum())

# %% wrong 2: the checks count
def dead_units(activations):
    peaks = checks.torch_function(lambda a: a.abs().amax(0))(activations)
    return int((peaks == 0).sum())
