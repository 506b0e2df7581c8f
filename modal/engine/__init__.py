"""Renders the Manim code of one visualization into one video."""
