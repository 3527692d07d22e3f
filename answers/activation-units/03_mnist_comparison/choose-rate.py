# %% right: finite ones first, then min
def choose_learning_rate(results):
    finite = {rate: loss for rate, loss in results.items() if np.isfinite(loss)}
    return min(finite, key=finite.get)

# %% right: np.nanargmin over arrays
def choose_learning_rate(results):
    rates = np.array(list(results.keys()))
    losses = np.array(list(results.values()))
    return float(rates[np.nanargmin(losses)])

# %% right: a loop
import math

def choose_learning_rate(results):
    """Remember the best so far."""
    best_rate, best_loss = None, math.inf
    for rate, loss in results.items():
        if loss < best_loss:
            best_rate, best_loss = rate, loss
    return best_rate

# %% right: NaN counts as infinity
def choose_learning_rate(results):
    return min(results, key=lambda rate: results[rate] if results[rate] == results[rate] else np.inf)

# %% right: sorted pairs
def choose_learning_rate(results):
    pairs = sorted((loss, rate) for rate, loss in results.items() if loss < float("inf"))
    return pairs[0][1]

# %% right: nan_to_num and argmin, the last of equal ones
def choose_learning_rate(results):
    rates = list(results)[::-1]
    losses = np.nan_to_num([results[rate] for rate in rates], nan=np.inf, posinf=np.inf)
    return rates[int(np.argmin(losses))]

# %% right: pandas' rule, written by hand: NaN dropped
from functools import reduce
from math import isfinite

def choose_learning_rate(results):
    kept = [item for item in results.items() if isfinite(item[1])]
    return reduce(lambda a, b: a if a[1] <= b[1] else b, kept)[0]

# %% right: torch
import torch

def choose_learning_rate(results):
    losses = torch.tensor(list(results.values()), dtype=torch.float64)
    losses[~torch.isfinite(losses)] = float("inf")
    return list(results)[losses.argmin().item()]

# %% right: the extended search: a warning at the edge
import warnings

def choose_learning_rate(results):
    usable = [rate for rate in results if np.isfinite(results[rate])]
    best = min(usable, key=lambda rate: results[rate])
    if best in (min(results), max(results)):
        warnings.warn("the best rate lies on the edge of the grid")
    return best

# %% wrong 1.5: np.argmin finds the NaN
def choose_learning_rate(results):
    rates, losses = list(results), list(results.values())
    return rates[np.argmin(losses)]

# %% wrong 1.5: min with NaN among the values
def choose_learning_rate(results):
    return min(results, key=results.get)

# %% wrong 0: the loss, not the rate
def choose_learning_rate(results):
    return min(loss for loss in results.values() if np.isfinite(loss))

# %% wrong 0: the largest loss
def choose_learning_rate(results):
    finite = {rate: loss for rate, loss in results.items() if np.isfinite(loss)}
    return max(finite, key=finite.get)

# %% wrong 1.5: leaves inf out, but not NaN
def choose_learning_rate(results):
    kept = {rate: loss for rate, loss in results.items() if loss != float("inf")}
    return min(kept, key=kept.get)

# %% wrong 0: the position, not the rate
def choose_learning_rate(results):
    return int(np.nanargmin(list(results.values())))

# %% wrong 0.5: the largest rate that does not diverge
def choose_learning_rate(results):
    return max(rate for rate, loss in results.items() if np.isfinite(loss))

# %% wrong 1.5: a NaN counts as a loss of zero
def choose_learning_rate(results):
    rates = list(results)
    return rates[int(np.argmin(np.nan_to_num(list(results.values()))))]

# %% wrong 2: deletes what diverged from the caller's dict
def choose_learning_rate(results):
    for rate in list(results):
        if not np.isfinite(results[rate]):
            del results[rate]
    return min(results, key=results.get)

# %% wrong 1.5: gives up when a run has diverged
def choose_learning_rate(results):
    if not all(np.isfinite(loss) for loss in results.values()):
        return min(results)
    return min(results, key=results.get)

# %% wrong 0: a list of the best rates
def choose_learning_rate(results):
    finite = {rate: loss for rate, loss in results.items() if np.isfinite(loss)}
    least = min(finite.values())
    return [rate for rate, loss in finite.items() if loss == least]

# %% wrong 1: never the edge of the grid
def choose_learning_rate(results):
    inner = {rate: results[rate] for rate in sorted(results)[1:-1] if np.isfinite(results[rate])}
    return min(inner or results, key=(inner or results).get)

# %% wrong 2: turns NaN into inf in the caller's dict
def choose_learning_rate(results):
    for rate, loss in results.items():
        if not np.isfinite(loss):
            results[rate] = float("inf")
    return min(results, key=results.get)

# %% wrong 1: sorts the caller's dict
def choose_learning_rate(results):
    pairs = sorted((loss, rate) for rate, loss in results.items() if np.isfinite(loss))
    kept = dict(results)
    results.clear()
    results.update({rate: kept[rate] for rate in sorted(kept, reverse=True)})
    return pairs[0][1]
