import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { loadEnvFile } from 'node:process';
import { z } from 'zod';
import { ConfigError } from './errors.ts';
import {
  baseUrl,
  existingDirectory,
  filePath,
  httpUrl,
  isDecodable,
  origin,
  passwordsInUrls,
  seconds,
  text,
  wholeNumber,
} from './setting-forms.ts';

const repository = path.resolve(import.meta.dirname, '..');

/** Upper bounds of what a client may send. Beyond them a request is refused, naming the field. */
export const limits = {
  /** Characters of Manim code in one visualization. */
  codeCharacters: 100_000,
  conceptCharacters: 500,
  sectionIdCharacters: 500,
  visualizations: 200,
  searchCharacters: 200,
  /** Bytes of one HTTP body or WebSocket message. */
  bodyBytes: 8 * 1024 * 1024,
  queryDepth: 12,
  /** Fields that an operation names. */
  queryFields: 500,
  /** Fields that its answer may have, if every list is as long as it can be. */
  queryComplexity: 150_000,
  queryAliases: 30,
  queryTokens: 2_000,
  /** In one process. */
  rendersAtOnce: 64,
  /** Operations at once on one WebSocket. */
  subscriptionsPerSocket: 100,
} as const;

const environmentSchema = z.object({
  PORT: wholeNumber(0, 65_535).default(8000),
  HOST: text.default('127.0.0.1'),
  PUBLIC_URL: baseUrl.optional(),
  CORS_ORIGINS: z
    .string()
    .transform((list) => list.split(',').map((entry) => entry.trim()))
    .pipe(
      z.array(
        z.union([z.literal('*'), origin], {
          error: 'must be *, or origins such as https://example.org, without a path, with commas between',
        }),
      ),
    )
    .optional(),
  DATA_DIR: filePath.default(path.join(repository, 'data')),
  // SQLAlchemy's spelling is understood, because existing deployments have it.
  DATABASE_URL: text
    .transform((url) => url.replace(/^postgresql\+\w+:/, 'postgresql:'))
    .pipe(z.url({ protocol: /^postgres(ql)?$/, error: `must be a postgresql:// URL${passwordsInUrls}` }))
    .optional(),
  REDIS_URL: z
    .url({ protocol: /^rediss?$/, hostname: /./, error: `must be a redis:// or rediss:// URL${passwordsInUrls}` })
    .refine(isDecodable, `must be a redis:// or rediss:// URL${passwordsInUrls}`)
    .refine(
      (url) => /^\/?\d*$/.test(URL.parse(url)?.pathname ?? ''),
      'must be like redis://host:6379/0, with the number of a database at its end, or none',
    )
    .optional(),
  S3_ENDPOINT: baseUrl.optional(),
  S3_REGION: text.default('auto'),
  S3_BUCKET: text.regex(/^[a-z0-9][a-z0-9._-]*$/i, 'must be the name of a bucket, without slashes').optional(),
  S3_ACCESS_KEY: text.optional(),
  S3_SECRET_KEY: text.optional(),
  S3_PUBLIC_URL: baseUrl.optional(),
  MODAL_TOKEN_ID: text.optional(),
  MODAL_TOKEN_SECRET: text.optional(),
  MODAL_ENVIRONMENT: text.optional(),
  MODAL_APP: text.default('arxiviz'),
  MODAL_SERVER_URL: httpUrl.optional(),
  GENERATOR_URL: httpUrl.optional(),
  GENERATOR_TIMEOUT_SECONDS: seconds(0.1, 3600).default(120),
  RENDER_CONCURRENCY: wholeNumber(1, limits.rendersAtOnce).optional(),
  RENDER_TIMEOUT_SECONDS: seconds(0.1, 86_400).default(600),
  SHUTDOWN_SECONDS: seconds(0, 3600).default(9),
  BACKLOG_LIMIT: wholeNumber(1, 1_000_000).default(10_000),
  LEASE_SECONDS: seconds(2, 600).default(30),
  // One holds the lock of whoever looks for stranded work, while others do it.
  DATABASE_CONNECTIONS: wholeNumber(4, 1000).default(20),
  ARXIV_API_URL: baseUrl.default('https://export.arxiv.org/api'),
  ARXIV_HTML_URL: baseUrl.default('https://arxiv.org/html'),
  ARXIV_INTERVAL_SECONDS: seconds(0, 60).default(3),
  EXAMPLES_DIR: existingDirectory.default(path.join(repository, 'examples')),
});

/** The variables that are read. */
export const settingNames: readonly string[] = Object.keys(environmentSchema.shape);

/** Settings that only make sense together: with one of them, all are needed. */
const groups = [
  ['S3_ENDPOINT', 'S3_BUCKET', 'S3_ACCESS_KEY', 'S3_SECRET_KEY'],
  ['MODAL_TOKEN_ID', 'MODAL_TOKEN_SECRET'],
] as const;

/** Settings that do nothing without another one. */
const dependents = [
  ['S3_PUBLIC_URL', 'S3_BUCKET'],
  ['S3_REGION', 'S3_BUCKET'],
  ['MODAL_ENVIRONMENT', 'MODAL_TOKEN_ID'],
  ['MODAL_APP', 'MODAL_TOKEN_ID'],
  ['MODAL_SERVER_URL', 'MODAL_TOKEN_ID'],
  ['GENERATOR_TIMEOUT_SECONDS', 'GENERATOR_URL'],
] as const;

export type Config = ReturnType<typeof readConfig>;

/**
 * Reads the settings from the environment; an empty variable counts as unset. The only place that does.
 * @throws ConfigError naming every variable that is wrong and what it has to be.
 */
export function readConfig(environment: NodeJS.ProcessEnv = process.env) {
  const set = Object.fromEntries(Object.entries(environment).filter(([, value]) => value?.trim() !== ''));
  const parsed = environmentSchema.safeParse(set);
  if (!parsed.success) {
    const complaints = new Set(parsed.error.issues.map((issue) => `${String(issue.path[0])}: ${issue.message}`));
    throw new ConfigError([...complaints].join('\n'));
  }
  const env = parsed.data;
  for (const group of groups) {
    const missing = group.filter((name) => env[name] === undefined);
    if (missing.length > 0 && missing.length < group.length) {
      const given = group.filter((name) => env[name] !== undefined);
      throw new ConfigError(`${missing.join(', ')}: needed because ${given.join(', ')} is set. Set all of them or none.`);
    }
  }
  for (const [name, needed] of dependents) {
    if (set[name] && !env[needed]) throw new ConfigError(`${needed}: needed because ${name} is set. Set both or neither.`);
  }
  // As R2's dashboard shows it.
  if (env.S3_BUCKET && env.S3_ENDPOINT?.endsWith(`/${env.S3_BUCKET}`)) {
    throw new ConfigError(`S3_ENDPOINT: must be without the bucket: ${env.S3_ENDPOINT.slice(0, -env.S3_BUCKET.length - 1)}`);
  }
  return {
    port: env.PORT,
    host: env.HOST,
    publicUrl: env.PUBLIC_URL ?? null,
    corsOrigins: env.CORS_ORIGINS ?? null,
    dataDirectory: path.resolve(env.DATA_DIR),
    databaseUrl: env.DATABASE_URL ?? null,
    databaseConnections: env.DATABASE_CONNECTIONS,
    redisUrl: env.REDIS_URL ?? null,
    s3:
      env.S3_ENDPOINT && env.S3_BUCKET && env.S3_ACCESS_KEY && env.S3_SECRET_KEY
        ? {
            endpoint: env.S3_ENDPOINT,
            region: env.S3_REGION,
            bucket: env.S3_BUCKET,
            accessKey: env.S3_ACCESS_KEY,
            secretKey: env.S3_SECRET_KEY,
            publicUrl: env.S3_PUBLIC_URL ?? null,
          }
        : null,
    modal:
      env.MODAL_TOKEN_ID && env.MODAL_TOKEN_SECRET
        ? {
            tokenId: env.MODAL_TOKEN_ID,
            tokenSecret: env.MODAL_TOKEN_SECRET,
            environment: env.MODAL_ENVIRONMENT ?? null,
            app: env.MODAL_APP,
            serverUrl: env.MODAL_SERVER_URL ?? null,
          }
        : null,
    generator: env.GENERATOR_URL ? { url: env.GENERATOR_URL, timeoutMs: env.GENERATOR_TIMEOUT_SECONDS * 1000 } : null,
    render: {
      concurrency: env.RENDER_CONCURRENCY ?? rendersAtOnce(env.MODAL_TOKEN_ID !== undefined),
      timeoutMs: env.RENDER_TIMEOUT_SECONDS * 1000,
    },
    shutdownMs: env.SHUTDOWN_SECONDS * 1000,
    backlogLimit: env.BACKLOG_LIMIT,
    leaseMs: env.LEASE_SECONDS * 1000,
    arxiv: { apiUrl: env.ARXIV_API_URL, htmlUrl: env.ARXIV_HTML_URL, minimumIntervalMs: env.ARXIV_INTERVAL_SECONDS * 1000 },
    examplesDirectory: path.resolve(env.EXAMPLES_DIR),
  };
}

/** Elsewhere they only have to be waited for; here each needs a core. */
function rendersAtOnce(elsewhere: boolean): number {
  return elsewhere ? 16 : Math.min(limits.rendersAtOnce, availableParallelism());
}

/** Adds the variables of `.env` in the repository to the environment; what is set already wins. @throws ConfigError */
export function loadDotEnv(): void {
  const file = path.join(repository, '.env');
  if (!existsSync(file)) return;
  try {
    // Node says of a file that may not be read that there is none, and of a directory that it is no string.
    readFileSync(file);
    loadEnvFile(file);
  } catch (cause) {
    throw new ConfigError(`${file} cannot be read: ${cause instanceof Error ? cause.message : cause}. Correct or remove it.`, { cause });
  }
}
