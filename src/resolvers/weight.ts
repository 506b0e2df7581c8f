/** What every render costs before its first animation, in the unit of `weightOf`. */
const CONSTANT = 1;
/** Setting one formula, likewise. */
const FORMULA = 0.2;
/** Lines that a second of video takes, in scenes that show for themselves how long they are. */
const LINES_A_SECOND = 8;

const play = /\.play\(/g;
const wait = /\.wait\(\s*(\d+(?:\.\d+)?)?/g;
const runTime = /run_time\s*=\s*(\d+(?:\.\d+)?)/g;
const formula = /\b(?:MathTex|Tex|SingleStringMathTex|Title|BulletedList)\(/g;
const line = /\S.*$/gm;
/** More than this is a loop or a typing error. */
const LONGEST_SECONDS = 600;

/**
 * How much work Manim code seems to be, roughly in seconds of video: a second for each animation unless it says how long it takes, its
 * waits, and its formulas. What loops and functions of its own do is not seen, but long code seldom makes a short video. Only good for
 * comparing renders with each other.
 */
export function weightOf(code: string): number {
  const sum = (pattern: RegExp, otherwise: number) =>
    code.matchAll(pattern).reduce((total, [, seconds]) => total + (seconds === undefined ? otherwise : Number(seconds)), 0);
  const count = (pattern: RegExp) => code.match(pattern)?.length ?? 0;
  const untimed = Math.max(0, count(play) - count(runTime));
  const seconds = Math.max(untimed + sum(runTime, 1) + sum(wait, 1), count(line) / LINES_A_SECOND);
  return CONSTANT + Math.min(seconds, LONGEST_SECONDS) + FORMULA * count(formula);
}
