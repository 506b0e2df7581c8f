/* What of the engine is in C. It is built at set-up; without it the engine goes the slower way, with the same pictures. */
#include "native.h"

static PyMethodDef functions[] = {
    {"blend", (PyCFunction)(void (*)(void))native_blend, METH_FASTCALL, "blend(start, end, alpha): what lies between two values."},
    {"blend_attributes", (PyCFunction)(void (*)(void))native_blend_attributes, METH_FASTCALL, "blend_attributes(shape, start, end, alpha)."},
    {"blend_families", (PyCFunction)(void (*)(void))native_blend_families, METH_FASTCALL, "blend_families(families, alpha, ...): whole families."},
    {"convert", native_convert, METH_VARARGS, "convert(frame, last, canvas, width, height, spans): RGBA to I420, only what changed."},
    {"copy", (PyCFunction)(void (*)(void))native_copy, METH_FASTCALL, "copy(mobject, memo, ...): a deep copy of a mobject."},
    {"draw", (PyCFunction)(void (*)(void))native_draw, METH_FASTCALL, "draw(...): a whole shape of single colours."},
    {"families", (PyCFunction)(void (*)(void))native_families, METH_FASTCALL, "families(mobjects, ...): all below them."},
    {"has_updates", (PyCFunction)(void (*)(void))native_has_updates, METH_FASTCALL, "has_updates(mobject, update): whether anything below has."},
    {"paint", native_paint, METH_VARARGS, "paint(...): the shapes of a frame, one after the other."},
    {"path", native_path, METH_VARARGS, "path(context, points, tolerance): the path of a shape."},
    {"restore", native_restore, METH_VARARGS, "restore(pixels, background, drawn, changed): what was drawn on becomes as it was."},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, "engine_native", NULL, -1, functions, NULL, NULL, NULL, NULL};

PyMODINIT_FUNC PyInit_engine_native(void) {
  if (native_import_cairo() < 0 || native_import_numpy() < 0 || native_import_names() < 0 || native_import_family() < 0 || native_import_copy() < 0) return NULL;
  PyObject *made = PyModule_Create(&module);
  if (made != NULL && PyModule_AddStringConstant(made, "SOURCE", NATIVE_SOURCE) < 0) Py_CLEAR(made);
  return made;
}
