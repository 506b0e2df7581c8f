"""A sound that the code makes, and subcaptions of both sorts."""

import wave

from manim import *


class SoundCaptionsShown(Scene):
    def construct(self):
        with wave.open("tone.wav", "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(22050)
            file.writeframes((np.sin(np.arange(11025) * 0.1) * 9000).astype("<i2").tobytes())
        self.add_sound("tone.wav", time_offset=0.1)
        self.add_subcaption("a caption", duration=0.5)
        self.play(Create(Circle()), subcaption="a circle", run_time=0.6)
        self.wait(0.4)
