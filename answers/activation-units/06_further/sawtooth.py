# %% right: the first layer with two neurons
def sawtooth_net(depth):
    layers = [(np.array([[1.0], [1.0]]), np.array([0.0, -0.5]))]
    g, total = np.array([2.0, -4.0]), np.array([1.0, 0.0])
    for m in range(1, depth):
        total = total - g / 4**m
        layers.append((np.vstack([g, g, total]), np.array([0.0, -0.5, 0.0])))
        g, total = np.array([2.0, -4.0, 0.0]), np.array([0.0, 0.0, 1.0])
    layers.append(((total - g / 4**depth)[None], np.zeros(1)))
    return layers

# %% right: the hat with a third neuron, x and sum apart
def sawtooth_net(depth):
    first = (np.ones((4, 1)), np.array([0.0, -0.5, -1.0, 0.0]))
    hat = [2.0, -4.0, 2.0]
    layers = [first]
    for m in range(1, depth):
        carry = [-h / 4**m for h in hat] + [1.0]
        layers.append((np.array([hat + [0.0]] * 3 + [carry]), np.array([0.0, -0.5, -1.0, 0.0])))
    layers.append((np.array([[-h / 4**depth for h in hat] + [1.0]]), np.array([0.0])))
    return layers

# %% right: carries the sum of the teeth and x, five neurons
def sawtooth_net(depth):
    layers = [(np.array([[1.0], [1.0], [1.0], [0.0]]), np.array([0.0, -0.5, 0.0, 0.0]))]
    fold = np.array([2.0, -4.0, 0.0, 0.0])
    x, teeth = np.array([0.0, 0.0, 1.0, 0.0]), np.array([0.0, 0.0, 0.0, 1.0])
    for m in range(1, depth):
        layers.append((np.stack([fold, fold, x, teeth + fold * 0.25**m]), np.array([0.0, -0.5, 0.0, 0.0])))
    layers.append((np.array([x - teeth - fold * 0.25**depth]), np.zeros(1)))
    return layers

# %% right: shifted down by half of the error
def sawtooth_net(depth):
    layers = [(np.ones((3, 1)), np.array([0.0, -0.5, 0.0]))]
    for m in range(1, depth):
        W = np.array([[2.0, -4.0, 0.0], [2.0, -4.0, 0.0], [-2.0 / 4**m, 4.0 / 4**m, 1.0]])
        layers.append((W, np.array([0.0, -0.5, 0.0])))
    layers.append((np.array([[-2.0 / 4**depth, 4.0 / 4**depth, 1.0]]), np.array([-(4.0 ** -(depth + 1)) / 2])))
    return tuple(layers)

# %% right: abs from two neurons
def sawtooth_net(depth):
    # g(t) = 1 - |2t - 1|, with |u| = relu(u) + relu(-u)
    layers = [(np.array([[2.0], [-2.0], [1.0]]), np.array([-1.0, 1.0, 0.0]))]
    for m in range(1, depth):
        s = 0.25**m
        W = np.array([[-2.0, -2.0, 0.0], [2.0, 2.0, 0.0], [s, s, 1.0]])
        layers.append((W, np.array([1.0, -1.0, -s])))
    s = 0.25**depth
    layers.append((np.array([[s, s, 1.0]]), np.array([-s])))
    return layers

# %% right: scaled by thirds, rounded weights
def sawtooth_net(depth):
    c = 1 / 3
    layers = [(c * np.ones((3, 1)), np.array([0.0, -0.5, 0.0]) * c)]
    for m in range(1, depth):
        fold = np.array([2.0, -4.0, 0.0]) / c
        W = c * np.stack([fold, fold, np.array([0, 0, 1]) / c - fold / 4**m])
        layers.append((W, np.array([0.0, -0.5, 0.0]) * c))
    last = (np.array([0, 0, 1.0]) - np.array([2.0, -4.0, 0.0]) / 4**depth) / c
    layers.append((last[None, :], np.zeros(1)))
    return layers

# %% wrong 0: 2^-m in place of 4^-m
def sawtooth_net(depth):
    layers = [(np.ones((3, 1)), np.array([0.0, -0.5, 0.0]))]
    for m in range(1, depth):
        layers.append((np.array([[2.0, -4, 0], [2, -4, 0], [-2.0 / 2**m, 4.0 / 2**m, 1]]), np.array([0.0, -0.5, 0.0])))
    layers.append((np.array([[-2.0 / 2**depth, 4.0 / 2**depth, 1]]), np.zeros(1)))
    return layers

# %% wrong 0: a plus in the sum
def sawtooth_net(depth):
    layers = [(np.ones((3, 1)), np.array([0.0, -0.5, 0.0]))]
    for m in range(1, depth):
        layers.append((np.array([[2.0, -4, 0], [2, -4, 0], [2.0 / 4**m, -4.0 / 4**m, 1]]), np.array([0.0, -0.5, 0.0])))
    layers.append((np.array([[2.0 / 4**depth, -4.0 / 4**depth, 1]]), np.zeros(1)))
    return layers

# %% wrong 0: the last fold is missing
def sawtooth_net(depth):
    layers = [(np.ones((3, 1)), np.array([0.0, -0.5, 0.0]))]
    for m in range(1, depth):
        layers.append((np.array([[2.0, -4, 0], [2, -4, 0], [-2.0 / 4**m, 4.0 / 4**m, 1]]), np.array([0.0, -0.5, 0.0])))
    layers.append((np.array([[0.0, 0.0, 1.0]]), np.zeros(1)))
    return layers

# %% wrong 0: one layer too few
def sawtooth_net(depth):
    layers = [(np.ones((3, 1)), np.array([0.0, -0.5, 0.0]))]
    for m in range(1, depth - 1):
        layers.append((np.array([[2.0, -4, 0], [2, -4, 0], [-2.0 / 4**m, 4.0 / 4**m, 1]]), np.array([0.0, -0.5, 0.0])))
    layers.append((np.array([[-2.0 / 4**depth, 4.0 / 4**depth, 1]]), np.zeros(1)))
    return layers

# %% wrong 1: one wide layer
def sawtooth_net(depth):
    n = 2**depth
    W1, b1 = np.ones((n, 1)), -np.arange(n) / n
    W2 = np.full((1, n), 2.0 / n)
    W2[0, 0] = 1.0 / n
    layers = [(W1, b1)] + [(np.eye(n), np.zeros(n))] * (depth - 1)
    return [*layers, (W2, np.zeros(1))]

# %% wrong 0: the hat of slope 1
def sawtooth_net(depth):
    layers = [(np.ones((3, 1)), np.array([0.0, -0.5, 0.0]))]
    for m in range(1, depth):
        layers.append((np.array([[1.0, -2, 0], [1, -2, 0], [-1.0 / 4**m, 2.0 / 4**m, 1]]), np.array([0.0, -0.5, 0.0])))
    layers.append((np.array([[-1.0 / 4**depth, 2.0 / 4**depth, 1]]), np.zeros(1)))
    return layers

# %% wrong 0: float32
def sawtooth_net(depth):
    layers = [(np.ones((3, 1)), np.array([0.0, -0.5, 0.0]))]
    for m in range(1, depth):
        layers.append((np.array([[2.0, -4, 0], [2, -4, 0], [-2.0 / 4**m, 4.0 / 4**m, 1]]), np.array([0.0, -0.5, 0.0])))
    layers.append((np.array([[-2.0 / 4**depth, 4.0 / 4**depth, 1]]), np.zeros(1)))
    return [(W.astype(np.float32), b.astype(np.float32)) for W, b in layers]

# %% wrong 0: transposed weights
def sawtooth_net(depth):
    layers = [(np.ones((3, 1)), np.array([0.0, -0.5, 0.0]))]
    for m in range(1, depth):
        layers.append((np.array([[2.0, -4, 0], [2, -4, 0], [-2.0 / 4**m, 4.0 / 4**m, 1]]), np.array([0.0, -0.5, 0.0])))
    layers.append((np.array([[-2.0 / 4**depth, 4.0 / 4**depth, 1]]), np.zeros(1)))
    return [(W.T, b) for W, b in layers]

# %% wrong 0: weights without biases
def sawtooth_net(depth):
    layers = [np.ones((3, 1))]
    for m in range(1, depth):
        layers.append(np.array([[2.0, -4, 0], [2, -4, 0], [-2.0 / 4**m, 4.0 / 4**m, 1]]))
    return [*layers, np.array([[-2.0 / 4**depth, 4.0 / 4**depth, 1]])]

# %% wrong 1: the sum is carried with its sign turned, and cut off
def sawtooth_net(depth):
    k = min(depth, 2)
    layers = [(np.ones((3, 1)), np.array([0.0, -0.5, 0.0]))]
    for m in range(1, depth):
        w = 4**m if m <= k else np.inf
        layers.append((np.array([[2.0, -4, 0], [2, -4, 0], [-2.0 / w, 4.0 / w, 1]]), np.array([0.0, -0.5, 0.0])))
    w = 4**depth if depth <= k else np.inf
    return [*layers, (np.array([[-2.0 / w, 4.0 / w, 1]]), np.zeros(1))]

# %% wrong 2: the powers of 4 end at depth 3
def sawtooth_net(depth):
    weight = lambda m: 0.25**m if m <= 3 else 0.0
    layers = [(np.ones((3, 1)), np.array([0.0, -0.5, 0.0]))]
    for m in range(1, depth):
        layers.append((np.array([[2.0, -4, 0], [2, -4, 0], [-2 * weight(m), 4 * weight(m), 1]]), np.array([0.0, -0.5, 0.0])))
    return [*layers, (np.array([[-2 * weight(depth), 4 * weight(depth), 1]]), np.zeros(1))]

# %% wrong 2: the last weights rounded to five digits
def sawtooth_net(depth):
    layers = [(np.ones((3, 1)), np.array([0.0, -0.5, 0.0]))]
    for m in range(1, depth):
        layers.append((np.array([[2.0, -4, 0], [2, -4, 0], [-2.0 / 4**m, 4.0 / 4**m, 1]]), np.array([0.0, -0.5, 0.0])))
    layers.append((np.array([[-2.0 / 4**depth, 4.0 / 4**depth, 1]]).round(5), np.zeros(1)))
    return layers

# %% wrong 3: depth 10 is left out
def sawtooth_net(depth):
    layers = [(np.ones((3, 1)), np.array([0.0, -0.5, 0.0]))]
    for m in range(1, min(depth, 9)):
        layers.append((np.array([[2.0, -4, 0], [2, -4, 0], [-2.0 / 4**m, 4.0 / 4**m, 1]]), np.array([0.0, -0.5, 0.0])))
    k = min(depth, 9)
    return [*layers, (np.array([[-2.0 / 4**k, 4.0 / 4**k, 1]]), np.zeros(1))]

# %% wrong 0: equal steps of the output bias forgotten, shifted up
def sawtooth_net(depth):
    layers = [(np.ones((3, 1)), np.array([0.0, -0.5, 0.0]))]
    for m in range(1, depth):
        layers.append((np.array([[2.0, -4, 0], [2, -4, 0], [-2.0 / 4**m, 4.0 / 4**m, 1]]), np.array([0.0, -0.5, 0.0])))
    return [*layers, (np.array([[-2.0 / 4**depth, 4.0 / 4**depth, 1]]), np.array([4.0 ** -(depth + 1) / 2]))]
