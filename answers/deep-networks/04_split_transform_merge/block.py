# %% right: three convolutions with groups
class STMConvLayer(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Conv2d(256, 128, kernel_size=1)
        self.second = nn.Conv2d(128, 128, kernel_size=3, padding=1, groups=32)
        self.third = nn.Conv2d(128, 256 * 32, kernel_size=1, groups=32)

    def forward(self, x):
        N, C, H, W = x.shape
        z = torch.relu(self.second(torch.relu(self.first(x))))
        return torch.relu(self.third(z)).reshape(N, 32, C, H, W).sum(1)

# %% right: stacked parameters and vmap
from torch.nn import functional as F

class STMConvLayer(nn.Module):
    def __init__(self):
        super().__init__()
        shapes = [(4, 256, 1, 1), (4, 4, 3, 3), (256, 4, 1, 1)]
        self.weights = nn.ParameterList(
            nn.Parameter(torch.randn(32, *s) / (s[1] * s[2] * s[3]) ** 0.5) for s in shapes)
        self.biases = nn.ParameterList(nn.Parameter(torch.zeros(32, s[0])) for s in shapes)

    def forward(self, x):
        def path(A, B, C, a, b, c):
            z = F.conv2d(x, A, a).relu()
            z = F.conv2d(z, B, b, padding=1).relu()
            return F.conv2d(z, C, c).relu()

        return torch.func.vmap(path)(*self.weights, *self.biases).sum(dim=0)

# %% right: a class for a path, and a loop that starts from zeros
class _Path(nn.Module):
    def __init__(self, width=4):
        super().__init__()
        self.conv1 = nn.Conv2d(256, width, 1)
        self.conv2 = nn.Conv2d(width, width, 3, padding="same")
        self.conv3 = nn.Conv2d(width, 256, 1)

    def forward(self, x):
        for conv in (self.conv1, self.conv2, self.conv3):
            x = conv(x).clamp(min=0)
        return x

class STMConvLayer(nn.Module):
    def __init__(self):
        super().__init__()
        for k in range(32):
            self.add_module(f"path_{k}", _Path())

    def forward(self, x):
        out = torch.zeros_like(x)
        for path in self.children():
            out = out + path(x)
        return out

# %% right: three lists of convolutions, outputs stacked, ReLU in place on their own
class STMConvLayer(nn.Module):
    def __init__(self):
        super(STMConvLayer, self).__init__()
        self.reduce = nn.ModuleList(nn.Conv2d(256, 4, 1) for _ in range(32))
        self.blur = nn.ModuleList(nn.Conv2d(4, 4, (3, 3), padding=(1, 1)) for _ in range(32))
        self.widen = nn.ModuleList(nn.Conv2d(4, 256, 1) for _ in range(32))
        self.relu = nn.ReLU(inplace=True)

    def forward(self, x):
        outputs = []
        for one, two, three in zip(self.reduce, self.blur, self.widen):
            outputs.append(self.relu(three(self.relu(two(self.relu(one(x)))))))
        return torch.stack(outputs).sum(0)

# %% right: linear layers on the channels, and unfolded neighbours, without any convolution
class STMConvLayer(nn.Module):
    def __init__(self):
        super().__init__()
        self.down = nn.Linear(256, 128)
        self.kernels = nn.Parameter(torch.empty(32, 36, 4).uniform_(-1 / 6, 1 / 6))
        self.shift = nn.Parameter(torch.empty(32, 1, 4).uniform_(-1 / 6, 1 / 6))
        self.up = nn.Parameter(torch.empty(32, 4, 256).uniform_(-0.5, 0.5))
        self.up_shift = nn.Parameter(torch.empty(32, 1, 256).uniform_(-0.5, 0.5))

    def forward(self, x):
        N, _, H, W = x.shape
        z = self.down(x.movedim(1, -1)).relu().movedim(-1, 1)
        z = torch.nn.functional.pad(z, (1, 1, 1, 1))
        shifted = [z[:, :, r:r + H, s:s + W] for r in range(3) for s in range(3)]
        z = torch.stack(shifted, dim=2).reshape(N, 32, 36, H * W).transpose(2, 3)
        z = (z @ self.kernels + self.shift).relu()
        y = (z @ self.up + self.up_shift).relu().sum(dim=1)
        return y.transpose(1, 2).reshape(N, 256, H, W)

# %% right: one sequential that ends in an own layer, merged by einsum
class _Merge(nn.Module):
    def forward(self, y):
        return torch.einsum("npchw->nchw", y.unflatten(1, (32, 256)))

class STMConvLayer(nn.Sequential):
    def __init__(self):
        super().__init__(
            nn.Conv2d(256, 128, 1), nn.ReLU(), nn.Conv2d(128, 128, 3, padding=1, groups=32),
            nn.ReLU(), nn.Conv2d(128, 8192, 1, groups=32), nn.ReLU(), _Merge())

# %% right: channels of the first convolution are dealt out to the paths like cards
class STMConvLayer(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Conv2d(256, 128, 1)
        self.b = nn.ModuleList([nn.Conv2d(4, 4, 3, padding=1) for _ in range(32)])
        self.c = nn.ModuleList([nn.Conv2d(4, 256, 1) for _ in range(32)])

    def forward(self, x):
        z = self.a(x).relu()
        return sum(self.c[k](self.b[k](z[:, k::32]).relu()).relu() for k in range(32))

# %% right: the grouped layer's cousin, with parallel halves and a dict
class STMConvLayer(nn.Module):
    def __init__(self):
        super().__init__()
        self.halves = nn.ModuleDict({side: nn.ModuleList([
            nn.Conv2d(256, 64, 1), nn.Conv2d(64, 64, 3, padding=1, groups=16),
            nn.Conv2d(64, 16 * 256, 1, groups=16)]) for side in ("left", "right")})

    def forward(self, x):
        total = 0
        for a, b, c in self.halves.values():
            z = c(b(a(x).relu()).relu()).relu()
            total = total + sum(z.split(256, dim=1))
        return total

# %% wrong 1: one path, used 32 times
class STMConvLayer(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(256, 4, 1)
        self.conv2 = nn.Conv2d(4, 4, 3, padding=1)
        self.conv3 = nn.Conv2d(4, 256, 1)

    def forward(self, x):
        out = 0
        for _ in range(32):
            out = out + self.conv3(self.conv2(self.conv1(x).relu()).relu()).relu()
        return out

# %% wrong 1: a list that holds the same path 32 times
class STMConvLayer(nn.Module):
    def __init__(self):
        super().__init__()
        self.paths = nn.ModuleList([nn.Sequential(
            nn.Conv2d(256, 4, 1), nn.ReLU(), nn.Conv2d(4, 4, 3, padding=1), nn.ReLU(),
            nn.Conv2d(4, 256, 1), nn.ReLU())] * 32)

    def forward(self, x):
        return sum(path(x) for path in self.paths)

# %% wrong 3: x overwritten in the loop, so that the paths run in series
class STMConvLayer(nn.Module):
    def __init__(self):
        super().__init__()
        self.paths = nn.ModuleList(
            nn.Sequential(nn.Conv2d(256, 4, 1), nn.ReLU(), nn.Conv2d(4, 4, 3, padding=1),
                          nn.ReLU(), nn.Conv2d(4, 256, 1), nn.ReLU()) for _ in range(32))

    def forward(self, x):
        out = torch.zeros_like(x)
        for path in self.paths:
            x = path(x)
            out = out + x
        return out

# %% wrong 1: padding forgotten
class STMConvLayer(nn.Module):
    def __init__(self):
        super().__init__()
        self.paths = nn.ModuleList(
            nn.Sequential(nn.Conv2d(256, 4, 1), nn.ReLU(), nn.Conv2d(4, 4, 3),
                          nn.ReLU(), nn.Conv2d(4, 256, 1), nn.ReLU()) for _ in range(32))

    def forward(self, x):
        return sum(path(x) for path in self.paths)

# %% wrong 3: the mean of the paths
class STMConvLayer(nn.Module):
    def __init__(self):
        super().__init__()
        self.paths = nn.ModuleList(
            nn.Sequential(nn.Conv2d(256, 4, 1), nn.ReLU(), nn.Conv2d(4, 4, 3, padding=1),
                          nn.ReLU(), nn.Conv2d(4, 256, 1), nn.ReLU()) for _ in range(32))

    def forward(self, x):
        return torch.stack([path(x) for path in self.paths]).mean(dim=0)

# %% wrong 0: groups=32 on four channels
class STMConvLayer(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(256, 4, 1)
        self.conv2 = nn.Conv2d(4, 4, 3, padding=1, groups=32)
        self.conv3 = nn.Conv2d(4, 256, 1)

    def forward(self, x):
        return self.conv3(self.conv2(self.conv1(x).relu()).relu()).relu()

# %% wrong 3: adds to the first path's output in place, which its ReLU needs on the way back
class STMConvLayer(nn.Module):
    def __init__(self):
        super().__init__()
        self.paths = nn.ModuleList(
            nn.Sequential(nn.Conv2d(256, 4, 1), nn.ReLU(), nn.Conv2d(4, 4, 3, padding=1),
                          nn.ReLU(), nn.Conv2d(4, 256, 1), nn.ReLU()) for _ in range(32))

    def forward(self, x):
        out = self.paths[0](x)
        for path in self.paths[1:]:
            out += path(x)
        return out

# %% wrong 3: a skip connection on top
class STMConvLayer(nn.Module):
    def __init__(self):
        super().__init__()
        self.paths = nn.ModuleList(
            nn.Sequential(nn.Conv2d(256, 4, 1), nn.ReLU(), nn.Conv2d(4, 4, 3, padding=1),
                          nn.ReLU(), nn.Conv2d(4, 256, 1), nn.ReLU()) for _ in range(32))

    def forward(self, x):
        return x + sum(path(x) for path in self.paths)

# %% wrong 3: no ReLU at the end of a path
class STMConvLayer(nn.Module):
    def __init__(self):
        super().__init__()
        self.paths = nn.ModuleList(
            nn.Sequential(nn.Conv2d(256, 4, 1), nn.ReLU(), nn.Conv2d(4, 4, 3, padding=1),
                          nn.ReLU(), nn.Conv2d(4, 256, 1)) for _ in range(32))

    def forward(self, x):
        return sum(path(x) for path in self.paths)

# %% wrong 4: ReLU on the sum instead of on each path
class STMConvLayer(nn.Module):
    def __init__(self):
        super().__init__()
        self.paths = nn.ModuleList(
            nn.Sequential(nn.Conv2d(256, 4, 1), nn.ReLU(), nn.Conv2d(4, 4, 3, padding=1),
                          nn.ReLU(), nn.Conv2d(4, 256, 1)) for _ in range(32))

    def forward(self, x):
        return sum(path(x) for path in self.paths).relu()

# %% wrong 4: no ReLU behind the first convolution
class STMConvLayer(nn.Module):
    def __init__(self):
        super().__init__()
        self.paths = nn.ModuleList(
            nn.Sequential(nn.Conv2d(256, 4, 1), nn.Conv2d(4, 4, 3, padding=1),
                          nn.ReLU(), nn.Conv2d(4, 256, 1), nn.ReLU()) for _ in range(32))

    def forward(self, x):
        return sum(path(x) for path in self.paths)

# %% wrong 3: no ReLU behind the 3×3 convolution
class STMConvLayer(nn.Module):
    def __init__(self):
        super().__init__()
        self.paths = nn.ModuleList(
            nn.Sequential(nn.Conv2d(256, 4, 1), nn.ReLU(), nn.Conv2d(4, 4, 3, padding=1),
                          nn.Conv2d(4, 256, 1), nn.ReLU()) for _ in range(32))

    def forward(self, x):
        return sum(path(x) for path in self.paths)

# %% wrong 3: a leaky ReLU at the end
class STMConvLayer(nn.Module):
    def __init__(self):
        super().__init__()
        self.paths = nn.ModuleList(
            nn.Sequential(nn.Conv2d(256, 4, 1), nn.ReLU(), nn.Conv2d(4, 4, 3, padding=1),
                          nn.ReLU(), nn.Conv2d(4, 256, 1), nn.LeakyReLU()) for _ in range(32))

    def forward(self, x):
        return sum(path(x) for path in self.paths)

# %% wrong 0: paths in a plain list, which nn.Module does not see
class STMConvLayer(nn.Module):
    def __init__(self):
        super().__init__()
        self.paths = [
            nn.Sequential(nn.Conv2d(256, 4, 1), nn.ReLU(), nn.Conv2d(4, 4, 3, padding=1),
                          nn.ReLU(), nn.Conv2d(4, 256, 1), nn.ReLU()) for _ in range(32)]

    def forward(self, x):
        return sum(path(x) for path in self.paths)

# %% wrong 5: copies of one path, which start alike
import copy

class STMConvLayer(nn.Module):
    def __init__(self):
        super().__init__()
        path = nn.Sequential(nn.Conv2d(256, 4, 1), nn.ReLU(), nn.Conv2d(4, 4, 3, padding=1),
                             nn.ReLU(), nn.Conv2d(4, 256, 1), nn.ReLU())
        self.paths = nn.ModuleList(copy.deepcopy(path) for _ in range(32))

    def forward(self, x):
        return sum(path(x) for path in self.paths)

# %% wrong 5: every other path is a copy
import copy

class STMConvLayer(nn.Module):
    def __init__(self):
        super().__init__()
        halves = [nn.Sequential(nn.Conv2d(256, 4, 1), nn.ReLU(), nn.Conv2d(4, 4, 3, padding=1),
                                nn.ReLU(), nn.Conv2d(4, 256, 1), nn.ReLU()) for _ in range(16)]
        self.paths = nn.ModuleList(halves + copy.deepcopy(halves))

    def forward(self, x):
        return sum(path(x) for path in self.paths)

# %% wrong 5: a seed of its own
class STMConvLayer(nn.Module):
    def __init__(self):
        super().__init__()
        torch.manual_seed(0)
        self.paths = nn.ModuleList(
            nn.Sequential(nn.Conv2d(256, 4, 1), nn.ReLU(), nn.Conv2d(4, 4, 3, padding=1),
                          nn.ReLU(), nn.Conv2d(4, 256, 1), nn.ReLU()) for _ in range(32))

    def forward(self, x):
        return sum(path(x) for path in self.paths)

# %% wrong 5: paths that all layers share
_paths = [nn.Sequential(nn.Conv2d(256, 4, 1), nn.ReLU(), nn.Conv2d(4, 4, 3, padding=1),
                        nn.ReLU(), nn.Conv2d(4, 256, 1), nn.ReLU()) for _ in range(32)]

class STMConvLayer(nn.Module):
    def __init__(self):
        super().__init__()
        self.paths = nn.ModuleList(_paths)

    def forward(self, x):
        return sum(path(x) for path in self.paths)

# %% wrong 5: starts from zeros of single precision
class STMConvLayer(nn.Module):
    def __init__(self):
        super().__init__()
        self.paths = nn.ModuleList(
            nn.Sequential(nn.Conv2d(256, 4, 1), nn.ReLU(), nn.Conv2d(4, 4, 3, padding=1),
                          nn.ReLU(), nn.Conv2d(4, 256, 1), nn.ReLU()) for _ in range(32))

    def forward(self, x):
        out = torch.zeros(x.shape)
        for path in self.paths:
            out = out + path(x)
        return out

# %% wrong 2: turns its input into single precision
class STMConvLayer(nn.Module):
    def __init__(self):
        super().__init__()
        self.paths = nn.ModuleList(
            nn.Sequential(nn.Conv2d(256, 4, 1), nn.ReLU(), nn.Conv2d(4, 4, 3, padding=1),
                          nn.ReLU(), nn.Conv2d(4, 256, 1), nn.ReLU()) for _ in range(32))

    def forward(self, x):
        self.float()
        return sum(path(x.float()) for path in self.paths)

# %% wrong 3: merges channels of one path instead of the paths
class STMConvLayer(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Conv2d(256, 128, 1)
        self.b = nn.Conv2d(128, 128, 3, padding=1, groups=32)
        self.c = nn.Conv2d(128, 8192, 1, groups=32)

    def forward(self, x):
        z = self.c(self.b(self.a(x).relu()).relu()).relu()
        return z.unflatten(1, (256, 32)).sum(dim=2)

# %% wrong 4: channels change the path before the last convolution
class STMConvLayer(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Conv2d(256, 128, 1)
        self.b = nn.Conv2d(128, 128, 3, padding=1, groups=32)
        self.c = nn.Conv2d(128, 8192, 1, groups=32)

    def forward(self, x):
        z = self.b(self.a(x).relu()).relu()
        z = z.unflatten(1, (32, 4)).transpose(1, 2).flatten(1, 2)
        return self.c(z).relu().unflatten(1, (32, 256)).sum(dim=1)

# %% wrong 3: each path reads 8 of the 256 channels, and the count is made up for elsewhere
class STMConvLayer(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Conv2d(256, 128, 1, groups=32)
        self.b = nn.Conv2d(128, 128, 3, padding=1, groups=32)
        self.c = nn.Conv2d(128, 8192, 1, groups=32)
        self.unused = nn.Parameter(torch.randn(31744))

    def forward(self, x):
        z = self.c(self.b(self.a(x).relu()).relu()).relu()
        return z.unflatten(1, (32, 256)).sum(dim=1)

# %% wrong 2: no biases
class STMConvLayer(nn.Module):
    def __init__(self):
        super().__init__()
        self.paths = nn.ModuleList(
            nn.Sequential(nn.Conv2d(256, 4, 1, bias=False), nn.ReLU(),
                          nn.Conv2d(4, 4, 3, padding=1, bias=False), nn.ReLU(),
                          nn.Conv2d(4, 256, 1, bias=False), nn.ReLU()) for _ in range(32))

    def forward(self, x):
        return sum(path(x) for path in self.paths)

# %% wrong 2: the original block
class STMConvLayer(nn.Module):
    def __init__(self):
        super().__init__()
        self.convs = nn.Sequential(nn.Conv2d(256, 128, 1), nn.ReLU(),
                                   nn.Conv2d(128, 128, 3, padding=1), nn.ReLU(),
                                   nn.Conv2d(128, 256, 1), nn.ReLU())

    def forward(self, x):
        return self.convs(x)

# %% wrong 3: reflects at the edge instead of zeros
class STMConvLayer(nn.Module):
    def __init__(self):
        super().__init__()
        self.paths = nn.ModuleList(
            nn.Sequential(nn.Conv2d(256, 4, 1), nn.ReLU(),
                          nn.Conv2d(4, 4, 3, padding=1, padding_mode="replicate"),
                          nn.ReLU(), nn.Conv2d(4, 256, 1), nn.ReLU()) for _ in range(32))

    def forward(self, x):
        return sum(path(x) for path in self.paths)

# %% wrong 4: changes the caller's image
class STMConvLayer(nn.Module):
    def __init__(self):
        super().__init__()
        self.paths = nn.ModuleList(
            nn.Sequential(nn.Conv2d(256, 4, 1), nn.ReLU(), nn.Conv2d(4, 4, 3, padding=1),
                          nn.ReLU(), nn.Conv2d(4, 256, 1), nn.ReLU()) for _ in range(32))

    def forward(self, x):
        y = sum(path(x) for path in self.paths)
        with torch.no_grad():
            if not x.requires_grad:
                x.copy_(y)
        return y

# %% wrong 2: the paths' outputs beside each other
class STMConvLayer(nn.Module):
    def __init__(self):
        super().__init__()
        self.paths = nn.ModuleList(
            nn.Sequential(nn.Conv2d(256, 4, 1), nn.ReLU(), nn.Conv2d(4, 4, 3, padding=1),
                          nn.ReLU(), nn.Conv2d(4, 256, 1), nn.ReLU()) for _ in range(32))

    def forward(self, x):
        return torch.cat([path(x) for path in self.paths], dim=1)

# %% wrong 2: the way back is cut off
class STMConvLayer(nn.Module):
    def __init__(self):
        super().__init__()
        self.paths = nn.ModuleList(
            nn.Sequential(nn.Conv2d(256, 4, 1), nn.ReLU(), nn.Conv2d(4, 4, 3, padding=1),
                          nn.ReLU(), nn.Conv2d(4, 256, 1), nn.ReLU()) for _ in range(32))

    def forward(self, x):
        return torch.tensor(sum(path(x).detach().numpy() for path in self.paths))
