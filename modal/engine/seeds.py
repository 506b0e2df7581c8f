"""Random numbers that are the same each time the same job is rendered."""

import random
from itertools import count
from typing import Any

import numpy as np
from numpy.random import bit_generator


def seed_everything(seed: int) -> None:
    """Seeds the generators that scenes share: `random` and `numpy.random`."""
    random.seed(seed)
    np.random.seed(seed)


def seed_new_generators(seed: int) -> None:
    """Makes generators that a scene creates or seeds without a seed (`default_rng()`, `RandomState()`, `PCG64()`, `Random()`, `seed()`) repeatable too.

    Each gets a seed of its own, in the order in which they are created. No class is replaced: `isinstance` holds for generators made before.
    """
    seeds = count(seed + 1)
    stock_seed = random.Random.seed

    def seed_generator(self: random.Random, a: Any = None, version: int = 2) -> None:
        stock_seed(self, next(seeds) if a is None else a, version)

    random.Random.seed = seed_generator  # type: ignore[method-assign]
    random.seed = random._inst.seed  # type: ignore[attr-defined]  # the module's own, bound when it was imported
    # Whatever NumPy makes without a seed begins as a SeedSequence, whose entropy comes from here.
    bit_generator.randbits = lambda bits: random.Random(next(seeds)).getrandbits(bits)  # type: ignore[attr-defined]
