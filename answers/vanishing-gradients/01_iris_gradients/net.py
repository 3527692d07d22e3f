# %% right: getattr by the name of the unit
class Net(Model):
    def __init__(self, n_features, n_hidden_neurons, n_layers, act_func):
        if act_func not in {"tanh", "sigmoid", "relu"}:
            raise ValueError("act_func")
        self.act_func = act_func
        self.hidden = [Linear_Layer(n_features, n_hidden_neurons)]
        for _ in range(n_layers - 1):
            self.hidden.append(Linear_Layer(n_hidden_neurons, n_hidden_neurons))
        self.output = Linear_Layer(n_hidden_neurons, 1)

    def forward(self, x):
        for layer in self.hidden:
            x = getattr(layer(x), self.act_func)()
        return self.output(x).sigmoid()

    def loss(self, x, y):
        p = self.forward(x)
        return (-(y * p.log()) - (1 - y) * (1 - p).log()).sum()

# %% right: recursion
class Net(Model):
    def __init__(self, n_features, n_hidden_neurons, n_layers, act_func):
        self.unit = {"tanh": lambda z: z.tanh(), "sigmoid": lambda z: z.sigmoid(),
                     "relu": lambda z: z.relu()}.get(act_func)
        if self.unit is None:
            raise ValueError(f"unknown: {act_func}")
        widths = [n_features] + n_layers * [n_hidden_neurons] + [1]
        self.maps = []
        for k in range(n_layers + 1):
            self.maps.append(Linear_Layer(widths[k], widths[k + 1]))

    def forward(self, x):
        def up_to(k):
            return Node(x) if k < 0 else self.unit(self.maps[k](up_to(k - 1)))

        return self.maps[-1](up_to(len(self.maps) - 2)).sigmoid()

    def loss(self, x, y):
        p = self.forward(x)
        right = p * y + (1 - p) * (1 - y)
        return -right.log().sum()

# %% right: attributes layer0, layer1, …
class Net(Model):
    def __init__(self, n_features, n_hidden_neurons, n_layers, act_func):
        if act_func == "tanh":
            self.f = Node.tanh
        elif act_func == "sigmoid":
            self.f = Node.sigmoid
        elif act_func == "relu":
            self.f = Node.relu
        else:
            raise ValueError(f"no unit is called {act_func}")
        self.n_layers = n_layers
        n = n_features
        for k in range(n_layers):
            setattr(self, f"layer{k}", Linear_Layer(n, n_hidden_neurons))
            n = n_hidden_neurons
        self.last = Linear_Layer(n, 1)

    def forward(self, x):
        h = x
        for k in range(self.n_layers):
            h = self.f(getattr(self, f"layer{k}")(h))
        return self.last(h).sigmoid()

    def loss(self, x, y):
        p = self.forward(x)
        return ((1 - y) * (1 - p).log() + y * p.log()).sum() * -1.0

# %% right: units written with the node's operations
class Net(Model):
    def __init__(self, n_features, n_hidden_neurons, n_layers, act_func):
        units = dict(tanh=lambda z: 2 * (2 * z).sigmoid() - 1, sigmoid=lambda z: z.sigmoid(),
                     relu=lambda z: z * (z.value > 0))
        try:
            self.unit = units[act_func]
        except KeyError:
            raise ValueError(act_func) from None
        sizes = (n_features, *(n_hidden_neurons,) * n_layers, 1)
        self.layers = [Linear_Layer(a, b) for a, b in zip(sizes, sizes[1:])]

    def forward(self, x):
        *hidden, last = self.layers
        for layer in hidden:
            x = self.unit(layer(x))
        return last(x).sigmoid()

    def loss(self, x, y):
        p = self.forward(x)
        return -(Node(y) * p.log() + Node(1 - y) * (1 - p).log()).sum()

# %% right: a loss made of means
class Net(Model):
    UNITS = {"tanh": Node.tanh, "sigmoid": Node.sigmoid, "relu": Node.relu}

    def __init__(self, n_features, n_hidden_neurons, n_layers, act_func):
        if act_func not in Net.UNITS:
            raise ValueError(f"act_func: {sorted(Net.UNITS)}")
        self.name = act_func
        self.first = Linear_Layer(n_features, n_hidden_neurons)
        self.others = [Linear_Layer(n_hidden_neurons, n_hidden_neurons)
                       for _ in range(1, n_layers)]
        self.out = Linear_Layer(n_hidden_neurons, 1)

    def forward(self, x):
        f = Net.UNITS[self.name]
        a = f(self.first(x))
        for layer in self.others:
            a = f(layer(a))
        return self.out(a).sigmoid()

    def loss(self, x, y):
        p = self.forward(x)
        return -len(x) * (y * p.log() + (1 - y) * (1 - p).log()).mean()

# %% wrong 0: n_layers counts all affine maps
class Net(Model):
    def __init__(self, n_features, n_hidden_neurons, n_layers, act_func):
        units = {"tanh": Node.tanh, "sigmoid": Node.sigmoid, "relu": Node.relu}
        if act_func not in units:
            raise ValueError(act_func)
        self.unit = units[act_func]
        widths = [n_features, *[n_hidden_neurons] * (n_layers - 1), 1]
        self.layers = [Linear_Layer(n, m) for n, m in pairwise(widths)]

    def forward(self, x):
        for layer in self.layers[:-1]:
            x = self.unit(layer(x))
        return self.layers[-1](x).sigmoid()

    def loss(self, x, y):
        p = self.forward(x)
        return -(y * p.log() + (1 - y) * (1 - p).log()).sum()

# %% wrong 0: one hidden layer too many
class Net(Model):
    def __init__(self, n_features, n_hidden_neurons, n_layers, act_func):
        units = {"tanh": Node.tanh, "sigmoid": Node.sigmoid, "relu": Node.relu}
        if act_func not in units:
            raise ValueError(act_func)
        self.unit = units[act_func]
        widths = [n_features, *[n_hidden_neurons] * (n_layers + 1), 1]
        self.layers = [Linear_Layer(n, m) for n, m in pairwise(widths)]

    def forward(self, x):
        for layer in self.layers[:-1]:
            x = self.unit(layer(x))
        return self.layers[-1](x).sigmoid()

    def loss(self, x, y):
        p = self.forward(x)
        return -(y * p.log() + (1 - y) * (1 - p).log()).sum()

# %% wrong 1: only the first hidden layer has the width
class Net(Model):
    def __init__(self, n_features, n_hidden_neurons, n_layers, act_func):
        units = {"tanh": Node.tanh, "sigmoid": Node.sigmoid, "relu": Node.relu}
        if act_func not in units:
            raise ValueError(act_func)
        self.unit = units[act_func]
        widths = [n_features, n_hidden_neurons, *[10] * (n_layers - 1), 1]
        self.layers = [Linear_Layer(n, m) for n, m in pairwise(widths)]

    def forward(self, x):
        for layer in self.layers[:-1]:
            x = self.unit(layer(x))
        return self.layers[-1](x).sigmoid()

    def loss(self, x, y):
        p = self.forward(x)
        return -(y * p.log() + (1 - y) * (1 - p).log()).sum()

# %% wrong 0: no unit behind the last hidden layer
class Net(Model):
    def __init__(self, n_features, n_hidden_neurons, n_layers, act_func):
        units = {"tanh": Node.tanh, "sigmoid": Node.sigmoid, "relu": Node.relu}
        if act_func not in units:
            raise ValueError(act_func)
        self.unit = units[act_func]
        widths = [n_features, *[n_hidden_neurons] * n_layers, 1]
        self.layers = [Linear_Layer(n, m) for n, m in pairwise(widths)]

    def forward(self, x):
        for layer in self.layers[:-2]:
            x = self.unit(layer(x))
        return self.layers[-1](self.layers[-2](x)).sigmoid()

    def loss(self, x, y):
        p = self.forward(x)
        return -(y * p.log() + (1 - y) * (1 - p).log()).sum()

# %% wrong 0: the unit in front of the sigmoid, too
class Net(Model):
    def __init__(self, n_features, n_hidden_neurons, n_layers, act_func):
        units = {"tanh": Node.tanh, "sigmoid": Node.sigmoid, "relu": Node.relu}
        if act_func not in units:
            raise ValueError(act_func)
        self.unit = units[act_func]
        widths = [n_features, *[n_hidden_neurons] * n_layers, 1]
        self.layers = [Linear_Layer(n, m) for n, m in pairwise(widths)]

    def forward(self, x):
        for layer in self.layers:
            x = self.unit(layer(x))
        return x.sigmoid()

    def loss(self, x, y):
        p = self.forward(x)
        return -(y * p.log() + (1 - y) * (1 - p).log()).sum()

# %% wrong 0: the unit instead of the sigmoid at the end
class Net(Model):
    def __init__(self, n_features, n_hidden_neurons, n_layers, act_func):
        units = {"tanh": Node.tanh, "sigmoid": Node.sigmoid, "relu": Node.relu}
        if act_func not in units:
            raise ValueError(act_func)
        self.unit = units[act_func]
        widths = [n_features, *[n_hidden_neurons] * n_layers, 1]
        self.layers = [Linear_Layer(n, m) for n, m in pairwise(widths)]

    def forward(self, x):
        for layer in self.layers:
            x = self.unit(layer(x))
        return x

    def loss(self, x, y):
        p = self.forward(x)
        return -(y * p.log() + (1 - y) * (1 - p).log()).sum()

# %% wrong 0: relu twice
class Net(Model):
    def __init__(self, n_features, n_hidden_neurons, n_layers, act_func):
        units = {"tanh": lambda z: z.tanh().tanh(), "sigmoid": lambda z: z.sigmoid().sigmoid(),
                 "relu": lambda z: z.relu().relu()}
        if act_func not in units:
            raise ValueError(act_func)
        self.unit = units[act_func]
        widths = [n_features, *[n_hidden_neurons] * n_layers, 1]
        self.layers = [Linear_Layer(n, m) for n, m in pairwise(widths)]

    def forward(self, x):
        for layer in self.layers[:-1]:
            x = self.unit(layer(x))
        return self.layers[-1](x).sigmoid()

    def loss(self, x, y):
        p = self.forward(x)
        return -(y * p.log() + (1 - y) * (1 - p).log()).sum()

# %% wrong 0: NumPy's functions on values: the gradient ends there
class Net(Model):
    def __init__(self, n_features, n_hidden_neurons, n_layers, act_func):
        units = {"tanh": np.tanh, "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
                 "relu": lambda z: np.maximum(z, 0)}
        if act_func not in units:
            raise ValueError(act_func)
        self.unit = units[act_func]
        widths = [n_features, *[n_hidden_neurons] * n_layers, 1]
        self.layers = [Linear_Layer(n, m) for n, m in pairwise(widths)]

    def forward(self, x):
        for layer in self.layers[:-1]:
            x = Node(self.unit(layer(x).value))
        return self.layers[-1](x).sigmoid()

    def loss(self, x, y):
        p = self.forward(x)
        return -(y * p.log() + (1 - y) * (1 - p).log()).sum()

# %% wrong 0: the mean over the batch
class Net(Model):
    def __init__(self, n_features, n_hidden_neurons, n_layers, act_func):
        units = {"tanh": Node.tanh, "sigmoid": Node.sigmoid, "relu": Node.relu}
        if act_func not in units:
            raise ValueError(act_func)
        self.unit = units[act_func]
        widths = [n_features, *[n_hidden_neurons] * n_layers, 1]
        self.layers = [Linear_Layer(n, m) for n, m in pairwise(widths)]

    def forward(self, x):
        for layer in self.layers[:-1]:
            x = self.unit(layer(x))
        return self.layers[-1](x).sigmoid()

    def loss(self, x, y):
        p = self.forward(x)
        return -(y * p.log() + (1 - y) * (1 - p).log()).mean()

# %% wrong 0: squares in place of the cross-entropy
class Net(Model):
    def __init__(self, n_features, n_hidden_neurons, n_layers, act_func):
        units = {"tanh": Node.tanh, "sigmoid": Node.sigmoid, "relu": Node.relu}
        if act_func not in units:
            raise ValueError(act_func)
        self.unit = units[act_func]
        widths = [n_features, *[n_hidden_neurons] * n_layers, 1]
        self.layers = [Linear_Layer(n, m) for n, m in pairwise(widths)]

    def forward(self, x):
        for layer in self.layers[:-1]:
            x = self.unit(layer(x))
        return self.layers[-1](x).sigmoid()

    def loss(self, x, y):
        return ((self.forward(x) - y) ** 2).sum()

# %% wrong 0: the first half of the cross-entropy only
class Net(Model):
    def __init__(self, n_features, n_hidden_neurons, n_layers, act_func):
        units = {"tanh": Node.tanh, "sigmoid": Node.sigmoid, "relu": Node.relu}
        if act_func not in units:
            raise ValueError(act_func)
        self.unit = units[act_func]
        widths = [n_features, *[n_hidden_neurons] * n_layers, 1]
        self.layers = [Linear_Layer(n, m) for n, m in pairwise(widths)]

    def forward(self, x):
        for layer in self.layers[:-1]:
            x = self.unit(layer(x))
        return self.layers[-1](x).sigmoid()

    def loss(self, x, y):
        return -(y * self.forward(x).log()).sum()

# %% wrong 5: any other name is tanh
class Net(Model):
    def __init__(self, n_features, n_hidden_neurons, n_layers, act_func):
        units = {"tanh": Node.tanh, "sigmoid": Node.sigmoid, "relu": Node.relu}
        self.unit = units.get(act_func, Node.tanh)
        widths = [n_features, *[n_hidden_neurons] * n_layers, 1]
        self.layers = [Linear_Layer(n, m) for n, m in pairwise(widths)]

    def forward(self, x):
        for layer in self.layers[:-1]:
            x = self.unit(layer(x))
        return self.layers[-1](x).sigmoid()

    def loss(self, x, y):
        p = self.forward(x)
        return -(y * p.log() + (1 - y) * (1 - p).log()).sum()

# %% wrong 5: another name is found out in forward only, and is a KeyError
class Net(Model):
    def __init__(self, n_features, n_hidden_neurons, n_layers, act_func):
        self.act_func = act_func
        widths = [n_features, *[n_hidden_neurons] * n_layers, 1]
        self.layers = [Linear_Layer(n, m) for n, m in pairwise(widths)]

    def forward(self, x):
        unit = {"tanh": Node.tanh, "sigmoid": Node.sigmoid, "relu": Node.relu}[self.act_func]
        for layer in self.layers[:-1]:
            x = unit(layer(x))
        return self.layers[-1](x).sigmoid()

    def loss(self, x, y):
        p = self.forward(x)
        return -(y * p.log() + (1 - y) * (1 - p).log()).sum()

# %% wrong 5: the unit belongs to the class, so the last net made decides
class Net(Model):
    def __init__(self, n_features, n_hidden_neurons, n_layers, act_func):
        units = {"tanh": Node.tanh, "sigmoid": Node.sigmoid, "relu": Node.relu}
        if act_func not in units:
            raise ValueError(act_func)
        Net.unit = staticmethod(units[act_func])
        widths = [n_features, *[n_hidden_neurons] * n_layers, 1]
        self.layers = [Linear_Layer(n, m) for n, m in pairwise(widths)]

    def forward(self, x):
        for layer in self.layers[:-1]:
            x = self.unit(layer(x))
        return self.layers[-1](x).sigmoid()

    def loss(self, x, y):
        p = self.forward(x)
        return -(y * p.log() + (1 - y) * (1 - p).log()).sum()

# %% wrong 5: turns the caller's targets into signs
class Net(Model):
    def __init__(self, n_features, n_hidden_neurons, n_layers, act_func):
        units = {"tanh": Node.tanh, "sigmoid": Node.sigmoid, "relu": Node.relu}
        if act_func not in units:
            raise ValueError(act_func)
        self.unit = units[act_func]
        widths = [n_features, *[n_hidden_neurons] * n_layers, 1]
        self.layers = [Linear_Layer(n, m) for n, m in pairwise(widths)]

    def forward(self, x):
        for layer in self.layers[:-1]:
            x = self.unit(layer(x))
        return self.layers[-1](x).sigmoid()

    def loss(self, x, y):
        p = self.forward(x)
        total = -(y.copy() * p.log() + (1 - y) * (1 - p).log()).sum()
        y *= 2
        y -= 1
        return total
