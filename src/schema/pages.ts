import { queryFromInfo } from '@pothos/plugin-prisma';
import { type DefaultConnectionArguments, resolveCursorConnection } from '@pothos/plugin-relay';
import type { GraphQLResolveInfo } from 'graphql';
import { checkPageSize, cursorOf, DEFAULT_PAGE_SIZE, LARGEST_PAGE_SIZE, type Page } from '../resolvers/pages.ts';
import type { Context } from './context.ts';

/** Reads the page of a connection that its arguments ask for; the rows are only counted when somebody asks. */
export async function readPage<Row extends { createdAt: Date; id: string }>(
  args: DefaultConnectionArguments,
  find: (page: Page) => Promise<Row[]>,
  countAll: () => Promise<number>,
) {
  checkPageSize(args);
  const options = { args, defaultSize: DEFAULT_PAGE_SIZE, maxSize: LARGEST_PAGE_SIZE, toCursor: cursorOf };
  const { edges, pageInfo } = await resolveCursorConnection(options, find);
  // A page without rows begins and ends nowhere; Pothos would say where it was asked to begin.
  return { edges, pageInfo: edges.length > 0 ? pageInfo : { ...pageInfo, startCursor: null, endCursor: null }, countAll };
}

/** What a page may hold: as much as was asked for. */
export function pageComplexity({ first, last }: DefaultConnectionArguments) {
  return { field: 1, multiplier: first ?? last ?? DEFAULT_PAGE_SIZE };
}

/** What to select of a connection's nodes, by what was asked for of them. */
export function nodeQuery(context: Context, info: GraphQLResolveInfo, typeName: string): object {
  return queryFromInfo({ context, info, path: ['edges', 'node'], typeName });
}
