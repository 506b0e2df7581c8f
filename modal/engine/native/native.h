#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <cairo.h>
#include <stdint.h>

/* Where points lie, in the units of a scene: what a path covers is within its control points. */
typedef struct {
  double left, right, bottom, top;
} Box;

/* How a shape is drawn, where it has single colours. */
typedef struct {
  double red, green, blue, opacity;
} Colour;
typedef struct {
  Colour behind, fill, stroke;
  double behind_width, stroke_width; /* not negative */
  int join, cap;
} Look;

PyObject *native_convert(PyObject *self, PyObject *arguments);
PyObject *native_path(PyObject *self, PyObject *arguments);
PyObject *native_draw(PyObject *self, PyObject *const *arguments, Py_ssize_t count);
PyObject *native_paint(PyObject *self, PyObject *arguments);
PyObject *native_restore(PyObject *self, PyObject *arguments);
int native_read_look(PyObject *behind, PyObject *behind_width, PyObject *fill, PyObject *stroke, PyObject *stroke_width, Look *look);
int native_draw_look(cairo_t *context, const Look *look, double multiple);
int native_is_visible(const Look *look);
int native_make_path(cairo_t *context, PyObject *points, double tolerance, Box *box);
cairo_t *native_context(PyObject *object);
int native_import_cairo(void);
int native_import_names(void);
PyObject *native_blend(PyObject *self, PyObject *const *arguments, Py_ssize_t count);
PyObject *native_blend_attributes(PyObject *self, PyObject *const *arguments, Py_ssize_t count);
PyObject *native_blend_families(PyObject *self, PyObject *const *arguments, Py_ssize_t count);
int native_import_numpy(void);
PyObject *native_families(PyObject *self, PyObject *const *arguments, Py_ssize_t count);
PyObject *native_has_updates(PyObject *self, PyObject *const *arguments, Py_ssize_t count);
int native_import_family(void);
PyObject *native_copy(PyObject *self, PyObject *const *arguments, Py_ssize_t count);
int native_import_copy(void);
