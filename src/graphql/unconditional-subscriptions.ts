import { GraphQLError, Kind, type SelectionSetNode, type ValidationRule } from 'graphql';
import type { Plugin } from 'graphql-yoga';

/**
 * Refuses a subscription whose one field may be left out, because then nothing is left to follow. The specification forbids it since
 * September 2025 (https://spec.graphql.org/September2025/#sec-Single-Root-Field); graphql-js 16 breaks on it instead.
 */
export function useUnconditionalSubscriptions(): Plugin {
  return {
    onValidate({ addValidationRule }) {
      addValidationRule(rule);
    },
  };
}

const rule: ValidationRule = (context) => ({
  OperationDefinition({ operation, selectionSet }) {
    if (operation === 'subscription') refuseConditions(selectionSet, new Set());
    return false;

    function refuseConditions({ selections }: SelectionSetNode, seen: Set<string>): void {
      for (const selection of selections) {
        const condition = selection.directives?.find(({ name }) => name.value === 'skip' || name.value === 'include');
        if (condition) {
          const message = `@${condition.name.value} has no place on the field of a subscription: without it there is nothing to follow.`;
          context.reportError(new GraphQLError(message, { nodes: condition }));
        }
        if (selection.kind === Kind.INLINE_FRAGMENT) refuseConditions(selection.selectionSet, seen);
        if (selection.kind !== Kind.FRAGMENT_SPREAD || seen.has(selection.name.value)) continue;
        // Fragments may lead in a circle, which is another rule's to say.
        seen.add(selection.name.value);
        const fragment = context.getFragment(selection.name.value);
        if (fragment) refuseConditions(fragment.selectionSet, seen);
      }
    }
  },
});
