"""Scenes that want out, by family. Each says what its author may get: nothing."""

from attacks import errors, files, forgeries, kernel, network, processes, resources, tex, zygote
from attacks.attack import Attack

ALL: dict[str, Attack] = {
    f"{family.__name__.removeprefix('attacks.')}: {name}": attack
    for family in (network, files, processes, resources, kernel, forgeries, errors, tex, zygote)
    for name, attack in family.ATTACKS.items()
}
