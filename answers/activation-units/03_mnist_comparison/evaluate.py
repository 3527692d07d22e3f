# %% right: under no_grad
def evaluate(model, images, labels):
    with torch.no_grad():
        logits = model(images)
        loss = F.cross_entropy(logits, labels)
    return loss.item(), (logits.argmax(dim=1) == labels).double().mean().item()

# %% right: evaluation mode and back, correct ones counted
def evaluate(model, images, labels):
    was_training = model.training
    model.eval()
    with torch.no_grad():
        output = model(images)
        loss = nn.CrossEntropyLoss()(output, labels).item()
        correct = (output.max(dim=1)[1] == labels).sum().item()
    model.train(was_training)
    return loss, correct / len(labels)

# %% right: inference mode, batches weighted by their sizes
@torch.inference_mode()
def evaluate(model, images, labels, batch=256):
    total, hits = 0.0, 0
    for start in range(0, len(labels), batch):
        logits = model(images[start : start + batch])
        target = labels[start : start + batch]
        total += F.cross_entropy(logits, target, reduction="sum").item()
        hits += (logits.argmax(1) == target).sum().item()
    return total / len(labels), hits / len(labels)

# %% right: one minus the error rate
def evaluate(model, images, labels):
    """Evaluate and leave the model in evaluation mode."""
    model.eval()
    logits = model(images).detach()
    loss = -F.log_softmax(logits, dim=1).gather(1, labels[:, None]).mean()
    wrong = (logits.argmax(dim=1) != labels).sum().item()
    return float(loss), 1 - wrong / len(labels)

# %% right: NumPy behind the forward pass
from scipy.special import logsumexp

def evaluate(model, images, labels):
    z = model(images).detach().numpy().astype(float)
    y = labels.numpy()
    losses = logsumexp(z, axis=1) - z[np.arange(len(y)), y]
    return float(losses.mean()), float(np.mean(z.argmax(axis=1) == y))

# %% right: a copy of the model
import copy

def evaluate(model, images, labels):
    twin = copy.deepcopy(model).eval()
    for p in twin.parameters():
        p.requires_grad_(False)
    logits = twin(images)
    return F.cross_entropy(logits, labels).item(), (logits.argmax(-1) == labels).float().mean().item()

# %% right: NumPy floats are Python floats
def evaluate(model, images, labels):
    with torch.no_grad():
        logits = model(images)
    loss = np.float64(F.cross_entropy(logits.double(), labels).item())
    return loss, np.mean((logits.argmax(dim=1) == labels).numpy())

# %% wrong 2: backpropagates
def evaluate(model, images, labels):
    logits = model(images)
    loss = F.cross_entropy(logits, labels)
    loss.backward()
    return loss.item(), (logits.argmax(dim=1) == labels).double().mean().item() + 0.0

# %% wrong 1: takes a step on the validation data
def evaluate(model, images, labels):
    logits = model(images)
    loss = F.cross_entropy(logits, labels)
    parameters = [p for p in model.parameters() if p.requires_grad]
    gradients = torch.autograd.grad(loss, parameters)
    with torch.no_grad():
        for p, g in zip(parameters, gradients):
            p -= 0.005 * g
    return loss.item(), (logits.argmax(dim=1) == labels).double().mean().item()

# %% wrong 2: clears the gradients
def evaluate(model, images, labels):
    model.zero_grad()
    with torch.no_grad():
        logits = model(images)
        loss = F.cross_entropy(logits, labels)
    return loss.item(), (logits.argmax(dim=1) == labels).double().mean().item()

# %% wrong 2: freezes the model
def evaluate(model, images, labels):
    model.requires_grad_(False)
    logits = model(images)
    return F.cross_entropy(logits, labels).item(), (logits.argmax(1) == labels).double().mean().item()

# %% wrong 1: the number of correct ones
def evaluate(model, images, labels):
    with torch.no_grad():
        logits = model(images)
        loss = F.cross_entropy(logits, labels)
    return loss.item(), float((logits.argmax(dim=1) == labels).sum())

# %% wrong 1: per cent
def evaluate(model, images, labels):
    with torch.no_grad():
        logits = model(images)
        loss = F.cross_entropy(logits, labels)
    return loss.item(), 100 * (logits.argmax(dim=1) == labels).double().mean().item()

# %% wrong 1: the error rate
def evaluate(model, images, labels):
    with torch.no_grad():
        logits = model(images)
        loss = F.cross_entropy(logits, labels)
    return loss.item(), (logits.argmax(dim=1) != labels).double().mean().item()

# %% wrong 2: the mean over the means of uneven batches
def evaluate(model, images, labels, batch=250):
    losses, accuracies = [], []
    with torch.no_grad():
        for x, y in zip(images.split(batch), labels.split(batch)):
            logits = model(x)
            losses.append(F.cross_entropy(logits, y).item())
            accuracies.append((logits.argmax(dim=1) == y).double().mean().item())
    return sum(losses) / len(losses), sum(accuracies) / len(accuracies)

# %% wrong 1: the summed loss
def evaluate(model, images, labels):
    with torch.no_grad():
        logits = model(images)
        loss = F.cross_entropy(logits, labels, reduction="sum")
    return loss.item(), (logits.argmax(dim=1) == labels).double().mean().item()

# %% wrong 0: tensors
def evaluate(model, images, labels):
    with torch.no_grad():
        logits = model(images)
        loss = F.cross_entropy(logits, labels)
    return loss, (logits.argmax(dim=1) == labels).double().mean()

# %% wrong 1: a softmax before the loss
def evaluate(model, images, labels):
    with torch.no_grad():
        logits = model(images).softmax(dim=1)
        loss = F.cross_entropy(logits, labels)
    return loss.item(), (logits.argmax(dim=1) == labels).double().mean().item()

# %% wrong 0: the accuracy only
def evaluate(model, images, labels):
    with torch.no_grad():
        return (model(images).argmax(dim=1) == labels).double().mean().item()

# %% wrong 1: the mean squared error of probabilities
def evaluate(model, images, labels):
    with torch.no_grad():
        p = model(images).softmax(dim=1)
        loss = ((p - F.one_hot(labels, 10)) ** 2).sum(dim=1).mean()
    return loss.item(), (p.argmax(dim=1) == labels).double().mean().item()

# %% wrong 2: leaves a hook in the model
def evaluate(model, images, labels):
    seen = []
    model.register_forward_hook(lambda module, given, output: seen.append(output))
    with torch.no_grad():
        logits = model(images)
        loss = F.cross_entropy(logits, labels)
    return loss.item(), (logits.argmax(dim=1) == labels).double().mean().item()

# %% wrong 2: scales the caller's images in place
def evaluate(model, images, labels):
    images.mul_(1.0000001)
    with torch.no_grad():
        logits = model(images)
        loss = F.cross_entropy(logits, labels)
    return loss.item(), (logits.argmax(dim=1) == labels).double().mean().item()

# %% wrong 2: sorts the caller's labels, of which it took a copy
def evaluate(model, images, labels):
    kept = labels.clone()
    labels.copy_(labels.sort().values)
    labels = kept
    with torch.no_grad():
        logits = model(images)
        loss = F.cross_entropy(logits, labels)
    return loss.item(), (logits.argmax(dim=1) == labels).double().mean().item()

# %% wrong 2: sets a seed, for everyone
def evaluate(model, images, labels):
    torch.manual_seed(0)
    with torch.no_grad():
        logits = model(images)
        loss = F.cross_entropy(logits, labels)
    return loss.item(), (logits.argmax(dim=1) == labels).double().mean().item()
