# %% right: choice without replacement, imshow in grey
def sample_images(images, labels, rng, count=3):
    chosen = rng.choice(len(images), count, replace=False)
    return images[chosen], labels[chosen]


def show_images(axes, images, labels):
    for i in range(len(images)):
        axes[i].imshow(images[i].reshape(28, 28), cmap="gray")
        axes[i].set_title(str(labels[i]))

# %% right: the first entries of a permutation, pixels divided by 255, titles with words
def sample_images(images, labels, rng, count=3):
    order = rng.permutation(images.shape[0])[:count]
    return images[order], labels[order]

def show_images(axes, images, labels):
    """Ink in black, title below a frame without ticks."""
    for ax, image, label in zip(axes, images, labels):
        ax.imshow(image.reshape(28, 28) / 255.0, cmap="gray_r", vmin=0, vmax=1)
        ax.set_title(f"label: {label}", fontsize=9)
        ax.set_xticks([])
        ax.set_yticks([])

# %% right: indices shuffled in place, lists returned as a list of two arrays
def sample_images(images, labels, rng, count=3):
    indices = np.arange(len(labels))
    rng.shuffle(indices)
    pick = indices[:count]
    return [np.take(images, pick, axis=0), np.take(labels, pick)]

def show_images(axes, images, labels):
    squares = np.asarray(images).reshape(-1, 28, 28)
    for k, ax in enumerate(axes.flat):
        ax.imshow(255 - squares[k])
        ax.set_title("%d" % labels[k])
        ax.axis("off")

# %% right: a random key for each image, the smallest keys win
def sample_images(images, labels, rng, count=3):
    keys = rng.random(len(images))
    best = np.argsort(keys)[:count]
    return images[best], labels[best]

def show_images(axes, images, labels):
    for position, ax in enumerate(axes):
        ax.imshow(np.array(images[position], dtype=float).reshape((28, 28)), interpolation="none")
        ax.set_title(f"image {position + 1}: a {int(labels[position])}", loc="left")

# %% right: draws until it has enough different ones, in a set
def sample_images(images, labels, rng, count=3):
    seen = []
    while len(seen) < count:
        i = int(rng.integers(len(images)))
        if i not in seen:
            seen.append(i)
    return np.stack([images[i] for i in seen]), np.array([labels[i] for i in seen])

def show_images(axes, images, labels):
    for ax, image, label in zip(axes, images, labels):
        grey = image.reshape(28, 28)
        ax.imshow(np.stack([grey, grey, grey], axis=-1))
        ax.set(title=f"digit {label}", xlabel="", ylabel="")

# %% right: torch on the way, sorted positions
import torch

def sample_images(images, labels, rng, count=3):
    chosen = torch.from_numpy(np.sort(rng.choice(len(images), size=count, replace=False)))
    return torch.as_tensor(images)[chosen], torch.as_tensor(labels)[chosen]

def show_images(axes, images, labels):
    for ax, image, label in zip(axes, images, labels):
        ax.imshow(torch.as_tensor(image).view(28, 28).numpy(), cmap="viridis")
        ax.set_title(f"{label}.")

# %% right: pyplot with the given axes made current, Python lists returned
import matplotlib.pyplot as plt

def sample_images(images, labels, rng, count=3):
    chosen = rng.permutation(len(images))
    chosen = chosen[len(chosen) - count :].tolist()
    return [images[i] for i in chosen], [int(labels[i]) for i in chosen]

def show_images(axes, images, labels):
    for ax, image, label in zip(axes, images, labels):
        plt.sca(ax)
        plt.imshow(image.reshape(28, 28), cmap="binary")
        plt.title(label)
        plt.axis("off")

# %% right: Fisher–Yates by hand, float images
def sample_images(images, labels, rng, count=3):
    deck = list(range(len(images)))
    for i in range(count):
        j = int(rng.integers(i, len(deck)))
        deck[i], deck[j] = deck[j], deck[i]
    return images[deck[:count]].astype(float), labels[deck[:count]]

def show_images(axes, images, labels):
    for ax, image, label in zip(axes, images, labels):
        rows = [image[28 * row : 28 * row + 28] for row in range(28)]
        ax.imshow(rows, cmap="Greys")
        ax.set_title(f"This is a {label}!")

# %% wrong 2: draws with replacement
def sample_images(images, labels, rng, count=3):
    chosen = rng.choice(len(images), count)
    return images[chosen], labels[chosen]

def show_images(axes, images, labels):
    for i in range(len(images)):
        axes[i].imshow(images[i].reshape(28, 28), cmap="gray")
        axes[i].set_title(str(labels[i]))

# %% wrong 2: NumPy's global generator
def sample_images(images, labels, rng, count=3):
    chosen = np.random.choice(len(images), count, replace=False)
    return images[chosen], labels[chosen]

def show_images(axes, images, labels):
    for i in range(len(images)):
        axes[i].imshow(images[i].reshape(28, 28), cmap="gray")
        axes[i].set_title(str(labels[i]))

# %% wrong 2: a fixed seed of its own
def sample_images(images, labels, rng, count=3):
    chosen = np.random.default_rng(0).choice(len(images), count, replace=False)
    return images[chosen], labels[chosen]

def show_images(axes, images, labels):
    for i in range(len(images)):
        axes[i].imshow(images[i].reshape(28, 28), cmap="gray")
        axes[i].set_title(str(labels[i]))

# %% wrong 2: always the first ones
def sample_images(images, labels, rng, count=3):
    return images[:count], labels[:count]

def show_images(axes, images, labels):
    for i in range(len(images)):
        axes[i].imshow(images[i].reshape(28, 28), cmap="gray")
        axes[i].set_title(str(labels[i]))

# %% wrong 2: neighbours from a random start
def sample_images(images, labels, rng, count=3):
    start = rng.integers(0, len(images) - count + 1)
    return images[start : start + count], labels[start : start + count]

def show_images(axes, images, labels):
    for i in range(len(images)):
        axes[i].imshow(images[i].reshape(28, 28), cmap="gray")
        axes[i].set_title(str(labels[i]))

# %% wrong 2: never the last image
def sample_images(images, labels, rng, count=3):
    count = min(count, len(images))
    chosen = rng.choice(len(images) - (count < len(images)), count, replace=False)
    return images[chosen], labels[chosen]

def show_images(axes, images, labels):
    for i in range(len(images)):
        axes[i].imshow(images[i].reshape(28, 28), cmap="gray")
        axes[i].set_title(str(labels[i]))

# %% wrong 1.5: images and labels drawn separately
def sample_images(images, labels, rng, count=3):
    return (rng.choice(images, count, replace=False), rng.choice(labels, count, replace=False))

def show_images(axes, images, labels):
    for i in range(len(images)):
        axes[i].imshow(images[i].reshape(28, 28), cmap="gray")
        axes[i].set_title(str(labels[i]))

# %% wrong 2: three images whatever the count
def sample_images(images, labels, rng, count=3):
    chosen = rng.choice(len(images), 3, replace=False)
    return images[chosen], labels[chosen]

def show_images(axes, images, labels):
    for i in range(len(images)):
        axes[i].imshow(images[i].reshape(28, 28), cmap="gray")
        axes[i].set_title(str(labels[i]))

# %% wrong 1.5: shuffles the caller's images in place, and their labels apart
def sample_images(images, labels, rng, count=3):
    rng.shuffle(images)
    return images[:count], labels[:count]

def show_images(axes, images, labels):
    for i in range(len(images)):
        axes[i].imshow(images[i].reshape(28, 28), cmap="gray")
        axes[i].set_title(str(labels[i]))

# %% wrong 2: the images are transposed
def sample_images(images, labels, rng, count=3):
    chosen = rng.choice(len(images), count, replace=False)
    return images[chosen], labels[chosen]

def show_images(axes, images, labels):
    for i in range(len(images)):
        axes[i].imshow(images[i].reshape(28, 28).T, cmap="gray")
        axes[i].set_title(str(labels[i]))

# %% wrong 2: upside down
def sample_images(images, labels, rng, count=3):
    chosen = rng.choice(len(images), count, replace=False)
    return images[chosen], labels[chosen]

def show_images(axes, images, labels):
    for i in range(len(images)):
        axes[i].imshow(images[i].reshape(28, 28)[::-1], cmap="gray")
        axes[i].set_title(str(labels[i]))

# %% wrong 1.5: the titles count the images
def sample_images(images, labels, rng, count=3):
    chosen = rng.choice(len(images), count, replace=False)
    return images[chosen], labels[chosen]

def show_images(axes, images, labels):
    for i in range(len(images)):
        axes[i].imshow(images[i].reshape(28, 28), cmap="gray")
        axes[i].set_title(f"image {i}")

# %% wrong 2: every title names all the labels
def sample_images(images, labels, rng, count=3):
    chosen = rng.choice(len(images), count, replace=False)
    return images[chosen], labels[chosen]

def show_images(axes, images, labels):
    for i in range(len(images)):
        axes[i].imshow(images[i].reshape(28, 28), cmap="gray")
        axes[i].set_title(str(list(labels)))

# %% wrong 1.5: no titles
def sample_images(images, labels, rng, count=3):
    chosen = rng.choice(len(images), count, replace=False)
    return images[chosen], labels[chosen]

def show_images(axes, images, labels):
    for ax, image in zip(axes, images):
        ax.imshow(image.reshape(28, 28), cmap="gray")

# %% wrong 1.5: pyplot's current axes instead of the given ones
import matplotlib.pyplot as plt

def sample_images(images, labels, rng, count=3):
    chosen = rng.choice(len(images), count, replace=False)
    return images[chosen], labels[chosen]

def show_images(axes, images, labels):
    for image, label in zip(images, labels):
        plt.imshow(image.reshape(28, 28), cmap="gray")
        plt.title(str(label))
    plt.close("all")

# %% wrong 2: the same image on all axes
def sample_images(images, labels, rng, count=3):
    chosen = rng.choice(len(images), count, replace=False)
    return images[chosen], labels[chosen]

def show_images(axes, images, labels):
    for ax, label in zip(axes, labels):
        ax.imshow(images[0].reshape(28, 28), cmap="gray")
        ax.set_title(str(label))

# %% wrong 1.5: forgets to reshape
def sample_images(images, labels, rng, count=3):
    chosen = rng.choice(len(images), count, replace=False)
    return images[chosen], labels[chosen]

def show_images(axes, images, labels):
    for ax, image, label in zip(axes, images, labels):
        ax.imshow(image[None, :], cmap="gray")
        ax.set_title(str(label))

# %% right: rows reversed and origin lower, upright on the screen
def sample_images(images, labels, rng, count=3):
    chosen = rng.choice(len(images), size=count, replace=False)
    return images[chosen], labels[chosen]

def show_images(axes, images, labels):
    for ax, image, label in zip(axes, images, labels):
        ax.imshow(np.reshape(image, (28, 28))[::-1], cmap="gray", origin="lower")
        ax.set_title(str(label))

# %% right: an extent of its own, y growing downwards
def sample_images(images, labels, rng, count=3):
    chosen = rng.choice(len(images), size=count, replace=False)
    return images[chosen], labels[chosen]

def show_images(axes, images, labels):
    for ax, image, label in zip(axes, images, labels):
        ax.imshow(np.reshape(image, (28, 28)), cmap="gray", extent=(0, 28, 28, 0), vmin=0, vmax=255)
        ax.set_title(str(label))

# %% right: reversed, and the y axis inverted
def sample_images(images, labels, rng, count=3):
    chosen = rng.choice(len(images), size=count, replace=False)
    return images[chosen], labels[chosen]

def show_images(axes, images, labels):
    for ax, image, label in zip(axes, images, labels):
        ax.imshow(np.reshape(image, (28, 28))[::-1], cmap="gray")
        ax.invert_yaxis()
        ax.set_title(str(label))

# %% wrong 2: origin lower turns the digits over on the screen
def sample_images(images, labels, rng, count=3):
    chosen = rng.choice(len(images), size=count, replace=False)
    return images[chosen], labels[chosen]

def show_images(axes, images, labels):
    for ax, image, label in zip(axes, images, labels):
        ax.imshow(np.reshape(image, (28, 28)), cmap="gray", origin="lower")
        ax.set_title(str(label))

# %% wrong 2: an inverted axis turns the digits over on the screen
def sample_images(images, labels, rng, count=3):
    chosen = rng.choice(len(images), size=count, replace=False)
    return images[chosen], labels[chosen]

def show_images(axes, images, labels):
    for ax, image, label in zip(axes, images, labels):
        ax.imshow(np.reshape(image, (28, 28)), cmap="gray")
        ax.invert_yaxis()
        ax.set_title(str(label))

# %% wrong 2: mirrored by an inverted x axis
def sample_images(images, labels, rng, count=3):
    chosen = rng.choice(len(images), size=count, replace=False)
    return images[chosen], labels[chosen]

def show_images(axes, images, labels):
    for ax, image, label in zip(axes, images, labels):
        ax.imshow(np.reshape(image, (28, 28)), cmap="gray")
        ax.invert_xaxis()
        ax.set_title(str(label))

# %% wrong 1.5: the limits show a quarter of the image
def sample_images(images, labels, rng, count=3):
    chosen = rng.choice(len(images), size=count, replace=False)
    return images[chosen], labels[chosen]

def show_images(axes, images, labels):
    for ax, image, label in zip(axes, images, labels):
        ax.imshow(np.reshape(image, (28, 28)), cmap="gray")
        ax.set(xlim=(0, 14), ylim=(14, 0))
        ax.set_title(str(label))

# %% wrong 2: a range of brightness that makes everything black
def sample_images(images, labels, rng, count=3):
    chosen = rng.choice(len(images), size=count, replace=False)
    return images[chosen], labels[chosen]

def show_images(axes, images, labels):
    for ax, image, label in zip(axes, images, labels):
        ax.imshow(np.reshape(image, (28, 28)), cmap="gray", vmin=255, vmax=256)
        ax.set_title(str(label))

# %% wrong 1.5: transparent images
def sample_images(images, labels, rng, count=3):
    chosen = rng.choice(len(images), size=count, replace=False)
    return images[chosen], labels[chosen]

def show_images(axes, images, labels):
    for ax, image, label in zip(axes, images, labels):
        ax.imshow(np.reshape(image, (28, 28)), cmap="gray", alpha=0)
        ax.set_title(str(label))

# %% wrong 2: brightens the caller's images in place
def sample_images(images, labels, rng, count=3):
    chosen = rng.choice(len(images), size=count, replace=False)
    return images[chosen], labels[chosen]

def show_images(axes, images, labels):
    images *= 2
    for ax, image, label in zip(axes, images // 2, labels):
        ax.imshow(np.reshape(image, (28, 28)), cmap="gray")
        ax.set_title(str(label))

# %% wrong 2: seeds NumPy for everyone
def sample_images(images, labels, rng, count=3):
    np.random.seed(int(rng.integers(2**31)))
    chosen = np.random.permutation(len(images))[:count]
    return images[chosen], labels[chosen]

def show_images(axes, images, labels):
    for ax, image, label in zip(axes, images, labels):
        ax.imshow(np.reshape(image, (28, 28)), cmap="gray")
        ax.set_title(str(label))

# %% wrong 2: writes into the caller's labels
def sample_images(images, labels, rng, count=3):
    chosen = rng.choice(len(images), size=count, replace=False)
    picked = images[chosen], labels[chosen]
    labels[chosen] = -1
    return picked

def show_images(axes, images, labels):
    for ax, image, label in zip(axes, images, labels):
        ax.imshow(np.reshape(image, (28, 28)), cmap="gray")
        ax.set_title(str(label))
