/* A whole shape: path, stroke behind, fill and stroke, as Camera.display_vectorized makes them of single colours. */
#include "native.h"
#include <math.h>

/* The one colour of an array of 1 × 4 float64. 0 where it is anything else (a gradient, for one): then Python draws. */
static int read_colour(PyObject *object, Colour *colour) {
  Py_buffer view;
  if (PyObject_GetBuffer(object, &view, PyBUF_STRIDES | PyBUF_FORMAT)) {
    PyErr_Clear();
    return 0;
  }
  int fits = view.ndim == 2 && view.shape[0] == 1 && view.shape[1] == 4 && view.itemsize == sizeof(double) && view.format[0] == 'd';
  if (fits) {
    const char *start = view.buf;
    Py_ssize_t step = view.strides[1];
    *colour = (Colour){*(double *)start, *(double *)(start + step), *(double *)(start + 2 * step), *(double *)(start + 3 * step)};
    fits = isfinite(colour->red) && isfinite(colour->green) && isfinite(colour->blue) && isfinite(colour->opacity);
  }
  PyBuffer_Release(&view);
  return fits;
}

/* max(0.0, width), for plain and NumPy's floats and integers. */
static int read_width(PyObject *object, double *width) {
  if (!PyFloat_Check(object) && !PyLong_Check(object)) return 0;
  *width = PyFloat_AsDouble(object);
  if (PyErr_Occurred()) {
    PyErr_Clear();
    return 0;
  }
  if (!(*width > 0)) *width = 0;
  return 1;
}

/* Manim keeps blue where cairo looks for red: so the surface, read as bytes, is RGBA. */
static void set_colour(cairo_t *context, Colour colour) {
  cairo_set_source_rgba(context, colour.blue, colour.green, colour.red, colour.opacity);
}

static void stroke_path(cairo_t *context, Colour colour, double width, double multiple, int join, int cap) {
  if (width == 0 || colour.opacity == 0) return;
  set_colour(context, colour);
  cairo_set_line_width(context, width * multiple);
  cairo_set_line_join(context, join);
  cairo_set_line_cap(context, cap);
  cairo_stroke_preserve(context);
}

/* 0 where it is anything but numbers and single colours. Where there is no width Manim does not ask for the colour. */
int native_read_look(PyObject *behind, PyObject *behind_width, PyObject *fill, PyObject *stroke, PyObject *stroke_width, Look *look) {
  return read_width(behind_width, &look->behind_width) && read_width(stroke_width, &look->stroke_width) && read_colour(fill, &look->fill) &&
         (look->behind_width == 0 || read_colour(behind, &look->behind)) && (look->stroke_width == 0 || read_colour(stroke, &look->stroke));
}

int native_is_visible(const Look *look) {
  return look->fill.opacity != 0 || (look->behind_width > 0 && look->behind.opacity != 0) || (look->stroke_width > 0 && look->stroke.opacity != 0);
}

/* Draws the current path. 0 and an exception where cairo failed. */
int native_draw_look(cairo_t *context, const Look *look, double multiple) {
  if (look->behind_width > 0) stroke_path(context, look->behind, look->behind_width, multiple, look->join, look->cap);
  if (look->fill.opacity != 0) {
    set_colour(context, look->fill);
    cairo_fill_preserve(context);
  }
  if (look->stroke_width > 0) stroke_path(context, look->stroke, look->stroke_width, multiple, look->join, look->cap);
  if (cairo_status(context) == CAIRO_STATUS_SUCCESS) return 1;
  PyErr_Format(PyExc_RuntimeError, "cairo: %s", cairo_status_to_string(cairo_status(context)));
  return 0;
}

/* draw(context, points, tolerance, behind, behind_width, fill, stroke, stroke_width, multiple, join, cap) -> whether it was drawn. */
PyObject *native_draw(PyObject *self, PyObject *const *arguments, Py_ssize_t count) {
  cairo_t *context = count == 11 ? native_context(arguments[0]) : NULL;
  if (context == NULL) {
    PyErr_SetString(PyExc_TypeError, "draw takes a context and ten more arguments.");
    return NULL;
  }
  double tolerance = PyFloat_AsDouble(arguments[2]), multiple = PyFloat_AsDouble(arguments[8]);
  Look look = {.join = (int)PyLong_AsLong(arguments[9]), .cap = (int)PyLong_AsLong(arguments[10])};
  if (PyErr_Occurred()) return NULL;
  if (!native_read_look(arguments[3], arguments[4], arguments[5], arguments[6], arguments[7], &look)) Py_RETURN_FALSE;
  if (!native_make_path(context, arguments[1], tolerance, NULL)) Py_RETURN_FALSE;
  if (!native_draw_look(context, &look, multiple)) return NULL;
  Py_RETURN_TRUE;
}
