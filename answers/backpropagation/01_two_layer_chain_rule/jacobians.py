def _net(x, W1, b1, W2, b2, case):
    """Return z1, z2 and y_hat, whatever the answer before this one was."""
    z1 = x @ W1.T + b1
    z2 = 5.0 * np.maximum(z1, 0.0) if case == "regression" else np.tanh(z1)
    z3 = z2 @ W2.T + b2
    return {"z1": z1, "z2": z2, "y_hat": z3 if case == "regression" else sigmoid(z3)}

# %% right: from the outputs of the units
def jacobians(x, y, W1, b1, W2, b2, case):
    run = _net(x, W1, b1, W2, b2, case)
    z2, y_hat = run["z2"], run["y_hat"]
    if case == "regression":
        return {"z2_z1": np.diag(np.where(run["z1"] > 0, 5.0, 0.0)), "y_z3": np.eye(len(y_hat)),
                "loss_y": 2 * (y_hat - y)}
    loss_y = 2 * (y_hat - y)
    if case == "bce":
        loss_y = (y_hat - y) / (y_hat * (1 - y_hat)) / len(y)
    return {"z2_z1": np.diag(1 - z2**2), "y_z3": np.diag(y_hat * (1 - y_hat)), "loss_y": loss_y}

# %% right: a table of slopes, a row vector
SLOPES = {"relu": lambda z: 5.0 * np.heaviside(z, 1.0), "tanh": lambda z: 1 / np.cosh(z) ** 2,
          "sigmoid": lambda z: sigmoid(z) * sigmoid(-z), "one": np.ones_like}

def jacobians(x, y, W1, b1, W2, b2, case):
    inner, outer = ("relu", "one") if case == "regression" else ("tanh", "sigmoid")
    z1 = W1 @ x + b1
    z3 = W2 @ units(case)[0](z1) + b2
    p = units(case)[1](z3)
    error = -(y / p - (1 - y) / (1 - p)) / y.size if case == "bce" else 2.0 * p - 2.0 * y
    return {"z2_z1": np.eye(z1.size) * SLOPES[inner](z1), "y_z3": np.eye(z3.size) * SLOPES[outer](z3),
            "loss_y": error.reshape(1, -1)}

# %% right: loops over single entries
def jacobians(x, y, W1, b1, W2, b2, case):
    f, g = units(case)
    z1 = [sum(w * v for w, v in zip(row, x)) + b for row, b in zip(W1, b1)]
    z2 = [float(f(z)) for z in z1]
    z3 = [sum(w * v for w, v in zip(row, z2)) + b for row, b in zip(W2, b2)]
    y_hat, h, K = [float(g(z)) for z in z3], len(b1), len(b2)
    D, G, row = np.zeros((h, h)), np.zeros((K, K)), np.zeros((1, K))
    for i in range(h):
        D[i, i] = (5.0 if z1[i] > 0 else 0.0) if case == "regression" else 1 - z2[i] * z2[i]
    for k in range(K):
        p, t = y_hat[k], y[k]
        G[k, k] = 1.0 if case == "regression" else p - p * p
        row[0, k] = (-t / p + (1 - t) / (1 - p)) / K if case == "bce" else 2 * (p - t)
    return {"z2_z1": D, "y_z3": G, "loss_y": row}

# %% right: a class for each unit, with methods called derivative and backward
class Unit:
    def __init__(self, value, derivative):
        self.value, self.derivative = value, derivative

    def backward(self, z):
        return np.diag(self.derivative(z))


def jacobians(x, y, W1, b1, W2, b2, case):
    relu = Unit(lambda z: 5 * z * (z > 0), lambda z: 5.0 * (z > 0))
    tanh = Unit(np.tanh, lambda z: 1.0 - np.tanh(z) ** 2)
    linear = Unit(lambda z: z, lambda z: z * 0 + 1)
    logistic = Unit(sigmoid, lambda z: 0.25 / np.cosh(z / 2) ** 2)
    layers = [relu, linear] if case == "regression" else [tanh, logistic]
    z1 = W1 @ x + b1
    z3 = W2 @ layers[0].value(z1) + b2
    y_hat = layers[1].value(z3)
    loss_y = 2 * (y_hat - y)
    if case == "bce":
        loss_y = (y_hat - y) / (len(y) * y_hat * (1 - y_hat))
    return {"z2_z1": layers[0].backward(z1), "y_z3": layers[1].backward(z3), "loss_y": loss_y}

# %% right: torch without autograd
def jacobians(x, y, W1, b1, W2, b2, case):
    x, y, W1, b1, W2, b2 = (torch.tensor(a) for a in (x, y, W1, b1, W2, b2))
    z1 = W1.mv(x) + b1
    if case == "regression":
        a, D = 5 * z1.clamp(min=0), torch.diag(5 * torch.gt(z1, 0).double())
    else:
        a = z1.tanh()
        D = torch.diag(1 - a.square())
    z3 = W2.mv(a) + b2
    p = z3 if case == "regression" else z3.sigmoid()
    G = torch.eye(len(p), dtype=torch.float64) if case == "regression" else torch.diag(p * (1 - p))
    row = ((1 - y) / (1 - p) - y / p) / len(p) if case == "bce" else 2 * (p - y)
    return {"z2_z1": D.numpy(), "y_z3": G.numpy(), "loss_y": row.numpy()}

# %% right: a slope of 2.5 at the kink, match
def jacobians(x, y, W1, b1, W2, b2, case):
    match case:
        case "regression":
            z1 = W1.dot(x) + b1
            z3 = W2.dot(np.maximum(5 * z1, 0)) + b2
            return {"z2_z1": np.diagflat(2.5 * (1 + np.sign(z1))), "y_z3": np.identity(z3.size),
                    "loss_y": np.atleast_2d(2 * z3 - 2 * y)}
        case _:
            z2 = np.tanh(W1.dot(x) + b1)
            p = 1 / (1 + np.exp(-(W2.dot(z2) + b2)))
            slope = p * (1 - p)
            row = (p - y) / slope / p.size if case == "bce" else 2 * (p - y)
            return {"z2_z1": np.diagflat((1 - z2) * (1 + z2)), "y_z3": np.diagflat(slope),
                    "loss_y": np.atleast_2d(row)}

# %% wrong 1: the slopes as vectors
def jacobians(x, y, W1, b1, W2, b2, case):
    run = _net(x, W1, b1, W2, b2, case)
    y_hat = run["y_hat"]
    if case == "regression":
        return {"z2_z1": 5.0 * (run["z1"] > 0), "y_z3": np.ones_like(y_hat), "loss_y": 2 * (y_hat - y)}
    loss_y = (y_hat - y) / (y.size * y_hat * (1 - y_hat)) if case == "bce" else 2 * (y_hat - y)
    return {"z2_z1": 1 - run["z2"] ** 2, "y_z3": y_hat * (1 - y_hat), "loss_y": loss_y}

# %% wrong 3: the slope of ReLU is 1
def jacobians(x, y, W1, b1, W2, b2, case):
    run = _net(x, W1, b1, W2, b2, case)
    z2, y_hat = run["z2"], run["y_hat"]
    if case == "regression":
        inner, outer = 1.0 * (run["z1"] > 0), np.ones_like(y_hat)
    else:
        inner, outer = 1.0 - z2**2, y_hat * (1.0 - y_hat)
    loss_y = (y_hat - y) / (y.size * y_hat * (1 - y_hat)) if case == "bce" else 2 * (y_hat - y)
    return {"z2_z1": np.diag(inner), "y_z3": np.diag(outer), "loss_y": loss_y}

# %% wrong 3: the mean of the squares instead of their sum
def jacobians(x, y, W1, b1, W2, b2, case):
    run = _net(x, W1, b1, W2, b2, case)
    z2, y_hat, K = run["z2"], run["y_hat"], y.size
    if case == "regression":
        inner, outer = 5.0 * (run["z1"] > 0), np.ones_like(y_hat)
        loss_y = 2 * (y_hat - y) / K
    else:
        inner, outer = 1.0 - z2**2, y_hat * (1.0 - y_hat)
        loss_y = (y_hat - y) / (K * y_hat * (1 - y_hat)) if case == "bce" else 2 * (y_hat - y)
    return {"z2_z1": np.diag(inner), "y_z3": np.diag(outer), "loss_y": loss_y}

# %% wrong 2: the factor 2 of the squares is missing
def jacobians(x, y, W1, b1, W2, b2, case):
    run = _net(x, W1, b1, W2, b2, case)
    z2, y_hat = run["z2"], run["y_hat"]
    if case == "regression":
        inner, outer = 5.0 * (run["z1"] > 0), np.ones_like(y_hat)
    else:
        inner, outer = 1.0 - z2**2, y_hat * (1.0 - y_hat)
    loss_y = (y_hat - y) / (y.size * y_hat * (1 - y_hat)) if case == "bce" else y_hat - y
    return {"z2_z1": np.diag(inner), "y_z3": np.diag(outer), "loss_y": loss_y}

# %% wrong 3: BCE is summed over the outputs
def jacobians(x, y, W1, b1, W2, b2, case):
    run = _net(x, W1, b1, W2, b2, case)
    z2, y_hat = run["z2"], run["y_hat"]
    if case == "regression":
        inner, outer = 5.0 * (run["z1"] > 0), np.ones_like(y_hat)
    else:
        inner, outer = 1.0 - z2**2, y_hat * (1.0 - y_hat)
    loss_y = (y_hat - y) / (y_hat * (1 - y_hat)) if case == "bce" else 2 * (y_hat - y)
    return {"z2_z1": np.diag(inner), "y_z3": np.diag(outer), "loss_y": loss_y}

# %% wrong 3: BCE already contains the slope of the sigmoid
def jacobians(x, y, W1, b1, W2, b2, case):
    run = _net(x, W1, b1, W2, b2, case)
    z2, y_hat = run["z2"], run["y_hat"]
    if case == "regression":
        inner, outer = 5.0 * (run["z1"] > 0), np.ones_like(y_hat)
    else:
        inner, outer = 1.0 - z2**2, y_hat * (1.0 - y_hat)
    loss_y = (y_hat - y) / y.size if case == "bce" else 2 * (y_hat - y)
    return {"z2_z1": np.diag(inner), "y_z3": np.diag(outer), "loss_y": loss_y}

# %% wrong 3: BCE for targets of 0 and 1 only
def jacobians(x, y, W1, b1, W2, b2, case):
    run = _net(x, W1, b1, W2, b2, case)
    z2, y_hat = run["z2"], run["y_hat"]
    if case == "regression":
        inner, outer = 5.0 * (run["z1"] > 0), np.ones_like(y_hat)
    else:
        inner, outer = 1.0 - z2**2, y_hat * (1.0 - y_hat)
    loss_y = 2 * (y_hat - y)
    if case == "bce":
        loss_y = np.where(y > 0.5, -1 / y_hat, 1 / (1 - y_hat)) / y.size
    return {"z2_z1": np.diag(inner), "y_z3": np.diag(outer), "loss_y": loss_y}

# %% wrong 2: the sign of the error
def jacobians(x, y, W1, b1, W2, b2, case):
    run = _net(x, W1, b1, W2, b2, case)
    z2, y_hat = run["z2"], run["y_hat"]
    if case == "regression":
        inner, outer = 5.0 * (run["z1"] > 0), np.ones_like(y_hat)
    else:
        inner, outer = 1.0 - z2**2, y_hat * (1.0 - y_hat)
    loss_y = (y - y_hat) / (y.size * y_hat * (1 - y_hat)) if case == "bce" else 2 * (y - y_hat)
    return {"z2_z1": np.diag(inner), "y_z3": np.diag(outer), "loss_y": loss_y}

# %% wrong 3: the sigmoid is applied twice in its slope
def jacobians(x, y, W1, b1, W2, b2, case):
    run = _net(x, W1, b1, W2, b2, case)
    z2, y_hat = run["z2"], run["y_hat"]
    if case == "regression":
        inner, outer = 5.0 * (run["z1"] > 0), np.ones_like(y_hat)
    else:
        inner, outer = 1.0 - z2**2, sigmoid(y_hat) * (1.0 - sigmoid(y_hat))
    loss_y = (y_hat - y) / (y.size * y_hat * (1 - y_hat)) if case == "bce" else 2 * (y_hat - y)
    return {"z2_z1": np.diag(inner), "y_z3": np.diag(outer), "loss_y": loss_y}

# %% wrong 3: the slope of tanh at its output
def jacobians(x, y, W1, b1, W2, b2, case):
    run = _net(x, W1, b1, W2, b2, case)
    z2, y_hat = run["z2"], run["y_hat"]
    if case == "regression":
        inner, outer = 5.0 * (run["z1"] > 0), np.ones_like(y_hat)
    else:
        inner, outer = 1.0 - np.tanh(z2) ** 2, y_hat * (1.0 - y_hat)
    loss_y = (y_hat - y) / (y.size * y_hat * (1 - y_hat)) if case == "bce" else 2 * (y_hat - y)
    return {"z2_z1": np.diag(inner), "y_z3": np.diag(outer), "loss_y": loss_y}

# %% wrong 3: the identity has the slope of the sigmoid
def jacobians(x, y, W1, b1, W2, b2, case):
    run = _net(x, W1, b1, W2, b2, case)
    z2, y_hat = run["z2"], run["y_hat"]
    inner = 5.0 * (run["z1"] > 0) if case == "regression" else 1.0 - z2**2
    loss_y = (y_hat - y) / (y.size * y_hat * (1 - y_hat)) if case == "bce" else 2 * (y_hat - y)
    return {"z2_z1": np.diag(inner), "y_z3": np.diag(y_hat * (1 - y_hat)), "loss_y": loss_y}

# %% wrong 2: W2 is multiplied in
def jacobians(x, y, W1, b1, W2, b2, case):
    run = _net(x, W1, b1, W2, b2, case)
    z2, y_hat = run["z2"], run["y_hat"]
    if case == "regression":
        inner, outer = 5.0 * (run["z1"] > 0), np.ones_like(y_hat)
    else:
        inner, outer = 1.0 - z2**2, y_hat * (1.0 - y_hat)
    loss_y = (y_hat - y) / (y.size * y_hat * (1 - y_hat)) if case == "bce" else 2 * (y_hat - y)
    return {"z2_z1": W2 @ np.diag(inner), "y_z3": np.diag(outer), "loss_y": loss_y}

# %% wrong 2: the derivative of the loss is a column
def jacobians(x, y, W1, b1, W2, b2, case):
    run = _net(x, W1, b1, W2, b2, case)
    z2, y_hat = run["z2"], run["y_hat"]
    if case == "regression":
        inner, outer = 5.0 * (run["z1"] > 0), np.ones_like(y_hat)
    else:
        inner, outer = 1.0 - z2**2, y_hat * (1.0 - y_hat)
    loss_y = (y_hat - y) / (y.size * y_hat * (1 - y_hat)) if case == "bce" else 2 * (y_hat - y)
    return {"z2_z1": np.diag(inner), "y_z3": np.diag(outer), "loss_y": loss_y[:, None]}

# %% wrong 2: jacobian rows by autograd
def jacobians(x, y, W1, b1, W2, b2, case):
    return autograd_jacobians(case, x, y, W1, b1, W2, b2)

# %% wrong 2: autograd under another name, kept in a list
from torch.autograd.functional import jacobian as rows

def jacobians(x, y, W1, b1, W2, b2, case):
    tools = [rows]
    f = (lambda z: 5 * torch.relu(z)) if case == "regression" else torch.tanh
    g = (lambda z: z) if case == "regression" else torch.sigmoid
    z1 = torch.tensor(W1 @ x + b1)
    z3 = torch.tensor(W2) @ f(z1) + torch.tensor(b2)
    target = torch.tensor(y)
    loss = (lambda p: F.binary_cross_entropy(p, target)) if case == "bce" else (
        lambda p: (p - target).square().sum())
    return {"z2_z1": tools[0](f, z1).numpy(), "y_z3": tools[0](g, z3).numpy(),
            "loss_y": tools[0](loss, g(z3)).numpy()}

# %% wrong 4: differences in place of the slopes of f
def jacobians(x, y, W1, b1, W2, b2, case):
    f, g = units(case)
    run = _net(x, W1, b1, W2, b2, case)
    y_hat, z1, e = run["y_hat"], run["z1"], 1e-4
    outer = np.ones_like(y_hat) if case == "regression" else y_hat * (1 - y_hat)
    loss_y = (y_hat - y) / (y.size * y_hat * (1 - y_hat)) if case == "bce" else 2 * (y_hat - y)
    slope = (8 * (f(z1 + e) - f(z1 - e)) - f(z1 + 2 * e) + f(z1 - 2 * e)) / (12 * e)
    return {"z2_z1": np.diag(slope), "y_z3": np.diag(outer), "loss_y": loss_y}

# %% wrong 2: complex steps
def jacobians(x, y, W1, b1, W2, b2, case):
    e = 1e-30j
    relu = lambda z: 5 * z * (z.real > 0)
    f, g = (relu, identity) if case == "regression" else (np.tanh, lambda z: 1 / (1 + np.exp(-z)))
    z1 = W1 @ x + b1
    z3 = W2 @ f(z1 + 0j).real + b2
    p, K = g(z3 + 0j).real, len(y)
    loss = (lambda q: -(y * np.log(q) + (1 - y) * np.log(1 - q)) / K) if case == "bce" else (
        lambda q: (q - y) ** 2)
    return {"z2_z1": np.diag(f(z1 + e).imag / 1e-30), "y_z3": np.diag(g(z3 + e).imag / 1e-30),
            "loss_y": loss(p + e).imag / 1e-30}

# %% wrong 2: changes the target
def jacobians(x, y, W1, b1, W2, b2, case):
    run = _net(x, W1, b1, W2, b2, case)
    z2, y_hat = run["z2"], run["y_hat"]
    if case == "regression":
        inner, outer = 5.0 * (run["z1"] > 0), np.ones_like(y_hat)
    else:
        inner, outer = 1.0 - z2**2, y_hat * (1.0 - y_hat)
    y -= y_hat
    loss_y = -y / (y.size * y_hat * (1 - y_hat)) if case == "bce" else -2 * y
    return {"z2_z1": np.diag(inner), "y_z3": np.diag(outer), "loss_y": loss_y}

# %% wrong 4: NaN where z1 is 0
def jacobians(x, y, W1, b1, W2, b2, case):
    run = _net(x, W1, b1, W2, b2, case)
    z2, y_hat = run["z2"], run["y_hat"]
    if case == "regression":
        inner, outer = z2 / run["z1"], np.ones_like(y_hat)
    else:
        inner, outer = 1.0 - z2**2, y_hat * (1.0 - y_hat)
    loss_y = (y_hat - y) / (y.size * y_hat * (1 - y_hat)) if case == "bce" else 2 * (y_hat - y)
    return {"z2_z1": np.diag(inner), "y_z3": np.diag(outer), "loss_y": loss_y}
