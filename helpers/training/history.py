"""What a training leaves behind."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass, field


@dataclass
class History:
    """The course of one training: lists with one entry for each epoch that was asked for.

    Entry e of the training lists is measured before step e, on the whole training set. Entry e of
    the validation lists is measured after it, so the last one belongs to the returned model.

    Attributes:
        train_loss: mean cross-entropy; not finite in the epoch of a divergence, NaN after it.
        valid_loss: the same on the validation set; empty without one.
        train_accuracy: fraction in [0, 1]; NaN like the loss.
        valid_accuracy: the same on the validation set; empty without one.
        diverged_at: the first epoch (from 0) whose loss was not finite, or None.
        scalars: every parameter with one element, by name, after each step (Swish's beta).
        seconds: the wall time that the training took.
    """

    train_loss: list[float] = field(default_factory=list)
    valid_loss: list[float] = field(default_factory=list)
    train_accuracy: list[float] = field(default_factory=list)
    valid_accuracy: list[float] = field(default_factory=list)
    diverged_at: int | None = None
    scalars: dict[str, list[float]] = field(default_factory=dict)
    seconds: float = 0.0

    def lists(self) -> dict[str, list[float]]:
        """Return the four lists by name, in the form that the plots of notebook 03 take."""
        names = ("train_loss", "valid_loss", "train_accuracy", "valid_accuracy")
        return {name: getattr(self, name) for name in names}

    def as_dict(self) -> dict[str, object]:
        """Return all attributes as plain values, by name."""
        return asdict(self)

    @property
    def diverged(self) -> bool:
        """Whether some loss was not finite."""
        return self.diverged_at is not None

    @property
    def epochs(self) -> int:
        """The number of steps that were taken."""
        return len(self.train_loss) if self.diverged_at is None else self.diverged_at

    def pad(self, epochs: int, *, validation: bool) -> None:
        """Fill the lists up to `epochs` entries with NaN, for what was not measured.

        Args:
            epochs: the length of every list.
            validation: whether there was a validation set.
        """
        lists = [self.train_loss, self.train_accuracy, *self.scalars.values()]
        lists += [self.valid_loss, self.valid_accuracy] if validation else []
        for values in lists:
            values.extend([math.nan] * (epochs - len(values)))
