import { InputError } from '../errors.ts';

/** A part of a list that is ordered newest first. */
export interface Page {
  limit: number;
  /** Rows that come after, or before, the one with this cursor. */
  after?: string | undefined;
  before?: string | undefined;
  /** Oldest first, for the end of the list. */
  inverted: boolean;
}

export const DEFAULT_PAGE_SIZE = 20;
export const LARGEST_PAGE_SIZE = 100;

interface Keyed {
  createdAt: Date;
  id: string;
}

/** Names a row's place in a list. */
export function cursorOf({ createdAt, id }: Keyed): string {
  return Buffer.from(`${createdAt.toISOString()} ${id}`).toString('base64url');
}

/**
 * What to ask the database for, to get a page by where its neighbours stand rather than by counting.
 * @param isRowId whether a row of this list can have the id, which a forged cursor may lack.
 * @throws InputError
 */
export function keyset({ limit, after, before, inverted }: Page, isRowId: (id: string) => boolean) {
  const direction = inverted ? ('asc' as const) : ('desc' as const);
  return {
    where: { AND: [...beyond('after', after, 'lt', isRowId), ...beyond('before', before, 'gt', isRowId)] },
    orderBy: [{ createdAt: direction }, { id: direction }],
    take: limit,
  };
}

function beyond(name: 'after' | 'before', cursor: string | undefined, side: 'lt' | 'gt', isRowId: (id: string) => boolean) {
  if (cursor === undefined) return [];
  const { createdAt, id } = parseCursor(name, cursor, isRowId);
  return [{ OR: [{ createdAt: { [side]: createdAt } }, { createdAt, id: { [side]: id } }] }];
}

/** A time, of a year that every database knows, and an id. */
const CURSOR = /^(?<time>[1-9]\d{3}-\S+) (?<id>\S+)$/;

function parseCursor(name: 'after' | 'before', cursor: string, isRowId: (id: string) => boolean): Keyed {
  const { time = '', id = '' } = CURSOR.exec(Buffer.from(cursor, 'base64url').toString())?.groups ?? {};
  const createdAt = new Date(time);
  if (Number.isNaN(createdAt.getTime()) || !isRowId(id) || cursorOf({ createdAt, id }) !== cursor) {
    throw new InputError('This is not a cursor that this server gave out.', [name], cursor);
  }
  return { createdAt, id };
}

/** @throws InputError when more is asked for than a page holds, or less than nothing. */
export function checkPageSize({ first, last }: { first?: number | null | undefined; last?: number | null | undefined }): void {
  for (const [name, size] of Object.entries({ first, last })) {
    if (size === null || size === undefined || (size >= 0 && size <= LARGEST_PAGE_SIZE)) continue;
    throw new InputError(`${name} is ${size}; from 0 to ${LARGEST_PAGE_SIZE} can be asked for.`, [name], size);
  }
}
