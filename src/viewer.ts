/** Who asks. Nobody signs in today; all that clients can ask for is handed this, so that one day it may depend on it. */
export interface Viewer {
  /** `null`: somebody who did not sign in. */
  id: string | null;
}

/** What a client says of itself: the headers of its request, or the parameters of its WebSocket. */
export interface Credentials {
  headers?: Headers | undefined;
  connectionParams?: unknown;
}

/** Tells who asks. Everyone is anonymous so far. */
export function viewerOf(_credentials: Credentials): Viewer {
  return { id: null };
}
