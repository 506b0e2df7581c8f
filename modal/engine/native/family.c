/* Walks over mobjects and those below them, as patches/families.py and updates.py say. What is unusual is left to Python. */
#include "native.h"

static PyObject *submobjects, *points, *updaters, *walk_name, *family_name, *count_name, *update_name;

typedef struct {
  PyTypeObject *last; /* the type that was looked at last, and whether it is usual */
  PyObject *names[3], *functions[3]; /* what the type has to have under which names */
  int count;
} Kinds;

/* Whether the type has Manim's own functions, and objects of it are equal when they are one. */
static int is_usual(Kinds *kinds, PyObject *mobject) {
  PyTypeObject *type = Py_TYPE(mobject);
  if (type == kinds->last) return 1;
  if (type->tp_hash != PyBaseObject_Type.tp_hash || type->tp_richcompare != PyBaseObject_Type.tp_richcompare) return 0;
  for (int i = 0; i < kinds->count; i++) {
    PyObject *found = PyObject_GetAttr((PyObject *)type, kinds->names[i]);
    Py_XDECREF(found);
    if (found != kinds->functions[i]) {
      PyErr_Clear();
      return 0;
    }
  }
  kinds->last = type;
  return 1;
}

/* Whether something was put into one object under one of these names. */
static int has_own(PyObject *mobject, PyObject *const *names, int count) {
  PyObject *own = PyObject_GenericGetDict(mobject, NULL);
  int found = own == NULL;
  for (int i = 0; i < count && !found; i++) found = PyDict_Contains(own, names[i]) != 0;
  Py_XDECREF(own);
  PyErr_Clear();
  return found;
}

/* A list under that name, or NULL without an exception. */
static PyObject *list_of(PyObject *mobject, PyObject *name) {
  PyObject *list = PyObject_GetAttr(mobject, name);
  if (list != NULL && !PyList_CheckExact(list)) Py_CLEAR(list);
  if (list == NULL) PyErr_Clear();
  return list;
}

typedef struct Path {
  PyObject *mobject;
  const struct Path *above;
} Path;

static int is_on(const Path *path, PyObject *mobject) {
  for (; path != NULL; path = path->above)
    if (path->mobject == mobject) return 1;
  return 0;
}

static int has_points(PyObject *mobject) {
  PyObject *array = PyObject_GetAttr(mobject, points);
  Py_ssize_t count = array == NULL ? -1 : PyObject_Size(array);
  Py_XDECREF(array);
  return count < 0 ? -1 : count > 0;
}

/* Appends the mobject and all below it. 0 where something is unusual: then the list is of no use. */
static int collect(Kinds *kinds, PyObject *mobject, const Path *above, int only_with_points, PyObject *family) {
  PyObject *const own[] = {walk_name, count_name};
  if (!is_usual(kinds, mobject) || has_own(mobject, own, 2)) return 0;
  PyObject *below = list_of(mobject, submobjects);
  if (below == NULL) return 0;
  int done = 1;
  if (PyList_GET_SIZE(below) == 0 || !is_on(above, mobject)) {
    int takes_part = only_with_points ? has_points(mobject) : 1;
    done = takes_part >= 0 && (!takes_part || PyList_Append(family, mobject) == 0);
    Path path = {mobject, above};
    if (done && PyList_GET_SIZE(below) > 0) {
      done = Py_EnterRecursiveCall(" in a family of mobjects") == 0;
      if (done) {
        for (Py_ssize_t i = 0; done && i < PyList_GET_SIZE(below); i++) {
          PyObject *member = Py_NewRef(PyList_GET_ITEM(below, i)); /* a property of a scene's class may change the list */
          done = collect(kinds, member, &path, only_with_points, family);
          Py_DECREF(member);
        }
        Py_LeaveRecursiveCall();
      }
    }
  }
  Py_DECREF(below);
  return done;
}

/* Each once, where it is last. */
static PyObject *last_of_each(PyObject *family) {
  Py_ssize_t count = PyList_GET_SIZE(family);
  if (count < 2) return Py_NewRef(family);
  PyObject *seen = PySet_New(NULL), *last = PyList_New(0);
  int failed = seen == NULL || last == NULL;
  for (Py_ssize_t i = count - 1; i >= 0 && !failed; i--) {
    Py_ssize_t known = PySet_GET_SIZE(seen);
    failed = PySet_Add(seen, PyList_GET_ITEM(family, i)) < 0;
    if (!failed && PySet_GET_SIZE(seen) > known) failed = PyList_Append(last, PyList_GET_ITEM(family, i)) < 0;
  }
  if (!failed) failed = PyList_Reverse(last) < 0;
  Py_XDECREF(seen);
  if (failed) Py_CLEAR(last);
  return last;
}

/* families(mobjects, only_with_points, walk, get_family, get_num_points) -> the families one after the other, each member where it is last;
 * `None` where a class or an object walks, counts or compares in a way of its own. */
PyObject *native_families(PyObject *self, PyObject *const *arguments, Py_ssize_t count) {
  if (count != 5 || !PyList_CheckExact(arguments[0])) Py_RETURN_NONE;
  int only_with_points = PyObject_IsTrue(arguments[1]);
  Kinds kinds = {NULL, {walk_name, family_name, count_name}, {arguments[2], arguments[3], arguments[4]}, 3};
  PyObject *family = PyList_New(0), *found = NULL;
  int done = family != NULL;
  for (Py_ssize_t i = 0; done && i < PyList_GET_SIZE(arguments[0]); i++) {
    PyObject *mobject = PyList_GET_ITEM(arguments[0], i);
    done = !has_own(mobject, &family_name, 1) && collect(&kinds, mobject, NULL, only_with_points, family);
  }
  if (done) found = last_of_each(family);
  Py_XDECREF(family);
  if (found != NULL) return found;
  PyErr_Clear();
  Py_RETURN_NONE;
}

static int has_updates(Kinds *kinds, PyObject *mobject) {
  if (!is_usual(kinds, mobject) || has_own(mobject, &update_name, 1)) return 1;
  PyObject *own = list_of(mobject, updaters), *below = own == NULL ? NULL : list_of(mobject, submobjects);
  int found = below == NULL || PyList_GET_SIZE(own) > 0;
  if (!found && PyList_GET_SIZE(below) > 0) {
    found = Py_EnterRecursiveCall(" in a family of mobjects") != 0;
    if (!found) {
      for (Py_ssize_t i = 0; !found && i < PyList_GET_SIZE(below); i++) {
        PyObject *member = Py_NewRef(PyList_GET_ITEM(below, i));
        found = has_updates(kinds, member);
        Py_DECREF(member);
      }
      Py_LeaveRecursiveCall();
    }
  }
  Py_XDECREF(own);
  Py_XDECREF(below);
  PyErr_Clear();
  return found;
}

/* has_updates(mobject, update) -> whether there may be anything to update in its family: an updater, or an `update` that is not the one given. */
PyObject *native_has_updates(PyObject *self, PyObject *const *arguments, Py_ssize_t count) {
  if (count != 2) Py_RETURN_TRUE;
  Kinds kinds = {NULL, {update_name}, {arguments[1]}, 1};
  return PyBool_FromLong(has_updates(&kinds, arguments[0]));
}

int native_import_family(void) {
  submobjects = PyUnicode_InternFromString("submobjects");
  points = PyUnicode_InternFromString("points");
  updaters = PyUnicode_InternFromString("updaters");
  walk_name = PyUnicode_InternFromString("_iter_family");
  family_name = PyUnicode_InternFromString("get_family");
  count_name = PyUnicode_InternFromString("get_num_points");
  update_name = PyUnicode_InternFromString("update");
  return update_name == NULL ? -1 : 0;
}
