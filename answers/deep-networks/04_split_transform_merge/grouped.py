# %% right: slices of `.data`, path by path
class GroupedSTMConvLayer(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Conv2d(256, 128, 1)
        self.b = nn.Conv2d(128, 128, 3, padding=1, groups=32)
        self.c = nn.Conv2d(128, 8192, 1, groups=32)

    def forward(self, x):
        z = self.c(self.b(self.a(x).relu()).relu()).relu()
        return z.unflatten(1, (32, 256)).sum(dim=1)

    def copy_from(self, layer):
        for p, path in enumerate(layer.paths):
            first, second, third = [m for m in path if isinstance(m, nn.Conv2d)]
            for conv, part, width in ((self.a, first, 4), (self.b, second, 4), (self.c, third, 256)):
                conv.weight.data[width * p:width * (p + 1)] = part.weight.data
                conv.bias.data[width * p:width * (p + 1)] = part.bias.data

# %% right: bare parameters and functions
class GroupedSTMConvLayer(nn.Module):
    def __init__(self):
        super().__init__()
        self.A, self.a = nn.Parameter(torch.randn(128, 256, 1, 1) / 16), nn.Parameter(torch.zeros(128))
        self.B, self.b = nn.Parameter(torch.randn(128, 4, 3, 3) / 6), nn.Parameter(torch.zeros(128))
        self.C, self.c = nn.Parameter(torch.randn(8192, 4, 1, 1) / 2), nn.Parameter(torch.zeros(8192))

    def forward(self, x):
        conv, relu = nn.functional.conv2d, nn.functional.relu
        z = relu(conv(x, self.A, self.a))
        z = relu(conv(z, self.B, self.b, padding=1, groups=32))
        z = relu(conv(z, self.C, self.c, groups=32))
        return sum(z.split(256, dim=1))

    def copy_from(self, layer):
        mine = [self.A, self.a, self.B, self.b, self.C, self.c]
        with torch.no_grad():
            for target, parts in zip(mine, zip(*(path.parameters() for path in layer.paths))):
                target.copy_(torch.concatenate(parts))

# %% right: a state dict
class GroupedSTMConvLayer(nn.Module):
    def __init__(self):
        super().__init__()
        self.convs = nn.Sequential(
            nn.Conv2d(256, 128, 1), nn.ReLU(),
            nn.Conv2d(128, 128, 3, padding="same", groups=32), nn.ReLU(),
            nn.Conv2d(128, 8192, 1, groups=32), nn.ReLU())

    def forward(self, x):
        N, _, H, W = x.shape
        return self.convs(x).view(N, 32, 256, H, W).sum(1)

    def copy_from(self, layer):
        states = [path.state_dict() for path in layer.paths]
        self.convs.load_state_dict({key: torch.cat([state[key] for state in states])
                                    for key in states[0]})

# %% right: new parameters in place of the old ones
class GroupedSTMConvLayer(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Conv2d(256, 128, 1)
        self.b = nn.Conv2d(128, 128, 3, padding=1, groups=32)
        self.c = nn.Conv2d(128, 8192, 1, groups=32)

    def forward(self, x):
        z = self.c(self.b(self.a(x).relu()).relu()).relu()
        return z.unflatten(1, (32, 256)).sum(dim=1)

    def copy_from(self, layer):
        for conv, place in ((self.a, 0), (self.b, 2), (self.c, 4)):
            for kind in ("weight", "bias"):
                parts = [getattr(path[place], kind).detach() for path in layer.paths]
                setattr(conv, kind, nn.Parameter(torch.cat(parts)))

# %% right: merges by a product with ones, and swaps both axes
class GroupedSTMConvLayer(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Conv2d(256, 128, 1)
        self.b = nn.Conv2d(128, 128, 3, padding=1, groups=32)
        self.c = nn.Conv2d(128, 8192, 1, groups=32)

    def forward(self, x):
        z = nn.functional.relu(self.c(nn.functional.relu(self.b(nn.functional.relu(self.a(x))))))
        z = z.reshape(x.shape[0], 32, 256, *x.shape[2:]).movedim(1, -1)
        return z @ torch.ones(32, dtype=x.dtype, device=x.device)

    def copy_from(self, layer):
        with torch.no_grad():
            for conv, place in ((self.a, 0), (self.b, 2), (self.c, 4)):
                conv.weight.copy_(torch.cat([path[place].weight for path in layer.paths]))
                conv.bias.copy_(torch.cat([path[place].bias for path in layer.paths]))

# %% right: paths arranged the other way round inside
class GroupedSTMConvLayer(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Conv2d(256, 128, 1)
        self.b = nn.Conv2d(128, 128, 3, padding=1, groups=32)
        self.c = nn.Conv2d(128, 8192, 1, groups=32)

    def forward(self, x):
        z = self.c(self.b(self.a(x).relu()).relu()).relu()
        return torch.stack([part for part in z.chunk(32, dim=1)]).sum(0)

    def copy_from(self, layer):
        with torch.no_grad():
            for conv, place in ((self.a, 0), (self.b, 2), (self.c, 4)):
                back = list(layer.paths)[::-1]
                conv.weight.copy_(torch.cat([path[place].weight for path in back]))
                conv.bias.copy_(torch.cat([path[place].bias for path in back]))

# %% wrong 1: sums over channels of a path
class GroupedSTMConvLayer(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Conv2d(256, 128, 1)
        self.b = nn.Conv2d(128, 128, 3, padding=1, groups=32)
        self.c = nn.Conv2d(128, 8192, 1, groups=32)

    def forward(self, x):
        z = self.c(self.b(self.a(x).relu()).relu()).relu()
        return z.unflatten(1, (256, 32)).sum(dim=2)

    def copy_from(self, layer):
        with torch.no_grad():
            for conv, place in ((self.a, 0), (self.b, 2), (self.c, 4)):
                conv.weight.copy_(torch.cat([path[place].weight for path in layer.paths]))
                conv.bias.copy_(torch.cat([path[place].bias for path in layer.paths]))

# %% wrong 1: no ReLU at the end
class GroupedSTMConvLayer(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Conv2d(256, 128, 1)
        self.b = nn.Conv2d(128, 128, 3, padding=1, groups=32)
        self.c = nn.Conv2d(128, 8192, 1, groups=32)

    def forward(self, x):
        return self.c(self.b(self.a(x).relu()).relu()).unflatten(1, (32, 256)).sum(dim=1)

    def copy_from(self, layer):
        with torch.no_grad():
            for conv, place in ((self.a, 0), (self.b, 2), (self.c, 4)):
                conv.weight.copy_(torch.cat([path[place].weight for path in layer.paths]))
                conv.bias.copy_(torch.cat([path[place].bias for path in layer.paths]))

# %% wrong 1: ReLU behind the sum
class GroupedSTMConvLayer(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Conv2d(256, 128, 1)
        self.b = nn.Conv2d(128, 128, 3, padding=1, groups=32)
        self.c = nn.Conv2d(128, 8192, 1, groups=32)

    def forward(self, x):
        return self.c(self.b(self.a(x).relu()).relu()).unflatten(1, (32, 256)).sum(dim=1).relu()

    def copy_from(self, layer):
        with torch.no_grad():
            for conv, place in ((self.a, 0), (self.b, 2), (self.c, 4)):
                conv.weight.copy_(torch.cat([path[place].weight for path in layer.paths]))
                conv.bias.copy_(torch.cat([path[place].bias for path in layer.paths]))

# %% wrong 1: no ReLU in the middle
class GroupedSTMConvLayer(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Conv2d(256, 128, 1)
        self.b = nn.Conv2d(128, 128, 3, padding=1, groups=32)
        self.c = nn.Conv2d(128, 8192, 1, groups=32)

    def forward(self, x):
        return self.c(self.b(self.a(x))).relu().unflatten(1, (32, 256)).sum(dim=1)

    def copy_from(self, layer):
        with torch.no_grad():
            for conv, place in ((self.a, 0), (self.b, 2), (self.c, 4)):
                conv.weight.copy_(torch.cat([path[place].weight for path in layer.paths]))
                conv.bias.copy_(torch.cat([path[place].bias for path in layer.paths]))

# %% wrong 1: the mean of the paths
class GroupedSTMConvLayer(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Conv2d(256, 128, 1)
        self.b = nn.Conv2d(128, 128, 3, padding=1, groups=32)
        self.c = nn.Conv2d(128, 8192, 1, groups=32)

    def forward(self, x):
        z = self.c(self.b(self.a(x).relu()).relu()).relu()
        return z.unflatten(1, (32, 256)).mean(dim=1)

    def copy_from(self, layer):
        with torch.no_grad():
            for conv, place in ((self.a, 0), (self.b, 2), (self.c, 4)):
                conv.weight.copy_(torch.cat([path[place].weight for path in layer.paths]))
                conv.bias.copy_(torch.cat([path[place].bias for path in layer.paths]))

# %% wrong 1: a skip connection
class GroupedSTMConvLayer(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Conv2d(256, 128, 1)
        self.b = nn.Conv2d(128, 128, 3, padding=1, groups=32)
        self.c = nn.Conv2d(128, 8192, 1, groups=32)

    def forward(self, x):
        z = self.c(self.b(self.a(x).relu()).relu()).relu()
        return x + z.unflatten(1, (32, 256)).sum(dim=1)

    def copy_from(self, layer):
        with torch.no_grad():
            for conv, place in ((self.a, 0), (self.b, 2), (self.c, 4)):
                conv.weight.copy_(torch.cat([path[place].weight for path in layer.paths]))
                conv.bias.copy_(torch.cat([path[place].bias for path in layer.paths]))

# %% wrong 0: without padding
class GroupedSTMConvLayer(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Conv2d(256, 128, 1)
        self.b = nn.Conv2d(128, 128, 3, groups=32)
        self.c = nn.Conv2d(128, 8192, 1, groups=32)

    def forward(self, x):
        z = self.c(self.b(self.a(x).relu()).relu()).relu()
        return z.unflatten(1, (32, 256)).sum(dim=1)

    def copy_from(self, layer):
        with torch.no_grad():
            for conv, place in ((self.a, 0), (self.b, 2), (self.c, 4)):
                conv.weight.copy_(torch.cat([path[place].weight for path in layer.paths]))
                conv.bias.copy_(torch.cat([path[place].bias for path in layer.paths]))

# %% wrong 0: without groups in the middle
class GroupedSTMConvLayer(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Conv2d(256, 128, 1)
        self.b = nn.Conv2d(128, 128, 3, padding=1)
        self.c = nn.Conv2d(128, 8192, 1, groups=32)

    def forward(self, x):
        z = self.c(self.b(self.a(x).relu()).relu()).relu()
        return z.unflatten(1, (32, 256)).sum(dim=1)

    def copy_from(self, layer):
        with torch.no_grad():
            for conv, place in ((self.a, 0), (self.b, 2), (self.c, 4)):
                conv.weight.copy_(torch.cat([path[place].weight for path in layer.paths]))
                conv.bias.copy_(torch.cat([path[place].bias for path in layer.paths]))

# %% wrong 0: without groups at the end
class GroupedSTMConvLayer(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Conv2d(256, 128, 1)
        self.b = nn.Conv2d(128, 128, 3, padding=1, groups=32)
        self.c = nn.Conv2d(128, 8192, 1)

    def forward(self, x):
        z = self.c(self.b(self.a(x).relu()).relu()).relu()
        return z.unflatten(1, (32, 256)).sum(dim=1)

    def copy_from(self, layer):
        with torch.no_grad():
            for conv, place in ((self.a, 0), (self.b, 2), (self.c, 4)):
                conv.weight.copy_(torch.cat([path[place].weight for path in layer.paths]))
                conv.bias.copy_(torch.cat([path[place].bias for path in layer.paths]))

# %% wrong 0: without the last ReLU's 8192 channels
class GroupedSTMConvLayer(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Conv2d(256, 128, 1)
        self.b = nn.Conv2d(128, 128, 3, padding=1, groups=32)
        self.c = nn.Conv2d(128, 256, 1)

    def forward(self, x):
        return self.c(self.b(self.a(x).relu()).relu()).relu()

    def copy_from(self, layer):
        with torch.no_grad():
            for conv, place in ((self.a, 0), (self.b, 2), (self.c, 4)):
                conv.weight.copy_(torch.cat([path[place].weight for path in layer.paths]))
                conv.bias.copy_(torch.cat([path[place].bias for path in layer.paths]))

# %% wrong 0: without biases
class GroupedSTMConvLayer(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Conv2d(256, 128, 1, bias=False)
        self.b = nn.Conv2d(128, 128, 3, padding=1, groups=32, bias=False)
        self.c = nn.Conv2d(128, 8192, 1, groups=32, bias=False)

    def forward(self, x):
        z = self.c(self.b(self.a(x).relu()).relu()).relu()
        return z.unflatten(1, (32, 256)).sum(dim=1)

    def copy_from(self, layer):
        with torch.no_grad():
            for conv, place in ((self.a, 0), (self.b, 2), (self.c, 4)):
                conv.weight.copy_(torch.cat([path[place].weight for path in layer.paths]))
                conv.bias.copy_(torch.cat([path[place].bias for path in layer.paths]))

# %% wrong 4: keeps the 32 paths
class GroupedSTMConvLayer(nn.Module):
    def __init__(self):
        super().__init__()
        self.paths = nn.ModuleList(nn.Sequential(
            nn.Conv2d(256, 4, 1), nn.ReLU(), nn.Conv2d(4, 4, 3, padding=1), nn.ReLU(),
            nn.Conv2d(4, 256, 1), nn.ReLU()) for _ in range(32))

    def forward(self, x):
        return sum(path(x) for path in self.paths)

    def copy_from(self, layer):
        self.paths.load_state_dict(layer.paths.state_dict())

# %% wrong 4: keeps the other layer and lets it work
class GroupedSTMConvLayer(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Conv2d(256, 128, 1)
        self.b = nn.Conv2d(128, 128, 3, padding=1, groups=32)
        self.c = nn.Conv2d(128, 8192, 1, groups=32)
        self.other = None

    def forward(self, x):
        if self.other is not None:
            return sum(path(x) for path in self.other.paths)
        z = self.c(self.b(self.a(x).relu()).relu()).relu()
        return z.unflatten(1, (32, 256)).sum(dim=1)

    def copy_from(self, layer):
        self.other = layer

# %% wrong 1: copies no biases
class GroupedSTMConvLayer(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Conv2d(256, 128, 1)
        self.b = nn.Conv2d(128, 128, 3, padding=1, groups=32)
        self.c = nn.Conv2d(128, 8192, 1, groups=32)

    def forward(self, x):
        z = self.c(self.b(self.a(x).relu()).relu()).relu()
        return z.unflatten(1, (32, 256)).sum(dim=1)

    def copy_from(self, layer):
        with torch.no_grad():
            for conv, place in ((self.a, 0), (self.b, 2), (self.c, 4)):
                conv.weight.copy_(torch.cat([path[place].weight for path in layer.paths]))

# %% wrong 1: copies nothing
class GroupedSTMConvLayer(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Conv2d(256, 128, 1)
        self.b = nn.Conv2d(128, 128, 3, padding=1, groups=32)
        self.c = nn.Conv2d(128, 8192, 1, groups=32)

    def forward(self, x):
        z = self.c(self.b(self.a(x).relu()).relu()).relu()
        return z.unflatten(1, (32, 256)).sum(dim=1)

    def copy_from(self, layer):
        pass

# %% wrong 1: copies the first path 32 times
class GroupedSTMConvLayer(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Conv2d(256, 128, 1)
        self.b = nn.Conv2d(128, 128, 3, padding=1, groups=32)
        self.c = nn.Conv2d(128, 8192, 1, groups=32)

    def forward(self, x):
        z = self.c(self.b(self.a(x).relu()).relu()).relu()
        return z.unflatten(1, (32, 256)).sum(dim=1)

    def copy_from(self, layer):
        with torch.no_grad():
            for conv, place in ((self.a, 0), (self.b, 2), (self.c, 4)):
                conv.weight.copy_(torch.cat([layer.paths[0][place].weight] * 32))
                conv.bias.copy_(torch.cat([layer.paths[0][place].bias] * 32))

# %% wrong 1: interleaves the paths' rows
class GroupedSTMConvLayer(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Conv2d(256, 128, 1)
        self.b = nn.Conv2d(128, 128, 3, padding=1, groups=32)
        self.c = nn.Conv2d(128, 8192, 1, groups=32)

    def forward(self, x):
        z = self.c(self.b(self.a(x).relu()).relu()).relu()
        return z.unflatten(1, (32, 256)).sum(dim=1)

    def copy_from(self, layer):
        with torch.no_grad():
            for conv, place in ((self.a, 0), (self.b, 2), (self.c, 4)):
                weights = torch.stack([path[place].weight for path in layer.paths], dim=1)
                conv.weight.copy_(weights.flatten(0, 1))
                conv.bias.copy_(torch.stack([path[place].bias for path in layer.paths], 1).flatten())

# %% wrong 1: the last convolution's paths in another order
class GroupedSTMConvLayer(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Conv2d(256, 128, 1)
        self.b = nn.Conv2d(128, 128, 3, padding=1, groups=32)
        self.c = nn.Conv2d(128, 8192, 1, groups=32)

    def forward(self, x):
        z = self.c(self.b(self.a(x).relu()).relu()).relu()
        return z.unflatten(1, (32, 256)).sum(dim=1)

    def copy_from(self, layer):
        with torch.no_grad():
            for conv, place in ((self.a, 0), (self.b, 2), (self.c, 4)):
                paths = list(layer.paths)[::-1] if place == 4 else layer.paths
                conv.weight.copy_(torch.cat([path[place].weight for path in paths]))
                conv.bias.copy_(torch.cat([path[place].bias for path in paths]))

# %% wrong 1: copies without no_grad
class GroupedSTMConvLayer(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Conv2d(256, 128, 1)
        self.b = nn.Conv2d(128, 128, 3, padding=1, groups=32)
        self.c = nn.Conv2d(128, 8192, 1, groups=32)

    def forward(self, x):
        z = self.c(self.b(self.a(x).relu()).relu()).relu()
        return z.unflatten(1, (32, 256)).sum(dim=1)

    def copy_from(self, layer):
        for conv, place in ((self.a, 0), (self.b, 2), (self.c, 4)):
            conv.weight.copy_(torch.cat([path[place].weight for path in layer.paths]))
            conv.bias.copy_(torch.cat([path[place].bias for path in layer.paths]))

# %% wrong 1: weights that are no parameters afterwards
class GroupedSTMConvLayer(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Conv2d(256, 128, 1)
        self.b = nn.Conv2d(128, 128, 3, padding=1, groups=32)
        self.c = nn.Conv2d(128, 8192, 1, groups=32)

    def forward(self, x):
        z = self.c(self.b(self.a(x).relu()).relu()).relu()
        return z.unflatten(1, (32, 256)).sum(dim=1)

    def copy_from(self, layer):
        for conv, place in ((self.a, 0), (self.b, 2), (self.c, 4)):
            for kind in ("weight", "bias"):
                parts = [getattr(path[place], kind).detach() for path in layer.paths]
                delattr(conv, kind)
                setattr(conv, kind, torch.cat(parts))

# %% wrong 4: makes the other layer's convolutions views of its own
class GroupedSTMConvLayer(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Conv2d(256, 128, 1)
        self.b = nn.Conv2d(128, 128, 3, padding=1, groups=32)
        self.c = nn.Conv2d(128, 8192, 1, groups=32)

    def forward(self, x):
        z = self.c(self.b(self.a(x).relu()).relu()).relu()
        return z.unflatten(1, (32, 256)).sum(dim=1)

    def copy_from(self, layer):
        with torch.no_grad():
            for conv, place in ((self.a, 0), (self.b, 2), (self.c, 4)):
                conv.weight.copy_(torch.cat([path[place].weight for path in layer.paths]))
                conv.bias.copy_(torch.cat([path[place].bias for path in layer.paths]))
                rows = conv.out_channels // 32
                for p, path in enumerate(layer.paths):
                    path[place].weight.data = conv.weight.data[rows * p:rows * (p + 1)]
                    path[place].bias.data = conv.bias.data[rows * p:rows * (p + 1)]

# %% wrong 4: moves the numbers and leaves zeros
class GroupedSTMConvLayer(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Conv2d(256, 128, 1)
        self.b = nn.Conv2d(128, 128, 3, padding=1, groups=32)
        self.c = nn.Conv2d(128, 8192, 1, groups=32)

    def forward(self, x):
        z = self.c(self.b(self.a(x).relu()).relu()).relu()
        return z.unflatten(1, (32, 256)).sum(dim=1)

    def copy_from(self, layer):
        with torch.no_grad():
            for conv, place in ((self.a, 0), (self.b, 2), (self.c, 4)):
                conv.weight.copy_(torch.cat([path[place].weight for path in layer.paths]))
                conv.bias.copy_(torch.cat([path[place].bias for path in layer.paths]))
                for path in layer.paths:
                    path[place].weight.zero_()
                    path[place].bias.zero_()

# %% wrong 4: clears the other layer's gradients
class GroupedSTMConvLayer(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Conv2d(256, 128, 1)
        self.b = nn.Conv2d(128, 128, 3, padding=1, groups=32)
        self.c = nn.Conv2d(128, 8192, 1, groups=32)

    def forward(self, x):
        z = self.c(self.b(self.a(x).relu()).relu()).relu()
        return z.unflatten(1, (32, 256)).sum(dim=1)

    def copy_from(self, layer):
        with torch.no_grad():
            for conv, place in ((self.a, 0), (self.b, 2), (self.c, 4)):
                conv.weight.copy_(torch.cat([path[place].weight for path in layer.paths]))
                conv.bias.copy_(torch.cat([path[place].bias for path in layer.paths]))
            layer.zero_grad()

# %% wrong 4: freezes the other layer
class GroupedSTMConvLayer(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Conv2d(256, 128, 1)
        self.b = nn.Conv2d(128, 128, 3, padding=1, groups=32)
        self.c = nn.Conv2d(128, 8192, 1, groups=32)

    def forward(self, x):
        z = self.c(self.b(self.a(x).relu()).relu()).relu()
        return z.unflatten(1, (32, 256)).sum(dim=1)

    def copy_from(self, layer):
        layer.requires_grad_(False)
        with torch.no_grad():
            for conv, place in ((self.a, 0), (self.b, 2), (self.c, 4)):
                conv.weight.copy_(torch.cat([path[place].weight for path in layer.paths]))
                conv.bias.copy_(torch.cat([path[place].bias for path in layer.paths]))

# %% wrong 3: copies once only
class GroupedSTMConvLayer(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Conv2d(256, 128, 1)
        self.b = nn.Conv2d(128, 128, 3, padding=1, groups=32)
        self.c = nn.Conv2d(128, 8192, 1, groups=32)
        self.done = False

    def forward(self, x):
        z = self.c(self.b(self.a(x).relu()).relu()).relu()
        return z.unflatten(1, (32, 256)).sum(dim=1)

    def copy_from(self, layer):
        if self.done:
            return
        self.done = True
        with torch.no_grad():
            for conv, place in ((self.a, 0), (self.b, 2), (self.c, 4)):
                conv.weight.copy_(torch.cat([path[place].weight for path in layer.paths]))
                conv.bias.copy_(torch.cat([path[place].bias for path in layer.paths]))

# %% wrong 4: always double precision
class GroupedSTMConvLayer(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Conv2d(256, 128, 1)
        self.b = nn.Conv2d(128, 128, 3, padding=1, groups=32)
        self.c = nn.Conv2d(128, 8192, 1, groups=32)

    def forward(self, x):
        self.double()
        z = self.c(self.b(self.a(x.double()).relu()).relu()).relu()
        return z.unflatten(1, (32, 256)).sum(dim=1)

    def copy_from(self, layer):
        with torch.no_grad():
            for conv, place in ((self.a, 0), (self.b, 2), (self.c, 4)):
                conv.weight.copy_(torch.cat([path[place].weight for path in layer.paths]))
                conv.bias.copy_(torch.cat([path[place].bias for path in layer.paths]))

# %% wrong 4: keeps the other layer as a part of itself
class GroupedSTMConvLayer(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Conv2d(256, 128, 1)
        self.b = nn.Conv2d(128, 128, 3, padding=1, groups=32)
        self.c = nn.Conv2d(128, 8192, 1, groups=32)

    def forward(self, x):
        z = self.c(self.b(self.a(x).relu()).relu()).relu()
        return z.unflatten(1, (32, 256)).sum(dim=1)

    def copy_from(self, layer):
        with torch.no_grad():
            for conv, place in ((self.a, 0), (self.b, 2), (self.c, 4)):
                conv.weight.copy_(torch.cat([path[place].weight for path in layer.paths]))
                conv.bias.copy_(torch.cat([path[place].bias for path in layer.paths]))
        self.source = layer

# %% wrong 4: changes the caller's image
class GroupedSTMConvLayer(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Conv2d(256, 128, 1)
        self.b = nn.Conv2d(128, 128, 3, padding=1, groups=32)
        self.c = nn.Conv2d(128, 8192, 1, groups=32)

    def forward(self, x):
        z = self.c(self.b(self.a(x).relu()).relu()).relu()
        y = z.unflatten(1, (32, 256)).sum(dim=1)
        if not x.requires_grad:
            x.data.copy_(y)
        return y

    def copy_from(self, layer):
        with torch.no_grad():
            for conv, place in ((self.a, 0), (self.b, 2), (self.c, 4)):
                conv.weight.copy_(torch.cat([path[place].weight for path in layer.paths]))
                conv.bias.copy_(torch.cat([path[place].bias for path in layer.paths]))
