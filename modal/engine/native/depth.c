/* What the camera for three dimensions computes of each shape: with the numbers, and in the order, of Manim's own lines. */
#include "native.h"
#include <math.h>
#define NPY_NO_DEPRECATED_API NPY_1_7_API_VERSION
#define NO_IMPORT_ARRAY
#define PY_ARRAY_UNIQUE_SYMBOL native_array_api
#include <numpy/arrayobject.h>

/* How Manim takes what lies behind the eye (ThreeDCamera.project_points). */
static const double FACTOR_BEHIND = 1e6;

/* is_finite(points) -> whether they are plain points, all of them finite. */
PyObject *native_is_finite(PyObject *self, PyObject *points) {
  Py_ssize_t count;
  const double *rows = native_rows(points, &count);
  return PyBool_FromLong(rows != NULL && native_are_finite(rows, 3 * count));
}

/* project(points, focal_distance, zoom) -> whether x and y of points, which are rotated already, were made larger the nearer they are. Not where
 * anything is infinite then, of which NumPy warns: the points are of no use any more. */
PyObject *native_project(PyObject *self, PyObject *const *arguments, Py_ssize_t count_of_arguments) {
  Py_ssize_t count;
  double *row = count_of_arguments == 3 ? native_rows(arguments[0], &count) : NULL;
  if (row == NULL || !PyFloat_Check(arguments[1]) || !PyFloat_Check(arguments[2])) Py_RETURN_FALSE;
  double focal = PyFloat_AS_DOUBLE(arguments[1]), zoom = PyFloat_AS_DOUBLE(arguments[2]), check = 0;
  for (const double *end = row + 3 * count; row < end; row += 3) {
    double away = focal - row[2], factor = focal / away;
    if (away < 0) factor = FACTOR_BEHIND;
    factor *= zoom;
    row[0] *= factor;
    row[1] *= factor;
    check += row[0] * 0 + row[1] * 0;
  }
  return PyBool_FromLong(check == 0); /* 0 times what is not finite is not 0 */
}

/* middle(points) -> of the box around the ends of their cubic curves; None where they are not plain, finite and of whole curves. */
PyObject *native_middle(PyObject *self, PyObject *points) {
  Py_ssize_t count;
  npy_intp size = 3;
  const double *rows = native_rows(points, &count);
  if (rows == NULL || count == 0 || count % 4 != 0 || !native_are_finite(rows, 3 * count)) Py_RETURN_NONE;
  double low[3], high[3];
  for (int axis = 0; axis < 3; axis++) low[axis] = high[axis] = rows[axis];
  for (Py_ssize_t i = 3; i < count; i += i % 4 == 3 ? 1 : 3)
    for (int axis = 0; axis < 3; axis++) {
      double value = rows[3 * i + axis];
      if (value < low[axis]) low[axis] = value;
      if (value > high[axis]) high[axis] = value;
    }
  PyObject *made = PyArray_SimpleNew(1, &size, NPY_DOUBLE);
  if (made == NULL) return NULL;
  for (int axis = 0; axis < 3; axis++) ((double *)PyArray_DATA((PyArrayObject *)made))[axis] = (low[axis] + high[axis]) / 2;
  return made;
}
