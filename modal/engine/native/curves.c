/* Cubic curves, four points each: where one path ends and the next begins, and how long each curve is, as VMobject computes it. */
#include "native.h"
#include <math.h>
#define NPY_NO_DEPRECATED_API NPY_1_7_API_VERSION
#define NO_IMPORT_ARRAY
#define PY_ARRAY_UNIQUE_SYMBOL native_array_api
#include <numpy/arrayobject.h>

/* VMobject.get_nth_curve_length_pieces takes so many points of a curve, evenly in its parameter. */
enum { SAMPLES = 10, PIECES = SAMPLES - 1 };

int native_is_array(PyObject *object) { return PyArray_CheckExact(object); }

double *native_rows(PyObject *object, Py_ssize_t *count) {
  if (!PyArray_CheckExact(object)) return NULL;
  PyArrayObject *array = (PyArrayObject *)object;
  if (PyArray_NDIM(array) != 2 || PyArray_DIM(array, 1) != 3 || PyArray_TYPE(array) != NPY_DOUBLE || !PyArray_ISCARRAY(array)) return NULL;
  *count = PyArray_DIM(array, 0);
  return PyArray_DATA(array);
}

int native_are_finite(const double *numbers, Py_ssize_t count) {
  double check = 0;
  for (Py_ssize_t i = 0; i < count; i++) check += numbers[i] * 0;
  return check == 0; /* 0 times what is not finite is not 0 */
}

static int are_close(const double *a, const double *b, double tolerance) {
  return native_is_close(a[0], b[0], tolerance) && native_is_close(a[1], b[1], tolerance) && native_is_close(a[2], b[2], tolerance);
}

static const double *point_of(PyObject *object) {
  if (!PyArray_CheckExact(object)) return NULL;
  PyArrayObject *array = (PyArrayObject *)object;
  int fits = PyArray_NDIM(array) == 1 && PyArray_DIM(array, 0) == 3 && PyArray_TYPE(array) == NPY_DOUBLE && PyArray_ISCARRAY_RO(array);
  return fits ? PyArray_DATA(array) : NULL;
}

/* are_close(point, other, tolerance) -> as numpy.allclose; None where these are not plain points. */
PyObject *native_are_close(PyObject *self, PyObject *const *arguments, Py_ssize_t count) {
  const double *a = count == 3 ? point_of(arguments[0]) : NULL, *b = a == NULL ? NULL : point_of(arguments[1]);
  if (b == NULL || !PyFloat_Check(arguments[2]) || !native_is_tolerance(PyFloat_AS_DOUBLE(arguments[2]))) Py_RETURN_NONE;
  return PyBool_FromLong(are_close(a, b, PyFloat_AS_DOUBLE(arguments[2])));
}

static int append(PyObject *list, Py_ssize_t number) {
  PyObject *object = PyLong_FromSsize_t(number);
  int done = object != NULL && PyList_Append(list, object) == 0;
  Py_XDECREF(object);
  return done;
}

/* splits(points, tolerance) -> a list of where paths begin and, last, how many points there are; None where these are not plain points. */
PyObject *native_splits(PyObject *self, PyObject *const *arguments, Py_ssize_t count_of_arguments) {
  Py_ssize_t count;
  const double *rows = count_of_arguments == 2 ? native_rows(arguments[0], &count) : NULL;
  if (rows == NULL || !PyFloat_Check(arguments[1]) || !native_is_tolerance(PyFloat_AS_DOUBLE(arguments[1]))) Py_RETURN_NONE;
  PyObject *made = PyList_New(0);
  int failed = made == NULL || !append(made, 0);
  for (Py_ssize_t i = 4; i < count && !failed; i += 4)
    if (!are_close(rows + 3 * (i - 1), rows + 3 * i, PyFloat_AS_DOUBLE(arguments[1]))) failed = !append(made, i);
  if (failed || !append(made, count)) Py_CLEAR(made);
  return made;
}

static void measure_pieces(const double *curve, double *pieces) {
  double last[3] = {0, 0, 0}, step = 1.0 / PIECES;
  for (int sample = 0; sample < SAMPLES; sample++) {
    double t = sample == PIECES ? 1 : sample * step, t2 = t * t, t3 = t2 * t, rest = 1 - t, rest2 = rest * rest, rest3 = rest2 * rest;
    double second = 3 * t * rest2, third = 3 * t2 * rest, squares[3];
    for (int axis = 0; axis < 3; axis++) {
      double value = rest3 * curve[axis] + second * curve[3 + axis] + third * curve[6 + axis] + t3 * curve[9 + axis];
      double moved = value - last[axis];
      squares[axis] = moved * moved;
      last[axis] = value;
    }
    if (sample > 0) pieces[sample - 1] = sqrt(squares[0] + squares[1] + squares[2]);
  }
}

static double length_of(const double *curve) {
  double pieces[PIECES];
  measure_pieces(curve, pieces);
  /* In the order in which NumPy adds nine numbers. */
  return ((pieces[0] + pieces[1]) + (pieces[2] + pieces[3])) + ((pieces[4] + pieces[5]) + (pieces[6] + pieces[7])) + pieces[8];
}

/* curve_length(points, n) -> of the n-th curve, a float64; None where there is no such curve of plain points, or anything is not finite. */
PyObject *native_curve_length(PyObject *self, PyObject *const *arguments, Py_ssize_t count_of_arguments) {
  Py_ssize_t count, n = count_of_arguments == 2 ? PyLong_AsSsize_t(arguments[1]) : -1;
  if (PyErr_Occurred()) return NULL;
  const double *rows = n >= 0 ? native_rows(arguments[0], &count) : NULL;
  if (rows == NULL || n >= count / 4 || !native_are_finite(rows + 12 * n, 12)) Py_RETURN_NONE;
  double length = length_of(rows + 12 * n);
  if (!native_are_finite(&length, 1)) Py_RETURN_NONE; /* of which NumPy warns, or makes an error where a scene asks for it */
  PyArray_Descr *kind = PyArray_DescrFromType(NPY_DOUBLE);
  PyObject *made = PyArray_Scalar(&length, kind, NULL);
  Py_DECREF(kind);
  return made;
}

/* curve_pieces(points) -> an array of the lengths of the pieces of one curve; None where these are not four plain points, or anything is not finite. */
PyObject *native_curve_pieces(PyObject *self, PyObject *points) {
  Py_ssize_t count;
  npy_intp pieces = PIECES;
  const double *rows = native_rows(points, &count);
  if (rows == NULL || count != 4 || !native_are_finite(rows, 12)) Py_RETURN_NONE;
  PyObject *made = PyArray_SimpleNew(1, &pieces, NPY_DOUBLE);
  if (made == NULL) return NULL;
  double *lengths = PyArray_DATA((PyArrayObject *)made);
  measure_pieces(rows, lengths);
  if (native_are_finite(lengths, PIECES)) return made;
  Py_DECREF(made);
  Py_RETURN_NONE;
}
