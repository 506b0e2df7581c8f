import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { readConfig, settingNames } from '../src/config.ts';
import { runCommand } from './support/cli.ts';
import { repository } from './support/other-machine.ts';

const service = z.object({
  image: z.string(),
  build: z.object({ target: z.string() }).optional(),
  command: z.array(z.string()).default([]),
  environment: z.record(z.string(), z.string()).default({}),
  healthcheck: z.object({ disable: z.boolean().optional(), test: z.array(z.string()).optional() }),
  ports: z.array(z.string()).default([]),
  security_opt: z.array(z.string()).default([]),
});
const composition = z.object({ services: z.record(z.string(), service) });
const rule = z.strictObject({
  comment: z.string(),
  names: z.array(z.string().regex(/^[a-z0-9_]+$/)),
  action: z.literal('SCMP_ACT_ERRNO'),
  errnoRet: z.int().optional(),
  args: z.array(z.strictObject({ index: z.int(), value: z.int(), op: z.string() })).optional(),
});
const profile = z.strictObject({ defaultAction: z.literal('SCMP_ACT_ALLOW'), syscalls: z.array(rule) });

const read = (file: string) => readFile(path.join(repository, file), 'utf8');

/** What Compose makes of `${NAME:-default}` where nothing is set. */
function withDefaults(text: string): string {
  const filled = text.replace(/\$\{\w+:-([^${}]*)\}/g, '$1');
  return filled === text ? text : withDefaults(filled);
}

describe('docker-compose.yml', () => {
  let services: z.infer<typeof composition>['services'];
  let ours: (readonly [string, z.infer<typeof service>])[];
  beforeAll(async () => {
    // `<<` is of YAML 1.1, which Compose still understands.
    services = composition.parse(parse(await read('docker-compose.yml'), { merge: true })).services;
    ours = Object.entries(services).filter(([, { build }]) => build !== undefined);
    expect(ours.map(([name]) => name)).toEqual(['migrate', 'api', 'worker']);
  });

  it('starts and examines with commands that there are', async () => {
    const commands = ours.flatMap(([, { command, healthcheck }]) => [command, ...(healthcheck.test ? [healthcheck.test.slice(2)] : [])]);
    for (const command of commands) expect(await runCommand([...command, '--help'])).toMatchObject({ code: 0 });
    for (const [, { healthcheck }] of ours) if (healthcheck.test) expect(healthcheck.test.slice(0, 2)).toEqual(['CMD', 'arxiviz']);
  });

  it('sets only what is a setting, and all of Redis, PostgreSQL and S3', () => {
    for (const [, { environment }] of ours) {
      expect(settingNames).toEqual(expect.arrayContaining(Object.keys(environment)));
      const settings = Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, withDefaults(value)]));
      const { redisUrl, databaseUrl, s3 } = readConfig(settings);
      expect([redisUrl, databaseUrl, s3?.endpoint].map((url) => new URL(url ?? '').hostname)).toEqual(['redis', 'postgres', 's3']);
      expect(Object.keys(services)).toEqual(expect.arrayContaining(['redis', 'postgres', 's3']));
    }
  });

  it('has a health check wherever something stays, and opens ports to this machine only', () => {
    for (const [name, { healthcheck, ports }] of Object.entries(services)) {
      expect([name, healthcheck.disable ?? false]).toEqual([name, ['bucket', 'migrate'].includes(name)]);
      for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/);
    }
  });

  it('builds stages that the Dockerfile has, and loosens what holds a container only where scenes are rendered', async () => {
    const stages = [...(await read('Dockerfile')).matchAll(/^FROM \S+ AS (\S+)$/gm)].map(([, name]) => name);
    expect(stages.at(-1)).toBe('full');
    for (const [name, { build, security_opt }] of ours) {
      expect(stages).toContain(build?.target);
      expect(security_opt).toContain('no-new-privileges:true');
      const loosened = name === 'worker' ? ['seccomp=docker/seccomp.json', 'apparmor=unconfined'] : [];
      expect(security_opt.slice(1)).toEqual(loosened);
    }
  });
});

/** A script and all of this repository that it loads before it begins. */
async function importedBy(file: string, known = new Set<string>()): Promise<string[]> {
  if (known.has(file)) return [];
  known.add(file);
  for (const [, relative = ''] of (await read(file)).matchAll(/^(?:import|export|\}) [^;]*?from '(\.[^']+)';$/gm)) {
    await importedBy(path.join(path.dirname(file), relative), known);
  }
  return [...known];
}

describe('the Dockerfile', () => {
  it('copies and runs only what there is, and sets only what is a setting', async () => {
    const lines = (await read('Dockerfile')).replace(/\\\n/g, ' ').split('\n');
    const words = (instruction: string) =>
      lines.filter((line) => line.startsWith(`${instruction} `)).map((line) => line.split(/\s+/).slice(1));
    const copied = words('COPY').flatMap((copy) => (copy[0]?.startsWith('--from=') ? [] : copy.slice(0, -1)));
    const run = lines.join('\n').matchAll(/\b(?:node|sh) ((?:scripts|docker)\/\S+)/g);
    for (const file of [...copied, ...Array.from(run, ([, script = '']) => script)]) {
      expect([file, existsSync(path.join(repository, file))]).toEqual([file, true]);
    }
    const names = words('ENV').flatMap((settings) => settings.map((setting) => setting.split('=')[0]));
    expect([...settingNames, 'NODE_ENV']).toEqual(expect.arrayContaining(names));
    expect(words('USER')).toEqual([['10001:10001'], ['10001:10001']]);
  });

  it('has in each stage all that the scripts which run there import', async () => {
    const stages = (await read('Dockerfile'))
      .replace(/\\\n/g, ' ')
      .split(/^FROM /m)
      .slice(1);
    const copies = new Map<string, string[]>();
    for (const stage of stages) {
      const [, from = '', name = ''] = /^(\S+) AS (\S+)/.exec(stage) ?? [];
      const own = [...stage.matchAll(/^COPY (?!--from)(.*) \S+$/gm)].flatMap(([, files = '']) => files.split(' '));
      const there = [...(copies.get(from) ?? []), ...own];
      copies.set(name, there);
      const isThere = (file: string) => there.some((copied) => copied === '.' || file === copied || file.startsWith(`${copied}/`));
      for (const [, script = ''] of stage.matchAll(/\bnode (scripts\/\S+)/g)) {
        const missing = (await importedBy(script)).filter((file) => !isThere(file));
        expect({ stage: name, script, missing }).toEqual({ stage: name, script, missing: [] });
      }
    }
  });

  it('is given nothing but what is listed, all of which there is', async () => {
    const [first, ...rest] = (await read('.dockerignore')).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    expect(first).toBe('*');
    for (const line of rest.filter((line) => line.startsWith('!'))) {
      expect([line, existsSync(path.join(repository, line.slice(1)))]).toEqual([line, true]);
    }
  });
});

describe('docker/seccomp.json', () => {
  it('leaves the box all that it is made with, and denies what no container should ever do', async () => {
    const { syscalls } = profile.parse(JSON.parse(await read('docker/seccomp.json')));
    const names = syscalls.flatMap((entry) => (entry.args ? [] : entry.names));
    expect(new Set(names).size).toBe(names.length);
    const inside = Array.from((await read('modal/engine/box/syscalls.py')).matchAll(/"(\w+)": \(/g), ([, name = '']) => name);
    expect(inside.length).toBeGreaterThan(100);
    const around = [
      'unshare',
      'clone',
      'mount',
      'umount2',
      'pivot_root',
      'chroot',
      'sethostname',
      'capset',
      'prctl',
      'seccomp',
      'setrlimit',
    ];
    for (const name of [...inside, ...around, 'socket', 'setresuid', 'setgroups', 'prlimit64', 'execve']) expect(names).not.toContain(name);
    const never = [
      'init_module',
      'kexec_load',
      'reboot',
      'swapon',
      'clock_settime',
      'bpf',
      'perf_event_open',
      'keyctl',
      'open_by_handle_at',
    ];
    expect(names).toEqual(expect.arrayContaining([...never, 'ptrace', 'process_vm_readv', 'setns', 'userfaultfd', 'io_uring_setup']));
  });
});
