import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { type ExecutionArgs, type ExecutionResult, execute, print, TypeInfo, visit, visitWithTypeInfo } from 'graphql';
import { createShare } from '../async/sharing.ts';
import { asTooBusy } from '../db/client.ts';
import type { JobEvent } from '../db/generated/prisma/client.ts';
import type { Context } from '../schema/context.ts';

/** Long enough for all to whom an event is sent as it happens; whoever replays it later is shown what is then. */
const KEEP_MS = 2000;
/** How long an event waits for a database that is away. */
const AWAY_MS = 1000;

/** What one subscriber is sent for an event. */
export type Executor = (event: JobEvent) => Promise<ExecutionResult>;

/**
 * Executes a subscription's selection once per event for all who ask the same of it: the same document, operation, viewer and variables,
 * but for those that only say which events are wanted. With the result, everything it loads is shared.
 */
export function createSharedExecution(): (args: ExecutionArgs) => Executor {
  const share = createShare(KEEP_MS);
  return (args) => {
    const question = questionOf(args);
    return (event) => share(`${event.jobId} ${event.seq} ${question}`, () => executeWhenPossible(args, event));
  };
}

/** An event is sent once: it is not sent as a failure because its rows cannot be loaded at the moment. */
async function executeWhenPossible(args: ExecutionArgs, event: JobEvent): Promise<ExecutionResult> {
  for (;;) {
    const contextValue = { ...(args.contextValue as Context), loaded: new Map() };
    const result = await execute({ ...args, rootValue: event, contextValue });
    if (!result.errors?.some(({ originalError }) => asTooBusy(originalError))) return result;
    await pause(AWAY_MS, undefined, { ref: false });
  }
}

function questionOf({ schema, document, operationName, variableValues, contextValue }: ExecutionArgs): string {
  const used = new Set<string>();
  const types = new TypeInfo(schema);
  const visitor = {
    VariableDefinition: () => false,
    // The arguments of the subscription itself have done what they are for.
    Argument: () => (types.getParentType() === schema.getSubscriptionType() && !types.getDirective() ? false : undefined),
    Variable: ({ name }: { name: { value: string } }) => {
      used.add(name.value);
    },
  };
  visit(document, visitWithTypeInfo(types, visitor));
  const variables = Object.entries(variableValues ?? {}).filter(([name]) => used.has(name));
  const { viewer } = (contextValue as Context).services;
  const question = [print(document), operationName, variables, viewer];
  return createHash('sha256').update(JSON.stringify(question)).digest('base64');
}
