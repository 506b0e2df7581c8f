"""Pictures laid over a frame: images, what a zoomed camera sees, and shapes that are coloured by a picture, as stream lines are."""

from itertools import groupby

import numpy as np
from manim import VMobject
from manim.camera.camera import BackgroundColoredVMobjectDisplayer, Camera
from PIL import Image

from engine.canvas import is_plain


def apply() -> None:
    stock_overlay, stock_image = Camera.overlay_PIL_image, Camera.get_image

    def overlay_PIL_image(self: Camera, pixel_array: np.ndarray, image: Image.Image) -> None:  # noqa: N802
        """Only where the picture is not transparent: elsewhere the frame stays as it is (Pillow's AlphaComposite.c)."""
        height, width = pixel_array.shape[:2]
        if not (
            type(self).get_image is stock_image
            and "get_image" not in self.__dict__
            and is_plain(pixel_array)
            and isinstance(image, Image.Image)
            and self.image_mode == image.mode == "RGBA"
            and image.size == (width, height)
        ):
            return stock_overlay(self, pixel_array, image)
        box = image.getbbox()
        if box is None:
            return None
        left, top, right, bottom = box
        part = pixel_array[top:bottom, left:right]
        part[:] = np.asarray(Image.alpha_composite(Image.fromarray(part), image.crop(box)))
        return None

    stock_display = BackgroundColoredVMobjectDisplayer.display

    def display(self: BackgroundColoredVMobjectDisplayer, *cvmobjects: VMobject) -> np.ndarray | None:
        """Manim's own, but for the product of the two pictures, which is computed where something was drawn."""
        if not is_plain(self.pixel_array) or self.camera.pixel_array_dtype != "uint8":
            return stock_display(self, *cvmobjects)
        shown = None
        for image, batch in groupby(cvmobjects, lambda shape: shape.get_background_image()):
            colours, drawn = self.get_background_array(image), self.pixel_array
            self.camera.display_multiple_non_background_colored_vmobjects(batch, drawn)
            product = _product(colours, drawn)
            shown = product if shown is None else np.maximum(shown, product)
            self.reset_pixel_array()
        return shown

    Camera.overlay_PIL_image = overlay_PIL_image  # type: ignore[method-assign]
    BackgroundColoredVMobjectDisplayer.display = display  # type: ignore[method-assign]


def _product(colours: np.ndarray, drawn: np.ndarray) -> np.ndarray:
    """Of whole numbers to 255, a 255th: rounding down what Manim computes in float64 gives the same, because that is exact before the division."""
    if not is_plain(colours) or colours.shape != drawn.shape or not is_plain(drawn):
        return np.array(colours * drawn.astype("float") / 255, dtype="uint8")
    product = np.zeros_like(drawn)
    places = np.flatnonzero(drawn.view(np.uint32))
    product.reshape(-1, 4)[places] = colours.reshape(-1, 4)[places].astype(np.uint16) * drawn.reshape(-1, 4)[places] // 255
    return product
