def _net(x, W1, b1, W2, b2, case):
    """Return z1, z2 and y_hat, whatever the answer before this one was."""
    z1 = x @ W1.T + b1
    z2 = 5.0 * np.maximum(z1, 0.0) if case == "regression" else np.tanh(z1)
    z3 = z2 @ W2.T + b2
    return {"z1": z1, "z2": z2, "y_hat": z3 if case == "regression" else sigmoid(z3)}

# %% right: matrix products over the batch
def gradients(x, y, W1, b1, W2, b2, case):
    X, Y = np.atleast_2d(x), np.atleast_2d(y)
    run = _net(X, W1, b1, W2, b2, case)
    N, K = Y.shape
    error = run["y_hat"] - Y
    if case == "regression":
        d3, slope = 2 * error, np.where(run["z1"] > 0, 5.0, 0.0)
    elif case == "classification":
        d3, slope = 2 * error * run["y_hat"] * (1 - run["y_hat"]), 1 - run["z2"] ** 2
    else:
        d3, slope = error / K, 1 - run["z2"] ** 2
    d1 = (d3 @ W2) * slope
    return {"W1": d1.T @ X / N, "b1": d1.mean(axis=0), "W2": d3.T @ run["z2"] / N, "b2": d3.mean(axis=0)}

# %% right: one sample after the other, with the Jacobians
def gradients(x, y, W1, b1, W2, b2, case):
    if x.ndim == 2:
        single = [gradients(a, b, W1, b1, W2, b2, case) for a, b in zip(x, y)]
        return {name: sum(one[name] for one in single) / len(single) for name in single[0]}
    run = _net(x, W1, b1, W2, b2, case)
    z2, p = run["z2"], run["y_hat"]
    D = np.diag(5.0 * (run["z1"] > 0) if case == "regression" else 1 - z2**2)
    G = np.eye(y.size) if case == "regression" else np.diag(p - p**2)
    row = (p - y) / (p * (1 - p) * y.size) if case == "bce" else 2 * (p - y)
    r3 = row[None, :] @ G
    r1 = r3 @ W2 @ D
    return {"W1": np.outer(r1, x), "b1": r1[0], "W2": np.outer(r3, z2), "b2": r3[0]}

# %% right: einsum
def gradients(x, y, W1, b1, W2, b2, case):
    x, y = x.reshape(-1, W1.shape[1]), y.reshape(-1, W2.shape[0])
    N, K = y.shape
    z1 = np.einsum("in,hn->ih", x, W1) + b1
    if case == "regression":
        z2, s = 5 * np.clip(z1, 0, None), 5.0 * (z1 >= 0)
    else:
        z2 = np.tanh(z1)
        s = 1 - z2 * z2
    z3 = np.einsum("ih,kh->ik", z2, W2) + b2
    p = z3 if case == "regression" else sigmoid(z3)
    g = {"regression": 2 * (p - y), "classification": 2 * (p - y) * p * (1 - p),
         "bce": (p - y) / K}[case] / N
    d = np.einsum("ik,kh,ih->ih", g, W2, s)
    return dict(W1=np.einsum("ih,in->hn", d, x), b1=np.einsum("ih->h", d),
                W2=np.einsum("ik,ih->kh", g, z2), b2=np.einsum("ik->k", g))

# %% right: classes for the layers, in a list, with backward and grad
class Affine:
    def __init__(self, W, b):
        self.W, self.b, self.grad = W, b, {}

    def forward(self, v):
        self.v = v
        return v @ self.W.T + self.b

    def backward(self, upstream):
        self.grad = {"W": upstream.T @ self.v, "b": upstream.sum(0)}
        return upstream @ self.W


class Elementwise:
    def __init__(self, f, derivative):
        self.f, self.derivative = f, derivative

    def forward(self, z):
        self.z = z
        return self.f(z)

    def backward(self, upstream):
        return upstream * self.derivative(self.z)


def gradients(x, y, W1, b1, W2, b2, case):
    x, y = np.atleast_2d(x), np.atleast_2d(y)
    if case == "regression":
        f, g = Elementwise(five_relu, lambda z: 5.0 * (z > 0)), Elementwise(identity, np.ones_like)
    else:
        f = Elementwise(np.tanh, lambda z: 1 - np.tanh(z) ** 2)
        g = Elementwise(sigmoid, lambda z: sigmoid(z) * sigmoid(-z))
    layers = [Affine(W1, b1), f, Affine(W2, b2), g]
    out = x
    for layer in layers:
        out = layer.forward(out)
    if case == "bce":
        gradient = (out - y) / (out * (1 - out) * y.size)
    else:
        gradient = 2 * (out - y) / len(y)
    for layer in reversed(layers):
        gradient = layer.backward(gradient)
    return {f"{p}{i}": layers[2 * i - 2].grad[p] for i in (1, 2) for p in ("W", "b")}

# %% right: torch tensors, and no autograd
def gradients(x, y, W1, b1, W2, b2, case):
    X, Y, A, a, B, b = (torch.from_numpy(np.array(v)) for v in (x, y, W1, b1, W2, b2))
    X, Y = torch.atleast_2d(X), torch.atleast_2d(Y)
    N, K = Y.shape
    with torch.no_grad():
        z = torch.addmm(a, X, A.T)
        u = 5 * F.relu(z) if case == "regression" else torch.tanh(z)
        p = torch.addmm(b, u, B.T)
        p = p if case == "regression" else torch.sigmoid(p)
        d3 = (p - Y) * (1 / K if case == "bce" else 2) / N
        if case == "classification":
            d3 = d3 * p * (1 - p)
        d1 = torch.mm(d3, B) * (5 * (z > 0) if case == "regression" else 1 - u**2)
    parts = {"W1": d1.T @ X, "b1": d1.sum(0), "W2": d3.T @ u, "b2": d3.sum(0)}
    return {name: part.numpy() for name, part in parts.items()}

# %% right: columns, sums of outer products
def gradients(x, y, W1, b1, W2, b2, case):
    x, y = np.atleast_2d(x), np.atleast_2d(y)
    sums = [np.zeros_like(W1), np.zeros((len(b1), 1)), np.zeros_like(W2), np.zeros((len(b2), 1))]
    for row, target in zip(x, y):
        c, t = row[:, np.newaxis], target[:, np.newaxis]
        z1 = W1 @ c + b1[:, np.newaxis]
        if case == "regression":
            z2, D = 5 * np.maximum(z1, 0), np.diag(np.where(z1[:, 0] > 0, 5.0, 0.0))
        else:
            z2, D = np.tanh(z1), np.diag(1 / np.cosh(np.clip(z1[:, 0], -300, 300)) ** 2)
        z3 = W2 @ z2 + b2[:, np.newaxis]
        if case == "regression":
            delta = 2 * (z3 - t)
        else:
            p = sigmoid(z3)
            delta = (p - t) / len(t) if case == "bce" else 2 * (p - t) * sigmoid(z3) * sigmoid(-z3)
        below = D @ W2.T @ delta
        for total, part in zip(sums, (below @ c.T, below, delta @ z2.T, delta)):
            total += part / len(x)
    return {"W1": sums[0], "b1": sums[1].ravel(), "W2": sums[2], "b2": sums[3].ravel()}

# %% right: biases as weights of a constant, a tiny tape of closures
def gradients(x, y, W1, b1, W2, b2, case):
    tape = []

    def layer(v, W, b, names):
        v1 = np.hstack([v, np.ones((len(v), 1))])

        def back(u, found):
            whole = u.T @ v1
            found[names[0]], found[names[1]] = whole[:, :-1], whole[:, -1]
            return u @ W

        tape.append(back)
        return v1 @ np.hstack([W, b[:, None]]).T

    def unit(z, value, slope):
        tape.append(lambda u, found: u * slope)
        return value

    x, y = np.atleast_2d(x), np.atleast_2d(y)
    z = layer(x, W1, b1, ("W1", "b1"))
    t = np.tanh(z)
    a = unit(z, five_relu(z), 5.0 * (z > 0)) if case == "regression" else unit(z, t, (1 - t) * (1 + t))
    z = layer(a, W2, b2, ("W2", "b2"))
    s = sigmoid(z)
    p = z if case == "regression" else unit(z, s, s - s**2)
    found = {}
    upstream = 2 * (p - y) / len(y)
    if case == "bce":
        upstream = ((1 - y) / (1 - p) - y / p) / y.size
    while tape:
        upstream = tape.pop()(upstream, found)
    return found

# %% wrong 4: the sum over the batch instead of its mean
def gradients(x, y, W1, b1, W2, b2, case):
    x, y = np.atleast_2d(x), np.atleast_2d(y)
    run = _net(x, W1, b1, W2, b2, case)
    e, p, K = run["y_hat"] - y, run["y_hat"], y.shape[1]
    d3 = {"regression": 2 * e, "classification": 2 * e * p * (1 - p), "bce": e / K}[case]
    d1 = d3 @ W2 * (5.0 * (run["z1"] > 0) if case == "regression" else 1 - run["z2"] ** 2)
    return {"W1": d1.T @ x, "b1": d1.sum(0), "W2": d3.T @ run["z2"], "b2": d3.sum(0)}

# %% wrong 4: one sample only
def gradients(x, y, W1, b1, W2, b2, case):
    run = _net(x, W1, b1, W2, b2, case)
    z2, p = run["z2"], run["y_hat"]
    D = np.diag(5.0 * (run["z1"] > 0) if case == "regression" else 1 - z2**2)
    G = np.eye(y.size) if case == "regression" else np.diag(p - p**2)
    row = (p - y) / (p * (1 - p) * y.size) if case == "bce" else 2 * (p - y)
    r3 = row[None, :] @ G
    r1 = r3 @ W2 @ D
    return {"W1": np.outer(r1, x), "b1": r1[0], "W2": np.outer(r3, z2), "b2": r3[0]}

# %% wrong 0: the weights' gradients are transposed
def gradients(x, y, W1, b1, W2, b2, case):
    x, y = np.atleast_2d(x), np.atleast_2d(y)
    run = _net(x, W1, b1, W2, b2, case)
    e, p, (N, K) = run["y_hat"] - y, run["y_hat"], y.shape
    d3 = {"regression": 2 * e, "classification": 2 * e * p * (1 - p), "bce": e / K}[case] / N
    d1 = d3 @ W2 * (5.0 * (run["z1"] > 0) if case == "regression" else 1 - run["z2"] ** 2)
    return {"W1": x.T @ d1, "b1": d1.sum(0), "W2": run["z2"].T @ d3, "b2": d3.sum(0)}

# %% wrong 2: the gradient of W1 is transposed where W1 is square
def gradients(x, y, W1, b1, W2, b2, case):
    x, y = np.atleast_2d(x), np.atleast_2d(y)
    run = _net(x, W1, b1, W2, b2, case)
    e, p, (N, K) = run["y_hat"] - y, run["y_hat"], y.shape
    d3 = {"regression": 2 * e, "classification": 2 * e * p * (1 - p), "bce": e / K}[case] / N
    d1 = d3 @ W2 * (5.0 * (run["z1"] > 0) if case == "regression" else 1 - run["z2"] ** 2)
    G = x.T @ d1
    return {"W1": G if G.shape == W1.shape else G.T, "b1": d1.sum(0), "W2": d3.T @ run["z2"],
            "b2": d3.sum(0)}

# %% wrong 0: the slope of the hidden unit is forgotten
def gradients(x, y, W1, b1, W2, b2, case):
    x, y = np.atleast_2d(x), np.atleast_2d(y)
    run = _net(x, W1, b1, W2, b2, case)
    e, p, (N, K) = run["y_hat"] - y, run["y_hat"], y.shape
    d3 = {"regression": 2 * e, "classification": 2 * e * p * (1 - p), "bce": e / K}[case] / N
    d1 = d3 @ W2
    return {"W1": d1.T @ x, "b1": d1.sum(0), "W2": d3.T @ run["z2"], "b2": d3.sum(0)}

# %% wrong 4: ReLU without its factor 5
def gradients(x, y, W1, b1, W2, b2, case):
    x, y = np.atleast_2d(x), np.atleast_2d(y)
    run = _net(x, W1, b1, W2, b2, case)
    e, p, (N, K) = run["y_hat"] - y, run["y_hat"], y.shape
    d3 = {"regression": 2 * e, "classification": 2 * e * p * (1 - p), "bce": e / K}[case] / N
    d1 = d3 @ W2 * (1.0 * (run["z1"] > 0) if case == "regression" else 1 - run["z2"] ** 2)
    return {"W1": d1.T @ x, "b1": d1.sum(0), "W2": d3.T @ run["z2"], "b2": d3.sum(0)}

# %% wrong 4: the slope of the sigmoid is missing behind the squares
def gradients(x, y, W1, b1, W2, b2, case):
    x, y = np.atleast_2d(x), np.atleast_2d(y)
    run = _net(x, W1, b1, W2, b2, case)
    e, (N, K) = run["y_hat"] - y, y.shape
    d3 = (e / K if case == "bce" else 2 * e) / N
    d1 = d3 @ W2 * (5.0 * (run["z1"] > 0) if case == "regression" else 1 - run["z2"] ** 2)
    return {"W1": d1.T @ x, "b1": d1.sum(0), "W2": d3.T @ run["z2"], "b2": d3.sum(0)}

# %% wrong 4: the slope of the sigmoid counts twice behind BCE
def gradients(x, y, W1, b1, W2, b2, case):
    x, y = np.atleast_2d(x), np.atleast_2d(y)
    run = _net(x, W1, b1, W2, b2, case)
    e, p, (N, K) = run["y_hat"] - y, run["y_hat"], y.shape
    d3 = (2 * e if case == "regression" else (e / K if case == "bce" else 2 * e) * p * (1 - p)) / N
    d1 = d3 @ W2 * (5.0 * (run["z1"] > 0) if case == "regression" else 1 - run["z2"] ** 2)
    return {"W1": d1.T @ x, "b1": d1.sum(0), "W2": d3.T @ run["z2"], "b2": d3.sum(0)}

# %% wrong 0: the mean over the outputs for every loss
def gradients(x, y, W1, b1, W2, b2, case):
    x, y = np.atleast_2d(x), np.atleast_2d(y)
    run = _net(x, W1, b1, W2, b2, case)
    e, p = run["y_hat"] - y, run["y_hat"]
    d3 = {"regression": 2 * e, "classification": 2 * e * p * (1 - p), "bce": e}[case] / y.size
    if case == "bce":
        d3 = d3 / y.shape[1]
    d1 = d3 @ W2 * (5.0 * (run["z1"] > 0) if case == "regression" else 1 - run["z2"] ** 2)
    return {"W1": d1.T @ x, "b1": d1.sum(0), "W2": d3.T @ run["z2"], "b2": d3.sum(0)}

# %% wrong 4: BCE is summed over the outputs
def gradients(x, y, W1, b1, W2, b2, case):
    x, y = np.atleast_2d(x), np.atleast_2d(y)
    run = _net(x, W1, b1, W2, b2, case)
    e, p, N = run["y_hat"] - y, run["y_hat"], len(y)
    d3 = {"regression": 2 * e, "classification": 2 * e * p * (1 - p), "bce": e}[case] / N
    d1 = d3 @ W2 * (5.0 * (run["z1"] > 0) if case == "regression" else 1 - run["z2"] ** 2)
    return {"W1": d1.T @ x, "b1": d1.sum(0), "W2": d3.T @ run["z2"], "b2": d3.sum(0)}

# %% wrong 0: the gradient of W2 takes z1 in place of z2
def gradients(x, y, W1, b1, W2, b2, case):
    x, y = np.atleast_2d(x), np.atleast_2d(y)
    run = _net(x, W1, b1, W2, b2, case)
    e, p, (N, K) = run["y_hat"] - y, run["y_hat"], y.shape
    d3 = {"regression": 2 * e, "classification": 2 * e * p * (1 - p), "bce": e / K}[case] / N
    d1 = d3 @ W2 * (5.0 * (run["z1"] > 0) if case == "regression" else 1 - run["z2"] ** 2)
    return {"W1": d1.T @ x, "b1": d1.sum(0), "W2": d3.T @ run["z1"], "b2": d3.sum(0)}

# %% wrong 0: biases get a row, (1, h) and (1, K)
def gradients(x, y, W1, b1, W2, b2, case):
    x, y = np.atleast_2d(x), np.atleast_2d(y)
    run = _net(x, W1, b1, W2, b2, case)
    e, p, (N, K) = run["y_hat"] - y, run["y_hat"], y.shape
    d3 = {"regression": 2 * e, "classification": 2 * e * p * (1 - p), "bce": e / K}[case] / N
    d1 = d3 @ W2 * (5.0 * (run["z1"] > 0) if case == "regression" else 1 - run["z2"] ** 2)
    return {"W1": d1.T @ x, "b1": d1.sum(0, keepdims=True), "W2": d3.T @ run["z2"],
            "b2": d3.sum(0, keepdims=True)}

# %% wrong 4: the biases' gradients are not averaged with the weights'
def gradients(x, y, W1, b1, W2, b2, case):
    x, y = np.atleast_2d(x), np.atleast_2d(y)
    run = _net(x, W1, b1, W2, b2, case)
    e, p, (N, K) = run["y_hat"] - y, run["y_hat"], y.shape
    d3 = {"regression": 2 * e, "classification": 2 * e * p * (1 - p), "bce": e / K}[case]
    d1 = d3 @ W2 * (5.0 * (run["z1"] > 0) if case == "regression" else 1 - run["z2"] ** 2)
    return {"W1": d1.T @ x / N, "b1": d1.sum(0), "W2": d3.T @ run["z2"] / N, "b2": d3.sum(0)}

# %% wrong 0: climbs: the sign of the error
def gradients(x, y, W1, b1, W2, b2, case):
    x, y = np.atleast_2d(x), np.atleast_2d(y)
    run = _net(x, W1, b1, W2, b2, case)
    e, p, (N, K) = y - run["y_hat"], run["y_hat"], y.shape
    d3 = {"regression": 2 * e, "classification": 2 * e * p * (1 - p), "bce": e / K}[case] / N
    d1 = d3 @ W2 * (5.0 * (run["z1"] > 0) if case == "regression" else 1 - run["z2"] ** 2)
    return {"W1": d1.T @ x, "b1": d1.sum(0), "W2": d3.T @ run["z2"], "b2": d3.sum(0)}

# %% wrong 7: the mean over the batch is taken over its square
def gradients(x, y, W1, b1, W2, b2, case):
    x, y = np.atleast_2d(x), np.atleast_2d(y)
    run = _net(x, W1, b1, W2, b2, case)
    e, p, (N, K) = run["y_hat"] - y, run["y_hat"], y.shape
    d3 = {"regression": 2 * e, "classification": 2 * e * p * (1 - p), "bce": e / K}[case] / N
    d1 = d3 @ W2 * (5.0 * (run["z1"] > 0) if case == "regression" else 1 - run["z2"] ** 2)
    if case == "bce" and N not in (1, 5):
        d1 = d1 / N
    return {"W1": d1.T @ x, "b1": d1.sum(0), "W2": d3.T @ run["z2"], "b2": d3.sum(0)}

# %% wrong 6: NaN at a kink
def gradients(x, y, W1, b1, W2, b2, case):
    x, y = np.atleast_2d(x), np.atleast_2d(y)
    run = _net(x, W1, b1, W2, b2, case)
    e, p, (N, K) = run["y_hat"] - y, run["y_hat"], y.shape
    d3 = {"regression": 2 * e, "classification": 2 * e * p * (1 - p), "bce": e / K}[case] / N
    d1 = d3 @ W2 * (run["z2"] / run["z1"] if case == "regression" else 1 - run["z2"] ** 2)
    return {"W1": d1.T @ x, "b1": d1.sum(0), "W2": d3.T @ run["z2"], "b2": d3.sum(0)}

# %% wrong 6: a slope of 10 at a kink
def gradients(x, y, W1, b1, W2, b2, case):
    x, y = np.atleast_2d(x), np.atleast_2d(y)
    run = _net(x, W1, b1, W2, b2, case)
    e, p, (N, K) = run["y_hat"] - y, run["y_hat"], y.shape
    d3 = {"regression": 2 * e, "classification": 2 * e * p * (1 - p), "bce": e / K}[case] / N
    relu = 5.0 * (run["z1"] > 0) + 10.0 * (run["z1"] == 0)
    d1 = d3 @ W2 * (relu if case == "regression" else 1 - run["z2"] ** 2)
    return {"W1": d1.T @ x, "b1": d1.sum(0), "W2": d3.T @ run["z2"], "b2": d3.sum(0)}

# %% wrong 2: autograd
def gradients(x, y, W1, b1, W2, b2, case):
    return autograd_gradients(case, x, y, W1, b1, W2, b2)

# %% wrong 2: autograd by backward, in a helper
def _run(case, x, y, leaves):
    torch_net(case, x, y, *leaves)["loss"].backward()


def gradients(x, y, W1, b1, W2, b2, case):
    leaves = [torch.tensor(p) for p in (W1, b1, W2, b2)]
    for leaf in leaves:
        getattr(leaf, "requires_" + "grad_")()
    _run(case, torch.tensor(x), torch.tensor(y), leaves)
    return {name: leaf.grad.numpy() for name, leaf in zip(("W1", "b1", "W2", "b2"), leaves)}

# %% wrong 6: autograd for BCE only
def gradients(x, y, W1, b1, W2, b2, case):
    if case == "bce":
        return autograd_gradients(case, x, y, W1, b1, W2, b2)
    x, y = np.atleast_2d(x), np.atleast_2d(y)
    run = _net(x, W1, b1, W2, b2, case)
    e, p, N = run["y_hat"] - y, run["y_hat"], len(y)
    d3 = {"regression": 2 * e, "classification": 2 * e * p * (1 - p)}[case] / N
    d1 = d3 @ W2 * (5.0 * (run["z1"] > 0) if case == "regression" else 1 - run["z2"] ** 2)
    return {"W1": d1.T @ x, "b1": d1.sum(0), "W2": d3.T @ run["z2"], "b2": d3.sum(0)}

# %% wrong 2: complex steps
def gradients(x, y, W1, b1, W2, b2, case):
    x, y = np.atleast_2d(x), np.atleast_2d(y)
    p, found = {"W1": W1, "b1": b1, "W2": W2, "b2": b2}, {}

    def loss(W1, b1, W2, b2):
        z1 = x @ W1.T + b1
        z2 = 5 * z1 * (z1.real > 0) if case == "regression" else np.tanh(z1)
        q = z2 @ W2.T + b2
        q = q if case == "regression" else 1 / (1 + np.exp(-q))
        if case == "bce":
            return -(y * np.log(q) + (1 - y) * np.log(1 - q)).mean()
        return ((q - y) ** 2).sum() / len(y)

    for name, value in p.items():
        found[name] = np.zeros_like(value)
        for place in np.ndindex(value.shape):
            moved = {**p, name: value.astype(complex)}
            moved[name][place] += 1e-30j
            found[name][place] = loss(**moved).imag / 1e-30
    return found

# %% wrong 0: central differences
def gradients(x, y, W1, b1, W2, b2, case):
    x, y = np.atleast_2d(x), np.atleast_2d(y)
    p, found = {"W1": W1, "b1": b1, "W2": W2, "b2": b2}, {}

    def loss(W1, b1, W2, b2):
        q = _net(x, W1, b1, W2, b2, case)["y_hat"]
        if case == "bce":
            return -(y * np.log(q) + (1 - y) * np.log(1 - q)).mean()
        return ((q - y) ** 2).sum() / len(y)

    for name, value in p.items():
        found[name] = np.zeros_like(value)
        for place in np.ndindex(value.shape):
            up, down = value.copy(), value.copy()
            up[place] += 1e-6
            down[place] -= 1e-6
            found[name][place] = (loss(**{**p, name: up}) - loss(**{**p, name: down})) / 2e-6
    return found

# %% wrong 2: takes the step on the caller's weights
def gradients(x, y, W1, b1, W2, b2, case):
    x, y = np.atleast_2d(x), np.atleast_2d(y)
    run = _net(x, W1, b1, W2, b2, case)
    e, p, (N, K) = run["y_hat"] - y, run["y_hat"], y.shape
    d3 = {"regression": 2 * e, "classification": 2 * e * p * (1 - p), "bce": e / K}[case] / N
    d1 = d3 @ W2 * (5.0 * (run["z1"] > 0) if case == "regression" else 1 - run["z2"] ** 2)
    found = {"W1": d1.T @ x, "b1": d1.sum(0), "W2": d3.T @ run["z2"], "b2": d3.sum(0)}
    W1 -= 0.1 * found["W1"]
    return found

# %% wrong 0: takes W2 after its step for the way back
def gradients(x, y, W1, b1, W2, b2, case):
    x, y = np.atleast_2d(x), np.atleast_2d(y)
    run = _net(x, W1, b1, W2, b2, case)
    e, p, (N, K) = run["y_hat"] - y, run["y_hat"], y.shape
    d3 = {"regression": 2 * e, "classification": 2 * e * p * (1 - p), "bce": e / K}[case] / N
    G2 = d3.T @ run["z2"]
    d1 = d3 @ (W2 - 0.1 * G2) * (5.0 * (run["z1"] > 0) if case == "regression" else 1 - run["z2"] ** 2)
    return {"W1": d1.T @ x, "b1": d1.sum(0), "W2": G2, "b2": d3.sum(0)}
