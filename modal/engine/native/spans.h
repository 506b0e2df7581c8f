#include "native.h"

/* Of each two rows of a picture, from which column (0 and on) to which something may have happened; nothing where `from` is not below `to`. */
typedef struct {
  int32_t from, to;
} Span;

/* A picture of RGBA, of which both sides are even, with its spans. */
typedef struct {
  Span *spans;
  int width, height;
} Spans;

void native_mark(const Spans *spans, double left, double right, double top, double bottom);
void native_mark_all(const Spans *spans);
void native_unite(Span *all, const Span *more, Py_ssize_t count);
