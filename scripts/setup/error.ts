/** A step of set-up failed for a reason that a person can do something about; the message is all they need to see. */
export class SetupError extends Error {
  override name = 'SetupError';
}
