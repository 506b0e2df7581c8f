/* The path of a shape, as Camera.set_cairo_context_path draws it: the same calls of cairo with the same numbers. */
#include "native.h"
#include <math.h>
#include <py3cairo.h>

/* numpy.isclose(a, b, atol, rtol=1e-5): |a - b| <= atol + rtol * |b|, which infinite and missing numbers are not. */
int native_is_close(double a, double b, double tolerance) {
  if (a == b) return 1;
  double distance = fabs(a - b);
  return isfinite(distance) && isfinite(b) && distance <= tolerance + 1.0e-5 * fabs(b);
}

int native_is_tolerance(double tolerance) { return tolerance >= 0 && isfinite(tolerance); }

typedef struct {
  const char *start;
  Py_ssize_t row, column;
} Points;

static inline double at(const Points *points, Py_ssize_t index, int axis) {
  return *(const double *)(points->start + index * points->row + axis * points->column);
}

static int meet(const Points *points, Py_ssize_t a, Py_ssize_t b, double tolerance) {
  return native_is_close(at(points, a, 0), at(points, b, 0), tolerance) && native_is_close(at(points, a, 1), at(points, b, 1), tolerance);
}

static void draw_subpath(cairo_t *context, const Points *points, Py_ssize_t start, Py_ssize_t end, double tolerance) {
  if (end - start < 4) return;
  cairo_new_sub_path(context);
  cairo_move_to(context, at(points, start, 0), at(points, start, 1));
  for (Py_ssize_t i = start; i <= end - 4; i += 4)
    cairo_curve_to(context, at(points, i + 1, 0), at(points, i + 1, 1), at(points, i + 2, 0), at(points, i + 2, 1), at(points, i + 3, 0),
                   at(points, i + 3, 1));
  if (meet(points, start, end - 1, tolerance)) cairo_close_path(context);
}

static void enclose(Box *box, const Points *points, Py_ssize_t count) {
  *box = (Box){at(points, 0, 0), at(points, 0, 0), at(points, 0, 1), at(points, 0, 1)};
  for (Py_ssize_t i = 1; i < count; i++) {
    double x = at(points, i, 0), y = at(points, i, 1);
    if (x < box->left) box->left = x;
    if (x > box->right) box->right = x;
    if (y < box->bottom) box->bottom = y;
    if (y > box->top) box->top = y;
  }
}

/* Makes the path of `points` the current one. 0, and nothing done, where they are not finite float64 in three columns, or none, or no such tolerance is known. */
int native_make_path(cairo_t *context, PyObject *points_object, double tolerance, Box *box) {
  Py_buffer view;
  if (!native_is_array(points_object)) return 0;
  if (PyObject_GetBuffer(points_object, &view, PyBUF_STRIDES | PyBUF_FORMAT)) {
    PyErr_Clear();
    return 0;
  }
  int fits = view.ndim == 2 && view.itemsize == sizeof(double) && view.format[0] == 'd' && view.shape[1] == 3 && view.shape[0] > 0;
  fits = fits && native_is_tolerance(tolerance);
  Points points = {view.buf, 0, 0};
  Py_ssize_t count = 0;
  if (fits) {
    points = (Points){view.buf, view.strides[0], view.strides[1]};
    count = view.shape[0];
    for (Py_ssize_t i = 0; i < count && fits; i++)
      for (int axis = 0; axis < 3; axis++) fits &= isfinite(at(&points, i, axis)) != 0;
  }
  if (fits) {
    if (box != NULL) enclose(box, &points, count);
    cairo_new_path(context);
    Py_ssize_t start = 0;
    for (Py_ssize_t end = 4; end < count; end += 4)
      if (!meet(&points, end - 1, end, tolerance)) {
        draw_subpath(context, &points, start, end, tolerance);
        start = end;
      }
    draw_subpath(context, &points, start, count, tolerance);
  }
  PyBuffer_Release(&view);
  return fits;
}

/* What pycairo wraps; NULL for anything but its contexts. */
cairo_t *native_context(PyObject *object) {
  return PyObject_TypeCheck(object, &PycairoContext_Type) ? PycairoContext_GET(object) : NULL;
}

int native_import_cairo(void) { return import_cairo(); }
