import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { z } from 'zod';

const compress = promisify(gzip);
const decompress = promisify(gunzip);

const keptAnswerSchema = z.object({ url: z.string(), status: z.int(), body: z.string().nullable(), fetchedAt: z.number() });

/** An answer of arXiv as it came; `fetchedAt` in milliseconds since 1970. */
export type KeptAnswer = z.infer<typeof keptAnswerSchema>;

/** Answers kept on disk, one gzipped JSON file each. Processes may share the directory. */
export interface AnswerCache {
  /** `null` when there is none, or when the file is damaged (gzip's checksum finds out): then it is asked for anew. */
  read(key: string): Promise<KeptAnswer | null>;
  /** @throws when the disk is full or must not be written. */
  write(key: string, answer: KeptAnswer): Promise<void>;
}

/** `key` becomes a path below `directory`; it is made of arXiv ids, which hold nothing that could lead out of it. */
export function createAnswerCache(directory: string, maximumBytes: number): AnswerCache {
  const fileOf = (key: string) => path.join(directory, `${key}.json.gz`);
  return {
    async read(key) {
      try {
        const unpacked = await decompress(await readFile(fileOf(key)), { maxOutputLength: 2 * maximumBytes });
        return keptAnswerSchema.parse(JSON.parse(unpacked.toString('utf8')));
      } catch {
        return null;
      }
    },

    async write(key, answer) {
      const file = fileOf(key);
      // Under another name first: a reader sees the whole file or none.
      const partial = `${file}.${randomUUID()}`;
      try {
        await mkdir(path.dirname(file), { recursive: true });
        await writeFile(partial, await compress(JSON.stringify(answer)));
        await rename(partial, file);
      } catch (cause) {
        await rm(partial, { force: true }).catch(() => {});
        // The same words each time, whichever answer it was about.
        throw new Error(`Nothing can be kept in ${directory}: ${codeOf(cause)}.`, { cause });
      }
    },
  };
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : error;
}
