/** Somebody who was asked did not answer as they should, and is asked again. */
export interface Retry {
  /** What went wrong: `arXiv could not be reached: …`. */
  problem: string;
  /** Until they are asked again, at the earliest. */
  afterMs: number;
  /** The number of the attempt that follows, and how many there are at most. 1 where something is in the way of the very first. */
  attempt: number;
  attempts: number;
}
