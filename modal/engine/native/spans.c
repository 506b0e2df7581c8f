/* Which parts of a picture were drawn on: kept as one span for each two rows, for it is by two rows that pictures are converted. */
#include "spans.h"
#include <math.h>
#include <string.h>

/* Coordinates of cairo have 24 bits before the point; what is further out could come back in on the other side. */
#define FAR 1.0e6
/* Edges are smoothed over less than a pixel. */
#define MARGIN 2

static int clamp(double value, int limit) { return value < 0 ? 0 : value > limit ? limit : (int)value; }

void native_mark_all(const Spans *spans) {
  for (int row = 0; row < spans->height / 2; row++) spans->spans[row] = (Span){0, spans->width};
}

/* Adds a rectangle, in pixels. */
void native_mark(const Spans *spans, double left, double right, double top, double bottom) {
  if (!(left > -FAR && right < FAR && top > -FAR && bottom < FAR)) {
    native_mark_all(spans);
    return;
  }
  int from = clamp(floor(left) - MARGIN, spans->width), to = clamp(ceil(right) + MARGIN, spans->width);
  int first = clamp(floor(top) - MARGIN, spans->height) / 2, end = (clamp(ceil(bottom) + MARGIN, spans->height) + 1) / 2;
  if (from >= to) return;
  for (Span *span = spans->spans + first; span < spans->spans + end; span++) {
    if (span->from >= span->to) *span = (Span){from, to};
    if (from < span->from) span->from = from;
    if (to > span->to) span->to = to;
  }
}

void native_unite(Span *all, const Span *more, Py_ssize_t count) {
  for (Py_ssize_t i = 0; i < count; i++) {
    if (more[i].from >= more[i].to) continue;
    if (all[i].from >= all[i].to) all[i] = more[i];
    if (more[i].from < all[i].from) all[i].from = more[i].from;
    if (more[i].to > all[i].to) all[i].to = more[i].to;
  }
}

/* restore(pixels, background, drawn, changed): where `pixels` were drawn on, they become those of `background`, which changes them. */
PyObject *native_restore(PyObject *self, PyObject *arguments) {
  Py_buffer pixels, background, drawn, changed;
  if (!PyArg_ParseTuple(arguments, "w*y*w*w*", &pixels, &background, &drawn, &changed)) return NULL;
  Py_ssize_t count = drawn.len / (Py_ssize_t)sizeof(Span), row_bytes = count > 0 ? pixels.len / count / 2 : 0;
  int fits = count > 0 && pixels.len == background.len && pixels.len == 2 * count * row_bytes && drawn.len == changed.len;
  const Span *spans = drawn.buf;
  for (Py_ssize_t y = 0; fits && y < 2 * count; y++) {
    Span span = spans[y / 2];
    Py_ssize_t start = y * row_bytes + 4 * (Py_ssize_t)span.from;
    if (span.from < span.to) memcpy((char *)pixels.buf + start, (const char *)background.buf + start, 4 * (size_t)(span.to - span.from));
  }
  if (fits) {
    native_unite(changed.buf, spans, count);
    memset(drawn.buf, 0, drawn.len);
  }
  PyBuffer_Release(&pixels);
  PyBuffer_Release(&background);
  PyBuffer_Release(&drawn);
  PyBuffer_Release(&changed);
  if (fits) Py_RETURN_NONE;
  PyErr_SetString(PyExc_ValueError, "The buffers do not hold pictures of one size.");
  return NULL;
}
