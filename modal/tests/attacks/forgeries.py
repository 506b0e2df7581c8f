"""Messages and results that are none of the engine's."""

from attacks.attack import Attack

# How a scene finds the engine's private way out: the channel that the engine itself holds.
CHANNEL = """
import gc, json, os
from engine.channel import Channel
channel = next(x for x in gc.get_objects() if isinstance(x, Channel)).descriptor
"""
DONE = """
video = {"scene_name": "Hostile", "chapters": [{"scene_name": "Hostile", "start_seconds": 0, "end_seconds": 1}], "still_image": False,
         "has_audio": False, "duration_seconds": 1, "width": 854, "height": 480, "frame_rate": 15, "size_bytes": 1, "sha256": "0" * 64}
done = {"type": "done", "files": {"video": "video.mp4", "poster": "poster.jpg", "captions": None}, "video": video, "timings": {}}
"""
# Takes the place of what hands the files out.
INSIDE = "import os, sys\ninside = sys.modules['engine.box.inside']\nown = inside.copy\n"


def _says(what: str, message: str) -> Attack:
    return Attack(f"{CHANNEL}\nos.write(channel, {what})\nself.wait(0.1)", "FORBIDDEN", message)


def _hands_out(name: str, data: str, message: str, body: str = "self.wait(0.1)") -> Attack:
    """`data` is handed out in the place of the engine's own file of that name."""
    patch = f"""
def copy(path, descriptor):
    if path.name == {name!r}:
        {data}
        os.write(descriptor, data)
    else:
        own(path, descriptor)
inside.copy = copy
"""
    return Attack(f"{INSIDE}{patch}\n{body}", "CRASHED", message)


def _overwrites(name: str, offset: int, data: str) -> str:
    return f"""data = path.read_bytes()
        at = data.index({name.encode()!r}) + {offset}
        data = data[:at] + {data} + data[at + 4:]"""


def _encodes(container: str, codec: str, width: int, rate: int, frames: int, sounds: int = 0) -> str:
    return f"""import av, fractions, numpy
        with av.open("/job/forged", "w", format={container!r}, options={{"movflags": "faststart"}}) as out:
            stream = out.add_stream({codec!r}, rate={rate})
            stream.width, stream.height, stream.pix_fmt = {width}, 480, "yuv420p"
            sound = out.add_stream("aac", rate=48000, layout="mono") if {sounds} else None
            frame = av.VideoFrame.from_ndarray(numpy.zeros((480, {width}, 3), dtype=numpy.uint8), format="rgb24").reformat(format="yuv420p")
            for index in range({frames}):
                frame.pts = index
                out.mux(stream.encode(frame))
            out.mux(stream.encode(None))
            for index in range({sounds}):
                frame = av.AudioFrame.from_ndarray(numpy.zeros((1, 1024), dtype=numpy.float32), format="fltp", layout="mono")
                frame.sample_rate, frame.pts, frame.time_base = 48000, index * 1024, fractions.Fraction(1, 48000)
                out.mux(sound.encode(frame))
            if sound: out.mux(sound.encode(None))
        data = open("/job/forged", "rb").read()"""


ATTACKS = {
    "a success that has nothing to show": Attack(
        f"{CHANNEL}{DONE}\nos.write(channel, json.dumps(done).encode() + b'\\n')\nos._exit(0)", "CRASHED", "there is no video"
    ),
    "a success and then an endless loop": Attack(
        f"{CHANNEL}{DONE}\nos.write(channel, json.dumps(done).encode() + b'\\n')\nwhile True: pass", "CRASHED", "there is no video", limits={"wall_seconds": 1}
    ),
    "blame for the machinery": Attack(
        f"{CHANNEL}\nos.write(channel, json.dumps({{'type': 'failed', 'failure': {{'kind': 'UNAVAILABLE', 'message': 'try again'}}}}).encode() + b'\\n')",
        "SCENE_ERROR",
        "try again",
    ),
    "a kind that there is not": _says(
        "json.dumps({'type': 'failed', 'failure': {'kind': 'FINE', 'message': 'x'}}).encode() + b'\\n'", "kind has a value it cannot have"
    ),
    "garbage": _says("b'garbage\\n'", "not a line of JSON"),
    "a number that is none": _says(
        "b'{\"type\":\"progress\",\"phase\":\"tex\",\"scene\":null,\"animation\":0,\"frames\":0,\"seconds\":NaN,\"total_seconds\":null}\\n'",
        "not a line of JSON",
    ),
    "a number that is too long": _says(
        "b'{\"type\":\"progress\",\"phase\":\"tex\",\"scene\":null,\"animation\":0,\"frames\":0,\"seconds\":' + b'9' * 400 + b',\"total_seconds\":null}\\n'",
        "seconds is not a number",
    ),
    "progress that goes back": _says(
        "b''.join(b'{\"type\":\"progress\",\"phase\":\"tex\",\"scene\":null,\"animation\":%d,\"frames\":0,\"seconds\":0,\"total_seconds\":null}\\n'"
        " % n for n in (9, 3))",
        "progress went back",
    ),
    "nesting without end": _says("b'[' * 100_000 + b'\\n'", "not a line of JSON"),
    "a message without end": Attack(f"{CHANNEL}\nwhile True: os.write(channel, b'x' * 65536)", "FORBIDDEN", "far more messages"),
    "messages without end": Attack(
        f"{CHANNEL}\nwhile True: os.write(channel, b'{{\"type\":\"ready\",\"engine\":\"x\"}}\\n' * 999)", "FORBIDDEN", "far more messages"
    ),
    "bytes without end": Attack(
        f"{INSIDE}\nwhile True: os.write(int(sys.argv[1]), bytes(65536))", "OUTPUT_TOO_LARGE", "larger than", limits={"output_bytes": 2**24}
    ),
    "a text for a video": _hands_out("video.mp4", "data = b'a video' * 100", "it is no MP4"),
    "another format": _hands_out("video.mp4", _encodes("matroska", "libx264", 854, 15, 9), "it is no MP4"),
    "another codec": _hands_out("video.mp4", _encodes("mp4", "mpeg4", 854, 15, 9), "not H.264"),
    "another size": _hands_out("video.mp4", _encodes("mp4", "libx264", 640, 15, 9), "the video is 640×480"),
    "another rate": _hands_out("video.mp4", _encodes("mp4", "libx264", 854, 60, 9), "60 frames a second"),
    "another length": _hands_out("video.mp4", _encodes("mp4", "libx264", 854, 15, 330), "22.0 seconds long"),
    "a slower rate": _hands_out("video.mp4", _encodes("mp4", "libx264", 854, 5, 9), "5 frames a second"),
    "another length, in the index": _hands_out("video.mp4", _overwrites("mvhd", 20, "(10**6).to_bytes(4, 'big')"), "it says 1000.0"),
    "another length of the track": _hands_out("video.mp4", _overwrites("tkhd", 24, "(10**6).to_bytes(4, 'big')"), "it says 1000.0"),
    "another length of what is played": _hands_out("video.mp4", _overwrites("elst", 12, "(10**6).to_bytes(4, 'big')"), "it says 1000.0"),
    "a video at no speed": _hands_out("video.mp4", _overwrites("elst", 20, "bytes(4)"), "at another speed"),
    "sound that goes on": _hands_out(
        "video.mp4", _encodes("mp4", "libx264", 854, 15, 9, sounds=1000), "its frames last 0.6 seconds, and its sound 21.3"
    ),
    "half a video": _hands_out("video.mp4", "data = path.read_bytes()[:-100]", "it"),
    "no video": _hands_out("video.mp4", "data = b''", "there is no video"),
    "a text for a poster": _hands_out("poster.jpg", "data = b'a poster'", "it cannot be read"),
    "a poster as large as a wall": _hands_out(
        "poster.jpg",
        "from PIL import Image; Image.new('L', (9000, 4000)).save('/job/wall', 'JPEG'); data = open('/job/wall', 'rb').read()",
        "its poster is 9000×4000",
    ),
    "a page for captions": _hands_out(
        "captions.vtt", "data = b'<script>alert(1)</script>'", "no WebVTT", "self.add_subcaption('x', duration=0.05)\nself.wait(0.2)"
    ),
    "a link for a video": _hands_out("video.mp4", "data = b''; os.unlink(path); os.symlink('/usr/lib/os-release', path); own(path, descriptor)", "it is no MP4"),
    "chapters that are not there": Attack(
        "import engine.movie\nfrom engine.protocol import Chapter\nengine.movie.Movie.chapters = lambda self: [Chapter('x', 5.0, 900.0)]\nself.wait(0.1)",
        "CRASHED",
        "its chapters are not parts of it",
    ),
    "a writer that writes nothing": Attack(
        "from engine.encoder import VideoEncoder\nVideoEncoder.put = lambda *anything: None\nself.wait(0.1)", "CRASHED"
    ),
}
