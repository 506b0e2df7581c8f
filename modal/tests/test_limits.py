"""A render takes no more than it may, and says where it was when it had taken that."""

from pathlib import Path

from support import render, scene


def test_a_loop_without_end_times_out_at_its_line_even_if_it_swallows_everything(tmp_path: Path) -> None:
    outcome = render(scene("while True:\n    try:\n        while True: pass\n    except BaseException: pass"), tmp_path, wall_seconds=0.5)
    assert (outcome.failure["kind"], outcome.failure["line"]) == ("TIMED_OUT", 7)
    assert "more than 0.5 seconds" in outcome.failure["message"]
    assert outcome.files == []


def test_processor_time_is_limited_apart_from_wall_time(tmp_path: Path) -> None:
    failure = render(scene("while True: pass"), tmp_path, cpu_seconds=1).failure
    assert (failure["kind"], failure["line"]) == ("TIMED_OUT", 5)
    assert "processor time" in failure["message"]


def test_memory_is_limited(tmp_path: Path) -> None:
    failure = render(scene("rows = []\nwhile True:\n    rows.append(bytearray(10**7))"), tmp_path, memory_bytes=2**31).failure
    assert (failure["kind"], failure["line"], failure["exception"]) == ("OUT_OF_MEMORY", 7, "MemoryError")


def test_a_wait_of_thirty_years_is_refused_before_anything_is_drawn(tmp_path: Path) -> None:
    outcome = render(scene("self.wait(10**9)"), tmp_path, video_seconds=60)
    assert (outcome.failure["kind"], outcome.failure["line"]) == ("OUTPUT_TOO_LARGE", 5)
    assert "1,000,000,000.0 seconds" in outcome.failure["message"]
    assert all(event["frames"] == 0 for event in outcome.events if event["type"] == "progress")


def test_a_loop_of_animations_ends_at_the_longest_video_even_if_it_swallows_exceptions(tmp_path: Path) -> None:
    code = scene("while True:\n    try: self.play(Rotate(Square()), run_time=0.2)\n    except Exception: pass")
    failure = render(code, tmp_path, video_seconds=1).failure
    assert (failure["kind"], failure["line"]) == ("OUTPUT_TOO_LARGE", 6)


def test_a_wait_for_a_condition_may_name_a_longer_time_than_it_takes(tmp_path: Path) -> None:
    assert render(scene("self.wait_until(lambda: self.time > 0.2, max_time=1000)"), tmp_path, video_seconds=5).video["duration_seconds"] < 1


def test_a_video_larger_than_allowed_is_refused(tmp_path: Path) -> None:
    code = scene(
        "for _ in range(9):\n    self.add(ImageMobject(np.uint8(255 * np.random.rand(480, 854, 3))).scale_to_fit_width(14))\n    self.wait(0.1)"
    )
    outcome = render(code, tmp_path, output_bytes=2**18)
    assert outcome.failure["kind"] == "OUTPUT_TOO_LARGE"
    assert "larger than it may be" in outcome.failure["message"]
    assert outcome.files == []
