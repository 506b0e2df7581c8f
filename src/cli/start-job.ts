import { setTimeout as pause } from 'node:timers/promises';
import type { GraphqlClient } from '../gql/client.ts';
import type { StartProcessingInput, StartProcessingMutation } from '../gql/generated/graphql.ts';
import { startProcessing } from '../gql/operations.ts';
import { CommandError } from './command-error.ts';
import { exitCodes } from './exit-codes.ts';
import { type Interruption, interrupted } from './interruption.ts';
import type { Progress } from './progress.ts';
import { count } from './text.ts';
import type { VisualizationsFile } from './visualizations-file.ts';

type Answer = StartProcessingMutation['startProcessing'];
export type StartedJob = Extract<Answer, { __typename: 'StartProcessingSuccess' }>;

/** How often a server that is too busy is asked again. */
const BUSY_TRIES = 5;

export interface StartOptions {
  /** Where the visualizations were read from. */
  file: VisualizationsFile | null;
  progress: Progress;
  interruption: Interruption;
}

/**
 * Asks the server for a job, and again when it is too busy, after the time that it names.
 * @throws CommandError saying what of the request is wrong, in terms of the command line.
 */
export async function startJob(
  client: GraphqlClient,
  input: StartProcessingInput,
  { file, progress, interruption }: StartOptions,
): Promise<StartedJob> {
  for (let tries = 1; ; tries += 1) {
    const { startProcessing: answer } = await client.request(startProcessing, { input });
    switch (answer.__typename) {
      case 'StartProcessingSuccess':
        return answer;
      case 'InputError':
        throw new CommandError(explain(answer, file), exitCodes.usage, { path: answer.path });
      case 'ConflictError':
        throw new CommandError(answer.message, exitCodes.failed);
      case 'TooBusyError':
        if (tries >= BUSY_TRIES) throw new CommandError(`${answer.message} Try again later.`, exitCodes.tryLater);
        progress.tell(`${answer.message} Trying again in ${count(answer.retryAfterSeconds, 'second')}.`);
        await Promise.race([pause(answer.retryAfterSeconds * 1000), interrupted(interruption)]);
        if (interruption.signal.aborted) throw new CommandError('Stopped before there was a job.', interruption.exitCode());
    }
  }
}

/** What the command line calls the fields of the request. */
const places: Record<string, string> = { arxivId: '<paper>', visualizations: '--visualizations', quality: '--quality' };

/** A complaint about `input.visualizations.2.manimCode` names the file and the entry that a person can look at. */
function explain({ message, path, value }: Extract<Answer, { __typename: 'InputError' }>, file: VisualizationsFile | null): string {
  const [, field, ...rest] = path;
  const place = field === 'visualizations' && file !== null ? file.placeOf(rest) : (places[field ?? ''] ?? path.join('.'));
  return `${place}: ${message}${value === null || value === '' ? '' : `\nGiven: ${JSON.stringify(value)}`}`;
}
