/** Why a `fetch` failed, in words. The error itself says only "fetch failed"; what happened (refused, reset, no such host) is its cause. */
export function networkReason(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  // Of a host with several addresses, each has an error of its own, and the message is empty.
  const first = cause instanceof AggregateError ? cause.errors[0] : cause;
  const reason = first instanceof Error ? first.message || first.name : String(first);
  // OpenSSL's own words, with its files and lines.
  return /wrong version number|packet length too long/.test(reason) ? 'it speaks no TLS: its address begins with http:// then' : reason;
}
