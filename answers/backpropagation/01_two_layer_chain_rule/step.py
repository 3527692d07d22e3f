# %% right: the five lines
def training_step(model, loss_function, optimizer, x, y):
    y_hat = model(x)
    loss = loss_function(y_hat, y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()

# %% right: zeroing first, to zeros
def training_step(model, loss_function, optimizer, x, y):
    optimizer.zero_grad(set_to_none=False)
    loss = loss_function(model(x), y)
    loss.backward()
    optimizer.step()
    return float(loss)

# %% right: zeroing before backward and after the step, through the model
def training_step(model, loss_function, optimizer, x, y):
    model.zero_grad()
    output = model.forward(x)
    value = loss_function(output, y)
    value.backward()
    optimizer.step()
    model.zero_grad()
    return value.detach().numpy().item()

# %% right: a closure
def training_step(model, loss_function, optimizer, x, y):
    def closure():
        optimizer.zero_grad()
        loss = loss_function(model(x), y)
        loss.backward()
        return loss

    return optimizer.step(closure).item()

# %% right: gradients set by hand
def training_step(model, loss_function, optimizer, x, y):
    trained = [p for p in model.parameters() if p.requires_grad]
    loss = loss_function(model(x), y)
    found = torch.autograd.grad(loss, trained)
    for p in model.parameters():
        p.grad = None
    for p, g in zip(trained, found):
        p.grad = g
    optimizer.step()
    return loss.tolist()

# %% right: the loss is read before the step, gradients enabled
def training_step(model, loss_function, optimizer, x, y):
    with torch.enable_grad():
        loss = loss_function(model(x), y)
        before = loss.detach().clone()
        for group in optimizer.param_groups:
            for p in group["params"]:
                if p.grad is not None:
                    p.grad.zero_()
        torch.autograd.backward(loss)
    optimizer.step()
    return before.item()

# %% right: modes are put aside and put back one by one
def training_step(model, loss_function, optimizer, x, y):
    modes = [(part, part.training) for part in model.modules()]
    optimizer.zero_grad()
    loss = loss_function(model(x), y)
    loss.backward()
    optimizer.step()
    for part, training in modes:
        part.training = training
    return np.float64(loss.item())

# %% wrong 0: no zero_grad
def training_step(model, loss_function, optimizer, x, y):
    loss = loss_function(model(x), y)
    loss.backward()
    optimizer.step()
    return loss.item()

# %% wrong 0: step before backward
def training_step(model, loss_function, optimizer, x, y):
    loss = loss_function(model(x), y)
    optimizer.zero_grad()
    optimizer.step()
    loss.backward()
    return loss.item()

# %% wrong 0: zero_grad between backward and step
def training_step(model, loss_function, optimizer, x, y):
    loss = loss_function(model(x), y)
    loss.backward()
    optimizer.zero_grad()
    optimizer.step()
    return loss.item()

# %% wrong 1: zero_grad after the step only
def training_step(model, loss_function, optimizer, x, y):
    loss = loss_function(model(x), y)
    loss.backward()
    optimizer.step()
    optimizer.zero_grad()
    return loss.item()

# %% wrong 0: the loss is detached
def training_step(model, loss_function, optimizer, x, y):
    loss = loss_function(model(x), y).detach()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()

# %% wrong 0: the prediction is made without gradients
def training_step(model, loss_function, optimizer, x, y):
    with torch.no_grad():
        y_hat = model(x)
    loss = loss_function(y_hat.requires_grad_(), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()

# %% wrong 0: no step
def training_step(model, loss_function, optimizer, x, y):
    loss = loss_function(model(x), y)
    optimizer.zero_grad()
    loss.backward()
    return loss.item()

# %% wrong 0: returns the tensor
def training_step(model, loss_function, optimizer, x, y):
    loss = loss_function(model(x), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss

# %% wrong 0: returns nothing
def training_step(model, loss_function, optimizer, x, y):
    loss = loss_function(model(x), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()

# %% wrong 0: the loss after the step
def training_step(model, loss_function, optimizer, x, y):
    optimizer.zero_grad()
    loss_function(model(x), y).backward()
    optimizer.step()
    return loss_function(model(x), y).item()

# %% wrong 0: two steps
def training_step(model, loss_function, optimizer, x, y):
    losses = []
    for _ in range(2):
        loss = loss_function(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses[0]

# %% wrong 3: target first, prediction second
def training_step(model, loss_function, optimizer, x, y):
    loss = loss_function(y, model(x))
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()

# %% wrong 3: its own loss
def training_step(model, loss_function, optimizer, x, y):
    loss = F.mse_loss(model(x), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()

# %% wrong 3: a new optimizer in each step, which remembers nothing
def training_step(model, loss_function, optimizer, x, y):
    optimizer = type(optimizer)(model.parameters(), **optimizer.defaults)
    loss = loss_function(model(x), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()

# %% wrong 3: plain descent in place of the optimizer
def training_step(model, loss_function, optimizer, x, y):
    loss = loss_function(model(x), y)
    optimizer.zero_grad()
    loss.backward()
    with torch.no_grad():
        for p in model.parameters():
            if p.grad is not None:
                p -= optimizer.param_groups[0]["lr"] * p.grad
    return loss.item()

# %% wrong 3: switches to training mode
def training_step(model, loss_function, optimizer, x, y):
    model.train()
    loss = loss_function(model(x), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()

# %% wrong 3: training mode for the step, and back to one mode for all
def training_step(model, loss_function, optimizer, x, y):
    mode = model.training
    model.train()
    loss = loss_function(model(x), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    model.train(mode)
    return loss.item()

# %% wrong 3: leaves the model in evaluation mode
def training_step(model, loss_function, optimizer, x, y):
    loss = loss_function(model(x), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    model.eval()
    return loss.item()

# %% wrong 3: frozen parameters move
def training_step(model, loss_function, optimizer, x, y):
    for p in model.parameters():
        p.requires_grad_(True)
    loss = loss_function(model(x), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()

# %% wrong 0: gradients are clipped
def training_step(model, loss_function, optimizer, x, y):
    loss = loss_function(model(x), y)
    optimizer.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_(model.parameters(), 0.01)
    optimizer.step()
    return loss.item()

# %% wrong 0: normalises the caller's inputs
def training_step(model, loss_function, optimizer, x, y):
    x -= x.mean(0)
    loss = loss_function(model(x), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()

# %% wrong 0: the loss of its own prediction
def training_step(model, loss_function, optimizer, x, y):
    y_hat = model(x)
    loss = loss_function(y_hat, y_hat.detach().round())
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()

# %% wrong 1: asks for a gradient of the caller's inputs
def training_step(model, loss_function, optimizer, x, y):
    x.requires_grad_(True)
    loss = loss_function(model(x), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()

# %% wrong 1: overwrites the caller's targets with the errors
def training_step(model, loss_function, optimizer, x, y):
    y_hat = model(x)
    loss = loss_function(y_hat, y.clone())
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    y -= y_hat.detach()
    return loss.item()
