import { complexityFromQuery } from '@pothos/plugin-complexity';
import { type ExecutionArgs, GraphQLError, Kind } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { limits } from '../config.ts';

/** Refuses, before any of it runs, an operation that is nested too deep, has too many fields or could have too large an answer. */
export function useOperationSize(): Plugin {
  return {
    onExecute({ args, setResultAndStopExecution }) {
      const error = sizeError(args);
      if (error) setResultAndStopExecution({ errors: [error] });
    },
    onSubscribe({ args, setResultAndStopExecution }) {
      const error = sizeError(args);
      if (error) setResultAndStopExecution({ errors: [error] });
    },
  };
}

function sizeError(args: ExecutionArgs): GraphQLError | null {
  const size = sizeOf(args);
  if (size === null) return null;
  const { depth, breadth, complexity } = size;
  const beyond = (what: string, is: number, allowed: number) =>
    is > allowed ? [`${what} ${is.toLocaleString('en')}; ${allowed.toLocaleString('en')} allowed`] : [];
  const complaints = [
    ...beyond('its fields are nested', depth, limits.queryDepth),
    ...beyond('the fields it names are', breadth, limits.queryFields),
    ...beyond('the fields of its answer may be', complexity, limits.queryComplexity),
  ];
  if (complaints.length === 0) return null;
  const message = `The operation is too large: ${complaints.join(', ')}. Ask for less at once.`;
  return new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT', depth, breadth, complexity } });
}

/** `null` when the variables are not what the operation declares: whoever executes it says so. */
function sizeOf({ schema, document, operationName, variableValues, contextValue }: ExecutionArgs) {
  const definitions = document.definitions.filter(
    (definition) => definition.kind !== Kind.OPERATION_DEFINITION || !operationName || definition.name?.value === operationName,
  );
  try {
    return complexityFromQuery({ ...document, definitions }, { schema, ctx: Object(contextValue), variables: variableValues ?? {} });
  } catch (error) {
    if (error instanceof GraphQLError) return null;
    throw error;
  }
}
