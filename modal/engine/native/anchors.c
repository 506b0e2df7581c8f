/* Where the curves of many shapes begin and end, as patches/boxes.py gathers them. What is unusual is left to Python. */
#include "native.h"
#include <string.h>
#define NPY_NO_DEPRECATED_API NPY_1_7_API_VERSION
#define NO_IMPORT_ARRAY
#define PY_ARRAY_UNIQUE_SYMBOL native_array_api
#include <numpy/arrayobject.h>

static PyObject *points_name, *count_name;

/* Whether the class of the shape has just these methods, and the shape none of its own under their names. `usual` is the class that was looked at last. */
static int has_methods(PyObject *shape, PyObject *names, PyObject *methods, PyTypeObject **usual) {
  PyObject *own = PyObject_GenericGetDict(shape, NULL);
  int has = own != NULL;
  for (Py_ssize_t i = 0; has && i < PyTuple_GET_SIZE(names); i++) {
    PyObject *name = PyTuple_GET_ITEM(names, i);
    if (Py_TYPE(shape) != *usual) {
      PyObject *found = PyObject_GetAttr((PyObject *)Py_TYPE(shape), name);
      has = found == PyTuple_GET_ITEM(methods, i);
      Py_XDECREF(found);
    }
    has = has && PyDict_Contains(own, name) == 0;
  }
  Py_XDECREF(own);
  if (has) *usual = Py_TYPE(shape);
  return has;
}

/* Whether curves of the shape have four points each, which makes a number of 4.0 unusual. */
static int is_cubic(PyObject *shape) {
  PyObject *number = PyObject_GetAttr(shape, count_name);
  int is = number != NULL && PyLong_CheckExact(number) && PyLong_AsLong(number) == 4;
  Py_XDECREF(number);
  return is;
}

/* The number of anchors that `array` has, which a lone point is, too; -1 where it is unusual. */
static Py_ssize_t count_anchors(PyObject *array, PyObject *shape) {
  Py_ssize_t count;
  if (native_rows(array, &count) == NULL) return -1;
  if (count < 2) return count;
  return count % 4 == 0 && is_cubic(shape) ? count / 2 : -1;
}

static double *copy_anchors(PyObject *array, double *to) {
  Py_ssize_t count;
  const double *rows = native_rows(array, &count);
  for (Py_ssize_t i = 0; i < count; i += i % 4 == 3 ? 1 : 3, to += 3) memcpy(to, rows + 3 * i, 3 * sizeof(double));
  return to;
}

/* anchors(shapes, names, methods) -> an array; None where a shape is unusual, or there are no points. */
PyObject *native_anchors(PyObject *self, PyObject *const *arguments, Py_ssize_t count) {
  if (count != 3 || !PyList_CheckExact(arguments[0]) || !PyTuple_CheckExact(arguments[1]) || !PyTuple_CheckExact(arguments[2])) Py_RETURN_NONE;
  PyTypeObject *usual = NULL;
  PyObject *arrays = PyList_New(0), *made = NULL;
  npy_intp sides[2] = {0, 3};
  int done = arrays != NULL;
  for (Py_ssize_t i = 0; done && i < PyList_GET_SIZE(arguments[0]); i++) {
    PyObject *shape = Py_NewRef(PyList_GET_ITEM(arguments[0], i));
    PyObject *array = has_methods(shape, arguments[1], arguments[2], &usual) ? PyObject_GetAttr(shape, points_name) : NULL;
    Py_ssize_t anchors = array == NULL ? -1 : count_anchors(array, shape);
    done = anchors >= 0 && PyList_Append(arrays, array) == 0;
    sides[0] += anchors;
    Py_XDECREF(array);
    Py_DECREF(shape);
  }
  PyErr_Clear();
  if (done && sides[0] > 0) made = PyArray_SimpleNew(2, sides, NPY_DOUBLE);
  double *to = made == NULL ? NULL : PyArray_DATA((PyArrayObject *)made);
  for (Py_ssize_t i = 0; to != NULL && i < PyList_GET_SIZE(arrays); i++) to = copy_anchors(PyList_GET_ITEM(arrays, i), to);
  Py_XDECREF(arrays);
  PyErr_Clear();
  if (made != NULL) return made;
  Py_RETURN_NONE;
}

int native_import_anchors(void) {
  points_name = PyUnicode_InternFromString("points");
  count_name = PyUnicode_InternFromString("n_points_per_cubic_curve");
  return count_name == NULL ? -1 : 0;
}
