import { readConfig } from '../config.ts';
import { version } from '../version.ts';
import { checkDataDirectory } from './doctor/data-directory.ts';
import { type Finding, missing, reasonOf, SETUP } from './doctor/finding.ts';
import { checkDatabaseClient, checkEngine, checkNode, checkRenderBox, checkRenderingTools } from './doctor/machine.ts';
import { checkModal } from './doctor/modal.ts';
import { checkArxiv, checkDatabase, checkRedis } from './doctor/services.ts';
import { checkStore } from './doctor/store.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { listenForInterruption, tellStopping } from './interruption.ts';
import { alignLeft, count, type Style, stylesFor } from './text.ts';

export interface DoctorOptions {
  /** Asks arXiv, too. */
  network?: boolean;
}

type Check = [what: string, check: () => Finding | Finding[] | Promise<Finding | Finding[]>];

const ofRendering: Check[] = [
  ['Render engine', checkEngine],
  ['Rendering', checkRenderingTools],
  ['Box', checkRenderBox],
];

/** Says what of the things this program needs is there, and what to do about the rest. @throws ConfigError */
export async function examine({ network }: DoctorOptions): Promise<ExitCode> {
  const config = readConfig();
  const interruption = listenForInterruption();
  interruption.signal.addEventListener('abort', () => tellStopping(interruption, 0), { once: true });
  const rendersHere = config.modal === null;
  const checks: Check[] = [
    ['Node', checkNode],
    ['Database client', checkDatabaseClient],
    ...(rendersHere ? ofRendering : []),
    ['Data directory', () => checkDataDirectory(config)],
    ['Database', () => checkDatabase(config)],
    ['Redis', () => checkRedis(config)],
    ['Video store', () => checkStore(config)],
    ['Modal', () => checkModal(config)],
    ...(network ? [['arXiv', () => checkArxiv(config, `arxiviz/${version}`)] satisfies Check] : []),
  ];
  const style = stylesFor(process.stdout);
  process.stdout.write(`arXiviz ${version} on ${process.platform} ${process.arch}\n\n`);
  const findings: Finding[] = [];
  // One after the other, each told as soon as it is known.
  for (const check of checks) {
    const found = await carryOut(check);
    // Only now: what it started and made to look is gone again.
    if (interruption.signal.aborted) return interruption.exitCode();
    for (const finding of found) process.stdout.write(formatFinding(finding, style));
    findings.push(...found);
  }
  const absent = findings.filter((finding) => !finding.ok);
  process.stdout.write(absent.length === 0 ? '\nAll is there.\n' : `\n${count(absent.length, 'thing')} to do.\n`);
  return absent.length === 0 ? exitCodes.done : exitCodes.unavailable;
}

/** What nobody foresaw is a finding, too: the others are still to be told. */
async function carryOut([what, check]: Check): Promise<Finding[]> {
  try {
    return [await check()].flat();
  } catch (error) {
    return [missing(what, `this could not be tried: ${reasonOf(error)}`, `correct that, or ${SETUP}`)];
  }
}

/** The longest name there is. */
const NAME_COLUMNS = 40;

function formatFinding({ what, ok, detail, remedy }: Finding, style: Style): string {
  const mark = ok ? style('green', 'ok     ') : style('red', 'missing');
  const line = `${mark}  ${alignLeft(what, NAME_COLUMNS)}  ${detail}\n`;
  return remedy === undefined ? line : `${line}         ${style('bold', 'To do:')} ${remedy}\n`;
}
