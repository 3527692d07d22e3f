"""Answers, right and wrong ones, that test cells in nbgrader's free style are run against."""

from __future__ import annotations

FUNCTIONS = """
import collections, datetime, decimal, fractions, math
import numpy as np

def square(x):
    return x * x

def squares(n):
    "Return squares."
    return [k * k for k in range(n)]

def sort_in_place(items):
    items.sort()

def add_key(record, key, value=None):
    record[key] = value
    return record

def fill(array):
    array[:] = 7

def unique(items):
    return set(items)

def count(text):
    return collections.Counter(text)

def group(words):
    groups = collections.defaultdict(list)
    for word in words:
        groups[len(word)].append(word)
    return groups

def half(x):
    return fractions.Fraction(x, 2)

def price(x):
    return decimal.Decimal(x) / 4

def day(n):
    return datetime.date(2020, 1, 1) + datetime.timedelta(days=n)

def names():
    return np.array(["ada", "bob"])

def check_age(age):
    if age < 0:
        raise ValueError(f"{age} is negative")
    return age

def naturals():
    n = 0
    while True:
        yield n
        n += 1

def apply(function, *args, **kwargs):
    return function(*args, **kwargs)

def make_adder(n):
    def add(x):
        return x + n
    return add

def greet(name, greeting="Hello"):
    print(f"{greeting}, {name}!")

def old():
    import warnings
    warnings.warn("old", DeprecationWarning)
    return 1

total, label, table, nothing, big = 10, "text", {"b": 1, "a": [1, 2]}, None, 7 ** 400
points = [(1, 2), (3, 4)]
"""

CLASSES = """
import abc, collections, dataclasses, enum, functools, typing

class Animal:
    "An animal."
    count = 0

    def __init__(self, name="Tom", legs=4):
        self.name = name
        self.legs = legs
        self._secret = 1
        Animal.count += 1

    def speak(self):
        return "..."

    @property
    def loud(self):
        return self.speak().upper()

    @classmethod
    def cub(cls):
        return cls("cub")

    @staticmethod
    def kingdom():
        return "animals"

class Dog(Animal):
    def speak(self):
        return "Woof"

@functools.total_ordering
class Vector:
    def __init__(self, *parts):
        self.parts = list(parts)

    def __add__(self, other):
        return Vector(*[a + b for a, b in zip(self.parts, other.parts)])

    def __mul__(self, factor):
        return Vector(*[a * factor for a in self.parts])

    __rmul__ = __mul__

    def __matmul__(self, other):
        return sum(a * b for a, b in zip(self.parts, other.parts))

    def __neg__(self):
        return self * -1

    def __abs__(self):
        return sum(a * a for a in self.parts) ** 0.5

    def __iadd__(self, other):
        self.parts = (self + other).parts
        return self

    def __eq__(self, other):
        return isinstance(other, Vector) and self.parts == other.parts

    def __lt__(self, other):
        return abs(self) < abs(other)

    def __hash__(self):
        return hash(tuple(self.parts))

    def __len__(self):
        return len(self.parts)

    def __getitem__(self, index):
        return self.parts[index]

    def __setitem__(self, index, value):
        self.parts[index] = value

    def __contains__(self, item):
        return item in self.parts

    def __bool__(self):
        return any(self.parts)

    def __float__(self):
        return float(abs(self))

    def __repr__(self):
        return f"Vector{tuple(self.parts)}"

class Overdrawn(Exception):
    def __init__(self, message, amount):
        super().__init__(message)
        self.amount = amount

class Account:
    def __init__(self):
        self.balance = 0

    def withdraw(self, amount):
        if amount > self.balance:
            raise Overdrawn("too much", amount - self.balance)
        self.balance -= amount

    def __enter__(self):
        self.open = True
        return self

    def __exit__(self, *_):
        self.open = False
        return False

class Shape(abc.ABC):
    @abc.abstractmethod
    def area(self): ...

@dataclasses.dataclass
class Point:
    x: int
    y: int = 0

class Color(enum.Enum):
    RED = 1
    BLUE = 2

Pair = collections.namedtuple("Pair", "left right")

class Triple(typing.NamedTuple):
    a: int
    b: int
    c: int = 3

pair, rex = Pair(1, 2), Dog("Rex")

class Stack:
    def __init__(self):
        self.items = []

    def push(self, item):
        self.items.append(item)
        return self

    def pop(self):
        return self.items.pop()

    def __iter__(self):
        return iter(self.items)
"""

WRONG = """
def square(x):
    return x + x

def squares(n):
    return tuple(k * k for k in range(n))

def sort_in_place(items):
    return sorted(items)

def add_key(record, key, value=None):
    return {**record, key: value}

def fill(array):
    array = array * 0 + 7

def unique(items):
    return list(set(items))

def count(text):
    return {letter: 1 for letter in text}

def group(words):
    return {len(word): [word] for word in words}

def half(x):
    return x // 2

def price(x):
    return x / 4

def day(n):
    return "2020-01-03"

def names():
    return ["ada"]

def check_age(age):
    return age

def naturals():
    return iter([0, 1])

def apply(function, *args, **kwargs):
    return function

def make_adder(n):
    return n

def greet(name, greeting="Hello"):
    return f"{greeting}, {name}!"

total, label, table, nothing, big = "10", None, {"b": 1}, 0, 7.0
points = [[1, 2], [3, 4]]
"""

WRONG_CLASSES = """
import enum

class Animal:
    def __init__(self, name="Tom", legs=2):
        self.title = name

    def speak(self):
        raise NotImplementedError

class Dog:
    def __init__(self, name):
        pass

    def speak(self):
        return "Miaow"

class Vector:
    def __init__(self, *parts):
        self.parts = parts

    def __add__(self, other):
        return Vector(*self.parts, *other.parts)

    def __eq__(self, other):
        return True

    __hash__ = None

    def __len__(self):
        return -1

class Overdrawn(ValueError):
    pass

class Account:
    balance = 0

    def withdraw(self, amount):
        self.balance -= amount

class Shape:
    def area(self): ...

class Point:
    def __init__(self, x, y=0):
        self.x = self.y = x

class Color(enum.Enum):
    RED = "1"

class Pair:
    def __init__(self, left, right):
        self.left = right

Triple = Point
pair, rex = (1, 3), Animal("Rex")

class Stack:
    push = pop = lambda self, item=None: self
"""

LIBRARIES = """
import sys
import matplotlib
matplotlib.use("agg")
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import torch
from torch import nn

def make_table():
    return pd.DataFrame({"name": ["a", "b", "c"], "n": [1, 2, 2], "x": [0.5, np.nan, 2.0]})

def add_column(df):
    df["twice"] = df["n"] * 2

def column(df, name):
    return df[name]

df = make_table()
grouped = df.groupby("n")["x"].sum()

class Net(nn.Module):
    def __init__(self, width=4):
        super().__init__()
        self.first = nn.Linear(2, width)
        self.act = nn.ReLU()

    def forward(self, x):
        return self.act(self.first(x))

net = Net()

def tensor(n):
    return torch.arange(n, dtype=torch.float32)

def draw(x):
    plt.plot(x, x ** 2, label="squares")
    plt.title("Squares")
    plt.legend()

def axes():
    fig, ax = plt.subplots()
    ax.set_xlabel("x")
    ax.plot([1, 2], [3, 4])
    return ax
"""

WRONG_LIBRARIES = (
    LIBRARIES
    + """
def make_table():
    return {"n": [1, 2, 2]}

def add_column(df):
    return df.assign(twice=1)

def column(df, name):
    return df[name] + 1

df, grouped, net, Net = make_table(), [0.5, 2.0], None, dict

def tensor(n):
    return list(range(n))

def draw(x):
    pass

def axes():
    return plt
"""
)
