"""The codec: the exact list of what may cross between an answer and a test.

A value becomes a JSON tree and a body of raw bytes. None, bool, int, float and str stand for
themselves, and subclasses for what they are made from; everything else is a tagged list:

    ["int", hex]  ["complex", re, im]  ["list", ...]  ["tuple", ...]  ["dict", [key, value], ...]
    ["array", dtype, shape, offset, size]     a NumPy array; "scalar" for a NumPy scalar
    ["tensor", dtype, shape, offset, size, requires_grad, parameter]
    ["handle", number, type name, name, ["list", parameter, ...]]   an object that stays there
    ["callback", number, name]                a function of the test, to be called back
    ["reference", module, qualified name]     a public name of a library on the allow-list

Arrays cross as raw bytes of a dtype on a list: there is no parser to attack.
"""

from __future__ import annotations

import contextlib
import math
from array import array
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NoReturn, TypeGuard

import numpy as np

from autograder.engine.wire.frames import MAX_BODY, Json, PeerError

if TYPE_CHECKING:
    import torch
    from numpy.typing import NDArray

MAX_DEPTH = 60
MAX_NODES = 1_000_000
MAX_INT_DIGITS = 20_000
_PLAIN_INT = 1 << 53
DTYPES = frozenset(
    f"{order}{kind}{size}"
    for order, kind, sizes in (
        ("|", "b", (1,)), ("|", "i", (1,)), ("|", "u", (1,)), ("<", "i", (2, 4, 8)),
        ("<", "u", (2, 4, 8)), ("<", "f", (2, 4, 8)), ("<", "c", (8, 16)),
    )
    for size in sizes
) | {np.dtype(kind).newbyteorder("<").str for kind in (np.longdouble, np.clongdouble)}  # fmt: skip
TENSOR_DTYPES = frozenset({
    "float16", "bfloat16", "float32", "float64", "int8", "int16", "int32", "int64", "uint8",
    "bool", "complex64", "complex128",
})  # fmt: skip


def nothing_opaque(value: object) -> NoReturn:
    """Be the `opaque` of an encoder that takes plain values only.

    Raises:
        TypeError: always, as the value is not plain.
    """
    raise TypeError(f"{type(value).__name__} is not plain")


@dataclass
class Encoder:
    """Turns values into trees.

    Args:
        opaque: returns the tree of a value that is not plain: a handle, callback or reference.
    """

    opaque: Callable[[object], list[Json]]
    body: bytearray = field(default_factory=bytearray)
    nodes: int = 0

    def encode(self, value: object, depth: int = 0) -> Json:
        """Return the tree of a value; array data is appended to `body`.

        Raises:
            PeerError: the value is nested too deeply, or too large.
        """
        self.nodes += 1
        if depth > MAX_DEPTH or self.nodes > MAX_NODES:
            raise PeerError("the value is nested too deeply, or too large")
        if value is None or isinstance(value, bool | str):
            return value if value is None or isinstance(value, str) else bool(value)
        if isinstance(value, np.generic | np.ndarray):
            return self._array(value)
        if isinstance(value, int):
            return self._int(int(value))
        if isinstance(value, float):
            return float(value)
        if isinstance(value, complex):
            return ["complex", value.real, value.imag]
        if isinstance(value, list | tuple):  # torch.Size and named tuples too
            children = [self.encode(item, depth + 1) for item in value]
            return ["list" if isinstance(value, list) else "tuple", *children]
        if isinstance(value, dict):
            items = value.items()
            pairs = [[self.encode(k, depth + 1), self.encode(v, depth + 1)] for k, v in items]
            return ["dict", *pairs]
        if _is_tensor(value):
            return self._tensor(value)
        if isinstance(value, deque):
            return self.encode(list(value), depth)
        return self._like_an_array(value)

    def _like_an_array(self, value: object) -> Json:
        """Return the tree of what NumPy takes for an array; nothing that can be called is one."""
        if isinstance(value, array) or (hasattr(type(value), "__array__") and not callable(value)):
            found = np.asarray(value)
            if found.dtype != np.dtype(object):
                return self._array(found)
        return self.opaque(value)

    def _int(self, value: int) -> Json:
        if abs(value) < _PLAIN_INT:
            return value
        if value.bit_length() > 4 * MAX_INT_DIGITS:
            return self.opaque(value)
        return ["int", hex(value)]

    def _array(self, value: np.generic | NDArray[np.generic]) -> list[Json]:
        plain = np.asarray(value)
        little = plain.astype(plain.dtype.newbyteorder("<"), copy=False)
        if little.dtype.str not in DTYPES:
            return self.opaque(value)
        tag = "scalar" if isinstance(value, np.generic) else "array"
        return [tag, little.dtype.str, list(little.shape), *self._put(little.tobytes())]

    def _tensor(self, value: torch.Tensor) -> list[Json]:
        import torch

        name = str(value.dtype).removeprefix("torch.")
        if name not in TENSOR_DTYPES or value.layout is not torch.strided:
            return self.opaque(value)
        data = value.detach().cpu().resolve_conj().resolve_neg()
        data = data.clone(memory_format=torch.contiguous_format)  # one entry may have any stride
        raw = data.reshape(-1).view(torch.uint8).numpy().tobytes() if data.numel() else b""
        parameter = isinstance(value, torch.nn.Parameter)
        flags = [bool(value.requires_grad), parameter]
        return ["tensor", name, list(value.shape), *self._put(raw), *flags]

    def _put(self, raw: bytes) -> tuple[int, int]:
        offset = len(self.body)
        if offset + len(raw) > MAX_BODY:
            raise PeerError("the arrays are too large")
        self.body += raw
        return offset, len(raw)


@dataclass
class Decoder:
    """Turns trees back into values, and believes nothing.

    Args:
        body: the frame's raw bytes.
        opaque: returns what stands for a handle, callback or reference; raises PeerError to
            refuse it.
    """

    body: bytes
    opaque: Callable[[str, list[object]], object]
    nodes: int = 0
    taken: int = 0

    def decode(self, tree: object, depth: int = 0) -> object:
        """Return the value of a tree.

        Raises:
            PeerError: it is no tree that an `Encoder` makes.
        """
        self.nodes += 1
        if depth > MAX_DEPTH or self.nodes > MAX_NODES:
            raise PeerError("the value is too deep or too large")
        if tree is None or isinstance(tree, bool | int | float | str):
            return tree
        if not isinstance(tree, list) or not tree or not isinstance(tree[0], str):
            raise PeerError("the value has no known form")
        tag, *rest = tree
        match tag:
            case "list":
                return [self.decode(item, depth + 1) for item in rest]
            case "tuple":
                return tuple(self.decode(item, depth + 1) for item in rest)
            case "dict":
                return dict(self._pair(item, depth) for item in rest)
            case "int":
                return _int(rest)
            case "complex":
                return _complex(rest)
            case "array":
                return self._array(rest)
            case "scalar":
                return self._array([*rest[:1], [], *rest[2:]])[()]
            case "tensor":
                return self._tensor(rest)
            case "handle" | "callback" | "reference":
                return self.opaque(tag, rest)
            case _:
                raise PeerError(f"the value has an unknown tag {tag[:20]!r}")

    def _pair(self, item: object, depth: int) -> tuple[object, object]:
        if not isinstance(item, list) or len(item) != 2:
            raise PeerError("a dict holds something that is no pair")
        key = self.decode(item[0], depth + 1)
        try:
            hash(key)
        except TypeError:
            raise PeerError("a dict holds a key that cannot be one") from None
        return key, self.decode(item[1], depth + 1)

    def _array(self, rest: list[object]) -> NDArray[np.generic]:
        if len(rest) != 4 or not isinstance(rest[0], str) or rest[0] not in DTYPES:
            raise PeerError("an array has no known dtype")
        dtype = np.dtype(rest[0])
        shape = shape_of(rest[1])
        raw = self._slice(rest[2], rest[3], math.prod(shape) * dtype.itemsize)
        if dtype.kind == "b":
            flags: NDArray[np.bool_] = np.frombuffer(raw, np.uint8) != 0
            return flags.reshape(shape)
        return np.frombuffer(raw, dtype).reshape(shape).copy()

    def _tensor(self, rest: list[object]) -> torch.Tensor:
        import torch

        if len(rest) != 6 or not isinstance(rest[0], str) or rest[0] not in TENSOR_DTYPES:
            raise PeerError("a tensor has no known dtype")
        dtype = getattr(torch, rest[0])
        shape = shape_of(rest[1])
        raw = self._slice(rest[2], rest[3], math.prod(shape) * dtype.itemsize)
        grad, parameter = rest[4] is True, rest[5] is True
        if rest[0] == "bool":
            raw = (np.frombuffer(raw, np.uint8) != 0).tobytes()
        flat = torch.frombuffer(bytearray(raw), dtype=dtype) if raw else torch.empty(0, dtype=dtype)
        tensor = flat.reshape(shape)
        floating = tensor.is_floating_point() or tensor.is_complex()
        if parameter and (floating or not grad):
            return torch.nn.Parameter(tensor, requires_grad=grad)
        return tensor.requires_grad_(grad and floating)

    def _slice(self, offset: object, size: object, due: int) -> bytes:
        if not isinstance(offset, int) or not isinstance(size, int):
            raise PeerError("an array lies outside the frame")
        if offset < 0 or size != due or offset + size > len(self.body):
            raise PeerError("an array lies outside the frame")
        self.taken += size
        if self.taken > len(self.body):  # no part stands for several arrays
            raise PeerError("the arrays are larger than the frame")
        return self.body[offset : offset + size]


def _int(rest: list[object]) -> int:
    if len(rest) != 1 or not isinstance(rest[0], str) or len(rest[0]) > MAX_INT_DIGITS + 3:
        raise PeerError("a number has no known form")
    try:
        return int(rest[0], 16)
    except ValueError:
        raise PeerError("a number has no known form") from None


def _complex(rest: list[object]) -> complex:
    match rest:
        case [int() | float() as real, int() | float() as imaginary]:
            with contextlib.suppress(OverflowError):
                return complex(real, imaginary)
    raise PeerError("a complex number has no known form")


def shape_of(shape: object) -> tuple[int, ...]:
    """Return the shape of an array that has come; raises PeerError where it can be none."""
    if not isinstance(shape, list) or len(shape) > 32:
        raise PeerError("an array has no known shape")
    for length in shape:
        if isinstance(length, bool) or not isinstance(length, int) or not 0 <= length <= MAX_BODY:
            raise PeerError("an array has no known shape")
    if math.prod(filter(None, shape)) > MAX_BODY:  # an empty array may have any length elsewhere
        raise PeerError("an array has no known shape")
    return tuple(shape)


def _is_tensor(value: object) -> TypeGuard[torch.Tensor]:
    import sys

    loaded = sys.modules.get("torch")
    return loaded is not None and isinstance(value, loaded.Tensor)
