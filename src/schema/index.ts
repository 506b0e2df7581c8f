import './scalars.ts';
import './errors.ts';
import './paper.ts';
import './visualization.ts';
import './video.ts';
import './job.ts';
import './event.ts';
import './mutations.ts';
import './health.ts';
import { builder } from './builder.ts';

/** What GraphQL clients see. `schema.graphql` is printed from it. */
export const schema = builder.toSchema();
