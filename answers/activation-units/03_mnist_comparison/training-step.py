# %% right: a loop over the parameters, under no_grad
def training_step(model, images, labels, learning_rate):
    logits = model(images)
    loss = F.cross_entropy(logits, labels)
    model.zero_grad()
    loss.backward()
    with torch.no_grad():
        for p in model.parameters():
            if p.requires_grad:
                p -= learning_rate * p.grad
    return loss.item(), (logits.argmax(dim=1) == labels).double().mean().item()

# %% right: a new SGD optimiser for every step
def training_step(model, images, labels, learning_rate):
    """PyTorch's own optimiser does it."""
    optimizer = torch.optim.SGD([p for p in model.parameters() if p.requires_grad], lr=learning_rate)
    output = model(images)
    loss = nn.CrossEntropyLoss()(output, labels)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    correct = (output.max(dim=1).indices == labels).sum().item()
    return float(loss), correct / len(labels)

# %% right: torch.autograd.grad leaves .grad alone
def training_step(model, images, labels, learning_rate):
    parameters = [p for p in model.parameters() if p.requires_grad]
    logits = model(images)
    loss = F.cross_entropy(logits, labels)
    for p, g in zip(parameters, torch.autograd.grad(loss, parameters)):
        p.data.sub_(learning_rate * g)
    accuracy = float((logits.argmax(1) == labels).float().mean())
    return float(loss.detach()), accuracy

# %% right: torch.func
from torch.func import functional_call, grad_and_value

def training_step(model, images, labels, learning_rate):
    trained = {name: p.detach() for name, p in model.named_parameters() if p.requires_grad}
    fixed = {name: p.detach() for name, p in model.named_parameters() if not p.requires_grad}

    def loss_of(values):
        logits = functional_call(model, {**values, **fixed}, (images,))
        return F.cross_entropy(logits, labels), logits

    gradients, (loss, logits) = grad_and_value(loss_of, has_aux=True)(trained)
    with torch.no_grad():
        for name, p in model.named_parameters():
            if name in gradients:
                p.sub_(learning_rate * gradients[name])
    return loss.item(), (logits.argmax(-1) == labels).double().mean().item()

# %% right: the loss written out, .grad set to None by hand
def training_step(model, images, labels, learning_rate):
    for p in model.parameters():
        p.grad = None
    logits = model(images)
    log_p = logits - torch.logsumexp(logits, dim=1, keepdim=True)
    loss = -log_p[torch.arange(len(labels)), labels].mean()
    loss.backward()
    for p in model.parameters():
        if p.grad is not None:
            p.data = p.data - learning_rate * p.grad
    predicted = logits.detach().numpy().argmax(axis=1)
    return loss.item(), float(np.mean(predicted == labels.numpy()))

# %% right: old gradients taken aside and put back
def training_step(model, images, labels, learning_rate):
    parameters = list(model.parameters())
    old = [p.grad for p in parameters]
    for p in parameters:
        p.grad = None
    logits = model(images)
    loss = F.nll_loss(F.log_softmax(logits, dim=1), labels)
    loss.backward()
    with torch.no_grad():
        for p, before in zip(parameters, old):
            if p.grad is not None:
                p.add_(p.grad, alpha=-learning_rate)
            p.grad = before
    hits = torch.eq(torch.argmax(logits, dim=1), labels)
    return loss.item(), hits.sum().item() / hits.numel()

# %% right: training mode and one-hot targets
def training_step(model, images, labels, learning_rate):
    model.train()
    model.zero_grad(set_to_none=True)
    logits = model(images)
    target = F.one_hot(labels, 10).to(logits.dtype)
    loss = F.cross_entropy(logits, target)
    loss.backward()
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate, momentum=0.0)
    optimizer.step()
    return loss.detach().item(), float((logits.argmax(dim=1) == labels).sum()) / len(labels)

# %% right: in two halves of the batch, weighted
def training_step(model, images, labels, learning_rate):
    model.zero_grad()
    total, hits, n = 0.0, 0, len(labels)
    for part in torch.arange(n).chunk(2):
        logits = model(images[part])
        loss = F.cross_entropy(logits, labels[part], reduction="sum") / n
        loss.backward()
        total += loss.item()
        hits += int((logits.argmax(1) == labels[part]).sum())
    with torch.no_grad():
        for p in model.parameters():
            if p.grad is not None:
                p -= learning_rate * p.grad
    return total, hits / n

# %% wrong 3: no zero_grad
def training_step(model, images, labels, learning_rate):
    logits = model(images)
    loss = F.cross_entropy(logits, labels)
    loss.backward()
    with torch.no_grad():
        for p in model.parameters():
            if p.requires_grad:
                p -= learning_rate * p.grad
    return loss.item(), (logits.argmax(dim=1) == labels).double().mean().item()

# %% wrong 1.5: zero_grad between backward and step
def training_step(model, images, labels, learning_rate):
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
    logits = model(images)
    loss = F.cross_entropy(logits, labels)
    loss.backward()
    optimizer.zero_grad()
    optimizer.step()
    return loss.item(), (logits.argmax(dim=1) == labels).double().mean().item()

# %% wrong 0: the sum of the losses instead of their mean
def training_step(model, images, labels, learning_rate):
    logits = model(images)
    loss = F.cross_entropy(logits, labels, reduction="sum")
    model.zero_grad()
    loss.backward()
    with torch.no_grad():
        for p in model.parameters():
            if p.requires_grad:
                p -= learning_rate * p.grad
    return loss.item(), (logits.argmax(dim=1) == labels).double().mean().item()

# %% wrong 0: a softmax before the loss
def training_step(model, images, labels, learning_rate):
    logits = torch.softmax(model(images), dim=1)
    loss = F.cross_entropy(logits, labels)
    model.zero_grad()
    loss.backward()
    with torch.no_grad():
        for p in model.parameters():
            if p.requires_grad:
                p -= learning_rate * p.grad
    return loss.item(), (logits.argmax(dim=1) == labels).double().mean().item()

# %% wrong 2.5: the number of correct ones is not divided
def training_step(model, images, labels, learning_rate):
    logits = model(images)
    loss = F.cross_entropy(logits, labels)
    model.zero_grad()
    loss.backward()
    with torch.no_grad():
        for p in model.parameters():
            if p.requires_grad:
                p -= learning_rate * p.grad
    return loss.item(), float((logits.argmax(dim=1) == labels).sum().item())

# %% wrong 2.5: divided by a number of images that it once had
def training_step(model, images, labels, learning_rate):
    logits = model(images)
    loss = F.cross_entropy(logits, labels)
    model.zero_grad()
    loss.backward()
    with torch.no_grad():
        for p in model.parameters():
            if p.requires_grad:
                p -= learning_rate * p.grad
    return loss.item(), (logits.argmax(dim=1) == labels).sum().item() / 9600

# %% wrong 2.5: loss and accuracy after the step
def training_step(model, images, labels, learning_rate):
    loss = F.cross_entropy(model(images), labels)
    model.zero_grad()
    loss.backward()
    with torch.no_grad():
        for p in model.parameters():
            if p.requires_grad:
                p -= learning_rate * p.grad
        logits = model(images)
        loss = F.cross_entropy(logits, labels)
    return loss.item(), (logits.argmax(dim=1) == labels).double().mean().item()

# %% wrong 2.5: tensors instead of floats
def training_step(model, images, labels, learning_rate):
    logits = model(images)
    loss = F.cross_entropy(logits, labels)
    model.zero_grad()
    loss.backward()
    with torch.no_grad():
        for p in model.parameters():
            if p.requires_grad:
                p -= learning_rate * p.grad
    return loss.detach(), (logits.argmax(dim=1) == labels).float().mean()

# %% wrong 1.5: climbs instead of descending
def training_step(model, images, labels, learning_rate):
    logits = model(images)
    loss = F.cross_entropy(logits, labels)
    model.zero_grad()
    loss.backward()
    with torch.no_grad():
        for p in model.parameters():
            if p.requires_grad:
                p += learning_rate * p.grad
    return loss.item(), (logits.argmax(dim=1) == labels).double().mean().item()

# %% wrong 1.5: Adam
def training_step(model, images, labels, learning_rate):
    optimizer = torch.optim.Adam(model.parameters(), lr=learning_rate)
    logits = model(images)
    loss = F.cross_entropy(logits, labels)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item(), (logits.argmax(dim=1) == labels).double().mean().item()

# %% wrong 3: momentum that is remembered between the steps
_velocity = {}

def training_step(model, images, labels, learning_rate):
    logits = model(images)
    loss = F.cross_entropy(logits, labels)
    model.zero_grad()
    loss.backward()
    with torch.no_grad():
        for p in model.parameters():
            if p.grad is not None:
                v = _velocity[p] = 0.9 * _velocity.get(p, 0) + p.grad
                p -= learning_rate * v
    return loss.item(), (logits.argmax(dim=1) == labels).double().mean().item()

# %% wrong 1.5: weight decay
def training_step(model, images, labels, learning_rate):
    optimizer = torch.optim.SGD([p for p in model.parameters() if p.requires_grad], lr=learning_rate,
                                weight_decay=0.01)
    logits = model(images)
    loss = F.cross_entropy(logits, labels)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item(), (logits.argmax(dim=1) == labels).double().mean().item()

# %% wrong 3: frozen parameters move, or stop it
def training_step(model, images, labels, learning_rate):
    model.requires_grad_(True)
    logits = model(images)
    loss = F.cross_entropy(logits, labels)
    model.zero_grad()
    loss.backward()
    with torch.no_grad():
        for p in model.parameters():
            p -= learning_rate * p.grad
    return loss.item(), (logits.argmax(dim=1) == labels).double().mean().item()

# %% wrong 3: expects a gradient of every parameter
def training_step(model, images, labels, learning_rate):
    logits = model(images)
    loss = F.cross_entropy(logits, labels)
    model.zero_grad()
    loss.backward()
    with torch.no_grad():
        for p in model.parameters():
            p -= learning_rate * p.grad
    return loss.item(), (logits.argmax(dim=1) == labels).double().mean().item()

# %% wrong 1.5: no step at all
def training_step(model, images, labels, learning_rate):
    logits = model(images)
    loss = F.cross_entropy(logits, labels)
    loss.backward()
    return loss.item(), (logits.argmax(dim=1) == labels).double().mean().item()

# %% wrong 1.5: the learning rate is fixed
def training_step(model, images, labels, learning_rate):
    learning_rate = 0.005
    logits = model(images)
    loss = F.cross_entropy(logits, labels)
    model.zero_grad()
    loss.backward()
    with torch.no_grad():
        for p in model.parameters():
            if p.requires_grad:
                p -= learning_rate * p.grad
    return loss.item(), (logits.argmax(dim=1) == labels).double().mean().item()

# %% wrong 1.5: single images, one after the other
def training_step(model, images, labels, learning_rate):
    optimizer = torch.optim.SGD([p for p in model.parameters() if p.requires_grad], lr=learning_rate)
    with torch.no_grad():
        logits = model(images)
        loss = F.cross_entropy(logits, labels)
    for i in range(len(images)):
        optimizer.zero_grad()
        F.cross_entropy(model(images[i : i + 1]), labels[i : i + 1]).backward()
        optimizer.step()
    return loss.item(), (logits.argmax(dim=1) == labels).double().mean().item()

# %% wrong 1.5: gradients are clipped
def training_step(model, images, labels, learning_rate):
    logits = model(images)
    loss = F.cross_entropy(logits, labels)
    model.zero_grad()
    loss.backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), 0.01)
    with torch.no_grad():
        for p in model.parameters():
            if p.requires_grad:
                p -= learning_rate * p.grad
    return loss.item(), (logits.argmax(dim=1) == labels).double().mean().item()

# %% wrong 0: the loss of the predicted classes
def training_step(model, images, labels, learning_rate):
    logits = model(images)
    loss = F.cross_entropy(logits, logits.argmax(dim=1))
    model.zero_grad()
    loss.backward()
    with torch.no_grad():
        for p in model.parameters():
            if p.requires_grad:
                p -= learning_rate * p.grad
    return loss.item(), (logits.argmax(dim=1) == labels).double().mean().item()

# %% wrong 3: makes the caller's images ask for a gradient
def training_step(model, images, labels, learning_rate):
    images.requires_grad_(True)
    logits = model(images)
    loss = F.cross_entropy(logits, labels)
    model.zero_grad()
    loss.backward()
    with torch.no_grad():
        for p in model.parameters():
            if p.requires_grad:
                p -= learning_rate * p.grad
    return loss.item(), (logits.argmax(dim=1) == labels).double().mean().item()

# %% wrong 3: rescales the caller's images in place
def training_step(model, images, labels, learning_rate):
    images.mul_(1.0000002)
    logits = model(images)
    loss = F.cross_entropy(logits, labels)
    model.zero_grad()
    loss.backward()
    with torch.no_grad():
        for p in model.parameters():
            if p.requires_grad:
                p -= learning_rate * p.grad
    return loss.item(), (logits.argmax(dim=1) == labels).double().mean().item()

# %% wrong 3: leaves a hook in the model
def training_step(model, images, labels, learning_rate):
    seen = []
    model.register_forward_hook(lambda module, given, output: seen.append(output))
    model(images)
    logits = seen[-1]
    loss = F.cross_entropy(logits, labels)
    model.zero_grad()
    loss.backward()
    with torch.no_grad():
        for p in model.parameters():
            if p.requires_grad:
                p -= learning_rate * p.grad
    return loss.item(), (logits.argmax(dim=1) == labels).double().mean().item()

# %% wrong 3: sets a seed in every step
def training_step(model, images, labels, learning_rate):
    torch.manual_seed(0)
    logits = model(images)
    loss = F.cross_entropy(logits, labels)
    model.zero_grad()
    loss.backward()
    with torch.no_grad():
        for p in model.parameters():
            if p.requires_grad:
                p -= learning_rate * p.grad
    return loss.item(), (logits.argmax(dim=1) == labels).double().mean().item()

# %% wrong 2: one optimiser, made for the first model and kept
_kept = []

def training_step(model, images, labels, learning_rate):
    if not _kept:
        _kept.append(torch.optim.SGD(model.parameters(), lr=learning_rate))
    optimizer = _kept[0]
    optimizer.param_groups[0]["lr"] = learning_rate
    model.zero_grad()
    logits = model(images)
    loss = F.cross_entropy(logits, labels)
    loss.backward()
    optimizer.step()
    return loss.item(), (logits.argmax(dim=1) == labels).double().mean().item()
