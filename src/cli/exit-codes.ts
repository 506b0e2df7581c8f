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

type Meanings = Partial<Record<keyof typeof exitCodes, string>>;

const common = {
  usage: 'something given is wrong: an option, a file, a setting',
  unavailable: 'something is missing here, or a server does not answer',
};

/** What they mean where a paper is processed. */
const ofProcessing: Meanings = {
  ...common,
  done: 'all well: every visualization has a video',
  failed: 'no video: the job failed, or somebody else cancelled it',
  partlyFailed: 'some visualizations failed, others have a video',
  tryLater: 'the server has too much to do: try again later',
  interrupted: 'stopped by Ctrl-C (143: by SIGTERM)',
};

/** The codes and their meanings, for `--help`: of processing a paper, unless a command has others. */
export function describeExitCodes(own: Meanings = ofProcessing): string {
  const meanings: Meanings = { ...common, ...own };
  const names = (Object.keys(exitCodes) as (keyof typeof exitCodes)[]).filter((name) => meanings[name] !== undefined);
  return ['Exit codes:', ...names.map((name) => `${String(exitCodes[name]).padStart(5)}  ${meanings[name]}`)].join('\n');
}

/** What they mean where something stays until it is stopped. */
export const ofStaying: Meanings = {
  done: 'ended because it was asked to, by Ctrl-C or SIGTERM',
  failed: 'something went wrong that nobody foresaw',
  unavailable: 'something is missing here, or in use by another process',
  interrupted: 'ended at once, by a second Ctrl-C (143: SIGTERM)',
};
