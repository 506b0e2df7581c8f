"""The same job gives the same frames."""

from pathlib import Path

from support import render, scene

# Every source of chance that scenes use: shared generators, ones made without a seed, and the order of a set of strings.
CHANCE = scene(
    """
    letters = list({"alpha", "beta", "gamma", "delta", "epsilon", "zeta"})
    numbers = [TOP, random.random(), np.random.rand(), np.random.default_rng().random(), random.Random().random(), letters.index("zeta") / 6]
    numbers += [np.random.RandomState().rand(), np.random.Generator(np.random.PCG64()).random()]
    random.seed()
    np.random.seed()
    numbers += [random.random(), np.random.rand(), *(degree / 10 for _, degree in networkx.random_powerlaw_tree(6, tries=10**5).degree)]
    for row, number in enumerate(numbers):
        self.add(Dot(radius=0.3).move_to([12 * number - 6, 3 - row / 3, 0]))
    self.wait(0.2)
    """,
    before="import networkx\nimport random\nTOP = random.random()\n",
)


def test_the_same_seed_gives_the_same_file_and_another_seed_another(tmp_path: Path) -> None:
    first, second, other = (render(CHANCE, tmp_path / name, seed=seed) for name, seed in (("a", 5), ("b", 5), ("c", 6)))
    assert first.video["sha256"] == second.video["sha256"]
    assert first.video["sha256"] != other.video["sha256"]
