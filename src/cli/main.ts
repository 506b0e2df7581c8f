import { Argument, Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { limits, loadDotEnv } from '../config.ts';
import { version } from '../version.ts';
import { describeExitCodes, type ExitCode, exitCodes, ofStaying } from './exit-codes.ts';
import { printError, printErrorDocument } from './print-error.ts';
import type { ProcessOptions } from './process.ts';

// What each command needs is loaded when it is called, so that `--help` is there at once and works before set-up.
const program = new Command('arxiviz')
  .description('Turns an arXiv paper and the Manim code of its visualizations into videos.')
  .version(version)
  .helpCommand('help [command]', 'say how a command is used')
  .showHelpAfterError('(--help says more)')
  .addHelpText('after', `\n${describeExitCodes()}`)
  .exitOverride();

withProcessOptions(
  program.command('process').argument('<paper>', 'arXiv id or URL: 1706.03762, arXiv:1706.03762v5, https://arxiv.org/abs/…'),
)
  .summary('process a paper and show how far it is')
  .description(
    'Processes a paper: reads it, renders its visualizations, and says where the videos are. Uses the arXiviz that runs on this data ' +
      'directory; when there is none, one is started for as long as it takes. Ctrl-C cancels a job that this command has started.',
  )
  .action((paper: string, options: ProcessOptions) =>
    run(options, async () => (await import('./process.ts')).processPaper(paper, options)),
  );

withProcessOptions(program.command('demo'))
  .summary('process the paper 1706.03762 with the visualizations in examples/')
  .description('Processes “Attention Is All You Need” (1706.03762) with the visualizations in examples/. Needs no network.')
  .action((options: ProcessOptions) => run(options, async () => (await import('./demo.ts')).demonstrate(options)));

program
  .command('serve')
  .summary('serve GraphQL, REST and the videos')
  .description(
    'Serves GraphQL, REST and the videos on PORT (8000) of HOST (127.0.0.1), and renders. With REDIS_URL it renders nothing: any number of ' +
      'servers then share one DATABASE_URL with any number of workers (arxiviz worker).',
  )
  .addHelpText('after', `\n${describeExitCodes(ofStaying)}`)
  .action(() => run({}, async () => (await import('./serve.ts')).serve()));

program
  .command('worker')
  .summary('render what servers accept; needs REDIS_URL')
  .description(
    'Works off the queue in Redis (REDIS_URL): reads papers and renders. Any number of workers may run, on any number of machines when ' +
      'these share a DATABASE_URL and a bucket (S3_BUCKET).',
  )
  .addOption(new Option('--concurrency <number>', 'renders at once (default: RENDER_CONCURRENCY)').argParser(numberOfRenders))
  .addHelpText('after', `\n${describeExitCodes(ofStaying)}`)
  .action((options: { concurrency?: number }) => run({}, async () => (await import('./worker.ts')).work(options)));

program
  .command('migrate')
  .summary('bring the database at DATABASE_URL to this version; before its servers and workers start')
  .description('Brings the database at DATABASE_URL to the schema of this version. The embedded one is migrated whenever it is started.')
  .addHelpText('after', `\n${describeExitCodes({ done: 'the database is of this version', unavailable: 'it cannot be used' })}`)
  .action(() => run({}, async () => (await import('./migrate.ts')).migrate()));

program
  .command('health')
  .summary('say whether what runs here is well, for whoever supervises it')
  .description(
    'Asks the server (HOST, PORT) and the workers of this computer (DATA_DIR) how they are. It is well when something runs and every part of ' +
      'it answers.',
  )
  .addArgument(new Argument('[what]', 'what has to run here; without it, whatever does').choices(['server', 'worker']))
  .addHelpText('after', `\n${describeExitCodes({ done: 'well', unavailable: 'not well, or not there' })}`)
  .action((subject?: 'server' | 'worker') => run({}, async () => (await import('./health.ts')).tellHealth(subject)));

program
  .command('doctor')
  .summary('say what is missing on this machine, and what to do about it')
  .description('Says of everything this program needs whether it is there, and what to do when it is not.')
  .option('--network', 'ask arXiv, too')
  .addHelpText(
    'after',
    `\n${describeExitCodes({ done: 'all is there', unavailable: 'there is something to do', interrupted: 'stopped by Ctrl-C (143: by SIGTERM)' })}`,
  )
  .action((options: { network?: boolean }) => run({}, async () => (await import('./doctor.ts')).examine(options)));

function withProcessOptions(command: Command): Command {
  return command
    .option('--visualizations <file>', 'JSON: [{"section_id", "concept", "manim_code" or "manim_file"}]; - is standard input')
    .addOption(inAnyCase(new Option('--quality <name>', 'of the videos (default: medium)').choices(['low', 'medium', 'high', 'ultra'])))
    .option('--force', 'make a new job, even if the same one is done; equal code is not rendered again')
    .option('--json', 'print one JSON document at the end')
    .addOption(new Option('--server <url>', 'use the arXiviz at this address').argParser(httpUrl))
    .addHelpText('after', `\n${describeExitCodes()}`);
}

/** GraphQL writes in capitals what is written small here. */
function inAnyCase(option: Option): Option {
  const parse = option.parseArg;
  return option.argParser((text, previous) => parse?.(text.toLowerCase(), previous));
}

function httpUrl(text: string): string {
  const url = URL.parse(text);
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') throw new InvalidArgumentError('It is like http://127.0.0.1:8000');
  // No more than a browser does `fetch` send them along; and addresses are shown.
  if (url.username !== '' || url.password !== '') throw new InvalidArgumentError('It must be without a user and a password.');
  return text;
}

function numberOfRenders(text: string): number {
  const number = /^\d+$/.test(text) ? Number(text) : 0;
  if (number >= 1 && number <= limits.rendersAtOnce) return number;
  throw new InvalidArgumentError(`It is a whole number from 1 to ${limits.rendersAtOnce}.`);
}

async function run({ json = false }: { json?: boolean }, command: () => Promise<ExitCode>): Promise<void> {
  try {
    loadDotEnv();
    process.exitCode = await command();
  } catch (error) {
    process.exitCode = printError(error, { json });
  }
}

// All that a command opened is closed when it returns. Should something be left all the same, it does not keep a person waiting.
const LINGERING_MS = 3000;

// Who reads our output may leave before its end (`arxiviz process … | head`): the work goes on.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  // It has said what is wrong, or shown what was asked for.
  process.exitCode = error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
  // Only to people, and what the options are is not known when they are wrong.
  if (error.exitCode !== 0 && process.argv.includes('--json')) {
    printErrorDocument({ message: error.message.replace(/^error: /, ''), path: null, exitCode: exitCodes.usage });
  }
}
setTimeout(() => process.exit(), LINGERING_MS).unref();
