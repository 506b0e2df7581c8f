/* RGBA frames to I420 (BT.601, limited range), of which only the rows that changed since the frame before are converted.
 *
 * The coefficients are those of ITU-R BT.601 times 2^15; chroma is the mean of four pixels. Alpha is not looked at: a frame of a video is opaque.
 */
#include "native.h"
#include <stdint.h>
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

/* convert(frame, last, canvas, width, height, whole) -> number of pairs of rows that changed
 *
 * `frame` and `last` are RGBA, `canvas` is I420; all without padding. Rows of `frame` that differ from `last` are written to `canvas` and to
 * `last`, which so becomes equal to `frame`. With `whole` every row counts as changed. Width and height are even. */
PyObject *native_convert(PyObject *self, PyObject *arguments) {
  Py_buffer frame, last, canvas;
  int width, height, whole;
  if (!PyArg_ParseTuple(arguments, "y*w*w*iip", &frame, &last, &canvas, &width, &height, &whole)) return NULL;
  Py_ssize_t pixels = (Py_ssize_t)width * height;
  int changed = 0;
  int fits = width > 0 && height > 0 && width % 2 == 0 && height % 2 == 0 && frame.len == 4 * pixels && last.len == 4 * pixels &&
             canvas.len == pixels + pixels / 2;
  if (fits) {
    Py_BEGIN_ALLOW_THREADS
    size_t row_bytes = 4 * (size_t)width;
    uint8_t *luma = canvas.buf, *u = luma + pixels, *v = u + pixels / 4;
    for (int y = 0; y < height; y += 2) {
      const uint8_t *new = (const uint8_t *)frame.buf + y * row_bytes;
      uint8_t *old = (uint8_t *)last.buf + y * row_bytes;
      if (!whole && memcmp(new, old, 2 * row_bytes) == 0) continue;
      changed++;
      memcpy(old, new, 2 * row_bytes);
      convert_row(new, width, luma + (size_t)y * width);
      convert_row(new + row_bytes, width, luma + (size_t)(y + 1) * width);
      convert_colours(new, new + row_bytes, width, u + (size_t)(y / 2) * (width / 2), v + (size_t)(y / 2) * (width / 2));
    }
    Py_END_ALLOW_THREADS
  } else {
    PyErr_Format(PyExc_ValueError, "The buffers do not hold a picture of %d × %d pixels.", width, height);
  }
  PyBuffer_Release(&frame);
  PyBuffer_Release(&last);
  PyBuffer_Release(&canvas);
  return fits ? PyLong_FromLong(changed) : NULL;
}
