/* What of the engine is in C. It is built at set-up; without it the engine goes the slower way, with the same pictures. */
#include "native.h"

static PyMethodDef functions[] = {
    {"anchors", (PyCFunction)(void (*)(void))native_anchors, METH_FASTCALL, "anchors(shapes, names, methods): where their curves begin and end."},
    {"are_close", (PyCFunction)(void (*)(void))native_are_close, METH_FASTCALL, "are_close(point, other, tolerance): as numpy.allclose."},
    {"blend", (PyCFunction)(void (*)(void))native_blend, METH_FASTCALL, "blend(start, end, alpha): what lies between two values."},
    {"blend_attributes", (PyCFunction)(void (*)(void))native_blend_attributes, METH_FASTCALL, "blend_attributes(shape, start, end, alpha)."},
    {"blend_families", (PyCFunction)(void (*)(void))native_blend_families, METH_FASTCALL, "blend_families(families, alpha, ...): whole families."},
    {"convert", native_convert, METH_VARARGS, "convert(frame, last, canvas, width, height, spans): RGBA to I420, only what changed."},
    {"copy", (PyCFunction)(void (*)(void))native_copy, METH_FASTCALL, "copy(mobject, memo, ...): a deep copy of a mobject."},
    {"curve_length", (PyCFunction)(void (*)(void))native_curve_length, METH_FASTCALL, "curve_length(points, n): of the n-th cubic curve."},
    {"curve_pieces", native_curve_pieces, METH_O, "curve_pieces(points): the lengths of the pieces of one curve."},
    {"draw", (PyCFunction)(void (*)(void))native_draw, METH_FASTCALL, "draw(...): a whole shape."},
    {"families", (PyCFunction)(void (*)(void))native_families, METH_FASTCALL, "families(mobjects, ...): all below them."},
    {"has_updates", (PyCFunction)(void (*)(void))native_has_updates, METH_FASTCALL, "has_updates(mobject, update): whether anything below has."},
    {"paint", native_paint, METH_VARARGS, "paint(...): the shapes of a frame, one after the other."},
    {"is_finite", native_is_finite, METH_O, "is_finite(points): whether they are plain points, all of them finite."},
    {"middle", native_middle, METH_O, "middle(points): of the box around the ends of their curves."},
    {"project", (PyCFunction)(void (*)(void))native_project, METH_FASTCALL, "project(points, focal_distance, zoom): what is near is larger."},
    {"restore", native_restore, METH_VARARGS, "restore(pixels, background, drawn, changed): what was drawn on becomes as it was."},
    {"splits", (PyCFunction)(void (*)(void))native_splits, METH_FASTCALL, "splits(points, tolerance): where paths begin and the last ends."},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, "engine_native", NULL, -1, functions, NULL, NULL, NULL, NULL};

PyMODINIT_FUNC PyInit_engine_native(void) {
  if (native_import_cairo() < 0 || native_import_numpy() < 0 || native_import_names() < 0 || native_import_family() < 0 || native_import_copy() < 0 ||
      native_import_anchors() < 0)
    return NULL;
  PyObject *made = PyModule_Create(&module);
  if (made != NULL && PyModule_AddStringConstant(made, "SOURCE", NATIVE_SOURCE) < 0) Py_CLEAR(made);
  return made;
}
