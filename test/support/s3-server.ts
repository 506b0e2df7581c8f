import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import {
  CreateBucketCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  PutBucketCorsCommand,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { createS3Client, type S3Settings } from '../../src/storage/s3-client.ts';
import { repository } from './other-machine.ts';
import { freePorts } from './ports.ts';

/** A real S3 server, with a private bucket and one that everybody may read. */
export interface S3Server {
  port: number;
  /** Settings of the key that may read and write both buckets, for the private one. */
  settings: S3Settings;
  publicBucket: string;
  /** A key that may only read. */
  readOnly: Pick<S3Settings, 'accessKey' | 'secretKey'>;
  /** Keys of uploads in parts that are neither complete nor aborted. */
  unfinishedUploads(): Promise<string[]>;
  /** Keys of the objects in both buckets that begin so. */
  keys(prefix: string): Promise<string[]>;
  /** Lets web pages of these origins alone read a bucket. */
  allowPages(bucket: string, origins: string[]): Promise<void>;
  close(): Promise<void>;
}

const BUCKET = 'videos';
const PUBLIC_BUCKET = 'public';
const STARTS = 3;
/** The server is up when it takes an object, which it does some seconds after it listens. */
const READY_TRIES = 300;
const READY_PAUSE_MS = 100;

const identity = (name: string, actions: string[]) => ({
  name,
  credentials: [{ accessKey: `${name}-key`, secretKey: `${name}-secret` }],
  actions: actions.flatMap((action) => [BUCKET, PUBLIC_BUCKET].map((bucket) => `${action}:${bucket}`)),
});

export async function startS3(): Promise<S3Server> {
  const directory = await mkdtemp(path.join(tmpdir(), 'arxiviz-s3-'));
  await mkdir(path.join(directory, 'data'));
  const admin = { ...identity('admin', []), actions: ['Admin'] };
  const everybody = { name: 'anonymous', actions: [`Read:${PUBLIC_BUCKET}`] };
  const identities = [admin, identity('writer', ['Read', 'Write', 'List']), identity('reader', ['Read', 'List']), everybody];
  await writeFile(path.join(directory, 's3.json'), JSON.stringify({ identities }));
  for (let tries = 1; ; tries += 1) {
    const started = await startOn(directory, await freePorts(8));
    if (started) return started;
    // Somebody else took one of the ports in the meantime.
    if (tries === STARTS) throw new Error('The S3 server did not start.');
  }
}

async function startOn(directory: string, ports: number[]): Promise<S3Server | null> {
  const [s3 = 0, s3Grpc, master, masterGrpc, volume, volumeGrpc, filer, filerGrpc] = ports;
  const options = {
    dir: path.join(directory, 'data'),
    ip: '127.0.0.1',
    'ip.bind': '127.0.0.1',
    'master.port': master,
    'master.port.grpc': masterGrpc,
    'master.telemetry': false,
    'master.volumePreallocate': false,
    'master.volumeSizeLimitMB': 64,
    'volume.port': volume,
    'volume.port.grpc': volumeGrpc,
    'volume.max': 20,
    filer: true,
    'filer.port': filer,
    'filer.port.grpc': filerGrpc,
    'filer.localSocket': path.join(directory, 'filer.sock'),
    s3: true,
    's3.port': s3,
    's3.port.grpc': s3Grpc,
    's3.config': path.join(directory, 's3.json'),
    // Doors for tables, whose ports are the same for every server of a machine.
    's3.port.iceberg': 0,
    's3.port.lance': 0,
  };
  const args = ['server', ...Object.entries(options).map(([name, value]) => `-${name}=${value}`)];
  const child = spawn(path.join(repository, 'modal/.venv/bin/weed'), args, { cwd: directory, stdio: 'ignore' });
  // A test that failed while it started others has nobody who closes this one.
  process.once('exit', () => child.kill('SIGKILL'));
  const keys = { accessKey: 'writer-key', secretKey: 'writer-secret' };
  const settings: S3Settings = { endpoint: `http://127.0.0.1:${s3}`, region: 'auto', bucket: BUCKET, publicUrl: null, ...keys };
  const client = createS3Client({ ...settings, accessKey: 'admin-key', secretKey: 'admin-secret' });
  if (!(await becomesReady(child, client))) {
    await kill(child);
    client.destroy();
    return null;
  }
  return {
    port: s3,
    settings,
    publicBucket: PUBLIC_BUCKET,
    readOnly: { accessKey: 'reader-key', secretKey: 'reader-secret' },
    async unfinishedUploads() {
      const lists = [BUCKET, PUBLIC_BUCKET].map((Bucket) => client.send(new ListMultipartUploadsCommand({ Bucket })));
      return (await Promise.all(lists)).flatMap(({ Uploads = [] }) => Uploads.map(({ Key = '' }) => Key));
    },
    async keys(Prefix) {
      const lists = [BUCKET, PUBLIC_BUCKET].map((Bucket) => client.send(new ListObjectsV2Command({ Bucket, Prefix })));
      return (await Promise.all(lists)).flatMap(({ Contents = [] }) => Contents.map(({ Key = '' }) => Key));
    },
    async allowPages(Bucket, AllowedOrigins) {
      const CORSConfiguration = { CORSRules: [{ AllowedOrigins, AllowedMethods: ['GET', 'HEAD'] }] };
      await client.send(new PutBucketCorsCommand({ Bucket, CORSConfiguration }));
    },
    async close() {
      client.destroy();
      await kill(child);
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function becomesReady(child: ChildProcess, client: S3Client): Promise<boolean> {
  for (let tries = 0; tries < READY_TRIES && child.exitCode === null; tries += 1) {
    try {
      for (const Bucket of [BUCKET, PUBLIC_BUCKET]) {
        await client.send(new CreateBucketCommand({ Bucket })).catch(ignoreExisting);
        await client.send(new PutObjectCommand({ Bucket, Key: 'ready', Body: 'ready' }));
      }
      return true;
    } catch {
      await pause(READY_PAUSE_MS);
    }
  }
  return false;
}

function ignoreExisting(error: Error): void {
  if (!error.name.startsWith('BucketAlready')) throw error;
}

/** It does not end by itself in good time. */
async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}
