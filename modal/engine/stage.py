"""Manim's renderer and file writer, led into one movie instead of a file for each animation."""

import errno
import os
import time
from typing import TYPE_CHECKING, Any

import manim.scene.scene
import numpy as np
from manim import Scene, tempconfig
from manim.manager import Manager
from manim.renderer.cairo_renderer import CairoRenderer
from manim.scene.scene_file_writer import SceneFileWriter
from manim.utils.iterables import list_update

from engine.canvas import Canvas, Watched, keep, kept
from engine.movie import Movie, Take
from engine.patches import canvases
from engine.patches.names import name_class_as, tell_as
from engine.scenes import require_made

if TYPE_CHECKING:
    from collections.abc import Iterable

    from manim import Mobject
    from manim._config.render_session import RenderSessionSpec
    from manim.scene.scene_file_writer import _SceneFileWriterSettings

# `wait_until` and `wait(stop_condition=…)` give a length that is rarely reached. Up to this one, only frames that are made count.
LONGEST_CONDITIONAL_WAIT_SECONDS = 24 * 3600
# What Manim, which puts its videos together from a file for each animation, calls one that is not there.
NO_SEGMENT = "<none>"


class Stage:
    """Renders one scene after the other into a movie.

    The name `CairoRenderer` in Manim's scene module is replaced, because `Scene(renderer=…)` would break scenes with an `__init__` of their own.
    A scene that brings a renderer of its own keeps it, and that one's frames become the movie.
    """

    def __init__(self, movie: Movie) -> None:
        self._movie = movie
        self._awaited: type[Scene] | None = None
        manim.scene.scene.CairoRenderer = self._make_renderer  # type: ignore[assignment,misc]  # called, never used as a class

        def init_scene(
            renderer: CairoRenderer, scene: Scene, session_spec: "RenderSessionSpec", file_writer_settings: "_SceneFileWriterSettings"
        ) -> None:
            renderer.file_writer = MovieWriter(file_writer_settings, scene, movie if self._is_performed(scene) else None)

        tell_as(init_scene, CairoRenderer.init_scene)
        CairoRenderer.init_scene = init_scene  # type: ignore[method-assign]

    def perform(self, scene_class: type[Scene]) -> None:
        """Renders one scene. As with the command, what it sets in `config` is not the next one's.

        @throws whatever the scene throws, NoScene, VideoTooLong, EncodingFailed
        """
        take = self._movie.begin_take(scene_class.__name__)
        self._awaited = scene_class
        with tempconfig({}):
            scene = scene_class()
            require_made(scene)
            if scene.manager is None:
                Manager(scene)  # there before `render`, which a scene may override
            scene.render()
            writer = scene.renderer.file_writer
            if self._movie.frames == take.first_frame:
                self._movie.hold_still(_last_frame(scene))
        take.subcaptions = writer.subcaptions
        take.sound = writer.audio_segment if writer.includes_sound else None
        self._movie.end_take(take)

    def _make_renderer(self, **arguments: Any) -> CairoRenderer:
        return MovieRenderer(self._movie, **arguments)

    def _is_performed(self, scene: Scene) -> bool:
        """Whether this is the scene whose frames are wanted: the first of the awaited class.

        Any other, which code makes besides (at its top level, in another scene's `__init__` or `construct`), draws for itself: `manim` would
        write it into a file of its own.
        """
        if type(scene) is not self._awaited:
            return False
        self._awaited = None
        return True


def _last_frame(scene: Scene) -> np.ndarray:
    renderer = scene.renderer
    assert isinstance(renderer, CairoRenderer)  # the other one cannot be chosen: `config.renderer` is fixed
    renderer.static_image = None
    renderer.update_frame(scene)
    return renderer.get_frame()


class MovieRenderer(CairoRenderer):
    # Watched, for nobody may change it unseen; the movie's own frames are made without asking for it.
    static_image = Watched("static_image")

    def __init__(self, movie: Movie, **arguments: Any) -> None:
        super().__init__(**arguments)
        self._movie = movie
        self._painter = canvases.painter
        is_new = arguments.get("camera_class") in (None, *canvases.CAMERAS)
        self._canvas = self._painter.canvas_for(self.camera) if is_new and self._painter is not None else None

    def update_frame(self, scene: Scene, mobjects: "Iterable[Mobject] | None" = None, *arguments: Any, **keywords: Any) -> None:
        started = time.thread_time()
        if arguments or keywords or not self._paint(mobjects or list_update(scene.mobjects, scene.foreground_mobjects)):
            super().update_frame(scene, mobjects, *arguments, **keywords)
        self._movie.drawing_seconds += time.thread_time() - started

    def _paint(self, mobjects: "Iterable[Mobject]") -> bool:
        if self._canvas is None or self._painter is None:
            return False
        background = kept(self.camera, "background") if self.__dict__["static_image"] is None else kept(self, "static_image")
        return self._painter.paint(self._canvas, self.camera, background, mobjects)

    def get_frame(self) -> np.ndarray:
        return self._pixels.copy()

    @property
    def _pixels(self) -> np.ndarray:
        """Read without being seen."""
        return self.camera.__dict__["pixel_array"]

    def save_static_frame_data(self, scene: Scene, static_mobjects: "Iterable[Mobject] | None") -> np.ndarray | None:
        image = super().save_static_frame_data(scene, static_mobjects)
        if image is None:
            return None
        keep(self, "static_image")
        return image.copy()

    def render(self, scene: Scene, time: float, moving_mobjects: "Iterable[Mobject] | None" = None) -> None:
        """As Manim's, without a copy of the frame: the movie has taken what it needs of it when `add_frame` returns."""
        self.update_frame(scene, moving_mobjects)
        self.add_frame(self._pixels)

    def freeze_current_frame(self, duration: float) -> None:
        self.add_frame(self._pixels, num_frames=int(duration / (1 / self.camera.frame_rate)))

    def canvas_of(self, pixels: np.ndarray) -> Canvas | None:
        """What is known of `pixels`, if they are its own and nobody else could change them."""
        return self._canvas if self._canvas is not None and kept(self.camera, "pixel_array") is pixels is self._canvas.pixels else None


class MovieWriter(SceneFileWriter):
    """Hands every frame on, where there is a movie. Sections, sound and subcaptions are collected as Manim does it; no file is written here."""

    def __init__(self, settings: "_SceneFileWriterSettings", scene: Scene, movie: Movie | None) -> None:
        super().__init__(settings)
        self._scene = scene
        self._movie = movie
        self._recording: Movie | None = None

    def begin_animation(self, allow_write: bool = False, *, animation_index: int, file_path: object = None) -> None:
        if not allow_write:
            return
        if self._recording is not None:  # an animation failed, and the scene goes on; Manim does not
            raise RuntimeError("Cannot open a video segment while another segment is still open.")
        self._recording = self._movie
        if self._recording is not None:
            conditional = self._scene.stop_condition is not None and self._scene.duration <= LONGEST_CONDITIONAL_WAIT_SECONDS
            self._recording.begin_animation(0 if conditional else self._scene.duration)

    def end_animation(self, allow_write: bool = False) -> None:
        if allow_write:
            self._recording = None

    def write_frame(self, pixels: np.ndarray, *, repeat: int = 1) -> None:
        if self._recording is not None:
            renderer = self._scene.renderer
            self._recording.write(pixels, repeat, renderer.canvas_of(pixels) if isinstance(renderer, MovieRenderer) else None)

    def is_already_cached(self, hash_invocation: str) -> bool:
        return False

    def save_image(self, pixels: np.ndarray) -> None:
        """A scene without animations is held as a still by the stage."""
        self._require_all_ended()

    def finish(self) -> None:
        """The movie goes on with the next scene."""
        self._require_all_ended()

    def _require_all_ended(self) -> None:
        """@throws FileNotFoundError as Manim does, which finds no file of an animation that failed, when the scene has swallowed the error"""
        if self._recording is not None:
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), NO_SEGMENT)

    def abort_encode_jobs(self, reraise_encoder_failures: bool = False) -> None:
        """There is nothing to abort: the movie of a scene that failed is thrown away."""


name_class_as(MovieRenderer, CairoRenderer)
name_class_as(MovieWriter, SceneFileWriter)
