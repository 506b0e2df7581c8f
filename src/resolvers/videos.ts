import type { Video } from '../db/generated/prisma/client.ts';
import { NotFoundError } from '../errors.ts';
import type { Asked } from '../services.ts';
import { isId } from './ids.ts';

/** The video with this id, or `null`. */
export async function findVideo<Q extends object>({ db }: Asked, id: string, query: Q): Promise<Video | null> {
  return isId(id) ? db.video.findUnique({ ...query, where: { id } }) : null;
}

/** The video with this id. @throws NotFoundError */
export async function requireVideo(services: Asked, id: string): Promise<Video> {
  const video = await findVideo(services, id, {});
  if (!video) throw new NotFoundError(`There is no video ${id}.`);
  return video;
}

/** Where a client reads an object, as an absolute URL. @param publicUrl what those of this server begin with. */
export async function absoluteUrl({ store }: Asked, publicUrl: string, key: string): Promise<string> {
  const url = await store.url(key);
  // `PUBLIC_URL` may have a path, which a relative URL would replace.
  return url.startsWith('/') ? `${publicUrl}${url}` : url;
}
