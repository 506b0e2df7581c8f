import { settingNames } from '../src/config.ts';

/** A bench is about this machine and these settings, not about the database, bucket or account that somebody has set up for work. */
const kept: ReadonlySet<string> = new Set(['RENDER_CONCURRENCY', 'RENDER_TIMEOUT_SECONDS']);

/** The environment with none of this program's settings but `settings` and how renders are done. */
export function environmentWith(settings: Record<string, string>): NodeJS.ProcessEnv {
  const others = Object.entries(process.env).filter(([name]) => kept.has(name) || !settingNames.includes(name));
  return { ...Object.fromEntries(others), ...settings };
}
