#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <cairo.h>

PyObject *native_convert(PyObject *self, PyObject *arguments);
PyObject *native_path(PyObject *self, PyObject *arguments);
PyObject *native_draw(PyObject *self, PyObject *const *arguments, Py_ssize_t count);
int native_make_path(cairo_t *context, PyObject *points, double tolerance);
cairo_t *native_context(PyObject *object);
int native_import_cairo(void);
PyObject *native_blend(PyObject *self, PyObject *const *arguments, Py_ssize_t count);
PyObject *native_blend_attributes(PyObject *self, PyObject *const *arguments, Py_ssize_t count);
int native_import_numpy(void);
