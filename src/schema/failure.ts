import { builder } from './builder.ts';
import { RenderFailureKind } from './enums.ts';

export const RenderFailure = builder.prismaObject('RenderFailure', {
  description: 'Why a visualization has no video, in terms of its own code.',
  fields: (t) => ({
    kind: t.expose('kind', { type: RenderFailureKind, description: 'What kind of failure it is.' }),
    message: t.exposeString('message', { description: 'What went wrong.' }),
    exception: t.exposeString('exception', { nullable: true, description: 'Class of the Python exception.' }),
    line: t.exposeInt('line', { nullable: true, description: 'Line of the code where it happened, from 1.' }),
    excerpt: t.exposeString('excerpt', { nullable: true, description: 'The code around that line.' }),
    traceback: t.exposeString('traceback', { nullable: true, description: 'Python’s traceback, cut to the code that was given.' }),
    hint: t.exposeString('hint', { nullable: true, description: 'What usually helps.' }),
    latexExpression: t.exposeString('latexExpression', { nullable: true, description: 'The expression that LaTeX did not accept.' }),
    latexLog: t.exposeString('latexLog', { nullable: true, description: 'What LaTeX said of it.' }),
    retryable: t.exposeBoolean('retryable', { description: 'Whether the same code may work next time.' }),
  }),
});
