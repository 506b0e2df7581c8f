"""The sound of a video: what its scenes added, mixed into one AAC track."""

from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import av
import numpy as np

from engine.movie import Movie

if TYPE_CHECKING:
    from pydub import AudioSegment

SAMPLE_RATE = 48_000
BITS_PER_SECOND = 160_000


def add_sound(movie: Movie, silent: Path, path: Path) -> bool:
    """Writes `silent` with its sound to `path`. False, and no file, when no scene has any."""
    if all(take.sound is None for take in movie.takes):
        return False
    samples = mix(movie)
    with av.open(str(silent)) as source, av.open(str(path), "w", format="mp4", options={"movflags": "+faststart"}) as target:
        source_video = source.streams.video[0]
        video = target.add_stream_from_template(source_video)
        audio = target.add_stream("aac", rate=SAMPLE_RATE, layout="stereo")
        audio.bit_rate = BITS_PER_SECOND
        size = audio.codec_context.frame_size or 1024
        written = 0
        for packet in source.demux(source_video):
            if packet.dts is None:
                continue
            # Sound is written up to each picture's time, so that a player that reads on from the start has both.
            while written < samples.shape[1] and Fraction(written, SAMPLE_RATE) <= packet.dts * packet.time_base:
                target.mux(audio.encode(_audio_frame(samples, written, size)))
                written += size
            packet.stream = video
            target.mux(packet)
        for start in range(written, samples.shape[1], size):
            target.mux(audio.encode(_audio_frame(samples, start, size)))
        target.mux(audio.encode(None))
    return True


def mix(movie: Movie) -> np.ndarray:
    """All scenes' sound as 2 × samples of float32, just as long as the video: what goes on longer is cut."""

    def sample_at(frame: int) -> int:
        return int(frame * movie.picture.frame_seconds * SAMPLE_RATE)

    mixed = np.zeros((2, sample_at(movie.frames)), dtype=np.float32)
    for take in movie.takes:
        if take.sound is None:
            continue
        start, end = sample_at(take.first_frame), sample_at(take.end_frame)
        samples = _decode(take.sound)[:, : end - start]
        mixed[:, start : start + samples.shape[1]] = samples
    return mixed


def _decode(segment: "AudioSegment") -> np.ndarray:
    plain = segment.set_sample_width(2).set_channels(min(segment.channels, 2))
    frame = av.AudioFrame.from_ndarray(
        np.frombuffer(plain.raw_data, dtype=np.int16).reshape(1, -1), format="s16", layout="mono" if plain.channels == 1 else "stereo"
    )
    frame.sample_rate = plain.frame_rate
    resampler = av.AudioResampler(format="fltp", layout="stereo", rate=SAMPLE_RATE)
    return np.concatenate([part.to_ndarray() for given in (frame, None) for part in resampler.resample(given)], axis=1)


def _audio_frame(samples: np.ndarray, start: int, size: int) -> av.AudioFrame:
    frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(samples[:, start : start + size]), format="fltp", layout="stereo")
    frame.sample_rate = SAMPLE_RATE
    frame.time_base = Fraction(1, SAMPLE_RATE)
    frame.pts = start
    return frame
