const LOCAL_HOSTS: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Which web pages may use this server: those named in `CORS_ORIGINS` (`*`: all); when nothing is named, its own and those of this machine.
 * @param host as the request's Host header gives it.
 */
export function originPolicy(named: string[] | null): (origin: string, host: string) => boolean {
  if (named) return (origin) => named.includes('*') || named.includes(origin);
  return (origin, host) => {
    const url = URL.parse(origin);
    return url !== null && (url.host === host || LOCAL_HOSTS.has(url.hostname));
  };
}
