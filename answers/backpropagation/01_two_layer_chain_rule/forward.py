# %% right: rows times transposed weights
def forward(x, W1, b1, W2, b2, f, g):
    z1 = x @ W1.T + b1
    z2 = f(z1)
    z3 = z2 @ W2.T + b2
    return dict(z1=z1, z2=z2, z3=z3, y_hat=g(z3))

# %% right: einsum with an ellipsis
def forward(x, W1, b1, W2, b2, f, g):
    affine = lambda W, b, v: np.einsum("ij,...j->...i", W, v) + b
    out = {"z1": affine(W1, b1, x)}
    out["z2"] = f(out["z1"])
    out["z3"] = affine(W2, b2, out["z2"])
    out["y_hat"] = g(out["z3"])
    return out

# %% right: two branches
def forward(x, W1, b1, W2, b2, f, g):
    if x.ndim == 1:
        z1 = W1 @ x + b1
        z2 = f(z1)
        z3 = W2 @ z2 + b2
    else:
        z1 = (W1 @ x.T).T + b1[None, :]
        z2 = f(z1)
        z3 = (W2 @ z2.T).T + b2[None, :]
    return {"y_hat": g(z3), "z3": z3, "z2": z2, "z1": z1}

# %% right: one sample after the other, by recursion
def forward(x, W1, b1, W2, b2, f, g):
    if np.ndim(x) == 2:
        runs = [forward(row, W1, b1, W2, b2, f, g) for row in x]
        return {name: np.stack([run[name] for run in runs]) for name in runs[0]}
    z1 = np.dot(W1, x) + b1
    z2 = f(z1)
    z3 = np.dot(W2, z2) + b2
    return {"z1": z1, "z2": z2, "z3": z3, "y_hat": g(z3)}

# %% right: columns of a batch, one sample being a batch of one
def forward(x, W1, b1, W2, b2, f, g):
    columns = np.atleast_2d(x).T
    z1 = W1 @ columns + b1.reshape(-1, 1)
    z2 = f(z1)
    z3 = W2 @ z2 + b2.reshape(-1, 1)
    give = (lambda a: a[:, 0]) if np.ndim(x) == 1 else np.transpose
    return {k: give(v) for k, v in [("z1", z1), ("z2", z2), ("z3", z3), ("y_hat", g(z3))]}

# %% right: torch for the affine maps, extra entries
def forward(x, W1, b1, W2, b2, f, g):
    linear = lambda v, W, b: F.linear(*(torch.from_numpy(np.array(a)) for a in (v, W, b))).numpy()
    z1 = linear(x, W1, b1)
    z2 = f(z1)
    z3 = linear(z2, W2, b2)
    return {"x": x, "z1": z1, "z2": z2, "z3": z3, "y_hat": g(z3), "case": "any"}

# %% right: a bias as the weight of a constant input
def forward(x, W1, b1, W2, b2, f, g):
    def layer(v, W, b):
        ones = np.ones((*np.shape(v)[:-1], 1))
        return np.concatenate([v, ones], axis=-1) @ np.column_stack([W, b]).T

    z1 = layer(x, W1, b1)
    z2 = f(z1)
    z3 = layer(z2, W2, b2)
    return {"z1": z1, "z2": z2, "z3": z3, "y_hat": g(z3)}

# %% wrong 1: one sample only
def forward(x, W1, b1, W2, b2, f, g):
    z1 = W1 @ x + b1
    z2 = f(z1)
    z3 = W2 @ z2 + b2
    return {"z1": z1, "z2": z2, "z3": z3, "y_hat": g(z3)}

# %% wrong 0: f and g are exchanged
def forward(x, W1, b1, W2, b2, f, g):
    z1 = x @ W1.T + b1
    z2 = g(z1)
    z3 = z2 @ W2.T + b2
    return {"z1": z1, "z2": z2, "z3": z3, "y_hat": f(z3)}

# %% wrong 0: f behind both layers
def forward(x, W1, b1, W2, b2, f, g):
    z1 = x @ W1.T + b1
    z2 = f(z1)
    z3 = z2 @ W2.T + b2
    return {"z1": z1, "z2": z2, "z3": z3, "y_hat": f(z3)}

# %% wrong 0: the last unit is forgotten
def forward(x, W1, b1, W2, b2, f, g):
    z1 = x @ W1.T + b1
    z2 = f(z1)
    z3 = z2 @ W2.T + b2
    return {"z1": z1, "z2": z2, "z3": z3, "y_hat": z3}

# %% wrong 0: no biases
def forward(x, W1, b1, W2, b2, f, g):
    z1 = x @ W1.T
    z2 = f(z1)
    z3 = z2 @ W2.T
    return {"z1": z1, "z2": z2, "z3": z3, "y_hat": g(z3)}

# %% wrong 0: the hidden unit is skipped
def forward(x, W1, b1, W2, b2, f, g):
    z1 = x @ W1.T + b1
    z2 = f(z1)
    z3 = z1 @ W2.T + b2
    return {"z1": z1, "z2": z2, "z3": z3, "y_hat": g(z3)}

# %% wrong 0: returns a tuple
def forward(x, W1, b1, W2, b2, f, g):
    z1 = x @ W1.T + b1
    z2 = f(z1)
    z3 = z2 @ W2.T + b2
    return z1, z2, z3, g(z3)

# %% wrong 0: the dict has other names
def forward(x, W1, b1, W2, b2, f, g):
    z1 = x @ W1.T + b1
    z2 = f(z1)
    z3 = z2 @ W2.T + b2
    return {"z1": z1, "a1": z2, "z2": z3, "y": g(z3)}

# %% wrong 1: every result is a batch
def forward(x, W1, b1, W2, b2, f, g):
    x = np.atleast_2d(x)
    z1 = x @ W1.T + b1
    z2 = f(z1)
    z3 = z2 @ W2.T + b2
    return {"z1": z1, "z2": z2, "z3": z3, "y_hat": g(z3)}

# %% wrong 2: the axes of a batch are dropped where they have size 1
def forward(x, W1, b1, W2, b2, f, g):
    z1 = x @ W1.T + b1
    z2 = f(z1)
    z3 = z2 @ W2.T + b2
    y_hat = g(z3)
    if x.ndim == 2 and len(x) == 1:
        z1, z2, z3, y_hat = z1[0], z2[0], z3[0], y_hat[0]
    return {"z1": z1, "z2": z2, "z3": z3, "y_hat": y_hat}

# %% wrong 2: samples are taken for columns where both sizes agree
def forward(x, W1, b1, W2, b2, f, g):
    if x.ndim == 2 and x.shape[0] == x.shape[1] != 3:
        x = x.T
    z1 = x @ W1.T + b1
    z2 = f(z1)
    z3 = z2 @ W2.T + b2
    return {"z1": z1, "z2": z2, "z3": z3, "y_hat": g(z3)}

# %% wrong 1: square weights are multiplied from the other side
def forward(x, W1, b1, W2, b2, f, g):
    times = lambda v, W: v @ W if W.shape[0] == W.shape[1] else v @ W.T
    z1 = times(x, W1) + b1
    z2 = f(z1)
    z3 = times(z2, W2) + b2
    return {"z1": z1, "z2": z2, "z3": z3, "y_hat": g(z3)}

# %% wrong 1: adds the bias to the caller's array
def forward(x, W1, b1, W2, b2, f, g):
    z1 = b1
    z1 = x @ W1.T + z1
    z2 = f(z1)
    z3 = z2 @ W2.T + b2
    b2 += 1.0
    return {"z1": z1, "z2": z2, "z3": z3, "y_hat": g(z3)}

# %% wrong 0: the seven digits of float32
def forward(x, W1, b1, W2, b2, f, g):
    x, W1, b1, W2, b2 = (np.float32(a) for a in (x, W1, b1, W2, b2))
    z1 = x @ W1.T + b1
    z2 = f(z1)
    z3 = z2 @ W2.T + b2
    return {"z1": z1, "z2": z2, "z3": z3, "y_hat": g(z3)}

# %% wrong 0: the units are fixed
def forward(x, W1, b1, W2, b2, f, g):
    z1 = x @ W1.T + b1
    z2 = np.tanh(z1)
    z3 = z2 @ W2.T + b2
    return {"z1": z1, "z2": z2, "z3": z3, "y_hat": sigmoid(z3)}
