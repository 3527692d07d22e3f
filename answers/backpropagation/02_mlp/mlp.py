# %% right: plain
class MLP:
    def __init__(self, layers):
        self.layers = layers

    def forward(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def backward(self, upstream):
        for layer in self.layers[::-1]:
            upstream = layer.backward(upstream)
        return upstream

    def step(self, learning_rate):
        for layer in self.layers:
            if hasattr(layer, "weight"):
                layer.weight = layer.weight - learning_rate * layer.weight_gradient
                layer.bias = layer.bias - learning_rate * layer.bias_gradient

# %% right: in place
class MLP:
    def __init__(self, layers):
        self.layers = layers

    def forward(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def backward(self, upstream):
        for layer in self.layers[::-1]:
            upstream = layer.backward(upstream)
        return upstream

    def step(self, learning_rate):
        for layer in self.layers:
            if hasattr(layer, "weight"):
                layer.weight -= learning_rate * layer.weight_gradient
                layer.bias -= learning_rate * layer.bias_gradient

# %% right: reduce, a tuple, getattr
from functools import reduce

class MLP:
    def __init__(self, layers):
        self._layers = tuple(layers)

    def forward(self, x):
        return reduce(lambda a, layer: layer.forward(a), self._layers, x)

    def backward(self, upstream):
        return reduce(lambda g, layer: layer.backward(g), reversed(self._layers), upstream)

    def step(self, learning_rate):
        for layer in self._layers:
            for name in ("weight", "bias") if getattr(layer, "weight", None) is not None else ():
                new = getattr(layer, name) - learning_rate * getattr(layer, f"{name}_gradient")
                setattr(layer, name, new)

# %% right: recursion on the rest of the chain
class MLP:
    def __init__(self, layers):
        self.first = layers[0]
        self.rest = MLP(layers[1:]) if len(layers) > 1 else None

    def forward(self, x):
        a = self.first.forward(x)
        return a if self.rest is None else self.rest.forward(a)

    def backward(self, upstream):
        g = upstream if self.rest is None else self.rest.backward(upstream)
        return self.first.backward(g)

    def step(self, learning_rate):
        if "weight" in dir(self.first):
            self.first.weight = self.first.weight - learning_rate * self.first.weight_gradient
            self.first.bias = self.first.bias - learning_rate * self.first.bias_gradient
        if self.rest is not None:
            self.rest.step(learning_rate)

# %% right: try and except, indices, a trace of all activations
class MLP:
    def __init__(self, layers):
        self.layers = [*layers]
        self.activations = []

    def forward(self, x):
        self.activations = [x]
        for k in range(len(self.layers)):
            self.activations.append(self.layers[k].forward(self.activations[-1]))
        return self.activations[-1]

    def backward(self, upstream):
        k = len(self.layers) - 1
        while k >= 0:
            upstream = self.layers[k].backward(upstream)
            k -= 1
        return upstream

    def step(self, learning_rate):
        for layer in self.layers:
            try:
                weight = layer.weight
            except AttributeError:
                continue
            layer.weight = weight + (-learning_rate) * layer.weight_gradient
            layer.bias = layer.bias + (-learning_rate) * layer.bias_gradient

# %% wrong 0: backward runs from the first layer to the last
class MLP:
    def __init__(self, layers):
        self.layers = layers

    def forward(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def backward(self, upstream):
        for layer in self.layers:
            upstream = layer.backward(upstream)
        return upstream

    def step(self, learning_rate):
        for layer in self.layers:
            if hasattr(layer, "weight"):
                layer.weight = layer.weight - learning_rate * layer.weight_gradient
                layer.bias = layer.bias - learning_rate * layer.bias_gradient

# %% wrong 1: goes uphill
class MLP:
    def __init__(self, layers):
        self.layers = layers

    def forward(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def backward(self, upstream):
        for layer in self.layers[::-1]:
            upstream = layer.backward(upstream)
        return upstream

    def step(self, learning_rate):
        for layer in self.layers:
            if hasattr(layer, "weight"):
                layer.weight = layer.weight + learning_rate * layer.weight_gradient
                layer.bias = layer.bias + learning_rate * layer.bias_gradient

# %% wrong 1: the bias is not learned
class MLP:
    def __init__(self, layers):
        self.layers = layers

    def forward(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def backward(self, upstream):
        for layer in self.layers[::-1]:
            upstream = layer.backward(upstream)
        return upstream

    def step(self, learning_rate):
        for layer in self.layers:
            if hasattr(layer, "weight"):
                layer.weight = layer.weight - learning_rate * layer.weight_gradient

# %% wrong 1: works on deep copies of the layers
class MLP:
    def __init__(self, layers):
        import copy

        self.layers = copy.deepcopy(layers)

    def forward(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def backward(self, upstream):
        for layer in self.layers[::-1]:
            upstream = layer.backward(upstream)
        return upstream

    def step(self, learning_rate):
        for layer in self.layers:
            if hasattr(layer, "weight"):
                layer.weight = layer.weight - learning_rate * layer.weight_gradient
                layer.bias = layer.bias - learning_rate * layer.bias_gradient

# %% wrong 1: only learns layers of the class Linear
class MLP:
    def __init__(self, layers):
        self.layers = layers

    def forward(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def backward(self, upstream):
        for layer in self.layers[::-1]:
            upstream = layer.backward(upstream)
        return upstream

    def step(self, learning_rate):
        for layer in self.layers:
            if isinstance(layer, Linear):
                layer.weight = layer.weight - learning_rate * layer.weight_gradient
                layer.bias = layer.bias - learning_rate * layer.bias_gradient

# %% wrong 2: changes the bias of layers without a weight
class MLP:
    def __init__(self, layers):
        self.layers = layers

    def forward(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def backward(self, upstream):
        for layer in self.layers[::-1]:
            upstream = layer.backward(upstream)
        return upstream

    def step(self, learning_rate):
        for layer in self.layers:
            if hasattr(layer, "weight") or hasattr(layer, "bias"):
                layer.weight = getattr(layer, "weight", 0) - learning_rate * getattr(layer, "weight_gradient", 0)
                layer.bias = layer.bias - learning_rate * layer.bias_gradient

# %% wrong 0: backward returns nothing
class MLP:
    def __init__(self, layers):
        self.layers = layers

    def forward(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def backward(self, upstream):
        for layer in self.layers[::-1]:
            upstream = layer.backward(upstream)

    def step(self, learning_rate):
        for layer in self.layers:
            if hasattr(layer, "weight"):
                layer.weight = layer.weight - learning_rate * layer.weight_gradient
                layer.bias = layer.bias - learning_rate * layer.bias_gradient

# %% wrong 0: the last layer is left out
class MLP:
    def __init__(self, layers):
        self.layers = layers

    def forward(self, x):
        for layer in self.layers[:-1]:
            x = layer.forward(x)
        return x

    def backward(self, upstream):
        for layer in self.layers[::-1]:
            upstream = layer.backward(upstream)
        return upstream

    def step(self, learning_rate):
        for layer in self.layers:
            if hasattr(layer, "weight"):
                layer.weight = layer.weight - learning_rate * layer.weight_gradient
                layer.bias = layer.bias - learning_rate * layer.bias_gradient

# %% wrong 3: takes over the caller's list and empties it
class MLP:
    def __init__(self, layers):
        self.layers = list(layers)
        layers.clear()

    def forward(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def backward(self, upstream):
        for layer in self.layers[::-1]:
            upstream = layer.backward(upstream)
        return upstream

    def step(self, learning_rate):
        for layer in self.layers:
            if hasattr(layer, "weight"):
                layer.weight = layer.weight - learning_rate * layer.weight_gradient
                layer.bias = layer.bias - learning_rate * layer.bias_gradient

# %% wrong 0: a sigmoid behind every layer
class MLP:
    def __init__(self, layers):
        self.layers = layers

    def forward(self, x):
        for layer in self.layers:
            x = 1 / (1 + np.exp(-layer.forward(x)))
        return x

    def backward(self, upstream):
        for layer in self.layers[::-1]:
            upstream = layer.backward(upstream)
        return upstream

    def step(self, learning_rate):
        for layer in self.layers:
            if hasattr(layer, "weight"):
                layer.weight = layer.weight - learning_rate * layer.weight_gradient
                layer.bias = layer.bias - learning_rate * layer.bias_gradient

# %% wrong 3: momentum
class MLP:
    def __init__(self, layers):
        self.layers = layers

    def forward(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def backward(self, upstream):
        for layer in self.layers[::-1]:
            upstream = layer.backward(upstream)
        return upstream

    def step(self, learning_rate):
        for layer in self.layers:
            if hasattr(layer, "weight"):
                layer.speed = 0.9 * getattr(layer, "speed", 0.0) + layer.weight_gradient
                layer.weight = layer.weight - learning_rate * layer.speed
                layer.bias = layer.bias - learning_rate * layer.bias_gradient

# %% wrong 1: the gradient is divided by the number of layers
class MLP:
    def __init__(self, layers):
        self.layers = layers

    def forward(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def backward(self, upstream):
        for layer in self.layers[::-1]:
            upstream = layer.backward(upstream)
        return upstream

    def step(self, learning_rate):
        for layer in self.layers:
            if hasattr(layer, "weight"):
                layer.weight = layer.weight - learning_rate / len(self.layers) * layer.weight_gradient
                layer.bias = layer.bias - learning_rate / len(self.layers) * layer.bias_gradient

# %% wrong 1: the step has a fixed size
class MLP:
    def __init__(self, layers):
        self.layers = layers

    def forward(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def backward(self, upstream):
        for layer in self.layers[::-1]:
            upstream = layer.backward(upstream)
        return upstream

    def step(self, learning_rate):
        for layer in self.layers:
            if hasattr(layer, "weight"):
                layer.weight = layer.weight - learning_rate * np.sign(layer.weight_gradient)
                layer.bias = layer.bias - learning_rate * layer.bias_gradient

# %% wrong 1: weight decay
class MLP:
    def __init__(self, layers):
        self.layers = layers

    def forward(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def backward(self, upstream):
        for layer in self.layers[::-1]:
            upstream = layer.backward(upstream)
        return upstream

    def step(self, learning_rate):
        for layer in self.layers:
            if hasattr(layer, "weight"):
                layer.weight = layer.weight - learning_rate * (layer.weight_gradient + 0.01 * layer.weight)
                layer.bias = layer.bias - learning_rate * layer.bias_gradient

# %% wrong 0: forward centres the caller's batch
class MLP:
    def __init__(self, layers):
        self.layers = layers

    def forward(self, x):
        given = x
        for layer in self.layers:
            x = layer.forward(x)
        given -= given.mean()
        return x

    def backward(self, upstream):
        for layer in self.layers[::-1]:
            upstream = layer.backward(upstream)
        return upstream

    def step(self, learning_rate):
        for layer in self.layers:
            if hasattr(layer, "weight"):
                layer.weight = layer.weight - learning_rate * layer.weight_gradient
                layer.bias = layer.bias - learning_rate * layer.bias_gradient

# %% wrong 3: backward uses up the caller's upstream gradient
class MLP:
    def __init__(self, layers):
        self.layers = layers

    def forward(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def backward(self, upstream):
        given = upstream
        for layer in self.layers[::-1]:
            upstream = layer.backward(upstream)
        given *= 0.0
        return upstream

    def step(self, learning_rate):
        for layer in self.layers:
            if hasattr(layer, "weight"):
                layer.weight = layer.weight - learning_rate * layer.weight_gradient
                layer.bias = layer.bias - learning_rate * layer.bias_gradient

# %% wrong 0: steps in backward as well, at a rate of its own
class MLP:
    def __init__(self, layers):
        self.layers = layers

    def forward(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def backward(self, upstream):
        for layer in self.layers[::-1]:
            upstream = layer.backward(upstream)
            if hasattr(layer, "weight"):
                layer.weight = layer.weight - 1e-3 * layer.weight_gradient
        return upstream

    def step(self, learning_rate):
        for layer in self.layers:
            if hasattr(layer, "weight"):
                layer.weight = layer.weight - learning_rate * layer.weight_gradient
                layer.bias = layer.bias - learning_rate * layer.bias_gradient

# %% wrong 1: two layers only
class MLP:
    def __init__(self, layers):
        self.layers = layers

    def forward(self, x):
        return self.layers[1].forward(self.layers[0].forward(x))

    def backward(self, upstream):
        return self.layers[0].backward(self.layers[1].backward(upstream))

    def step(self, learning_rate):
        for layer in self.layers:
            if hasattr(layer, "weight"):
                layer.weight = layer.weight - learning_rate * layer.weight_gradient
                layer.bias = layer.bias - learning_rate * layer.bias_gradient

# %% wrong 1: the first layer does not learn
class MLP:
    def __init__(self, layers):
        self.layers = layers

    def forward(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def backward(self, upstream):
        for layer in self.layers[::-1]:
            upstream = layer.backward(upstream)
        return upstream

    def step(self, learning_rate):
        for layer in self.layers[1:]:
            if hasattr(layer, "weight"):
                layer.weight = layer.weight - learning_rate * layer.weight_gradient
                layer.bias = layer.bias - learning_rate * layer.bias_gradient

# %% wrong 2: step goes back once more, for one sample
class MLP:
    def __init__(self, layers):
        self.layers = layers

    def forward(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def backward(self, upstream):
        for layer in self.layers[::-1]:
            upstream = layer.backward(upstream)
        return upstream

    def step(self, learning_rate):
        self.backward(np.ones((1, 1)))
        for layer in self.layers:
            if hasattr(layer, "weight"):
                layer.weight = layer.weight - learning_rate * layer.weight_gradient
                layer.bias = layer.bias - learning_rate * layer.bias_gradient
