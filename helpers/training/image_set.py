"""Images with their labels, and the forms that training has given the images."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from typing import TypeAlias, TypeVar, TypeVarTuple, cast

from torch import Tensor

Batch: TypeAlias = tuple[Tensor, Tensor]
"""Images, float of shape (n, 784), and labels, int64 of shape (n,)."""

Form = TypeVar("Form")
Options = TypeVarTuple("Options")


class ImageSet(tuple[Tensor, Tensor]):
    """A batch that owns what was computed from its images.

    The shortcuts of a training bring the images into other forms first: sparse, or turned. That
    takes seconds, and every training on the same images can use the same forms. So hand the same
    `ImageSet` to several runs. It must not be modified while it is in use.
    """

    _forms: dict[tuple[Hashable, ...], object]
    _lock: threading.Lock

    def __new__(cls, images: Tensor, labels: Tensor) -> ImageSet:
        """Return a set without any forms yet."""
        new = super().__new__(cls, (images, labels))
        new._forms, new._lock = {}, threading.Lock()
        return new

    @classmethod
    def of(cls, batch: Batch) -> ImageSet:
        """Return a batch as a set: the same object if it is one already."""
        return batch if isinstance(batch, cls) else cls(*batch)

    @property
    def images(self) -> Tensor:
        """The images as they were given."""
        return self[0]

    def form(self, make: Callable[[Tensor, *Options], Form], *options: *Options) -> Form:
        """Return `make(images, *options)`, computed the first time that somebody asks for it.

        Args:
            make: computes the form; it is part of the key.
            options: what else the form depends on, hashable.
        """
        key = (make, *options)
        with self._lock:  # several runs start at once, and one of them is to compute it
            if key not in self._forms:
                self._forms[key] = make(self.images, *options)
            return cast("Form", self._forms[key])
