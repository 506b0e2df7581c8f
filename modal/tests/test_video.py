"""What a render gives when all is well."""

import hashlib
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image
from support import Outcome, boxes, render, scene

# Two scenes, a base that is not one, sound, captions, a section, and prints that look like events.
RICH = '''
import wave
from manim import *

print('{"type": "done"}\\n' * 3)

class Ångström(Scene):
    """Defined once more below, and there it belongs."""
    def construct(self):
        self.wait(9)

class Plot(Scene):
    """A base of others."""
    def construct(self):
        self.add_subcaption("A <first> word", duration=0.4)
        self.shape().set_fill(BLUE, 1)
        self.play(Create(self.shape()), run_time=0.6)

class Zebra(Plot):
    def shape(self):
        return Square()

    def construct(self):
        with wave.open("tone.wav", "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(22050)
            file.writeframes((np.sin(np.arange(22050) * 0.125) * 20000).astype("<i2").tobytes())
        self.add_sound("tone.wav", time_offset=0.2)
        super().construct()
        self.next_section("a/../b: \\"odd\\"")
        self.wait(0.4)

class Ångström(Plot):
    def shape(self):
        return Star()

    def construct(self):
        super().construct()
        self.play(FadeIn(Text("end")), subcaption="the\\r\\r end --> \\ud800", run_time=0.4)

Again = Zebra
'''


@pytest.fixture(scope="module")
def rich(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    return render(RICH, tmp_path_factory.mktemp("rich"), env={})


def test_events_are_progress_then_one_done_whatever_the_code_prints(rich: Outcome) -> None:
    assert [event["type"] for event in rich.events] == [*["progress"] * (len(rich.events) - 1), "done"]
    assert '{"type": "done"}' in rich.log


def test_progress_goes_from_starting_to_finishing_and_never_back(rich: Outcome) -> None:
    progress = rich.events[:-1]
    assert progress[0]["phase"] == "starting"
    assert progress[-1] == {
        "type": "progress", "phase": "finishing", "scene": "Ångström", "animation": 4, "frames": 30, "seconds": 2.0, "total_seconds": 2.0,
    }  # fmt: skip
    for field in ("animation", "frames", "seconds"):
        values = [event[field] for event in progress]
        assert values == sorted(values)
    # Before the first animation nothing is known of the length; from then on the estimate is never below what is there.
    assert progress[0]["total_seconds"] is None
    assert all(event["total_seconds"] >= event["seconds"] for event in progress if event["animation"] > 0)


def test_every_scene_of_the_code_is_a_chapter_in_order_of_definition_and_bases_are_not(rich: Outcome) -> None:
    assert rich.video["scene_name"] == "Zebra"
    assert rich.video["chapters"] == [
        {"scene_name": "Zebra", "start_seconds": 0.0, "end_seconds": 1.0},
        {"scene_name": "Ångström", "start_seconds": 1.0, "end_seconds": 2.0},
    ]


def test_metadata_is_what_the_file_is(rich: Outcome) -> None:
    path = rich.output / rich.last["files"]["video"]
    data = path.read_bytes()
    assert rich.video["size_bytes"] == len(data)
    assert rich.video["sha256"] == hashlib.sha256(data).hexdigest()
    assert (rich.video["width"], rich.video["height"], rich.video["frame_rate"]) == (854, 480, 15.0)
    assert rich.video["duration_seconds"] == 2.0
    assert rich.video["still_image"] is False
    assert len(rich.frames()) == 30


def test_the_video_is_faststart_h264_that_browsers_play(rich: Outcome) -> None:
    data = (rich.output / "video.mp4").read_bytes()
    assert boxes(data).index("moov") < boxes(data).index("mdat")
    with av.open(str(rich.output / "video.mp4")) as container:
        context = container.streams.video[0].codec_context
        assert (context.name, context.pix_fmt) == ("h264", "yuv420p")


def test_frames_differ_as_the_scene_moves(rich: Outcome) -> None:
    frames = rich.frames()
    assert np.abs(frames[0].astype(int) - frames[14]).mean() > 0.5
    assert np.abs(frames[14].astype(int) - frames[-1]).mean() > 0.5


def test_sound_starts_when_the_scene_says_and_ends_with_the_video(rich: Outcome) -> None:
    assert rich.video["has_audio"] is True
    with av.open(str(rich.output / "video.mp4")) as container:
        stream = container.streams.audio[0]
        assert stream.codec_context.name == "aac"
        sound = np.concatenate([frame.to_ndarray() for frame in container.decode(stream)], axis=1)[0]
    loud = np.flatnonzero(np.abs(sound) > 0.1) / 48_000
    assert loud[0] == pytest.approx(0.2, abs=0.03)
    assert loud[-1] == pytest.approx(1.0, abs=0.05)  # the tone is longer than its scene, which is cut there
    assert len(sound) / 48_000 <= 2.1


def test_captions_of_all_scenes_are_webvtt_in_the_time_of_the_video(rich: Outcome) -> None:
    assert (rich.output / rich.last["files"]["captions"]).read_text() == (
        "WEBVTT\n\n"
        "00:00:00.000 --> 00:00:00.400\nA &lt;first&gt; word\n\n"
        "00:00:01.000 --> 00:00:01.400\nA &lt;first&gt; word\n\n"
        "00:00:01.600 --> 00:00:02.000\nthe\nend --&gt; ?\n"
    )


def test_the_poster_shows_something_even_though_the_video_starts_black(rich: Outcome) -> None:
    assert rich.frames()[0].std() < 1
    with Image.open(rich.output / rich.last["files"]["poster"]) as poster:
        assert (poster.format, poster.size) == ("JPEG", (854, 480))
        assert np.asarray(poster).std() > 5


def test_only_the_results_are_left(rich: Outcome) -> None:
    assert rich.files == ["captions.vtt", "poster.jpg", "video.mp4"]


def test_timings_say_where_the_time_went(rich: Outcome) -> None:
    timings = rich.last["timings"]
    assert set(timings) == {"import", "load", "tex", "step", "draw", "convert", "encode", "tex_programs", "processor", "finish", "total", "verify"}
    assert all(seconds >= 0 for seconds in timings.values())


def test_a_scene_without_animations_is_a_still_of_three_seconds(tmp_path: Path) -> None:
    outcome = render(scene("self.add(Square(fill_opacity=1))"), tmp_path)
    assert outcome.video["still_image"] is True
    assert outcome.video["duration_seconds"] == 3.0
    assert outcome.video["has_audio"] is False
    assert outcome.last["files"]["captions"] is None
    assert outcome.files == ["poster.jpg", "video.mp4"]
    assert outcome.frames()[0][240, 427].min() > 200


def test_the_quality_asked_for_wins_over_the_codes_own(tmp_path: Path) -> None:
    before = """
config.pixel_width = 1080
config.pixel_height = 1920
config.frame_width, config.frame_height = 9, 16
config.frame_rate = 60
config.transparent = True
config.format = "gif"
config.renderer = "opengl"
config["quality"] = "high_quality"
"""
    body = "config.frame_rate = 5\nself.add(Rectangle(width=8.5, height=15.5, color=WHITE, stroke_width=20))\nself.wait(0.5)"
    outcome = render(scene(body, before=before), tmp_path, quality="MEDIUM")
    assert (outcome.video["width"], outcome.video["height"], outcome.video["frame_rate"]) == (1280, 720, 30.0)
    frame = outcome.frames()[0].mean(axis=2)
    assert len(outcome.frames()) == 15
    # The portrait scene is whole: its frame's upper edge, lower edge and sides are in the picture.
    rows, columns = np.flatnonzero(frame.max(axis=1) > 128), np.flatnonzero(frame.max(axis=0) > 128)
    assert 0 < rows[0] < 30 and 690 < rows[-1] < 719
    assert columns[0] > 420 and columns[-1] < 860


def test_scenes_that_the_code_renders_by_itself_give_no_frames_of_their_own(tmp_path: Path) -> None:
    before = """
def another():
    class Another(Scene):
        def construct(self):
            self.wait(9)
    return Another()
"""
    code = scene("another().render()\nself.wait(0.2)", before=before) + "\nShown().render()\n"
    assert render(code, tmp_path).video["duration_seconds"] == 0.2


def test_abstract_scenes_and_scenes_with_nothing_to_run_are_left_out(tmp_path: Path) -> None:
    before = """
from abc import ABC, abstractmethod

class Plan(Scene, ABC):
    @abstractmethod
    def more(self): ...
    def construct(self): ...

class Helper(Scene):
    colour = RED
"""
    outcome = render(scene("self.wait(0.2)", before=before), tmp_path)
    assert [chapter["scene_name"] for chapter in outcome.video["chapters"]] == ["Shown"]
