/** Manim code that renders in well under a second, without TeX. `seconds` of video, of frames that differ. */
export function movingDot(name = 'MovingDot', seconds = 1): string {
  return `from manim import *


class ${name}(Scene):
    def construct(self):
        dot = Dot(LEFT * 3, radius=0.5, color=YELLOW)
        self.play(dot.animate.move_to(RIGHT * 3), run_time=${seconds})
`;
}

/** Has subcaptions. */
export const captioned = `from manim import *


class Captioned(Scene):
    def construct(self):
        self.add_subcaption("A dot moves", duration=1)
        self.play(Dot().animate.shift(RIGHT))
`;

/** Takes longer than any test waits, drawing all the time. */
export const endless = `from manim import *


class Endless(Scene):
    def construct(self):
        square = Square()
        for _ in range(100):
            self.play(Rotate(square, PI), run_time=5)
`;

/** Takes longer than any test waits, doing nothing. */
export const sleeping = `import time
from manim import *


class Sleeping(Scene):
    def construct(self):
        time.sleep(500)
        self.wait()
`;

/** Fails in line 6 of its own code. */
export const dividesByZero = `from manim import *


class DividesByZero(Scene):
    def construct(self):
        1 / 0
`;

export interface TestVisualization {
  manimCode: string;
  sectionId: string;
  concept: string;
}

/** A visualization of the example paper. */
export function visualization(concept: string, manimCode: string, sectionId = 'S1'): TestVisualization {
  return { manimCode, sectionId, concept };
}
