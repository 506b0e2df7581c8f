#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <cairo.h>
#include <stdint.h>

/* Where points lie, in the units of a scene: what a path covers is within its control points. */
typedef struct {
  double left, right, bottom, top;
} Box;

typedef struct {
  double red, green, blue, opacity;
} Colour;

/* One colour, or some that follow each other at even distances. */
enum { MOST_STOPS = 16 };
typedef struct {
  int count;
  Colour stops[MOST_STOPS];
} Paint;

typedef struct {
  Paint behind, fill, stroke;
  double behind_width, stroke_width; /* not negative */
  int join, cap;
  const double *light; /* added to red, green and blue, three numbers for where the shape begins and three for where it ends; or NULL */
  const double *ends;  /* x, y, z of where a change of colour begins and where it ends; NULL where all paints must be of one colour */
} Look;

PyObject *native_convert(PyObject *self, PyObject *arguments);
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
/* numpy.isclose of two numbers, and whether it is one for which that is so: with others, Manim's ways of comparing differ. */
int native_is_close(double a, double b, double tolerance);
int native_is_tolerance(double tolerance);
/* Whether it is an array and of no class that adds to what an array is. */
int native_is_array(PyObject *object);
/* The rows of a plain array of points, three float64 each; NULL for anything else. */
double *native_rows(PyObject *object, Py_ssize_t *count);
int native_are_finite(const double *numbers, Py_ssize_t count);
PyObject *native_are_close(PyObject *self, PyObject *const *arguments, Py_ssize_t count);
PyObject *native_splits(PyObject *self, PyObject *const *arguments, Py_ssize_t count);
PyObject *native_curve_length(PyObject *self, PyObject *const *arguments, Py_ssize_t count);
PyObject *native_curve_pieces(PyObject *self, PyObject *points);
PyObject *native_is_finite(PyObject *self, PyObject *points);
PyObject *native_project(PyObject *self, PyObject *const *arguments, Py_ssize_t count);
PyObject *native_middle(PyObject *self, PyObject *points);
PyObject *native_blend(PyObject *self, PyObject *const *arguments, Py_ssize_t count);
PyObject *native_blend_attributes(PyObject *self, PyObject *const *arguments, Py_ssize_t count);
PyObject *native_blend_families(PyObject *self, PyObject *const *arguments, Py_ssize_t count);
int native_import_numpy(void);
PyObject *native_families(PyObject *self, PyObject *const *arguments, Py_ssize_t count);
PyObject *native_has_updates(PyObject *self, PyObject *const *arguments, Py_ssize_t count);
int native_import_family(void);
PyObject *native_anchors(PyObject *self, PyObject *const *arguments, Py_ssize_t count);
int native_import_anchors(void);
PyObject *native_copy(PyObject *self, PyObject *const *arguments, Py_ssize_t count);
int native_import_copy(void);
