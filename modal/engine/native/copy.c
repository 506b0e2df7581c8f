/* Deep copies of mobjects, as patches/copies.py says. */
#include "native.h"
#define NPY_NO_DEPRECATED_API NPY_1_7_API_VERSION
#define NO_IMPORT_ARRAY
#define PY_ARRAY_UNIQUE_SYMBOL native_array_api
#include <numpy/arrayobject.h>

/* What Python tells: copies of which types are the object itself, the method that copies a mobject, copy.deepcopy, the class whose attribute
 * `path_obj` is shared by copies. */
typedef struct {
  PyObject *itself, *method, *deepcopy, *keeps_source, *memo;
} Rules;

static PyObject *deepcopy_name, *new_name, *source_name, *original_name;

static PyObject *copy_value(const Rules *rules, PyObject *value);

static PyObject *copy_list(const Rules *rules, PyObject *list, PyObject *key) {
  PyObject *made = PyList_New(0);
  int failed = made == NULL || PyDict_SetItem(rules->memo, key, made) < 0;
  for (Py_ssize_t i = 0; !failed && i < PyList_GET_SIZE(list); i++) {
    PyObject *item = Py_NewRef(PyList_GET_ITEM(list, i)), *copy = copy_value(rules, item);
    failed = copy == NULL || PyList_Append(made, copy) < 0;
    Py_XDECREF(copy);
    Py_DECREF(item);
  }
  if (failed) Py_CLEAR(made);
  return made;
}

static PyObject *copy_dict(const Rules *rules, PyObject *dict, PyObject *key) {
  PyObject *made = PyDict_New(), *items = PyDict_Copy(dict), *name, *value;
  int failed = made == NULL || items == NULL || PyDict_SetItem(rules->memo, key, made) < 0;
  Py_ssize_t place = 0;
  while (!failed && PyDict_Next(items, &place, &name, &value)) {
    PyObject *copy = copy_value(rules, value), *new_key = copy == NULL ? NULL : copy_value(rules, name); /* in Python's order */
    failed = new_key == NULL || PyDict_SetItem(made, new_key, copy) < 0;
    Py_XDECREF(new_key);
    Py_XDECREF(copy);
  }
  if (!failed && PyDict_GET_SIZE(dict) != PyDict_GET_SIZE(items)) {
    PyErr_SetString(PyExc_RuntimeError, "dictionary changed size during iteration");
    failed = 1;
  }
  Py_XDECREF(items);
  if (failed) Py_CLEAR(made);
  return made;
}

static PyObject *copy_array(const Rules *rules, PyObject *array, PyObject *key) {
  PyObject *made = PyArray_NewCopy((PyArrayObject *)array, NPY_KEEPORDER);
  if (made != NULL && PyDict_SetItem(rules->memo, key, made) < 0) Py_CLEAR(made);
  return made;
}

static int copy_attributes(const Rules *rules, PyObject *mobject, PyObject *made) {
  PyObject *own = PyObject_GenericGetDict(mobject, NULL), *attributes = own == NULL ? NULL : PyDict_Copy(own), *name, *value;
  int keeps_source = (PyObject *)Py_TYPE(mobject) == rules->keeps_source, failed = attributes == NULL;
  Py_ssize_t place = 0;
  while (!failed && PyDict_Next(attributes, &place, &name, &value)) {
    int is_source = keeps_source && PyUnicode_Check(name) && PyUnicode_Compare(name, source_name) == 0;
    PyObject *copy = is_source ? Py_NewRef(value) : copy_value(rules, value);
    failed = copy == NULL || PyObject_SetAttr(made, name, copy) < 0;
    Py_XDECREF(copy);
  }
  if (!failed && PyDict_GET_SIZE(own) != PyDict_GET_SIZE(attributes)) {
    PyErr_SetString(PyExc_RuntimeError, "dictionary changed size during iteration");
    failed = 1;
  }
  Py_XDECREF(own);
  Py_XDECREF(attributes);
  return !failed;
}

static PyObject *copy_mobject(const Rules *rules, PyObject *mobject, PyObject *key) {
  if (Py_EnterRecursiveCall(" while copying a mobject")) return NULL;
  PyObject *type = (PyObject *)Py_TYPE(mobject), *made = PyObject_CallMethodOneArg(type, new_name, type);
  int done = made != NULL && PyDict_SetItem(rules->memo, key, made) == 0 && copy_attributes(rules, mobject, made);
  PyObject *original = done ? PyObject_Str(key) : NULL;
  done = original != NULL && PyObject_SetAttr(made, original_name, original) == 0;
  Py_XDECREF(original);
  Py_LeaveRecursiveCall();
  if (!done) Py_CLEAR(made);
  return made;
}

/* Whether Python would copy it by Manim's own method: its class has no other, nor was one put into this object alone. */
static int is_mobject(const Rules *rules, PyObject *value) {
  PyObject *method = PyObject_GetAttr((PyObject *)Py_TYPE(value), deepcopy_name);
  int is = method == rules->method;
  Py_XDECREF(method);
  PyErr_Clear();
  PyObject *own = is ? PyObject_GenericGetDict(value, NULL) : NULL;
  is = own != NULL && PyDict_Contains(own, deepcopy_name) == 0;
  Py_XDECREF(own);
  PyErr_Clear();
  return is;
}

static PyObject *copy_value(const Rules *rules, PyObject *value) {
  int is_itself = PySet_Contains(rules->itself, (PyObject *)Py_TYPE(value));
  if (is_itself != 0) return is_itself < 0 ? NULL : Py_NewRef(value);
  int is_array = PyArray_CheckExact(value) && !PyDataType_REFCHK(PyArray_DESCR((PyArrayObject *)value));
  int is_plain = is_array || PyList_CheckExact(value) || PyDict_CheckExact(value);
  if (!is_plain && !is_mobject(rules, value)) return PyObject_CallFunctionObjArgs(rules->deepcopy, value, rules->memo, NULL);
  PyObject *key = PyLong_FromVoidPtr(value), *made = NULL;
  PyObject *known = key == NULL ? NULL : PyDict_GetItemWithError(rules->memo, key);
  if (known == Py_None) /* what that means is not the same in all releases of Python */
    made = PyObject_CallFunctionObjArgs(rules->deepcopy, value, rules->memo, NULL);
  else if (known != NULL)
    made = Py_NewRef(known);
  else if (key != NULL && !PyErr_Occurred())
    made = is_array                    ? copy_array(rules, value, key)
           : PyList_CheckExact(value)  ? copy_list(rules, value, key)
           : PyDict_CheckExact(value)  ? copy_dict(rules, value, key)
                                       : copy_mobject(rules, value, key);
  Py_XDECREF(key);
  return made;
}

/* copy(mobject, memo, itself, method, deepcopy, keeps_source) -> a deep copy of the mobject, whatever the memo has of it */
PyObject *native_copy(PyObject *self, PyObject *const *arguments, Py_ssize_t count) {
  if (count != 6 || !PyDict_CheckExact(arguments[1])) {
    PyErr_SetString(PyExc_TypeError, "copy takes a mobject, a dictionary and four rules.");
    return NULL;
  }
  Rules rules = {arguments[2], arguments[3], arguments[4], arguments[5], arguments[1]};
  PyObject *key = PyLong_FromVoidPtr(arguments[0]), *made = key == NULL ? NULL : copy_mobject(&rules, arguments[0], key);
  Py_XDECREF(key);
  return made;
}

int native_import_copy(void) {
  deepcopy_name = PyUnicode_InternFromString("__deepcopy__");
  new_name = PyUnicode_InternFromString("__new__");
  source_name = PyUnicode_InternFromString("path_obj");
  original_name = PyUnicode_InternFromString("original_id");
  return original_name == NULL ? -1 : 0;
}
