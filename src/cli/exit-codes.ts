/** What a command ends with. From 64 on they are those of sysexits.h; 128 and the number of a signal is the shell's custom. */
export const exitCodes = {
  done: 0,
  failed: 1,
  usage: 2,
  partlyFailed: 3,
  unavailable: 69,
  tryLater: 75,
  interrupted: 130,
} as const;

export type ExitCode = number;

const meanings: Record<keyof typeof exitCodes, string> = {
  done: 'all well: every visualization has a video',
  failed: 'no video: the job failed, or somebody else cancelled it',
  usage: 'something given is wrong: an option, a file, a setting',
  partlyFailed: 'some visualizations failed, others have a video',
  unavailable: 'something is missing here, or a server does not answer',
  tryLater: 'the server has too much to do: try again later',
  interrupted: 'stopped by Ctrl-C (143: by SIGTERM)',
};

/** The codes and their meanings, for `--help`. */
export function describeExitCodes(): string {
  const names = Object.keys(exitCodes) as (keyof typeof exitCodes)[];
  return ['Exit codes:', ...names.map((name) => `${String(exitCodes[name]).padStart(5)}  ${meanings[name]}`)].join('\n');
}
