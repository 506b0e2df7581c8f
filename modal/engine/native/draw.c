/* A whole shape: path, stroke behind, fill and stroke, as Camera.display_vectorized makes them. */
#include "native.h"
#include <math.h>

/* The colours of an array of n × 4 float64. 0 where it is anything else, or more than there is a place for: then Python draws. */
static int read_paint(PyObject *object, const double *light, Paint *paint) {
  Py_buffer view;
  if (!native_is_array(object)) return 0;
  if (PyObject_GetBuffer(object, &view, PyBUF_STRIDES | PyBUF_FORMAT)) {
    PyErr_Clear();
    return 0;
  }
  int fits = view.ndim == 2 && view.shape[0] >= 1 && view.shape[0] <= MOST_STOPS && view.shape[1] == 4 && view.itemsize == sizeof(double) &&
             view.format[0] == 'd';
  if (fits) {
    int given = (int)view.shape[0];
    paint->count = light != NULL ? 2 : given;
    for (int i = 0; i < paint->count; i++) {
      const char *row = (const char *)view.buf + (i < given ? i : given - 1) * view.strides[0];
      Py_ssize_t step = view.strides[1];
      Colour colour = {*(double *)row, *(double *)(row + step), *(double *)(row + 2 * step), *(double *)(row + 3 * step)};
      if (light != NULL) {
        colour.red += light[3 * i];
        colour.green += light[3 * i + 1];
        colour.blue += light[3 * i + 2];
      }
      fits = fits && isfinite(colour.red) && isfinite(colour.green) && isfinite(colour.blue) && isfinite(colour.opacity);
      paint->stops[i] = colour;
    }
  }
  PyBuffer_Release(&view);
  return fits;
}

static int is_transparent(const Paint *paint) {
  for (int i = 0; i < paint->count; i++)
    if (paint->stops[i].opacity != 0) return 0;
  return 1;
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
static void set_paint(cairo_t *context, const Paint *paint, const double *ends) {
  const Colour *stops = paint->stops;
  if (paint->count == 1) {
    cairo_set_source_rgba(context, stops->blue, stops->green, stops->red, stops->opacity);
    return;
  }
  cairo_pattern_t *pattern = cairo_pattern_create_linear(ends[0], ends[1], ends[3], ends[4]);
  double step = 1.0 / (paint->count - 1); /* as numpy.linspace: the last is 1, whatever the product */
  for (int i = 0; i < paint->count; i++)
    cairo_pattern_add_color_stop_rgba(pattern, i == paint->count - 1 ? 1 : i * step, stops[i].blue, stops[i].green, stops[i].red, stops[i].opacity);
  cairo_set_source(context, pattern);
  cairo_pattern_destroy(pattern);
}

static void stroke_path(cairo_t *context, const Look *look, const Paint *paint, double width, double multiple) {
  if (width == 0 || is_transparent(paint)) return;
  set_paint(context, paint, look->ends);
  cairo_set_line_width(context, width * multiple);
  cairo_set_line_join(context, look->join);
  cairo_set_line_cap(context, look->cap);
  cairo_stroke_preserve(context);
}

/* Of what `look` says already light and ends are taken. 0 where there is anything but numbers and colours, or colours change and nobody says where.
 * Where there is no width Manim does not ask for the colour. */
int native_read_look(PyObject *behind, PyObject *behind_width, PyObject *fill, PyObject *stroke, PyObject *stroke_width, Look *look) {
  look->behind.count = look->stroke.count = 0;
  if (!read_width(behind_width, &look->behind_width) || !read_width(stroke_width, &look->stroke_width)) return 0;
  if (!read_paint(fill, look->light, &look->fill)) return 0;
  if (look->behind_width > 0 && !read_paint(behind, look->light, &look->behind)) return 0;
  if (look->stroke_width > 0 && !read_paint(stroke, look->light, &look->stroke)) return 0;
  return look->ends != NULL || (look->fill.count == 1 && look->behind.count <= 1 && look->stroke.count <= 1);
}

/* A paint that is not used has no colours, and so none that can be seen. */
int native_is_visible(const Look *look) { return !is_transparent(&look->fill) || !is_transparent(&look->behind) || !is_transparent(&look->stroke); }

/* Draws the current path. 0 and an exception where cairo failed. */
int native_draw_look(cairo_t *context, const Look *look, double multiple) {
  stroke_path(context, look, &look->behind, look->behind_width, multiple);
  if (!is_transparent(&look->fill)) {
    set_paint(context, &look->fill, look->ends);
    cairo_fill_preserve(context);
  }
  stroke_path(context, look, &look->stroke, look->stroke_width, multiple);
  if (cairo_status(context) == CAIRO_STATUS_SUCCESS) return 1;
  PyErr_Format(PyExc_RuntimeError, "cairo: %s", cairo_status_to_string(cairo_status(context)));
  return 0;
}

/* Six float64 in two rows into `numbers`. 0 where it is anything else. */
static int read_pair(PyObject *object, double *numbers) {
  Py_buffer view;
  if (PyObject_GetBuffer(object, &view, PyBUF_STRIDES | PyBUF_FORMAT)) {
    PyErr_Clear();
    return 0;
  }
  int fits = view.ndim == 2 && view.shape[0] == 2 && view.shape[1] == 3 && view.itemsize == sizeof(double) && view.format[0] == 'd';
  for (int i = 0; i < 6 && fits; i++) {
    numbers[i] = *(double *)((const char *)view.buf + i / 3 * view.strides[0] + i % 3 * view.strides[1]);
    fits = isfinite(numbers[i]);
  }
  PyBuffer_Release(&view);
  return fits;
}

/* draw(context, points, tolerance, behind, behind_width, fill, stroke, stroke_width, multiple, join, cap, light, ends) -> whether it was drawn.
 * `light` and `ends` are None or arrays of 2 × 3. */
PyObject *native_draw(PyObject *self, PyObject *const *arguments, Py_ssize_t count) {
  cairo_t *context = count == 13 ? native_context(arguments[0]) : NULL;
  if (context == NULL) {
    PyErr_SetString(PyExc_TypeError, "draw takes a context and twelve more arguments.");
    return NULL;
  }
  double tolerance = PyFloat_AsDouble(arguments[2]), multiple, light[6], ends[6];
  if (PyErr_Occurred()) {
    PyErr_Clear();
    Py_RETURN_FALSE;
  }
  multiple = PyFloat_AsDouble(arguments[8]);
  Look look = {.join = (int)PyLong_AsLong(arguments[9]), .cap = (int)PyLong_AsLong(arguments[10])};
  if (PyErr_Occurred()) return NULL;
  if (arguments[11] != Py_None && !read_pair(arguments[11], light)) Py_RETURN_FALSE;
  if (arguments[12] != Py_None && !read_pair(arguments[12], ends)) Py_RETURN_FALSE;
  look.light = arguments[11] == Py_None ? NULL : light;
  look.ends = arguments[12] == Py_None ? NULL : ends;
  if (!native_read_look(arguments[3], arguments[4], arguments[5], arguments[6], arguments[7], &look)) Py_RETURN_FALSE;
  if (!native_make_path(context, arguments[1], tolerance, NULL)) Py_RETURN_FALSE;
  if (!native_draw_look(context, &look, multiple)) return NULL;
  Py_RETURN_TRUE;
}
