#define PY_SSIZE_T_CLEAN
#include <Python.h>

PyObject *native_convert(PyObject *self, PyObject *arguments);
PyObject *native_path(PyObject *self, PyObject *arguments);
int native_import_cairo(void);
