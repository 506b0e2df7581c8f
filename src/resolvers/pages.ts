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

/** What to ask the database for, to get a page by where its neighbours stand rather than by counting. @throws InputError */
export function keyset({ limit, after, before, inverted }: Page) {
  const direction = inverted ? ('asc' as const) : ('desc' as const);
  return {
    where: { AND: [...beyond('after', after, 'lt'), ...beyond('before', before, 'gt')] },
    orderBy: [{ createdAt: direction }, { id: direction }],
    take: limit,
  };
}

function beyond(name: 'after' | 'before', cursor: string | undefined, side: 'lt' | 'gt') {
  if (cursor === undefined) return [];
  const { createdAt, id } = parseCursor(name, cursor);
  return [{ OR: [{ createdAt: { [side]: createdAt } }, { createdAt, id: { [side]: id } }] }];
}

function parseCursor(name: 'after' | 'before', cursor: string): Keyed {
  const [time = '', id = ''] = Buffer.from(cursor, 'base64url').toString().split(' ');
  const createdAt = new Date(time);
  if (Number.isNaN(createdAt.getTime()) || cursorOf({ createdAt, id }) !== cursor) {
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
