/** Settings that cannot work. The message names the variables. */
export class ConfigError extends Error {
  override name = 'ConfigError';
}

/** Something in the request is wrong; `path` names the argument: `['input', 'visualizations', '2', 'manimCode']`. */
export class InputError extends Error {
  override name = 'InputError';
  readonly path: string[];
  /** What was wrong, shortened; `null` where there was nothing. */
  readonly value: string | null;
  constructor(message: string, path: string[], value: unknown = null) {
    super(message);
    this.path = path;
    this.value = value === null || value === undefined ? null : shorten(typeof value === 'string' ? value : JSON.stringify(value));
  }
}

/** There is no such thing, or the id is not one. */
export class NotFoundError extends Error {
  override name = 'NotFoundError';
}

/** The request is well formed but the present state forbids it. */
export class ConflictError extends Error {
  override name = 'ConflictError';
}

/** Come back later: there is more work than this installation takes on, or a part of it is away. */
export class TooBusyError extends Error {
  override name = 'TooBusyError';
  readonly retryAfterSeconds: number;
  constructor(message: string, retryAfterSeconds: number, options?: ErrorOptions) {
    super(message, options);
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** What prevents this machine from doing its work, and the remedy; shown to the person who starts the program. */
export class StartError extends Error {
  override name = 'StartError';
}

const SHOWN_CHARACTERS = 100;

function shorten(text: string): string {
  return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text;
}
