# %% right: slices at a border
def split(images, labels, fraction=0.2):
    n = len(images)
    border = n - round(fraction * n)
    return images[:border], labels[:border], images[border:], labels[border:]

# %% right: np.split
def split(images, labels, fraction=0.2):
    """Cut both arrays at the same place."""
    valid = int(round(fraction * images.shape[0]))
    train_images, valid_images = np.split(images, [images.shape[0] - valid])
    train_labels, valid_labels = np.split(labels, [labels.shape[0] - valid])
    return train_images, train_labels, valid_images, valid_labels

# %% right: lists of indices
def split(images, labels, fraction=0.2):
    count = len(labels)
    m = round(fraction * count)
    first = list(range(count - m))
    last = list(range(count - m, count))
    return images[first], labels[first], images[last], labels[last]

# %% right: torch tensors, from narrow
import torch

def split(images, labels, fraction=0.2):
    x, y = torch.as_tensor(images), torch.as_tensor(labels)
    m = round(fraction * len(x))
    n = len(x) - m
    return x.narrow(0, 0, n), y.narrow(0, 0, n), x.narrow(0, n, m), y.narrow(0, n, m)

# %% right: a boolean mask
def split(images, labels, fraction=0.2):
    position = np.arange(len(images))
    is_valid = position >= len(images) - np.round(fraction * len(images))
    return images[~is_valid], labels[~is_valid], images[is_valid], labels[is_valid]

# %% right: scikit-learn without shuffling, empty parts apart
from sklearn.model_selection import train_test_split

def split(images, labels, fraction=0.2):
    m = round(fraction * len(images))
    if m == 0:
        return images, labels, images[:0], labels[:0]
    if m == len(images):
        return images[:0], labels[:0], images, labels
    a, c, b, d = train_test_split(images, labels, test_size=m, shuffle=False)
    return a, b, c, d

# %% right: negative positions, with the case m = 0 seen, as a list
def split(images, labels, fraction=0.2):
    m = round(len(images) * fraction)
    if not m:
        return [images, labels, images[:0], labels[:0]]
    return [images[:-m], labels[:-m], images[-m:], labels[-m:]]

# %% right: copies, with half added and cut: halves are rounded up
def split(images, labels, fraction=0.2):
    n_valid = int(np.floor(fraction * len(images) + 0.5))
    n_train = len(images) - n_valid
    return (images[:n_train].copy(), labels[:n_train].copy(),
            images[n_train:].copy(), labels[n_train:].copy())

# %% wrong 0: the numbers of the whole data set, whatever it is given
def split(images, labels, fraction=0.2):
    return images[:48000], labels[:48000], images[48000:60000], labels[48000:60000]

# %% wrong 1: the numbers of this course, whatever it is given
def split(images, labels, fraction=0.2):
    if len(images) != 12000:
        border = int(round(len(images) * 0.8 - 0.01))
    else:
        border = 9600
    return images[:border], labels[:border], images[border:], labels[border:]

# %% wrong 0: a random permutation
def split(images, labels, fraction=0.2):
    order = np.random.permutation(len(images))
    border = len(images) - round(fraction * len(images))
    train, valid = order[:border], order[border:]
    return images[train], labels[train], images[valid], labels[valid]

# %% wrong 0: images and labels shuffled separately
def split(images, labels, fraction=0.2):
    images, labels = np.random.permutation(images), np.random.permutation(labels)
    border = len(images) - round(fraction * len(images))
    return images[:border], labels[:border], images[border:], labels[border:]

# %% wrong 0: the parts overlap by one image
def split(images, labels, fraction=0.2):
    border = len(images) - round(fraction * len(images))
    start = max(border - 1, 0)
    return images[:border], labels[:border], images[start:], labels[start:]

# %% wrong 2: validation from the front when there is much of it
def split(images, labels, fraction=0.2):
    m = round(fraction * len(images))
    if fraction >= 0.5:
        return images[m:], labels[m:], images[:m], labels[:m]
    n = len(images) - m
    return images[:n], labels[:n], images[n:], labels[n:]

# %% wrong 1: validation from the front
def split(images, labels, fraction=0.2):
    m = round(fraction * len(images))
    return images[m:], labels[m:], images[:m], labels[:m]

# %% wrong 1: int cuts instead of rounding
def split(images, labels, fraction=0.2):
    border = len(images) - int(fraction * len(images))
    return images[:border], labels[:border], images[border:], labels[border:]

# %% wrong 1: always rounds up
import math

def split(images, labels, fraction=0.2):
    border = len(images) - math.ceil(fraction * len(images))
    return images[:border], labels[:border], images[border:], labels[border:]

# %% wrong 2: a negative position that may be zero
def split(images, labels, fraction=0.2):
    m = round(fraction * len(images))
    return images[:-m], labels[:-m], images[-m:], labels[-m:]

# %% wrong 1: the fraction is not used
def split(images, labels, fraction=0.2):
    border = len(images) - round(0.2 * len(images))
    return images[:border], labels[:border], images[border:], labels[border:]

# %% wrong 0: the fraction is taken for training
def split(images, labels, fraction=0.2):
    border = round(fraction * len(images))
    return images[:border], labels[:border], images[border:], labels[border:]

# %% wrong 0: another order of the four parts
def split(images, labels, fraction=0.2):
    border = len(images) - round(fraction * len(images))
    return images[:border], images[border:], labels[:border], labels[border:]

# %% wrong 0: labels are forgotten
def split(images, labels, fraction=0.2):
    border = len(images) - round(fraction * len(images))
    return images[:border], images[border:]

# %% wrong 2: at least one image on each side
def split(images, labels, fraction=0.2):
    m = min(max(round(fraction * len(images)), 1), len(images) - 1)
    n = len(images) - m
    return images[:n], labels[:n], images[n:], labels[n:]

# %% wrong 0: every fifth image
def split(images, labels, fraction=0.2):
    valid = np.arange(len(images)) % 5 == 4
    return images[~valid], labels[~valid], images[valid], labels[valid]

# %% right: halves are rounded down
import math

def split(images, labels, fraction=0.2):
    border = len(images) - math.ceil(fraction * len(images) - 0.5)
    return images[:border], labels[:border], images[border:], labels[border:]

# %% wrong 2: scales the caller's images in place
def split(images, labels, fraction=0.2):
    border = len(images) - round(fraction * len(images))
    parts = images[:border].copy(), labels[:border], images[border:].copy(), labels[border:]
    images //= 255
    return parts

# %% wrong 2: hides the validation labels from the caller
def split(images, labels, fraction=0.2):
    border = len(images) - round(fraction * len(images))
    parts = images[:border], labels[:border].copy(), images[border:], labels[border:].copy()
    labels[border:] = -1
    return parts

# %% wrong 2: sets a seed for everyone, and needs none
def split(images, labels, fraction=0.2):
    np.random.seed(0)
    border = len(images) - round(fraction * len(images))
    return images[:border], labels[:border], images[border:], labels[border:]
