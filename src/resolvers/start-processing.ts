import { createHash } from 'node:crypto';
import { ExampleBroken } from '../arxiv/errors.ts';
import { type ExamplePaper, readExample } from '../arxiv/examples.ts';
import { parseArxivId } from '../arxiv/id.ts';
import { limits } from '../config.ts';
import { lockFor, type Transaction } from '../db/client.ts';
import type { Quality } from '../db/generated/prisma/enums.ts';
import { ConflictError, InputError } from '../errors.ts';
import { change } from '../events.ts';
import type { Asked, Services } from '../services.ts';
import type { VisualizationInput } from '../visualization-input.ts';
import { requireRoom } from './backlog.ts';
import { checkField } from './check-visualization.ts';
import { readSpeed } from './speed.ts';
import { stepNames } from './steps.ts';

export interface StartProcessing {
  arxivId: string;
  visualizations: VisualizationInput[] | null;
  quality: Quality | null;
  idempotencyKey: string | null;
  force: boolean;
}

export interface Started {
  job: { id: string };
  /** The job was there before this request. */
  existing: boolean;
}

const IDEMPOTENCY_KEY = /^[\x21-\x7e]{1,255}$/;
const IDEMPOTENCY_KEPT_MS = 24 * 60 * 60 * 1000;

/**
 * Queues a paper for processing and answers the job that follows it, which is an earlier one where the request is the same.
 * @throws InputError naming the argument, ConflictError when the idempotency key was used for another request, TooBusyError when too much
 * waits already.
 */
export async function startProcessing(services: Asked, input: StartProcessing): Promise<Started> {
  const { id: arxivId, version } = requireArxivId(input.arxivId);
  const visualizations = checkVisualizations(input.visualizations);
  const { idempotencyKey } = input;
  if (idempotencyKey !== null && !IDEMPOTENCY_KEY.test(idempotencyKey)) {
    throw new InputError('An idempotency key is 1 to 255 visible ASCII characters.', ['input', 'idempotencyKey'], idempotencyKey);
  }
  const quality = input.quality ?? 'MEDIUM';
  const requestHash = hashOf([
    arxivId,
    version,
    visualizations?.map(({ sectionId, concept, manimCode }) => [sectionId, concept, manimCode]) ?? null,
    quality,
  ]);

  const speed = await readSpeed(services.db);
  return change(services, async ({ tx, job, enqueue, now }) => {
    // Equal requests wait for each other here, so that the second one finds what the first has made.
    if (idempotencyKey !== null) await lockFor(tx, 'idempotency key', idempotencyKey);
    await lockFor(tx, 'request', requestHash);
    const known =
      (idempotencyKey !== null && (await findByKey(tx, idempotencyKey, requestHash, now()))) ||
      (!input.force && (await findSame(tx, requestHash)));
    const started = known || (await accept(tx, now()));
    if (!known) {
      (await job(started.id)).emit('QUEUED');
      enqueue('process-paper', { jobId: started.id });
    }
    if (idempotencyKey !== null) await keepKey(tx, idempotencyKey, requestHash, started.id, now());
    return { job: started, existing: Boolean(known) };
  });

  async function accept(tx: Transaction, createdAt: Date): Promise<{ id: string }> {
    const found = visualizations
      ? { list: visualizations, source: 'given with the request' }
      : await findVisualizations(services, tx, arxivId);
    await requireRoom(services, tx, found?.list.length ?? null, speed);
    return createJob(services, tx, { arxivId, version, found, quality, requestHash, createdAt });
  }
}

function requireArxivId(text: string): { id: string; version: number | null } {
  const parsed = parseArxivId(text);
  if (!parsed.ok) throw new InputError(`This is not the id of a paper: ${parsed.reason}.`, ['input', 'arxivId'], text);
  return parsed;
}

function checkVisualizations(visualizations: VisualizationInput[] | null): VisualizationInput[] | null {
  if (visualizations === null) return null;
  const path = ['input', 'visualizations'];
  if (visualizations.length === 0) throw new InputError('The list is empty: leave it out to use what is known of the paper.', path);
  if (visualizations.length > limits.visualizations) {
    throw new InputError(`There are ${visualizations.length} visualizations; ${limits.visualizations} are allowed.`, path);
  }
  return visualizations.map((visualization, index) => {
    const at = [...path, String(index)];
    return {
      manimCode: checkField('manimCode', visualization.manimCode, at),
      sectionId: checkField('sectionId', visualization.sectionId, at),
      concept: checkField('concept', visualization.concept, at),
    };
  });
}

function hashOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex');
}

async function findByKey(tx: Transaction, key: string, requestHash: string, now: Date): Promise<{ id: string } | null> {
  const used = await tx.idempotencyKey.findUnique({ where: { key } });
  if (!used || used.createdAt.getTime() < now.getTime() - IDEMPOTENCY_KEPT_MS) return null;
  if (used.requestHash !== requestHash) throw new ConflictError('This idempotency key was used for another request.');
  return { id: used.jobId };
}

async function keepKey(tx: Transaction, key: string, requestHash: string, jobId: string, now: Date): Promise<void> {
  const expired = new Date(now.getTime() - IDEMPOTENCY_KEPT_MS);
  await tx.idempotencyKey.deleteMany({ where: { createdAt: { lt: expired } } });
  await tx.idempotencyKey.createMany({ data: [{ key, requestHash, jobId, createdAt: now }], skipDuplicates: true });
}

/** A job of the same request that is under way, or complete in every visualization. */
async function findSame(tx: Transaction, requestHash: string): Promise<{ id: string } | null> {
  return tx.job.findFirst({
    where: {
      requestHash,
      OR: [{ status: { in: ['QUEUED', 'PROCESSING'] } }, { status: 'COMPLETED', visualizations: { every: { status: 'COMPLETE' } } }],
    },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    select: { id: true },
  });
}

/** Visualizations, and what is said of where they come from. */
interface Found {
  list: VisualizationInput[];
  source: string;
}

interface NewJob {
  arxivId: string;
  version: number | null;
  /** `null`: the generator makes them when the paper was read. */
  found: Found | null;
  quality: Quality;
  requestHash: string;
  createdAt: Date;
}

async function createJob(
  services: Asked,
  tx: Transaction,
  { arxivId, version, found, quality, requestHash, createdAt }: NewJob,
): Promise<{ id: string }> {
  return tx.job.create({
    data: {
      arxivId,
      requestedVersion: version,
      quality,
      requestHash,
      createdAt,
      ownerId: services.viewer.id,
      steps: { create: stepNames.map((name) => ({ name, ...(name === 'generate' && found ? { detail: found.source } : {}) })) },
      visualizations: {
        create:
          found?.list.map(({ sectionId, concept, manimCode }, position) => ({ position, sectionRef: sectionId, concept, manimCode })) ?? [],
      },
    },
    select: { id: true },
  });
}

/** Where visualizations come from when a request has none; `null`: the generator makes them when the paper was read. */
async function findVisualizations(services: Services, tx: Transaction, arxivId: string): Promise<Found | null> {
  if (services.generator) return null;
  const newest = await tx.visualization.findMany({
    where: { job: { arxivId } },
    orderBy: [{ job: { createdAt: 'desc' } }, { jobId: 'desc' }, { position: 'asc' }],
    take: limits.visualizations,
  });
  const ofNewest = newest.filter(({ jobId }) => jobId === newest[0]?.jobId);
  if (ofNewest.length > 0) {
    return {
      list: ofNewest.map(({ sectionRef, concept, manimCode }) => ({ sectionId: sectionRef, concept, manimCode })),
      source: 'those of the paper’s newest job',
    };
  }
  const example = await readExampleOf(services, arxivId);
  if (example && example.visualizations.length > 0) return { list: example.visualizations, source: 'those of the example' };
  throw new InputError(
    `Nothing is known that could be rendered for ${arxivId}: pass visualizations (each with its section, concept and code), or set GENERATOR_URL.`,
    ['input', 'visualizations'],
  );
}

/** The example of this paper, if there is one. @throws InputError saying what is wrong with it: whoever asks can do without. */
async function readExampleOf({ config }: Services, arxivId: string): Promise<ExamplePaper | null> {
  try {
    return await readExample(config.examplesDirectory, arxivId);
  } catch (error) {
    if (!(error instanceof ExampleBroken)) throw error;
    throw new InputError(`${error.message}. Correct it, or pass visualizations.`, ['input', 'visualizations']);
  }
}
