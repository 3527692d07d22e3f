# %% right: nn.Sequential
def make_network(activation):
    return nn.Sequential(
        nn.Linear(784, 200), activation(),
        nn.Linear(200, 64), activation(),
        nn.Linear(64, 10),
    )

# %% right: a class with forward
class _Net(nn.Module):
    def __init__(self, activation):
        super().__init__()
        self.fc1 = nn.Linear(784, 200)
        self.act1 = activation()
        self.fc2 = nn.Linear(200, 64)
        self.act2 = activation()
        self.fc3 = nn.Linear(64, 10)

    def forward(self, x):
        x = self.act1(self.fc1(x))
        x = self.act2(self.fc2(x))
        return self.fc3(x)


def make_network(activation):
    """A module with named layers."""
    return _Net(activation)

# %% right: an extra Flatten, layers from a list of widths
def make_network(activation, widths=(784, 200, 64, 10)):
    layers = [nn.Flatten()]
    for n_in, n_out in zip(widths[:-2], widths[1:-1]):
        layers += [nn.Linear(n_in, n_out), activation()]
    layers.append(nn.Linear(widths[-2], widths[-1]))
    return nn.Sequential(*layers)

# %% right: names in an OrderedDict
from collections import OrderedDict

def make_network(activation):
    return nn.Sequential(OrderedDict([
        ("hidden1", nn.Linear(784, 200)), ("unit1", activation()),
        ("hidden2", nn.Linear(200, 64)), ("unit2", activation()),
        ("output", nn.Linear(64, 10)),
    ]))

# %% right: module lists, units registered apart from the layers
class _Deep(nn.Module):
    def __init__(self, units):
        super().__init__()
        self.units = nn.ModuleList(units)
        self.layers = nn.ModuleList([nn.Linear(784, 200), nn.Linear(200, 64)])
        self.head = nn.Linear(64, 10)

    def forward(self, images):
        a = images.reshape(len(images), -1)
        for layer, unit in zip(self.layers, self.units):
            a = unit(layer(a))
        return self.head(a)

def make_network(activation):
    return _Deep([activation() for _ in range(2)])

# %% right: nested blocks
def _block(n_in, n_out, activation):
    return nn.Sequential(nn.Linear(n_in, n_out, bias=True), activation())

def make_network(activation):
    body = nn.Sequential(_block(784, 200, activation), _block(200, 64, activation))
    return nn.Sequential(body, nn.Linear(64, 10))

# %% right: lazy layers that find their sizes, made ready with one pass
def make_network(activation):
    net = nn.Sequential(nn.LazyLinear(200), activation(), nn.LazyLinear(64), activation(),
                        nn.LazyLinear(10))
    with torch.no_grad():
        net(torch.zeros(1, 784))
    return net

# %% right: the output layer registered first
class _Backwards(nn.Module):
    def __init__(self, activation):
        super().__init__()
        self.last = nn.Linear(64, 10)
        self.middle = nn.Linear(200, 64)
        self.first = nn.Linear(784, 200)
        self.f, self.g = activation(), activation()

    def forward(self, x):
        return self.last(self.g(self.middle(self.f(self.first(x)))))

def make_network(activation):
    return _Backwards(activation)

# %% wrong 3: weights drawn again with Xavier's rule
def make_network(activation):
    net = nn.Sequential(nn.Linear(784, 200), activation(), nn.Linear(200, 64), activation(),
                        nn.Linear(64, 10))
    for layer in net:
        if isinstance(layer, nn.Linear):
            nn.init.xavier_uniform_(layer.weight)
    return net

# %% wrong 1.5: a softmax at the end
def make_network(activation):
    return nn.Sequential(nn.Linear(784, 200), activation(), nn.Linear(200, 64), activation(),
                         nn.Linear(64, 10), nn.Softmax(dim=1))

# %% wrong 2: a log-softmax at the end
def make_network(activation):
    return nn.Sequential(nn.Linear(784, 200), activation(), nn.Linear(200, 64), activation(),
                         nn.Linear(64, 10), nn.LogSoftmax(dim=1))

# %% wrong 2: the unit after the last layer, too
def make_network(activation):
    return nn.Sequential(nn.Linear(784, 200), activation(), nn.Linear(200, 64), activation(),
                         nn.Linear(64, 10), nn.Sigmoid())

# %% wrong 2: activation after all three layers
def make_network(activation):
    return nn.Sequential(nn.Linear(784, 200), activation(), nn.Linear(200, 64), activation(),
                         nn.Linear(64, 10), activation())

# %% wrong 3: one unit for both layers
def make_network(activation):
    unit = activation()
    return nn.Sequential(nn.Linear(784, 200), unit, nn.Linear(200, 64), unit, nn.Linear(64, 10))

# %% wrong 0: the class is not called
def make_network(activation):
    return nn.Sequential(nn.Linear(784, 200), activation, nn.Linear(200, 64), activation,
                         nn.Linear(64, 10))

# %% wrong 0.5: no biases
def make_network(activation):
    return nn.Sequential(nn.Linear(784, 200, bias=False), activation(),
                         nn.Linear(200, 64, bias=False), activation(), nn.Linear(64, 10, bias=False))

# %% wrong 0.5: no bias in the last layer
def make_network(activation):
    return nn.Sequential(nn.Linear(784, 200), activation(), nn.Linear(200, 64), activation(),
                         nn.Linear(64, 10, bias=False))

# %% wrong 2.5: other widths
def make_network(activation):
    return nn.Sequential(nn.Linear(784, 256), activation(), nn.Linear(256, 64), activation(),
                         nn.Linear(64, 10))

# %% wrong 0.5: one hidden layer is missing
def make_network(activation):
    return nn.Sequential(nn.Linear(784, 200), activation(), nn.Linear(200, 10))

# %% wrong 2: rescales the pixels inside
class _Scaled(nn.Module):
    def __init__(self, activation):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(784, 200), activation(), nn.Linear(200, 64), activation(),
                                 nn.Linear(64, 10))

    def forward(self, x):
        return self.net(x / 255)

def make_network(activation):
    return _Scaled(activation)

# %% wrong 2: dropout between the layers
def make_network(activation):
    return nn.Sequential(nn.Linear(784, 200), activation(), nn.Dropout(0.5), nn.Linear(200, 64),
                         activation(), nn.Linear(64, 10))

# %% wrong 2: the unit before the first layer as well
class _Early(nn.Module):
    def __init__(self, activation):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(784, 200), activation(), nn.Linear(200, 64), activation(),
                                 nn.Linear(64, 10))

    def forward(self, x):
        return self.net(torch.tanh(x))

def make_network(activation):
    return _Early(activation)

# %% wrong 2: always ReLU
def make_network(activation):
    return nn.Sequential(nn.Linear(784, 200), nn.ReLU(), nn.Linear(200, 64), nn.ReLU(),
                         nn.Linear(64, 10))

# %% wrong 2: a unit after the first layer only
def make_network(activation):
    return nn.Sequential(nn.Linear(784, 200), activation(), nn.Linear(200, 64), nn.Linear(64, 10))

# %% wrong 1.5: batch normalisation, whose parameters nobody asked for
def make_network(activation):
    return nn.Sequential(nn.Linear(784, 200), nn.BatchNorm1d(200), activation(), nn.Linear(200, 64),
                         activation(), nn.Linear(64, 10))

# %% wrong 3: makes an instance more, to look at it
def make_network(activation):
    print(activation())
    return nn.Sequential(nn.Linear(784, 200), activation(), nn.Linear(200, 64), activation(),
                         nn.Linear(64, 10))

# %% wrong 0: nothing is returned
def make_network(activation):
    net = nn.Sequential(nn.Linear(784, 200), activation(), nn.Linear(200, 64), activation(),
                        nn.Linear(64, 10))

# %% right: biases and weights reset once more, as nn.Linear does
def make_network(activation):
    net = nn.Sequential(nn.Linear(784, 200), activation(), nn.Linear(200, 64), activation(),
                        nn.Linear(64, 10))
    for layer in net[::2]:
        layer.reset_parameters()
    return net

# %% wrong 3: a seed inside, for everyone
def make_network(activation):
    torch.manual_seed(42)
    return nn.Sequential(nn.Linear(784, 200), activation(), nn.Linear(200, 64), activation(),
                         nn.Linear(64, 10))

# %% wrong 3: a seed inside, and the generator put back afterwards
def make_network(activation):
    with torch.random.fork_rng():
        torch.manual_seed(42)
        return nn.Sequential(nn.Linear(784, 200), activation(), nn.Linear(200, 64), activation(),
                             nn.Linear(64, 10))

# %% wrong 3: a new seed from the clock each time
def make_network(activation):
    with torch.random.fork_rng():
        torch.seed()
        return nn.Sequential(nn.Linear(784, 200), activation(), nn.Linear(200, 64), activation(),
                             nn.Linear(64, 10))

# %% wrong 3: layers that are made once and used again
_layers = [nn.Linear(784, 200), nn.Linear(200, 64), nn.Linear(64, 10)]

def make_network(activation):
    return nn.Sequential(_layers[0], activation(), _layers[1], activation(), _layers[2])

# %% wrong 3: copies of one network
import copy

_start = [nn.Linear(784, 200), nn.Linear(200, 64), nn.Linear(64, 10)]

def make_network(activation):
    first, second, third = copy.deepcopy(_start)
    return nn.Sequential(first, activation(), second, activation(), third)

# %% wrong 3: all weights are zero
def make_network(activation):
    net = nn.Sequential(nn.Linear(784, 200), activation(), nn.Linear(200, 64), activation(),
                        nn.Linear(64, 10))
    for layer in net[::2]:
        nn.init.zeros_(layer.weight)
    return net

# %% wrong 3: biases start at zero
def make_network(activation):
    net = nn.Sequential(nn.Linear(784, 200), activation(), nn.Linear(200, 64), activation(),
                        nn.Linear(64, 10))
    for layer in net[::2]:
        nn.init.zeros_(layer.bias)
    return net
