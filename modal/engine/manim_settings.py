"""Manim's `config`, and what of it a scene cannot change."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from manim import config
from manim._config.utils import ManimConfig

from engine.quality import Picture

# The job decides these: what is written, how large, how often, and by what.
FIXED = (
    "pixel_width", "pixel_height", "frame_size", "frame_rate", "quality",
    "format", "transparent", "background_opacity", "save_last_frame", "write_all", "save_sections", "dry_run",
    "renderer", "disable_caching",
    "preview", "live_preview", "show_in_file_browser", "enable_gui",
)  # fmt: skip


class FixedSettings:
    """Sets what the job decides, and from then on ignores what the code sets instead."""

    def __init__(self, picture: Picture, seed: int, directory: Path) -> None:
        self._picture = picture
        self._asked_width: float = picture.width
        self._asked_height: float = picture.height
        config.pixel_width = picture.width
        config.pixel_height = picture.height
        config.frame_rate = picture.frame_rate
        config.background_opacity = 1.0
        config.disable_caching = True
        config.seed = seed
        config.media_dir = directory / "media"
        config.verbosity = "WARNING"
        config.progress_bar = "none"
        for name in FIXED:
            stock = getattr(ManimConfig, name)
            setattr(ManimConfig, name, property(stock.fget, self._ignore(name), doc=stock.__doc__))

    def show_whole_frame(self) -> None:
        """Widens the frame where the code asked for a taller picture than the job's.

        Manim keeps the width of the frame and cuts its height to the picture's shape, so a portrait scene would lose its top and bottom.
        """
        asked = self._asked_width / self._asked_height
        given = self._picture.width / self._picture.height
        if asked < given * 0.99:
            config.frame_width *= given / asked
            self._asked_width, self._asked_height = self._picture.width, self._picture.height

    def _ignore(self, name: str) -> Callable[[ManimConfig, Any], None]:
        def ignore(_config: ManimConfig, value: Any) -> None:
            if name == "pixel_width":
                self._asked_width = value
            elif name == "pixel_height":
                self._asked_height = value
            elif name == "frame_size":
                self._asked_width, self._asked_height = value

        return ignore
