/* What of the engine is in C. It is built at set-up; without it the engine goes the slower way, with the same pictures. */
#include "native.h"

static PyMethodDef functions[] = {
    {"blend", (PyCFunction)(void (*)(void))native_blend, METH_FASTCALL, "blend(start, end, alpha): what lies between two values."},
    {"blend_attributes", (PyCFunction)(void (*)(void))native_blend_attributes, METH_FASTCALL, "blend_attributes(shape, start, end, alpha)."},
    {"convert", native_convert, METH_VARARGS, "convert(frame, last, canvas, width, height, whole): RGBA to I420, only the rows that changed."},
    {"draw", (PyCFunction)(void (*)(void))native_draw, METH_FASTCALL, "draw(...): a whole shape of single colours."},
    {"path", native_path, METH_VARARGS, "path(context, points, tolerance): the path of a shape."},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, "engine_native", NULL, -1, functions, NULL, NULL, NULL, NULL};

PyMODINIT_FUNC PyInit_engine_native(void) {
  if (native_import_cairo() < 0 || native_import_numpy() < 0) return NULL;
  PyObject *made = PyModule_Create(&module);
  if (made != NULL && PyModule_AddStringConstant(made, "SOURCE", NATIVE_SOURCE) < 0) Py_CLEAR(made);
  return made;
}
