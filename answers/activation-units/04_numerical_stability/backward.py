# %% right: forward with lists, backward with indices
def backward(x, weights, activation, derivative, output_gradient):
    zs, activations = [], [x]
    for W in weights:
        zs.append(W @ activations[-1])
        activations.append(activation(zs[-1]))
    L = len(weights)
    gradients = [None] * L
    delta = derivative(zs[-1]) * output_gradient
    for k in range(L - 1, -1, -1):
        gradients[k] = np.outer(delta, activations[k])
        if k > 0:
            delta = derivative(zs[k - 1]) * (weights[k].T @ delta)
    return gradients

# %% right: recursion
def backward(x, weights, activation, derivative, output_gradient):
    def down(a, rest):
        """Return the gradient by a, and the gradients of the remaining layers."""
        if not rest:
            return output_gradient, []
        z = rest[0] @ a
        upstream, gradients = down(activation(z), rest[1:])
        delta = upstream * derivative(z)
        return rest[0].T @ delta, [delta[:, None] * a[None, :], *gradients]

    return down(x, list(weights))[1]

# %% right: diagonal matrices and einsum, a tuple
def backward(x, weights, activation, derivative, output_gradient):
    a = [np.asarray(x)]
    D = []
    for W in weights:
        z = np.einsum("ij,j->i", W, a[-1])
        D.append(np.diag(derivative(z)))
        a.append(activation(z))
    deltas = [D[-1] @ output_gradient]
    for W, d in zip(weights[:0:-1], D[-2::-1]):
        deltas.append(d @ W.T @ deltas[-1])
    deltas.reverse()
    return tuple(np.einsum("i,j->ij", delta, v) for delta, v in zip(deltas, a))

# %% right: Jacobians from the input on, the gradient of the output at the end
def backward(x, weights, activation, derivative, output_gradient):
    steps, a = [], x
    for W in weights:
        z = W.dot(a)
        steps.append((a, derivative(z), W))
        a = activation(z)
    found = []
    for k, (a, slope, _) in enumerate(steps):
        jacobian = np.diag(slope)
        for _, deeper, W in steps[k + 1:]:
            jacobian = deeper[:, None] * (W @ jacobian)
        found.append(np.multiply.outer(output_gradient @ jacobian, a))
    return found

# %% right: column vectors
def backward(x, weights, activation, derivative, output_gradient):
    column = lambda v: np.reshape(v, (-1, 1))
    a, cache = column(x), []
    for W in weights:
        z = W @ a
        cache.append((W, a, column(derivative(z.ravel()))))
        a = column(activation(z.ravel()))
    g, gradients = column(output_gradient), []
    while cache:
        W, a, slope = cache.pop()
        g = slope * g
        gradients = [g @ a.T] + gradients
        g = W.T @ g
    return gradients

# %% right: torch functions around the two callables
def backward(x, weights, activation, derivative, output_gradient):
    class Unit(torch.autograd.Function):
        @staticmethod
        def forward(ctx, z):
            ctx.save_for_backward(torch.as_tensor(derivative(z.detach().numpy())))
            return torch.as_tensor(activation(z.detach().numpy()))

        @staticmethod
        def backward(ctx, upstream):
            return upstream * ctx.saved_tensors[0]

    leaves = [torch.tensor(W, requires_grad=True) for W in weights]
    a = torch.tensor(x)
    for W in leaves:
        a = Unit.apply(W @ a)
    a.backward(torch.tensor(output_gradient))
    return [W.grad.numpy() for W in leaves]

# %% wrong 0: no unit behind the last layer
def backward(x, weights, activation, derivative, output_gradient):
    zs, activations = [], [x]
    for W in weights:
        zs.append(W @ activations[-1])
        activations.append(activation(zs[-1]))
    gradients, delta = [], output_gradient
    for k in range(len(weights) - 1, -1, -1):
        gradients.insert(0, np.outer(delta, activations[k]))
        delta = (weights[k].T @ delta) * (derivative(zs[k - 1]) if k else 1)
    return gradients

# %% wrong 0: the slope at the activation instead of the pre-activation
def backward(x, weights, activation, derivative, output_gradient):
    a, slopes, inputs = x, [], []
    for W in weights:
        inputs.append(a)
        a = activation(W @ a)
        slopes.append(derivative(a))
    gradients, g = [], output_gradient
    for W, a, slope in zip(weights[::-1], inputs[::-1], slopes[::-1]):
        g = slope * g
        gradients.insert(0, np.outer(g, a))
        g = W.T @ g
    return gradients

# %% wrong 1: the last layer comes first
def backward(x, weights, activation, derivative, output_gradient):
    a, slopes, inputs = x, [], []
    for W in weights:
        inputs.append(a)
        slopes.append(derivative(W @ a))
        a = activation(W @ a)
    gradients, g = [], output_gradient
    for W, a, slope in zip(weights[::-1], inputs[::-1], slopes[::-1]):
        g = slope * g
        gradients.append(np.outer(g, a))
        g = W.T @ g
    return gradients

# %% wrong 0: every gradient transposed
def backward(x, weights, activation, derivative, output_gradient):
    a, slopes, inputs = x, [], []
    for W in weights:
        inputs.append(a)
        slopes.append(derivative(W @ a))
        a = activation(W @ a)
    gradients, g = [], output_gradient
    for W, a, slope in zip(weights[::-1], inputs[::-1], slopes[::-1]):
        g = slope * g
        gradients.insert(0, np.outer(a, g))
        g = W.T @ g
    return gradients

# %% wrong 1: W instead of its transpose
def backward(x, weights, activation, derivative, output_gradient):
    a, slopes, inputs = x, [], []
    for W in weights:
        inputs.append(a)
        slopes.append(derivative(W @ a))
        a = activation(W @ a)
    gradients, g = [], output_gradient
    for k in range(len(weights) - 1, -1, -1):
        g = slopes[k] * g
        gradients.insert(0, np.outer(g, inputs[k]))
        if k:
            g = weights[k] @ g
    return gradients

# %% wrong 1: the slopes of hidden layers are forgotten
def backward(x, weights, activation, derivative, output_gradient):
    a, inputs = x, []
    for W in weights:
        inputs.append(a)
        z = W @ a
        a = activation(z)
    g, gradients = derivative(z) * output_gradient, []
    for W, a in zip(weights[::-1], inputs[::-1]):
        gradients.insert(0, np.outer(g, a))
        g = W.T @ g
    return gradients

# %% wrong 1: the weights of the same layer instead of the one above
def backward(x, weights, activation, derivative, output_gradient):
    zs, activations = [], [x]
    for W in weights:
        zs.append(W @ activations[-1])
        activations.append(activation(zs[-1]))
    delta = derivative(zs[-1]) * output_gradient
    gradients = [np.outer(delta, activations[-2])]
    for k in range(len(weights) - 2, -1, -1):
        delta = derivative(zs[k]) * (weights[k].T @ delta)
        gradients.insert(0, np.outer(delta, activations[k]))
    return gradients

# %% wrong 0: the layer's own output instead of its input
def backward(x, weights, activation, derivative, output_gradient):
    a, slopes, outputs = x, [], []
    for W in weights:
        slopes.append(derivative(W @ a))
        a = activation(W @ a)
        outputs.append(a)
    gradients, g = [], output_gradient
    for W, a, slope in zip(weights[::-1], outputs[::-1], slopes[::-1]):
        g = slope * g
        gradients.insert(0, np.outer(g, a))
        g = W.T @ g
    return gradients

# %% wrong 0: returns the deltas
def backward(x, weights, activation, derivative, output_gradient):
    a, slopes = x, []
    for W in weights:
        slopes.append(derivative(W @ a))
        a = activation(W @ a)
    deltas, g = [], output_gradient
    for W, slope in zip(weights[::-1], slopes[::-1]):
        deltas.insert(0, slope * g)
        g = W.T @ deltas[0]
    return deltas

# %% wrong 0: adds slope and upstream gradient
def backward(x, weights, activation, derivative, output_gradient):
    a, slopes, inputs = x, [], []
    for W in weights:
        inputs.append(a)
        slopes.append(derivative(W @ a))
        a = activation(W @ a)
    gradients, g = [], output_gradient
    for W, a, slope in zip(weights[::-1], inputs[::-1], slopes[::-1]):
        g = slope + g
        gradients.insert(0, np.outer(g, a))
        g = W.T @ g
    return gradients

# %% wrong 2: takes a step of descent on the caller's weights
def backward(x, weights, activation, derivative, output_gradient):
    a, slopes, inputs = x, [], []
    for W in weights:
        inputs.append(a)
        slopes.append(derivative(W @ a))
        a = activation(W @ a)
    gradients, g = [], output_gradient
    for W, a, slope in zip(weights[::-1], inputs[::-1], slopes[::-1]):
        g = slope * g
        gradients.insert(0, np.outer(g, a))
        g = W.T @ g
        W -= 0.1 * gradients[0]
    return gradients

# %% wrong 2: two layers only
def backward(x, weights, activation, derivative, output_gradient):
    W1, W2 = weights
    z1 = W1 @ x
    a1 = activation(z1)
    delta2 = derivative(W2 @ a1) * output_gradient
    delta1 = derivative(z1) * (W2.T @ delta2)
    return [np.outer(delta1, x), np.outer(delta2, a1)]

# %% wrong 0: finite differences
def backward(x, weights, activation, derivative, output_gradient):
    def loss(matrices):
        a = x
        for W in matrices:
            a = activation(W @ a)
        return output_gradient @ a

    gradients, h = [], 1e-5
    for k, W in enumerate(weights):
        G = np.zeros_like(W)
        for index in np.ndindex(W.shape):
            moved = [M.copy() for M in weights]
            moved[k][index] += h
            G[index] = (loss(moved) - loss(weights)) / h
        gradients.append(G)
    return gradients

# %% wrong 0: only the gradient of the first layer
def backward(x, weights, activation, derivative, output_gradient):
    a, slopes = x, []
    for W in weights:
        slopes.append(derivative(W @ a))
        a = activation(W @ a)
    g = output_gradient
    for W, slope in zip(weights[::-1], slopes[::-1]):
        delta = slope * g
        g = W.T @ delta
    return np.outer(delta, x)

# %% wrong 1: a unit on the input as well, in the gradient of the first layer
def backward(x, weights, activation, derivative, output_gradient):
    a, slopes, inputs = x, [], []
    for W in weights:
        inputs.append(a)
        slopes.append(derivative(W @ a))
        a = activation(W @ a)
    inputs[0] = activation(x) if len(weights) > 1 else x
    gradients, g = [], output_gradient
    for W, a, slope in zip(weights[::-1], inputs[::-1], slopes[::-1]):
        g = slope * g
        gradients.insert(0, np.outer(g, a))
        g = W.T @ g
    return gradients

# %% wrong 0: returns nothing
def backward(x, weights, activation, derivative, output_gradient):
    gradients = [np.zeros_like(W) for W in weights]

# %% right: the caller's functions called once for each layer, copies throughout
def backward(x, weights, activation, derivative, output_gradient):
    steps = [(np.copy(x), None)]
    for W in weights:
        z = np.dot(W, steps[-1][0])
        steps.append((activation(z.copy()), derivative(z.copy())))
    upstream, gradients = np.copy(output_gradient), [None] * len(weights)
    for k in reversed(range(len(weights))):
        upstream *= steps[k + 1][1]
        gradients[k] = upstream[:, None] * steps[k][0]
        upstream = upstream @ weights[k]
    return gradients

# %% wrong 2: multiplies into the caller's output gradient
def backward(x, weights, activation, derivative, output_gradient):
    a, inputs, slopes = x, [], []
    for W in weights:
        inputs.append(a)
        z = W @ a
        a = activation(z)
        slopes.append(derivative(z))
    upstream, gradients = output_gradient, []
    for W, a, slope in zip(weights[::-1], inputs[::-1], slopes[::-1]):
        upstream *= slope
        gradients.insert(0, np.outer(upstream, a))
        upstream = W.T @ upstream
    return gradients

# %% wrong 2: turns the caller's list of weights around
def backward(x, weights, activation, derivative, output_gradient):
    a, inputs, slopes = x, [], []
    for W in weights:
        inputs.append(a)
        z = W @ a
        a = activation(z)
        slopes.append(derivative(z))
    delta, gradients = output_gradient, []
    weights.reverse()
    for W, a, slope in zip(weights, inputs[::-1], slopes[::-1]):
        delta = slope * delta
        gradients.append(np.outer(delta, a))
        delta = W.T @ delta
    return gradients[::-1]

# %% wrong 2: empties the caller's list of weights
def backward(x, weights, activation, derivative, output_gradient):
    a, kept = x, []
    while weights:
        W = weights.pop(0)
        z = W @ a
        kept.append((W, a, derivative(z)))
        a = activation(z)
    upstream, gradients = output_gradient, []
    for W, a, slope in reversed(kept):
        delta = slope * upstream
        gradients.insert(0, np.outer(delta, a))
        upstream = W.T @ delta
    return gradients

# %% wrong 4: slopes by complex steps instead of the derivative that is given
def backward(x, weights, activation, derivative, output_gradient):
    a, inputs, slopes = x, [], []
    for W in weights:
        inputs.append(a)
        z = W @ a
        a = activation(z)
        slopes.append(np.imag(activation(z + 1e-30j)) / 1e-30)
    upstream, gradients = output_gradient, []
    for W, a, slope in zip(weights[::-1], inputs[::-1], slopes[::-1]):
        delta = slope * upstream
        gradients.insert(0, np.outer(delta, a))
        upstream = W.T @ delta
    return gradients

# %% wrong 2: sets NumPy's seed
def backward(x, weights, activation, derivative, output_gradient):
    np.random.seed(0)
    a, inputs, slopes = x, [], []
    for W in weights:
        inputs.append(a)
        z = W @ a
        a = activation(z)
        slopes.append(derivative(z))
    upstream, gradients = output_gradient, []
    for W, a, slope in zip(weights[::-1], inputs[::-1], slopes[::-1]):
        delta = slope * upstream
        gradients.insert(0, np.outer(delta, a))
        upstream = W.T @ delta
    return gradients
