import type { Visualization } from '../db/generated/prisma/client.ts';
import { NotFoundError } from '../errors.ts';
import type { Asked } from '../services.ts';
import { isId } from './ids.ts';

/** The visualization with this id, or `null`. */
export async function findVisualization<Q extends object>({ db }: Asked, id: string, query: Q): Promise<Visualization | null> {
  return isId(id) ? db.visualization.findUnique({ ...query, where: { id } }) : null;
}

/** The visualization with this id. @throws NotFoundError */
export async function requireVisualization<Q extends object>(services: Asked, id: string, query: Q): Promise<Visualization> {
  const visualization = await findVisualization(services, id, query);
  if (!visualization) throw new NotFoundError(`There is no visualization ${id}.`);
  return visualization;
}
