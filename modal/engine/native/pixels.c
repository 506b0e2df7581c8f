/* RGBA frames to I420 (BT.601, limited range), of which only what changed since the frame before is converted.
 *
 * The coefficients are those of ITU-R BT.601 times 2^15; chroma is the mean of four pixels. Alpha is not looked at: a frame of a video is opaque.
 */
#include "spans.h"
#include <string.h>

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
/* Wider vectors where the processor has them; the arithmetic is on integers, so the pictures are the same. */
#define FOR_EACH_PROCESSOR __attribute__((target_clones("avx2", "default")))
#else
#define FOR_EACH_PROCESSOR
#endif

FOR_EACH_PROCESSOR
static void convert_row(const uint8_t *restrict row, int width, uint8_t *restrict luma) {
  for (int x = 0; x < width; x++)
    luma[x] = (uint8_t)((8414 * row[4 * x] + 16519 * row[4 * x + 1] + 3208 * row[4 * x + 2] + (16 << 15) + 16384) >> 15);
}

FOR_EACH_PROCESSOR
static void convert_colours(const uint8_t *restrict a, const uint8_t *restrict b, int width, uint8_t *restrict u, uint8_t *restrict v) {
  for (int x = 0; x < width / 2; x++) {
    int red = a[8 * x] + a[8 * x + 4] + b[8 * x] + b[8 * x + 4];
    int green = a[8 * x + 1] + a[8 * x + 5] + b[8 * x + 1] + b[8 * x + 5];
    int blue = a[8 * x + 2] + a[8 * x + 6] + b[8 * x + 2] + b[8 * x + 6];
    u[x] = (uint8_t)((-4857 * red - 9535 * green + 14392 * blue + (128 << 17) + 65536) >> 17);
    v[x] = (uint8_t)((14392 * red - 12051 * green - 2341 * blue + (128 << 17) + 65536) >> 17);
  }
}

/* convert(frame, last, canvas, width, height, spans) -> number of pairs of rows that changed
 *
 * `frame` and `last` are RGBA, `canvas` is I420; all without padding, width and height even. What of `frame` differs from `last` is written to
 * `canvas` and to `last`, which so becomes equal to `frame`. With spans, only within them it can differ; without, every row counts as changed. */
PyObject *native_convert(PyObject *self, PyObject *arguments) {
  Py_buffer frame, last, canvas, spans;
  int width, height;
  if (!PyArg_ParseTuple(arguments, "y*w*w*iiz*", &frame, &last, &canvas, &width, &height, &spans)) return NULL;
  Py_ssize_t pixels = (Py_ssize_t)width * height;
  int changed = 0;
  int fits = width > 0 && height > 0 && width % 2 == 0 && height % 2 == 0 && frame.len == 4 * pixels && last.len == 4 * pixels &&
             canvas.len == pixels + pixels / 2 && (spans.buf == NULL || spans.len == height / 2 * (Py_ssize_t)sizeof(Span));
  if (fits) {
    Py_BEGIN_ALLOW_THREADS
    size_t row_bytes = 4 * (size_t)width;
    uint8_t *luma = canvas.buf, *u = luma + pixels, *v = u + pixels / 4;
    for (int y = 0; y < height; y += 2) {
      Span span = spans.buf == NULL ? (Span){0, width} : ((const Span *)spans.buf)[y / 2];
      int from = span.from & ~1, count = ((span.to + 1) & ~1) - from;
      if (span.from >= span.to) continue;
      size_t start = y * row_bytes + 4 * (size_t)from, bytes = 4 * (size_t)count;
      const uint8_t *new = (const uint8_t *)frame.buf + start;
      uint8_t *old = (uint8_t *)last.buf + start;
      if (spans.buf != NULL && memcmp(new, old, bytes) == 0 && memcmp(new + row_bytes, old + row_bytes, bytes) == 0) continue;
      changed++;
      memcpy(old, new, bytes);
      memcpy(old + row_bytes, new + row_bytes, bytes);
      size_t place = (size_t)y * width + from, colours = (size_t)(y / 2) * (width / 2) + from / 2;
      convert_row(new, count, luma + place);
      convert_row(new + row_bytes, count, luma + place + width);
      convert_colours(new, new + row_bytes, count, u + colours, v + colours);
    }
    Py_END_ALLOW_THREADS
  } else {
    PyErr_Format(PyExc_ValueError, "The buffers do not hold a picture of %d × %d pixels.", width, height);
  }
  PyBuffer_Release(&frame);
  PyBuffer_Release(&last);
  PyBuffer_Release(&canvas);
  if (spans.buf != NULL) PyBuffer_Release(&spans);
  return fits ? PyLong_FromLong(changed) : NULL;
}
