import { statfs } from 'node:fs/promises';
import type { Config } from '../../config.ts';
import { requireDataDirectory } from '../../data-directory.ts';
import { readHeartbeats } from '../heartbeat.ts';
import { findRunningServer } from '../server-file.ts';
import { count } from '../text.ts';
import { type Finding, missing, ok, reasonOf } from './finding.ts';

/** A database whose disk is full stops in the middle of things; a long video in the best quality takes some hundred MB while it is made. */
const NEEDED_BYTES = 1e9;

/** Whether the directory for all that is kept can be written, what room it has, and who works there. */
export async function checkDataDirectory({ dataDirectory }: Config): Promise<Finding> {
  try {
    await requireDataDirectory(dataDirectory);
    const { bavail, bsize } = await statfs(dataDirectory);
    const detail = [dataDirectory, `${(bavail * bsize * 1e-9).toFixed(1)} GB free`, ...(await findUsers(dataDirectory))].join(', ');
    if (bavail * bsize < NEEDED_BYTES) return missing('Data directory', detail, 'make room there, or set DATA_DIR');
    return ok('Data directory', detail);
  } catch (error) {
    return missing('Data directory', reasonOf(error), 'make it writable, or set DATA_DIR');
  }
}

async function findUsers(dataDirectory: string): Promise<string[]> {
  const server = await findRunningServer(dataDirectory);
  const workers = readHeartbeats(dataDirectory).length;
  return [...(server ? [`in use by ${server.url} (process ${server.pid})`] : []), ...(workers > 0 ? [count(workers, 'worker')] : [])];
}
