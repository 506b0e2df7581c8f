/** A body as `fetch` of Node or of undici gives it. */
interface Body {
  body: AsyncIterable<Uint8Array> | null;
}

/**
 * Reads a whole answer as UTF-8 text, or gives up with `null` once it is larger than `maximumBytes` (after decompression): the sender
 * decides how much it sends, so somebody has to say how much is kept in memory.
 */
export async function readBoundedText({ body }: Body, maximumBytes: number): Promise<string | null> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > maximumBytes) return null;
    chunks.push(chunk);
  }
  return new TextDecoder().decode(Buffer.concat(chunks));
}
