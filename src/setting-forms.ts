import { statSync } from 'node:fs';
import { z } from 'zod';

// What settings look like, each with the words in which another look is refused.

export const text = z.string().min(1);
export const httpUrl = z
  .url({ protocol: /^https?$/, error: 'must be an http:// or https:// URL' })
  .transform((url) => url.replace(/\/+$/, ''));

/** What paths are put behind. */
export const baseUrl = httpUrl.refine((url) => !/[?#]/.test(url), 'must be without ? and #, because paths are put behind it');

/** As browsers name the site of a page: without a path. */
export const origin = httpUrl
  .refine((url) => URL.parse(url)?.href === `${URL.parse(url)?.origin}/`)
  .transform((url) => new URL(url).origin);

/** What a URL with a password that was written as it is cannot be taken for. */
export const passwordsInUrls = ', in whose password %, /, ? and # are written as %25, %2F, %3F and %23';

/** Whether each % of a URL is followed by what it stands for; those who use the URL decode it without asking. */
export function isDecodable(url: string): boolean {
  try {
    decodeURIComponent(url);
    return true;
  } catch {
    return false;
  }
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
export const filePath = text.regex(/^[^\x00-\x1f\x7f]*$/, 'must be a path without line breaks and the like');
export const wholeNumber = (from: number, to: number) => {
  const error = `must be a whole number from ${from} to ${to}`;
  return z.coerce.number({ error }).int(error).min(from, error).max(to, error);
};
export const seconds = (from: number, to: number) => {
  const error = `must be a number of seconds from ${from} to ${to}`;
  return z.coerce.number({ error }).min(from, error).max(to, error);
};

export const existingDirectory = filePath.refine(isDirectory, 'must be a directory that is there');

function isDirectory(name: string): boolean {
  try {
    return statSync(name).isDirectory();
  } catch {
    return false;
  }
}
