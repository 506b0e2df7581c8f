"""An explanation as language models write them: a network of circles, signals forward, gradients back, and the chain rule."""

from manim import *


class Backpropagation(Scene):
    def construct(self):
        heading = Text("Backpropagation", gradient=(BLUE, PURPLE), font_size=48).to_edge(UP)
        self.play(Write(heading))
        layers = VGroup()
        for number, size in enumerate([3, 4, 4, 2]):
            layer = VGroup(*[Circle(radius=0.25, color=WHITE, fill_color=[GREEN, BLUE, BLUE, RED][number], fill_opacity=0.6) for _ in range(size)])
            layers.add(layer.arrange(DOWN, buff=0.35))
        layers.arrange(RIGHT, buff=1.8).shift(LEFT * 1.5 + DOWN * 0.3)
        edges = VGroup()
        for left, right in zip(layers, layers[1:]):
            edges.add(VGroup(*[Line(a.get_right(), b.get_left(), stroke_width=1.5, color=GRAY) for a in left for b in right]))
        self.play(LaggedStart(*[GrowFromCenter(node) for layer in layers for node in layer], lag_ratio=0.05))
        self.play(LaggedStart(*[Create(edge) for group in edges for edge in group], lag_ratio=0.01), run_time=1.5)
        names = VGroup(*[MathTex(text).next_to(layer, DOWN) for text, layer in zip(["x", "h^{(1)}", "h^{(2)}", r"\hat y"], layers)])
        self.play(FadeIn(names, shift=UP * 0.3))

        for group, layer in zip(edges, layers[1:]):
            self.play(
                LaggedStart(*[ShowPassingFlash(edge.copy().set_color(YELLOW).set_stroke(width=4), time_width=0.6) for edge in group], lag_ratio=0.03),
                layer.animate.set_fill(opacity=1),
                run_time=1,
            )
        loss = MathTex(r"\mathcal{L} = \tfrac{1}{2}\lVert \hat y - y \rVert^2").to_edge(RIGHT).shift(UP * 1.5)
        chain = MathTex(r"\frac{\partial \mathcal{L}}{\partial W^{(1)}}", "=", r"\frac{\partial \mathcal{L}}{\partial \hat y}", r"\frac{\partial \hat y}{\partial h^{(2)}}",
                        r"\frac{\partial h^{(2)}}{\partial W^{(1)}}", font_size=34).to_edge(RIGHT)
        self.play(Write(loss))
        self.wait()
        for group, part in zip(reversed(edges), chain[2:]):
            self.play(*[edge.animate.set_color(RED) for edge in group], FadeIn(part, shift=LEFT), run_time=0.8)
        self.play(Write(chain[:2]))
        self.play(Flash(chain, color=YELLOW, line_length=0.3), Wiggle(chain))
        self.wait(2)
        self.play(FadeOut(Group(*self.mobjects)))
