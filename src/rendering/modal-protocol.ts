import { z } from 'zod';
import { engineEnd } from './engine-protocol.ts';

/** What `modal/app.py` and this program say to each other. Both raise the number with every change that the other would not understand. */
export const MODAL_PROTOCOL = 1;

export const description = z.object({
  protocol: z.number().int(),
  engine: z.string().min(1).max(200),
  longest_wall_seconds: z.number().positive(),
});

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const perFile = <T extends z.ZodType>(value: T) => z.object({ video: value, poster: value.optional(), captions: value.optional() });

/** A render's last word, with its files or, where they were stored, with their hashes. */
export const callResult = z.object({
  engine: z.string().min(1).max(200),
  end: engineEnd,
  stored: perFile(sha256).nullish(),
  files: perFile(z.instanceof(Uint8Array)).nullish(),
});
export type CallResult = z.infer<typeof callResult>;

const named = z.object({ sha256, bytes: z.number().int().nonnegative() });

/** The controller has files and asks for signed requests that store them. */
export const storeQuestion = z.object({
  type: z.literal('store'),
  files: perFile(named),
});
export type StoreQuestion = z.infer<typeof storeQuestion>;
