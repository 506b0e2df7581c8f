"""Random numbers that are the same each time the same job is rendered."""

import random
from itertools import count

import numpy as np


def seed_everything(seed: int) -> None:
    """Seeds the generators that scenes share: `random` and `numpy.random`."""
    random.seed(seed)
    np.random.seed(seed)


def seed_new_generators(seed: int) -> None:
    """Makes generators that a scene creates without a seed (`numpy.random.default_rng()`, `random.Random()`) repeatable too.

    Each gets a seed of its own, in the order in which they are created.
    """
    seeds = count(seed + 1)
    stock_default_rng = np.random.default_rng

    def default_rng(seed: object = None) -> np.random.Generator:
        return stock_default_rng(next(seeds) if seed is None else seed)  # type: ignore[arg-type]  # whatever NumPy takes

    class Random(random.Random):
        def __init__(self, x: int | float | str | bytes | bytearray | None = None) -> None:
            super().__init__(next(seeds) if x is None else x)

    np.random.default_rng = default_rng
    random.Random = Random  # type: ignore[misc]  # the replacement is a subclass
