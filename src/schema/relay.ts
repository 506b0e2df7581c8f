import { DEFAULT_PAGE_SIZE, LARGEST_PAGE_SIZE } from '../resolvers/pages.ts';

const size = `${DEFAULT_PAGE_SIZE} unless given, ${LARGEST_PAGE_SIZE} at most.`;

/** How connections are built, and what GraphiQL says of the parts that all of them have: https://relay.dev/graphql/connections.htm */
export const relay = {
  cursorType: 'String',
  defaultConnectionTypeOptions: { description: 'A page of a list.' },
  // The connection has counted them.
  edgesFieldOptions: { description: 'What is on the page, in order.', complexity: { field: 1, multiplier: 1 } },
  pageInfoFieldOptions: { description: 'Where the page is in the list.' },
  defaultEdgeTypeOptions: { description: 'Something on a page, with its place in the list.' },
  cursorFieldOptions: { description: 'Its place in the list: pass it as `after` or `before`.' },
  nodeFieldOptions: { description: 'The thing itself.' },
  pageInfoTypeOptions: { description: 'Where a page is in its list.' },
  hasNextPageFieldOptions: { description: 'Whether more follows: ask for it with `after: endCursor`.' },
  hasPreviousPageFieldOptions: { description: 'Whether there is more before: ask for it with `before: startCursor`.' },
  startCursorFieldOptions: { description: 'Place of the first thing on the page.' },
  endCursorFieldOptions: { description: 'Place of the last thing on the page.' },
  firstArgOptions: { description: `How many from the start, or after \`after\`: ${size}` },
  lastArgOptions: { description: `How many from the end, or before \`before\`: ${LARGEST_PAGE_SIZE} at most.` },
  afterArgOptions: { description: 'Only what comes after this cursor.' },
  beforeArgOptions: { description: 'Only what comes before this cursor.' },
} as const;
