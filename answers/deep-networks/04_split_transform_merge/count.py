# %% right: one term for weights, one for biases
def conv_parameters(channels_in, channels_out, kernel):
    weights = channels_in * channels_out * kernel * kernel
    biases = channels_out
    return weights + biases

original_block = sum(conv_parameters(*c) for c in [(256, 128, 1), (128, 128, 3), (128, 256, 1)])
split_block = 32 * sum(conv_parameters(*c) for c in [(256, 4, 1), (4, 4, 3), (4, 256, 1)])

# %% right: PyTorch counts
def conv_parameters(channels_in, channels_out, kernel):
    layer = nn.Conv2d(channels_in, channels_out, kernel, device="meta")
    return sum(p.numel() for p in layer.parameters())

original_block = 213504
split_block = 78592

# %% right: Python's integers from the product of a shape
import math

conv_parameters = lambda channels_in, channels_out, kernel: (
    math.prod((channels_out, channels_in, kernel, kernel)) + channels_out)
original_block = 32_896 + 147_584 + 33_024
split_block = 32 * (1028 + 148 + 1280)

# %% right: an output channel at a time
def conv_parameters(channels_in, channels_out, kernel):
    each = 1
    for _ in range(channels_in):
        each += kernel**2
        if channels_in > 10_000:
            each = 1 + channels_in * kernel**2
            break
    return int(each * channels_out)

original_block = int(np.sum([conv_parameters(256, 128, 1), conv_parameters(128, 128, 3),
                             conv_parameters(128, 256, 1)]))
split_block = 78_592

# %% right: the paths as three convolutions with groups
def conv_parameters(channels_in, channels_out, kernel):
    return (channels_in * kernel**2 + 1) * channels_out

def _grouped(channels_in, channels_out, kernel, groups):
    return groups * conv_parameters(channels_in // groups, channels_out // groups, kernel)

original_block = conv_parameters(256, 128, 1) + conv_parameters(128, 128, 3) \
    + conv_parameters(128, 256, 1)
split_block = conv_parameters(256, 128, 1) + _grouped(128, 128, 3, 32) \
    + _grouped(128, 8192, 1, 32)

# %% wrong 0: no biases
def conv_parameters(channels_in, channels_out, kernel):
    return channels_in * channels_out * kernel**2

original_block = 32_768 + 147_456 + 32_768
split_block = 32 * (1024 + 144 + 1024)

# %% wrong 1: one bias for each input channel
def conv_parameters(channels_in, channels_out, kernel):
    return channels_in * (channels_out * kernel**2 + 1)

original_block = (conv_parameters(256, 128, 1) + conv_parameters(128, 128, 3)
                  + conv_parameters(128, 256, 1))
split_block = 32 * (conv_parameters(256, 4, 1) + conv_parameters(4, 4, 3)
                    + conv_parameters(4, 256, 1))

# %% wrong 1: the kernel's side is not squared
def conv_parameters(channels_in, channels_out, kernel):
    return channels_out * (channels_in * kernel + 1)

original_block = 213_504
split_block = 78_592

# %% wrong 0: one bias in all
def conv_parameters(channels_in, channels_out, kernel):
    return channels_in * channels_out * kernel**2 + 1

original_block = (conv_parameters(256, 128, 1) + conv_parameters(128, 128, 3)
                  + conv_parameters(128, 256, 1))
split_block = 32 * (conv_parameters(256, 4, 1) + conv_parameters(4, 4, 3)
                    + conv_parameters(4, 256, 1))

# %% wrong 1: a bias at each place of the kernel
def conv_parameters(channels_in, channels_out, kernel):
    return channels_out * (channels_in + 1) * kernel**2

original_block = 213_504
split_block = 78_592

# %% wrong 2: one path only
def conv_parameters(channels_in, channels_out, kernel):
    return channels_out * (channels_in * kernel**2 + 1)

original_block = 213_504
split_block = conv_parameters(256, 4, 1) + conv_parameters(4, 4, 3) + conv_parameters(4, 256, 1)

# %% wrong 2: paths that share their last biases
def conv_parameters(channels_in, channels_out, kernel):
    return channels_out * (channels_in * kernel**2 + 1)

original_block = 213_504
split_block = 70_656

# %% wrong 2: the width of 128 is not split
def conv_parameters(channels_in, channels_out, kernel):
    return channels_out * (channels_in * kernel**2 + 1)

original_block = 213_504
split_block = 32 * original_block

# %% wrong 2: the original block without its last convolution
def conv_parameters(channels_in, channels_out, kernel):
    return channels_out * (channels_in * kernel**2 + 1)

original_block = conv_parameters(256, 128, 1) + conv_parameters(128, 128, 3)
split_block = 78_592

# %% wrong 1: floats
def conv_parameters(channels_in, channels_out, kernel):
    return float(channels_out * (channels_in * kernel**2 + 1))

original_block = 213_504
split_block = 78_592

# %% wrong 2: kernels of 1 and 3 only
def conv_parameters(channels_in, channels_out, kernel):
    return channels_out * (channels_in * {1: 1, 2: 4, 3: 9}[kernel] + 1)

original_block = 213_504
split_block = 78_592

# %% wrong 2: 32-bit numbers, which overflow
def conv_parameters(channels_in, channels_out, kernel):
    with np.errstate(all="ignore"):
        a, b, k = np.array([channels_in, channels_out, kernel], dtype=np.int32)
        return b * (a * k * k + np.int32(1))

original_block = 213_504
split_block = 78_592

# %% wrong 2: the number of both blocks is not an int
def conv_parameters(channels_in, channels_out, kernel):
    return channels_out * (channels_in * kernel**2 + 1)

original_block = 213_504.0
split_block = 78_592.0

# %% wrong 2: the two blocks exchanged
def conv_parameters(channels_in, channels_out, kernel):
    return channels_out * (channels_in * kernel**2 + 1)

original_block = 78_592
split_block = 213_504
