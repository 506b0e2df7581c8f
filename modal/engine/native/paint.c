/* The shapes of a frame, one after the other, each as draw.c draws it; and where on the picture that was. */
#include "spans.h"
#include <math.h>

enum { POINTS, TOLERANCE, CURVE, BEHIND, BEHIND_WIDTH, FILL, STROKE, STROKE_WIDTH, JOINT, CAP, ATTRIBUTES };
static const char *const NAMES[] = {"points", "tolerance_for_point_equality", "n_points_per_cubic_curve", "background_stroke_rgbas", "background_stroke_width", "fill_rgbas", "stroke_rgbas", "stroke_width", "joint_type", "cap_style"};
static PyObject *names[ATTRIBUTES], *background_image;

typedef struct {
  cairo_t *context;
  cairo_matrix_t matrix;
  Spans drawn;
  double multiple;
  PyObject *joins, *caps; /* tuples of pairs: Manim's member, cairo's number */
  PyObject *own_methods;  /* names that, put into one object alone, change how it is drawn */
  PyObject *by_python;    /* draws a shape as Manim does */
} Painter;

static int number_of(PyObject *pairs, PyObject *member, int *number) {
  for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(pairs); i++) {
    PyObject *pair = PyTuple_GET_ITEM(pairs, i);
    if (PyTuple_GET_ITEM(pair, 0) != member) continue;
    *number = (int)PyLong_AsLong(PyTuple_GET_ITEM(pair, 1));
    return 1;
  }
  return 0;
}

static int has_own_methods(PyObject *shape, PyObject *methods) {
  PyObject *own = PyObject_GenericGetDict(shape, NULL);
  int found = own == NULL;
  for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(methods) && !found; i++) found = PyDict_Contains(own, PyTuple_GET_ITEM(methods, i)) != 0;
  Py_XDECREF(own);
  PyErr_Clear();
  return found;
}

/* What covers the path and its strokes. A mitre reaches further than the line is wide, by as much as cairo lets it. */
static void mark_drawn(const Painter *painter, const Box *box, double width, int join) {
  const cairo_matrix_t *matrix = &painter->matrix;
  if (matrix->xy != 0 || matrix->yx != 0) {
    native_mark_all(&painter->drawn);
    return;
  }
  double reach = width * painter->multiple / 2 * (join == CAIRO_LINE_JOIN_MITER ? fmax(cairo_get_miter_limit(painter->context), 2) : 2);
  double x = fabs(matrix->xx) * fabs(reach), y = fabs(matrix->yy) * fabs(reach);
  double left = matrix->xx * box->left + matrix->x0, right = matrix->xx * box->right + matrix->x0;
  double bottom = matrix->yy * box->bottom + matrix->y0, top = matrix->yy * box->top + matrix->y0;
  native_mark(&painter->drawn, fmin(left, right) - x, fmax(left, right) + x, fmin(bottom, top) - y, fmax(bottom, top) + y);
}

/* 1 where the shape was drawn, 0 where Python has to, -1 with an exception. */
static int paint_plain(const Painter *painter, PyObject *const *values) {
  Look look = {.light = NULL, .ends = NULL}; /* where colours change, Python says from where to where */
  Box box;
  double tolerance = PyFloat_AsDouble(values[TOLERANCE]);
  if (PyErr_Occurred()) {
    PyErr_Clear();
    return 0;
  }
  if (!PyLong_CheckExact(values[CURVE]) || PyLong_AsLong(values[CURVE]) != 4 || !number_of(painter->joins, values[JOINT], &look.join) ||
      !number_of(painter->caps, values[CAP], &look.cap))
    return 0;
  if (!native_read_look(values[BEHIND], values[BEHIND_WIDTH], values[FILL], values[STROKE], values[STROKE_WIDTH], &look)) return 0;
  if (!native_make_path(painter->context, values[POINTS], tolerance, &box)) return 0;
  if (!native_is_visible(&look)) return 1;
  mark_drawn(painter, &box, fmax(look.behind_width, look.stroke_width), look.join);
  return native_draw_look(painter->context, &look, painter->multiple) ? 1 : -1;
}

static int paint_shape(const Painter *painter, PyObject *shape) {
  PyObject *values[ATTRIBUTES];
  int got = 0, painted = 0;
  if (!has_own_methods(shape, painter->own_methods)) {
    while (got < ATTRIBUTES && (values[got] = PyObject_GetAttr(shape, names[got])) != NULL) got++;
    PyErr_Clear();
    if (got == ATTRIBUTES) painted = paint_plain(painter, values);
    while (got > 0) Py_DECREF(values[--got]);
  }
  if (painted != 0) return painted > 0;
  native_mark_all(&painter->drawn);
  PyObject *result = PyObject_CallFunctionObjArgs(painter->by_python, shape, NULL);
  Py_XDECREF(result);
  return result != NULL;
}

/* 0 where a shape is coloured by an image, which is not drawn but laid over the picture. */
static int are_shapes_only(PyObject *shapes) {
  for (Py_ssize_t i = 0; i < PyList_GET_SIZE(shapes); i++) {
    PyObject *image = PyObject_GetAttr(PyList_GET_ITEM(shapes, i), background_image);
    int is_none = image == Py_None;
    Py_XDECREF(image);
    PyErr_Clear();
    if (!is_none) return 0;
  }
  return 1;
}

/* paint(context, shapes, drawn, changed, width, height, multiple, joins, caps, own_methods, by_python) -> whether it was done; nothing is, or all */
PyObject *native_paint(PyObject *self, PyObject *arguments) {
  Painter painter;
  PyObject *context, *shapes;
  Py_buffer drawn, changed;
  if (!PyArg_ParseTuple(arguments, "OO!w*w*iidO!O!O!O", &context, &PyList_Type, &shapes, &drawn, &changed, &painter.drawn.width,
                        &painter.drawn.height, &painter.multiple, &PyTuple_Type, &painter.joins, &PyTuple_Type, &painter.caps, &PyTuple_Type,
                        &painter.own_methods, &painter.by_python))
    return NULL;
  painter.context = native_context(context);
  painter.drawn.spans = drawn.buf;
  int fits = painter.context != NULL && drawn.len == painter.drawn.height / 2 * (Py_ssize_t)sizeof(Span) && changed.len == drawn.len;
  int done = 0;
  if (!fits) PyErr_SetString(PyExc_ValueError, "paint takes a context, and spans for its picture.");
  if (fits && are_shapes_only(shapes)) {
    cairo_get_matrix(painter.context, &painter.matrix);
    done = 1;
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(shapes) && done; i++) done = paint_shape(&painter, PyList_GET_ITEM(shapes, i));
  }
  if (fits) native_unite(changed.buf, drawn.buf, painter.drawn.height / 2);
  PyBuffer_Release(&drawn);
  PyBuffer_Release(&changed);
  return PyErr_Occurred() ? NULL : PyBool_FromLong(done);
}

int native_import_names(void) {
  for (int i = 0; i < ATTRIBUTES; i++)
    if ((names[i] = PyUnicode_InternFromString(NAMES[i])) == NULL) return -1;
  background_image = PyUnicode_InternFromString("background_image");
  return background_image == NULL ? -1 : 0;
}
