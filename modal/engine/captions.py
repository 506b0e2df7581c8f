"""Subcaptions of scenes as WebVTT."""

import html
import re
from pathlib import Path

from engine.movie import Movie


def write_captions(movie: Movie, path: Path) -> bool:
    """Writes the captions of all scenes, in the time of the whole video. False, and no file, when there are none."""
    end_of_video = movie.seconds_at(movie.frames)
    cues: list[tuple[float, float, str]] = []
    for take in movie.takes:
        offset = movie.seconds_at(take.first_frame)
        for subtitle in take.subcaptions:
            start = max(0.0, offset + subtitle.start.total_seconds())
            end = min(end_of_video, offset + subtitle.end.total_seconds())
            if _timestamp(start) < _timestamp(end) and (text := _cue_text(subtitle.content)):
                cues.append((start, end, text))
    if not cues:
        return False
    blocks = [f"{_timestamp(start)} --> {_timestamp(end)}\n{text}\n" for start, end, text in sorted(cues)]
    path.write_text("WEBVTT\n\n" + "\n".join(blocks), encoding="utf-8")
    return True


def _cue_text(content: object) -> str:
    """An empty line or an arrow would end the cue; `<` and `&` begin markup (https://www.w3.org/TR/webvtt1/#webvtt-cue-text).

    A carriage return ends a line, too. Lone surrogates are no text.
    """
    text = str(content).replace("\0", "").encode("utf-8", "replace").decode()
    return html.escape(re.sub(r"\s*[\r\n]\s*", "\n", text.strip()), quote=False)


def _timestamp(seconds: float) -> str:
    milliseconds = round(seconds * 1000)
    hours, rest = divmod(milliseconds, 3_600_000)
    minutes, rest = divmod(rest, 60_000)
    return f"{hours:02}:{minutes:02}:{rest // 1000:02}.{rest % 1000:03}"
