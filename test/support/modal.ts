import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { pythonPath } from '../../src/services.ts';
import { repository } from './other-machine.ts';

/** What goes wrong the next `times` that a procedure of Modal's servers is called. */
export interface Fault {
  method: string;
  kind: 'unavailable' | 'throttled' | 'refused' | 'slow' | 'lost reply' | 'expired';
  times?: number;
  seconds?: number;
}

export interface ModalState {
  /** How often each procedure was called. */
  counts: Record<string, number>;
  /** Procedures that were called and that the fake does not know. */
  unknown: string[];
  /** Calls by id, and whether they have ended. */
  calls: Record<string, boolean>;
  /** Names of the renders whose Sandboxes run. */
  rendering: string[];
  /** The commands that each image is made with. */
  images: string[][];
}

/** A fake of Modal's servers with the real app deployed on it: containers run the app's own code, Sandboxes are boxes on this machine. */
export interface FakeModal {
  /** What lets a program render there. */
  settings: Record<string, string>;
  state(): Promise<ModalState>;
  fault(fault: Fault): Promise<void>;
  clearFaults(): Promise<void>;
  /** Ends what is under way: containers crash, Sandboxes of renders run out of memory or are lost, calls are forgotten. */
  break(what: 'containers' | 'memory' | 'sandboxes' | 'calls'): Promise<void>;
  /** While simulated renders are held, none ends. */
  hold(held: boolean): Promise<void>;
  readonly pid: number;
  close(): Promise<void>;
}

const modal = path.join(repository, 'modal');

/** @param more `['--simulated']`: nothing is rendered; answers come after the time that the code asks for. */
export async function startModal(more: string[] = []): Promise<FakeModal> {
  const server = spawn(pythonPath, ['-m', 'fake', ...more], {
    cwd: modal,
    env: { ...process.env, PYTHONPATH: modal },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const [line] = await once(createInterface({ input: server.stdout }), 'line');
  const { url, control } = JSON.parse(String(line));
  const settings = { MODAL_TOKEN_ID: 'ak-test', MODAL_TOKEN_SECRET: 'as-test', MODAL_SERVER_URL: url };
  const ask = async (method: string, at: string, body?: unknown) => {
    const response = await fetch(`${control}/${at}`, { method, ...(body ? { body: JSON.stringify(body) } : {}) });
    if (!response.ok) throw new Error(`The fake of Modal answers ${response.status} to ${at}.`);
    return response;
  };
  const fake: FakeModal = {
    settings,
    state: async () => (await ask('GET', 'state')).json(),
    fault: async (fault) => void (await ask('POST', 'faults', fault)),
    clearFaults: async () => void (await ask('DELETE', 'faults')),
    hold: async (held) => void (await ask('POST', `hold/${held ? 'on' : 'off'}`)),
    pid: server.pid ?? 0,
    break: async (what) => void (await ask('POST', `break/${what}`)),
    async close() {
      server.stdin.end();
      if (server.exitCode === null) await once(server, 'exit');
    },
  };
  try {
    await deploy(settings);
  } catch (error) {
    await fake.close();
    throw error;
  }
  return fake;
}

/** As a person does it: `modal deploy modal/app.py`. */
export async function deploy(settings: Record<string, string>): Promise<void> {
  const command = path.join(path.dirname(pythonPath), 'modal');
  await promisify(execFile)(command, ['deploy', 'modal/app.py'], {
    cwd: repository,
    env: { PATH: process.env.PATH, HOME: '/nonexistent', ...settings },
    timeout: 100_000,
  });
}
