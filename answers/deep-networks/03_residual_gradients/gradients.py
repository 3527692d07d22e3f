# %% right: products of Jacobians
def residual_gradients(x, weights, biases, activation, derivative):
    L, y, D = len(weights), [x], []
    for l in range(L - 1):
        z = weights[l] @ y[-1] + biases[l]
        D.append(np.diag(derivative(z)))
        y.append(activation(z) if l == 0 else activation(z) + y[-1])
    by_A, by_b = [None] * L, [None] * L
    by_A[-1], by_b[-1] = y[-1].reshape(1, -1) * 1.0, np.array([1.0])
    g = weights[-1]
    for l in reversed(range(L - 1)):
        by_b[l] = (g @ D[l]).ravel()
        by_A[l] = D[l] @ g.T @ y[l][None, :]
        if l > 0:
            g = g @ layer_jacobian(weights[l], biases[l], y[l], derivative)
    return by_A, by_b

# %% right: recursion
def residual_gradients(x, weights, biases, activation, derivative):
    last = len(weights) - 1

    def walk(l, y):
        """Return the gradients from layer l on, and that with respect to y."""
        A, b = weights[l], biases[l]
        if l == last:
            return [np.array([y])], [np.ones(1)], A[0].copy()
        z = A @ y + b
        skip = 1.0 if l else 0.0
        out = activation(z) + y if l else activation(z)
        by_A, by_b, g = walk(l + 1, out)
        delta = derivative(z) * g
        below = A.T @ delta
        return [np.outer(delta, y), *by_A], [delta, *by_b], below + skip * g if l else below

    by_A, by_b, _ = walk(0, np.asarray(x))
    return by_A, by_b

# %% right: tuples of arrays
def residual_gradients(x, weights, biases, activation, derivative):
    inputs, pre = [], []
    h = np.array(x)
    for A, b in list(zip(weights, biases))[:-1]:
        inputs.append(h)
        pre.append(A @ h + b)
        h = activation(pre[-1]) + (0 if len(inputs) == 1 else h)
    grads = [(h[np.newaxis], np.ones_like(biases[-1]))]
    up = weights[-1].ravel()
    for k in range(len(pre))[::-1]:
        d = up * derivative(pre[k])
        grads.append((d[:, np.newaxis] @ inputs[k][np.newaxis], d))
        if k:
            up = up + weights[k].T @ d
    first, second = zip(*reversed(grads))
    return first, second

# %% right: a class for a layer
class _Layer:
    def __init__(self, A, b, f, df, skip):
        self.A, self.b, self.f, self.df, self.skip = A, b, f, df, skip

    def forward(self, y):
        self.y, self.z = y, self.A @ y + self.b
        return self.f(self.z) + (y if self.skip else 0)

    def back(self, g):
        self.delta = g * self.df(self.z)
        return self.delta @ self.A + (g if self.skip else 0)

def residual_gradients(x, weights, biases, activation, derivative):
    layers = [_Layer(A, b, activation, derivative, k > 0)
              for k, (A, b) in enumerate(zip(weights[:-1], biases[:-1]))]
    y = x
    for layer in layers:
        y = layer.forward(y)
    g = weights[-1].reshape(-1)
    for layer in reversed(layers):
        g = layer.back(g)
    return ([np.outer(layer.delta, layer.y) for layer in layers] + [y.reshape(1, -1).copy()],
            [layer.delta for layer in layers] + [np.ones(1)])

# %% right: torch tensors, and no autograd
def residual_gradients(x, weights, biases, activation, derivative):
    T = lambda a: torch.tensor(np.array(a))
    y, kept = T(x), []
    for k in range(len(weights) - 1):
        z = T(weights[k]) @ y + T(biases[k])
        kept.append((y, T(derivative(z.numpy()))))
        y = T(activation(z.numpy())) + (y if k else 0)
    g, by_A, by_b = T(weights[-1])[0], [y[None, :]], [torch.ones(1, dtype=torch.float64)]
    for k in range(len(kept) - 1, -1, -1):
        below, slope = kept[k]
        delta = g * slope
        by_A.append(torch.outer(delta, below))
        by_b.append(delta)
        g = T(weights[k]).T @ delta + g if k else g
    return [a.numpy() for a in by_A[::-1]], [a.numpy() for a in by_b[::-1]]

# %% wrong 1: no skip connection at all
def residual_gradients(x, weights, biases, activation, derivative):
    ys, ds = [x], []
    for A, b in zip(weights[:-1], biases[:-1]):
        z = A @ ys[-1] + b
        ds.append(derivative(z))
        ys.append(activation(z))
    by_A, by_b, g = [ys[-1][None] * 1.0], [np.ones(1)], weights[-1][0]
    for k in reversed(range(len(ds))):
        d = g * ds[k]
        by_A.insert(0, np.outer(d, ys[k]))
        by_b.insert(0, d)
        g = d @ weights[k]
    return by_A, by_b

# %% wrong 1: the identity is missing on the way back
def residual_gradients(x, weights, biases, activation, derivative):
    ys, ds = [x], []
    for k, (A, b) in enumerate(zip(weights[:-1], biases[:-1])):
        z = A @ ys[-1] + b
        ds.append(derivative(z))
        ys.append(activation(z) + (ys[-1] if k else 0))
    by_A, by_b, g = [ys[-1][None] * 1.0], [np.ones(1)], weights[-1][0]
    for k in reversed(range(len(ds))):
        d = g * ds[k]
        by_A.insert(0, np.outer(d, ys[k]))
        by_b.insert(0, d)
        g = d @ weights[k]
    return by_A, by_b

# %% wrong 0: the transposes of the weights' gradients
def residual_gradients(x, weights, biases, activation, derivative):
    ys, ds = [x], []
    for k, (A, b) in enumerate(zip(weights[:-1], biases[:-1])):
        z = A @ ys[-1] + b
        ds.append(derivative(z))
        ys.append(activation(z) + (ys[-1] if k else 0))
    by_A, by_b, g = [ys[-1][:, None] * 1.0], [np.ones(1)], weights[-1][0]
    for k in reversed(range(len(ds))):
        d = g * ds[k]
        by_A.insert(0, np.outer(ys[k], d))
        by_b.insert(0, d)
        g = d @ weights[k] + (g if k else 0)
    return by_A, by_b

# %% wrong 0: the slopes are left out
def residual_gradients(x, weights, biases, activation, derivative):
    ys = [x]
    for k, (A, b) in enumerate(zip(weights[:-1], biases[:-1])):
        ys.append(activation(A @ ys[-1] + b) + (ys[-1] if k else 0))
    by_A, by_b, g = [ys[-1][None] * 1.0], [np.ones(1)], weights[-1][0]
    for k in reversed(range(len(ys) - 1)):
        by_A.insert(0, np.outer(g, ys[k]))
        by_b.insert(0, g * 1.0)
        g = g @ weights[k] + (g if k else 0)
    return by_A, by_b

# %% wrong 0: slopes of the outputs
def residual_gradients(x, weights, biases, activation, derivative):
    ys, ds = [x], []
    for k, (A, b) in enumerate(zip(weights[:-1], biases[:-1])):
        ys.append(activation(A @ ys[-1] + b) + (ys[-1] if k else 0))
        ds.append(derivative(ys[-1]))
    by_A, by_b, g = [ys[-1][None] * 1.0], [np.ones(1)], weights[-1][0]
    for k in reversed(range(len(ds))):
        d = g * ds[k]
        by_A.insert(0, np.outer(d, ys[k]))
        by_b.insert(0, d)
        g = d @ weights[k] + (g if k else 0)
    return by_A, by_b

# %% wrong 0: the input of a layer is its output
def residual_gradients(x, weights, biases, activation, derivative):
    ys, ds = [x], []
    for k, (A, b) in enumerate(zip(weights[:-1], biases[:-1])):
        z = A @ ys[-1] + b
        ds.append(derivative(z))
        ys.append(activation(z) + (ys[-1] if k else 0))
    by_A, by_b, g = [ys[-1][None] * 1.0], [np.ones(1)], weights[-1][0]
    for k in reversed(range(len(ds))):
        d = g * ds[k]
        by_A.insert(0, np.outer(d, np.resize(ys[k + 1], np.shape(ys[k]))))
        by_b.insert(0, d)
        g = d @ weights[k] + (g if k else 0)
    return by_A, by_b

# %% wrong 0: a unit behind the last layer, too
def residual_gradients(x, weights, biases, activation, derivative):
    ys, ds = [x], []
    for k, (A, b) in enumerate(zip(weights[:-1], biases[:-1])):
        z = A @ ys[-1] + b
        ds.append(derivative(z))
        ys.append(activation(z) + (ys[-1] if k else 0))
    end = derivative(weights[-1] @ ys[-1] + biases[-1])
    by_A, by_b, g = [end[0] * ys[-1][None]], [end * 1.0], end[0] * weights[-1][0]
    for k in reversed(range(len(ds))):
        d = g * ds[k]
        by_A.insert(0, np.outer(d, ys[k]))
        by_b.insert(0, d)
        g = d @ weights[k] + (g if k else 0)
    return by_A, by_b

# %% wrong 0: the last layer gets g = 1 in place of its weights
def residual_gradients(x, weights, biases, activation, derivative):
    ys, ds = [x], []
    for k, (A, b) in enumerate(zip(weights[:-1], biases[:-1])):
        z = A @ ys[-1] + b
        ds.append(derivative(z))
        ys.append(activation(z) + (ys[-1] if k else 0))
    by_A, by_b, g = [ys[-1][None] * 1.0], [np.ones(1)], np.ones(weights[-1].shape[1])
    for k in reversed(range(len(ds))):
        d = g * ds[k]
        by_A.insert(0, np.outer(d, ys[k]))
        by_b.insert(0, d)
        g = d @ weights[k] + (g if k else 0)
    return by_A, by_b

# %% wrong 0: without the last layer's gradients
def residual_gradients(x, weights, biases, activation, derivative):
    ys, ds = [x], []
    for k, (A, b) in enumerate(zip(weights[:-1], biases[:-1])):
        z = A @ ys[-1] + b
        ds.append(derivative(z))
        ys.append(activation(z) + (ys[-1] if k else 0))
    by_A, by_b, g = [], [], weights[-1][0]
    for k in reversed(range(len(ds))):
        d = g * ds[k]
        by_A.insert(0, np.outer(d, ys[k]))
        by_b.insert(0, d)
        g = d @ weights[k] + (g if k else 0)
    return by_A, by_b

# %% wrong 0: from the last layer to the first
def residual_gradients(x, weights, biases, activation, derivative):
    ys, ds = [x], []
    for k, (A, b) in enumerate(zip(weights[:-1], biases[:-1])):
        z = A @ ys[-1] + b
        ds.append(derivative(z))
        ys.append(activation(z) + (ys[-1] if k else 0))
    by_A, by_b, g = [ys[-1][None] * 1.0], [np.ones(1)], weights[-1][0]
    for k in reversed(range(len(ds))):
        d = g * ds[k]
        by_A.append(np.outer(d, ys[k]))
        by_b.append(d)
        g = d @ weights[k] + (g if k else 0)
    return by_A, by_b

# %% wrong 0: rows for the biases
def residual_gradients(x, weights, biases, activation, derivative):
    ys, ds = [x], []
    for k, (A, b) in enumerate(zip(weights[:-1], biases[:-1])):
        z = A @ ys[-1] + b
        ds.append(derivative(z))
        ys.append(activation(z) + (ys[-1] if k else 0))
    by_A, by_b, g = [ys[-1][None] * 1.0], [np.ones((1, 1))], weights[-1]
    for k in reversed(range(len(ds))):
        d = g * ds[k]
        by_A.insert(0, d.T @ ys[k][None])
        by_b.insert(0, d)
        g = d @ weights[k] + (g if k else 0)
    return by_A, by_b

# %% wrong 1: the last hidden layer has no skip connection
def residual_gradients(x, weights, biases, activation, derivative):
    ys, ds, n = [x], [], len(weights) - 1
    skip = [0.0 if k in (0, n - 1) else 1.0 for k in range(n)]
    for k, (A, b) in enumerate(zip(weights[:-1], biases[:-1])):
        z = A @ ys[-1] + b
        ds.append(derivative(z))
        ys.append(activation(z) + (ys[-1] if skip[k] else 0))
    by_A, by_b, g = [ys[-1][None] * 1.0], [np.ones(1)], weights[-1][0]
    for k in reversed(range(len(ds))):
        d = g * ds[k]
        by_A.insert(0, np.outer(d, ys[k]))
        by_b.insert(0, d)
        g = d @ weights[k] + (g if skip[k] else 0)
    return by_A, by_b

# %% wrong 5: autograd for the sine
def residual_gradients(x, weights, biases, activation, derivative):
    if activation is np.sin:
        return by_autograd(x, weights, biases, torch.sin)
    ys, ds = [x], []
    for k, (A, b) in enumerate(zip(weights[:-1], biases[:-1])):
        z = A @ ys[-1] + b
        ds.append(derivative(z))
        ys.append(activation(z) + (ys[-1] if k else 0))
    by_A, by_b, g = [ys[-1][None] * 1.0], [np.ones(1)], weights[-1][0]
    for k in reversed(range(len(ds))):
        d = g * ds[k]
        by_A.insert(0, np.outer(d, ys[k]))
        by_b.insert(0, d)
        g = d @ weights[k] + (g if k else 0)
    return by_A, by_b

# %% wrong 5: empties the caller's lists
def residual_gradients(x, weights, biases, activation, derivative):
    ys, ds = [x], []
    for k, (A, b) in enumerate(zip(weights[:-1], biases[:-1])):
        z = A @ ys[-1] + b
        ds.append(derivative(z))
        ys.append(activation(z) + (ys[-1] if k else 0))
    by_A, by_b, g = [ys[-1][None] * 1.0], [np.ones(1)], weights.pop()[0]
    biases.pop()
    for k in reversed(range(len(ds))):
        d = g * ds[k]
        by_A.insert(0, np.outer(d, ys[k]))
        by_b.insert(0, d)
        g = d @ weights.pop() + (g if k else 0)
    return by_A, by_b
