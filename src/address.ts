const EVERY_ADDRESS: ReadonlySet<string> = new Set(['0.0.0.0', '::']);

/** Where a server that listens at `host` is reached from its own computer; one that listens at every address also at `localhost`. */
export function urlOf({ host, port }: { host: string; port: number }): string {
  const name = EVERY_ADDRESS.has(host) ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  return `http://${name}:${port}`;
}
