"""The box in which the code of strangers runs: used once, started before it is needed, with pipes as the only way in and out."""
