import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readConfig } from '../src/config.ts';
import { requireDataDirectory } from '../src/data-directory.ts';
import { ConfigError } from '../src/errors.ts';
import { createLog, startProgram } from '../src/main.ts';

const repository = path.resolve(import.meta.dirname, '..');

const s3 = { S3_ENDPOINT: 'https://s3.example', S3_BUCKET: 'videos', S3_ACCESS_KEY: 'key', S3_SECRET_KEY: 'secret' };
const modal = { MODAL_TOKEN_ID: 'ak-1', MODAL_TOKEN_SECRET: 'as-1' };

/** What the program says of settings that cannot work. */
function complaintOf(environment: Record<string, string>): string {
  try {
    readConfig(environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return '';
}

describe('without any setting', () => {
  it('everything is embedded, and only this machine can reach it', () => {
    expect(readConfig({})).toEqual({
      port: 8000,
      host: '127.0.0.1',
      publicUrl: null,
      corsOrigins: null,
      dataDirectory: path.join(repository, 'data'),
      databaseUrl: null,
      databaseConnections: 20,
      redisUrl: null,
      s3: null,
      modal: null,
      generator: null,
      render: { concurrency: 2, timeoutMs: 600_000 },
      shutdownMs: 9000,
      backlogLimit: 10_000,
      leaseMs: 30_000,
      arxiv: { apiUrl: 'https://export.arxiv.org/api', htmlUrl: 'https://arxiv.org/html', minimumIntervalMs: 3000 },
      examplesDirectory: path.join(repository, 'examples'),
    });
  });

  it('an empty or blank variable counts as unset', () => {
    const names = [
      'PORT',
      'HOST',
      'PUBLIC_URL',
      'CORS_ORIGINS',
      'DATA_DIR',
      'DATABASE_URL',
      'REDIS_URL',
      ...Object.keys({ ...s3, ...modal }),
    ];
    expect(readConfig(Object.fromEntries(names.map((name) => [name, ''])))).toEqual(readConfig({}));
    expect(readConfig(Object.fromEntries(names.map((name) => [name, ' '])))).toEqual(readConfig({}));
  });
});

describe('each setting', () => {
  it.each([
    [{ PORT: '0' }, { port: 0 }],
    [{ HOST: '0.0.0.0' }, { host: '0.0.0.0' }],
    [{ PUBLIC_URL: 'https://arxiviz.example/' }, { publicUrl: 'https://arxiviz.example' }],
    [{ DATA_DIR: '/srv/arxiviz' }, { dataDirectory: '/srv/arxiviz' }],
    [{ EXAMPLES_DIR: '/tmp' }, { examplesDirectory: '/tmp' }],
    [{ DATABASE_URL: 'postgres://user:word@db:5432/name' }, { databaseUrl: 'postgres://user:word@db:5432/name' }],
    [{ REDIS_URL: 'rediss://:word@cache:6380/1' }, { redisUrl: 'rediss://:word@cache:6380/1' }],
    [
      { GENERATOR_URL: 'http://generator.example/make', GENERATOR_TIMEOUT_SECONDS: '0.5' },
      { generator: { url: 'http://generator.example/make', timeoutMs: 500 } },
    ],
    [
      { SHUTDOWN_SECONDS: '25', LEASE_SECONDS: '10' },
      { shutdownMs: 25_000, leaseMs: 10_000 },
    ],
    [{ RENDER_CONCURRENCY: '8', RENDER_TIMEOUT_SECONDS: '90' }, { render: { concurrency: 8, timeoutMs: 90_000 } }],
    [
      { ARXIV_API_URL: 'http://a.example/', ARXIV_HTML_URL: 'http://h.example', ARXIV_INTERVAL_SECONDS: '0' },
      { arxiv: { apiUrl: 'http://a.example', htmlUrl: 'http://h.example', minimumIntervalMs: 0 } },
    ],
    [
      modal,
      { modal: { tokenId: 'ak-1', tokenSecret: 'as-1', environment: null, app: 'arxiviz', serverUrl: null }, render: { concurrency: 16 } },
    ],
    [
      { ...modal, MODAL_ENVIRONMENT: 'staging', MODAL_APP: 'mine', RENDER_CONCURRENCY: '3' },
      { modal: expect.objectContaining({ environment: 'staging', app: 'mine' }), render: { concurrency: 3 } },
    ],
    [s3, { s3: { endpoint: 'https://s3.example', bucket: 'videos', accessKey: 'key', secretKey: 'secret', publicUrl: null } }],
    [{ ...s3, S3_PUBLIC_URL: 'https://cdn.example/' }, { s3: expect.objectContaining({ publicUrl: 'https://cdn.example' }) }],
  ])('%j is understood', (environment, expected) => {
    expect(readConfig(environment)).toMatchObject(expected);
  });

  it.each(['postgresql+asyncpg', 'postgresql+psycopg2', 'postgresql'])('a database URL may begin with %s://', (scheme) => {
    expect(readConfig({ DATABASE_URL: `${scheme}://user:word@db/name` }).databaseUrl).toBe('postgresql://user:word@db/name');
  });

  it('origins are a list with commas, as browsers spell them', () => {
    const { corsOrigins } = readConfig({ CORS_ORIGINS: 'http://localhost:3000/, https://App.example:443' });
    expect(corsOrigins).toEqual(['http://localhost:3000', 'https://app.example']);
    expect(readConfig({ CORS_ORIGINS: '*' }).corsOrigins).toEqual(['*']);
  });
});

describe('a setting that cannot work', () => {
  it.each([
    ['PORT', 'eighty'],
    ['PORT', '65536'],
    ['PORT', '80.5'],
    ['PORT', '-1'],
    ['PUBLIC_URL', 'arxiviz.example'],
    ['PUBLIC_URL', 'ftp://arxiviz.example'],
    ['CORS_ORIGINS', 'app.example'],
    ['CORS_ORIGINS', 'https://app.example,,'],
    ['CORS_ORIGINS', 'null'],
    ['CORS_ORIGINS', 'https://app.example/page'],
    ['CORS_ORIGINS', 'https://app.example?page'],
    ['PUBLIC_URL', 'https://arxiviz.example/?page'],
    ['DATA_DIR', '/srv/one\n/srv/two'],
    ['EXAMPLES_DIR', '/srv/no such directory'],
    ['EXAMPLES_DIR', import.meta.filename],
    ['DATABASE_URL', 'mysql://db/name'],
    ['DATABASE_URL', 'db'],
    ['REDIS_URL', 'http://cache'],
    ['REDIS_URL', 'redis://cache/name'],
    ['REDIS_URL', 'rediss://'],
    ['REDIS_URL', 'redis://:100%@cache'],
    ['REDIS_URL', 'redis://:a/word@cache'],
    ['S3_ENDPOINT', 's3.example'],
    ['S3_BUCKET', 'videos/2026'],
    ['S3_PUBLIC_URL', 'cdn'],
    ['GENERATOR_URL', 'file:///etc/passwd'],
    ['MODAL_SERVER_URL', 'modal'],
    ['GENERATOR_TIMEOUT_SECONDS', '0'],
    ['RENDER_CONCURRENCY', '0'],
    ['RENDER_CONCURRENCY', '1.5'],
    ['RENDER_TIMEOUT_SECONDS', 'Infinity'],
    ['ARXIV_API_URL', 'export.arxiv.org'],
    ['ARXIV_HTML_URL', '///'],
    ['ARXIV_INTERVAL_SECONDS', '-3'],
  ])('%s=%s is refused by its name', (name, value) => {
    expect(complaintOf({ [name]: value })).toMatch(new RegExp(`^${name}: must be `));
  });

  it('is named together with every other one', () => {
    const complaint = complaintOf({ PORT: 'x', REDIS_URL: 'y', RENDER_CONCURRENCY: 'z' });
    expect(complaint.split('\n').map((line) => line.split(':')[0])).toEqual(['PORT', 'REDIS_URL', 'RENDER_CONCURRENCY']);
  });

  it('is half of a group: the message names what is missing', () => {
    for (const group of [s3, modal]) {
      for (const name of Object.keys(group)) {
        const without: Record<string, string> = Object.fromEntries(Object.entries(group).filter(([key]) => key !== name));
        expect(complaintOf(without)).toMatch(new RegExp(`^${name}: needed because `));
        expect(complaintOf({ ...group, [name]: '' })).toMatch(new RegExp(`^${name}: needed because `));
      }
    }
  });

  it.each([
    ['S3_PUBLIC_URL', 'https://cdn.example', 'S3_BUCKET'],
    ['S3_REGION', 'eu-central-1', 'S3_BUCKET'],
    ['MODAL_ENVIRONMENT', 'staging', 'MODAL_TOKEN_ID'],
    ['MODAL_APP', 'mine', 'MODAL_TOKEN_ID'],
    ['MODAL_SERVER_URL', 'http://modal.example', 'MODAL_TOKEN_ID'],
    ['GENERATOR_TIMEOUT_SECONDS', '60', 'GENERATOR_URL'],
  ])('%s alone does nothing, and is told so', (name, value, needed) => {
    expect(complaintOf({ [name]: value })).toBe(`${needed}: needed because ${name} is set. Set both or neither.`);
  });

  it.each([
    ['/proc/arxiviz', 'is on a file system that takes no files'],
    ['/proc/self', 'is on a file system that takes no files'],
    ['/dev/null/data', 'has a file in its path'],
    [import.meta.filename, 'is a file, or a link that leads nowhere'],
    [`/tmp/${'long/'.repeat(1000)}`, 'has a path that is too long'],
  ])('is a data directory that cannot be: %s', async (directory, problem) => {
    await expect(requireDataDirectory(directory)).rejects.toThrow(ConfigError);
    await expect(requireDataDirectory(directory)).rejects.toThrow(problem);
  });

  it('is an endpoint with the bucket behind it, as dashboards show it', () => {
    expect(complaintOf({ ...s3, S3_ENDPOINT: 'https://s3.example/videos/' })).toBe(
      'S3_ENDPOINT: must be without the bucket: https://s3.example',
    );
  });

  it('is a worker of its own without Redis', async () => {
    const starting = startProgram(readConfig({}), { role: 'worker', log: createLog('silent') });
    await expect(starting).rejects.toThrow(ConfigError);
    await expect(starting).rejects.toThrow(/^REDIS_URL: needed/);
  });
});
