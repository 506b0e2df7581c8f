import { mkdir, readdir, rm, symlink } from 'node:fs/promises';
import path from 'node:path';

/** A name says what is in a file, and need not say all of it. */
const NAME_CHARACTERS = 48;
const WORDS = /[\p{L}\p{N}]+/u;

export interface NumberedVideo {
  number: number;
  concept: string;
  /** In the store, under a name made of hashes; `null` where it is not on this disk. */
  file: string | null;
}

/**
 * Gives videos names that a person can read: links in `<dataDirectory>/papers/<arXiv id>/`, in place of those of an earlier run.
 * @returns the links by the videos' numbers; none where links cannot be made.
 */
export async function linkVideos(dataDirectory: string, arxivId: string, videos: NumberedVideo[]): Promise<Map<number, string>> {
  const directory = path.join(dataDirectory, 'papers', arxivId);
  const links = new Map<number, string>();
  try {
    await mkdir(directory, { recursive: true });
    for (const entry of await readdir(directory, { withFileTypes: true })) {
      if (entry.isSymbolicLink()) await rm(path.join(directory, entry.name), { force: true });
    }
    for (const { number, concept, file } of videos) {
      if (file === null) continue;
      const link = path.join(directory, `${number}-${nameOf(concept)}${path.extname(file)}`);
      // Relative, so that the data directory can be moved.
      await symlink(path.relative(directory, file), link);
      links.set(number, link);
    }
  } catch {
    // The files themselves can be opened all the same.
  }
  return links;
}

/** `the-encoder-and-decoder-stacks`: the words of its first clause, of any script, cut between two of them where that is possible. */
function nameOf(concept: string): string {
  const [clause = ''] = concept.split(/[,:;.(–—]/).filter((part) => WORDS.test(part));
  const words = clause.toLowerCase().match(new RegExp(WORDS, 'gu')) ?? [];
  const fitting = words.filter((_, index) => words.slice(0, index + 1).join('-').length <= NAME_CHARACTERS);
  return fitting.join('-') || words.join('-').slice(0, NAME_CHARACTERS) || 'video';
}
