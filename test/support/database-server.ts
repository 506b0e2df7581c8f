import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startEmbeddedDatabase } from '../../src/db/embedded.ts';
import { applyMigrations } from '../../src/db/migrate.ts';

/** A database that several processes can share, as they do when `DATABASE_URL` names one. */
export async function startDatabase(): Promise<{ url: string; close(): Promise<void> }> {
  const directory = await mkdtemp(path.join(tmpdir(), 'arxiviz-database-'));
  const server = await startEmbeddedDatabase(directory);
  await applyMigrations(server.url);
  return {
    url: server.url,
    async close() {
      await server.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
