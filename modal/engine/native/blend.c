/* Values between two others: (1 - alpha) * start + alpha * end, as manim.utils.bezier.interpolate computes it, one rounding for each operation. */
#include "native.h"
#include <math.h>
#define NPY_NO_DEPRECATED_API NPY_1_7_API_VERSION
#define PY_ARRAY_UNIQUE_SYMBOL native_array_api
#include <numpy/arrayobject.h>

/* Names of a shape's attributes, in the order in which Manim sets them. */
static const char *const NAMES[] = {"fill_rgbas", "stroke_rgbas", "background_stroke_rgbas", "stroke_width", "background_stroke_width", "sheen_direction", "sheen_factor"};
enum { ATTRIBUTES = sizeof NAMES / sizeof *NAMES };
static PyObject *names[ATTRIBUTES], *one, *points, *methods[2];

typedef struct {
  PyObject *alpha, *rest; /* as Python has them */
  double weight, rest_weight;
  int plain; /* whether the numbers above stand for the objects */
} Blend;

static int is_plain(PyObject *object) {
  return PyArray_CheckExact(object) && PyArray_TYPE((PyArrayObject *)object) == NPY_DOUBLE && PyArray_IS_C_CONTIGUOUS((PyArrayObject *)object) &&
         PyArray_ISALIGNED((PyArrayObject *)object) && PyArray_ISNOTSWAPPED((PyArrayObject *)object);
}

/* The array between two of one shape, or NULL without an error where NumPy has to say what that is (and warn of what is not finite). */
static PyObject *blend_arrays(const Blend *blend, PyObject *start, PyObject *end) {
  if (!blend->plain || !is_plain(start) || !is_plain(end) || !PyArray_SAMESHAPE((PyArrayObject *)start, (PyArrayObject *)end)) return NULL;
  PyArrayObject *first = (PyArrayObject *)start, *second = (PyArrayObject *)end;
  if (PyArray_NDIM(first) == 0) return NULL; /* of which NumPy makes a number */
  PyObject *made = PyArray_SimpleNew(PyArray_NDIM(first), PyArray_DIMS(first), NPY_DOUBLE);
  if (made == NULL) {
    PyErr_Clear();
    return NULL;
  }
  const double *a = PyArray_DATA(first), *b = PyArray_DATA(second);
  double *out = PyArray_DATA((PyArrayObject *)made), check = 0;
  npy_intp count = PyArray_SIZE(first);
  for (npy_intp i = 0; i < count; i++) {
    out[i] = blend->rest_weight * a[i] + blend->weight * b[i];
    check += out[i] * 0;
  }
  if (check != 0) Py_CLEAR(made); /* 0 times what is not finite is not 0 */
  return made;
}

static PyObject *blend_values(const Blend *blend, PyObject *start, PyObject *end) {
  PyObject *made = blend_arrays(blend, start, end);
  if (made != NULL) return made;
  PyObject *a = PyNumber_Multiply(blend->rest, start), *b = a == NULL ? NULL : PyNumber_Multiply(blend->alpha, end);
  if (b != NULL) made = PyNumber_Add(a, b);
  Py_XDECREF(a);
  Py_XDECREF(b);
  return made;
}

static int begin_blend(Blend *blend, PyObject *alpha) {
  blend->alpha = alpha;
  blend->rest = PyNumber_Subtract(one, alpha);
  if (blend->rest == NULL) return 0;
  blend->plain = PyFloat_CheckExact(alpha) || PyLong_CheckExact(alpha) || Py_IS_TYPE(alpha, &PyDoubleArrType_Type);
  if (blend->plain) {
    blend->weight = PyFloat_AsDouble(alpha);
    blend->rest_weight = PyFloat_AsDouble(blend->rest);
    if (PyErr_Occurred()) {
      PyErr_Clear();
      blend->plain = 0;
    }
  }
  blend->plain = blend->plain && isfinite(blend->weight);
  return 1;
}

/* blend(start, end, alpha) -> what lies between. */
PyObject *native_blend(PyObject *self, PyObject *const *arguments, Py_ssize_t count) {
  if (count != 3) {
    PyErr_SetString(PyExc_TypeError, "blend takes start, end and alpha.");
    return NULL;
  }
  Blend blend;
  if (!begin_blend(&blend, arguments[2])) return NULL;
  PyObject *made = blend_values(&blend, arguments[0], arguments[1]);
  Py_DECREF(blend.rest);
  return made;
}

/* As Python compares it, where it is no plain number: an array of several has no answer, which is an error in Manim, too. */
static int is_end(const Blend *blend) { return blend->plain ? blend->weight == 1 : PyObject_RichCompareBool(blend->alpha, one, Py_EQ); }

/* The target's value, a copy of it where it is an array. */
static int set_end(PyObject *shape, PyObject *target, PyObject *name) {
  PyObject *value = PyObject_GetAttr(target, name);
  PyObject *made = value != NULL && PyArray_Check(value) ? PyObject_CallMethod(value, "copy", NULL) : Py_XNewRef(value);
  int done = made != NULL && PyObject_SetAttr(shape, name, made) == 0;
  Py_XDECREF(value);
  Py_XDECREF(made);
  return done;
}

static int set_between(const Blend *blend, PyObject *shape, PyObject *start, PyObject *target, PyObject *name) {
  PyObject *a = PyObject_GetAttr(start, name), *b = a == NULL ? NULL : PyObject_GetAttr(target, name);
  PyObject *made = b == NULL ? NULL : blend_values(blend, a, b);
  int done = made != NULL && PyObject_SetAttr(shape, name, made) == 0;
  Py_XDECREF(a);
  Py_XDECREF(b);
  Py_XDECREF(made);
  return done;
}

/* 0 and an exception where one of the attributes cannot be blended or set. At the end they are set twice, as by Manim. */
static int blend_shape(const Blend *blend, PyObject *shape, PyObject *start, PyObject *target) {
  int done = 1;
  for (int i = 0; i < ATTRIBUTES && done; i++) {
    done = set_between(blend, shape, start, target, names[i]);
    int end = done ? is_end(blend) : 0;
    done = done && end >= 0 && (!end || set_end(shape, target, names[i]));
  }
  return done;
}

/* blend_attributes(shape, start, end, alpha): sets the attributes of `shape` that Manim's interpolate_color sets. */
PyObject *native_blend_attributes(PyObject *self, PyObject *const *arguments, Py_ssize_t count) {
  if (count != 4) {
    PyErr_SetString(PyExc_TypeError, "blend_attributes takes shape, start, end and alpha.");
    return NULL;
  }
  Blend blend;
  if (!begin_blend(&blend, arguments[3])) return NULL;
  int done = blend_shape(&blend, arguments[0], arguments[1], arguments[2]);
  Py_DECREF(blend.rest);
  if (!done) return NULL;
  Py_RETURN_NONE;
}

/* Whether the class of the shape has the methods given, and the shape none of its own under their names. */
static int has_methods(PyObject *shape, PyObject *const *expected) {
  PyObject *own = PyObject_GenericGetDict(shape, NULL);
  int has = own != NULL;
  for (int i = 0; i < 2 && has; i++) {
    PyObject *found = PyObject_GetAttr((PyObject *)Py_TYPE(shape), methods[i]);
    has = found == expected[i] && PyDict_Contains(own, methods[i]) == 0;
    Py_XDECREF(found);
  }
  Py_XDECREF(own);
  PyErr_Clear();
  return has;
}

/* blend_families(families, alpha, interpolate, interpolate_color, by_python): for each (shape, start, end) of a list what the two methods do on a
 * straight path. Where a shape has other methods, by_python(shape, start, end, alpha) is called. */
PyObject *native_blend_families(PyObject *self, PyObject *const *arguments, Py_ssize_t count) {
  if (count != 5 || !PyList_CheckExact(arguments[0])) {
    PyErr_SetString(PyExc_TypeError, "blend_families takes a list of families, alpha, two methods and a function.");
    return NULL;
  }
  Blend blend;
  if (!begin_blend(&blend, arguments[1])) return NULL;
  int done = 1;
  for (Py_ssize_t i = 0; i < PyList_GET_SIZE(arguments[0]) && done; i++) {
    PyObject *members = PyList_GET_ITEM(arguments[0], i);
    PyObject *shape = PyTuple_GetItem(members, 0), *start = PyTuple_GetItem(members, 1), *target = PyTuple_GetItem(members, 2);
    if (target == NULL) {
      done = 0;
    } else if (has_methods(shape, arguments + 2)) {
      done = set_between(&blend, shape, start, target, points) && blend_shape(&blend, shape, start, target);
    } else {
      PyObject *result = PyObject_CallFunctionObjArgs(arguments[4], shape, start, target, arguments[1], NULL);
      done = result != NULL;
      Py_XDECREF(result);
    }
  }
  Py_DECREF(blend.rest);
  if (!done) return NULL;
  Py_RETURN_NONE;
}

int native_import_numpy(void) {
  import_array1(-1);
  one = PyLong_FromLong(1);
  points = PyUnicode_InternFromString("points");
  methods[0] = PyUnicode_InternFromString("interpolate");
  methods[1] = PyUnicode_InternFromString("interpolate_color");
  for (int i = 0; i < ATTRIBUTES; i++)
    if ((names[i] = PyUnicode_InternFromString(NAMES[i])) == NULL) return -1;
  return one == NULL ? -1 : 0;
}
