import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readConfig } from '../src/config.ts';
import { systemRequirements } from '../src/prerequisites/system.ts';
import { createModalRenderer } from '../src/rendering/modal.ts';
import { openModal } from '../src/rendering/modal-service.ts';
import { runCommand } from './support/cli.ts';
import { type FakeModal, startModal } from './support/modal.ts';
import { openProgram } from './support/program.ts';

let modal: FakeModal;
let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'arxiviz-test-'));
  modal = await startModal();
});
afterAll(async () => {
  await modal.close();
  await rm(directory, { recursive: true });
});

it('is deployed with an image of the packages that set-up installs here, and the same uv', async () => {
  const commands = (await modal.state()).images.flat().join('\n');
  const installed = new Set(/apt-get install.*texlive.*/.exec(commands)?.[0].split(' '));
  const wanted = systemRequirements
    .filter(({ purpose, what }) => purpose !== 'testing' && what !== 'bubblewrap')
    .flatMap(({ packages }) => packages.apt ?? []);
  expect(wanted.filter((name) => !installed.has(name))).toEqual([]);
  const uv = /^uv==(\S+)/m.exec(await readFile('modal/uv.txt', 'utf8'))?.[1];
  expect(commands).toContain(`uv:${uv} /uv`);
});

/** Opens the renderer as a worker does when it starts. */
async function open(settings: Record<string, string>) {
  const config = readConfig({ ...modal.settings, ...settings });
  if (!config.modal) throw new Error('There are no settings for Modal.');
  return createModalRenderer({
    service: openModal(config.modal),
    workDirectory: path.join(directory, 'work'),
    versionFile: path.join(directory, 'version'),
    timeoutMs: config.render.timeoutMs,
  });
}

it('refuses to start with a token that Modal does not accept, or without the app, saying what to do', async () => {
  await expect(open({ MODAL_TOKEN_SECRET: 'as-wrong' })).rejects.toThrow(/^MODAL_TOKEN_ID, MODAL_TOKEN_SECRET: /);
  await expect(open({ MODAL_APP: 'nobody' })).rejects.toThrow(/nobody is not deployed.*modal deploy modal\/app\.py/s);
});

it('refuses renders that may take longer than the app lets them', async () => {
  await expect(open({ RENDER_TIMEOUT_SECONDS: '80000' })).rejects.toThrow(/^RENDER_TIMEOUT_SECONDS: at most 10800/);
});

it('refuses to start while Modal is away and nothing is known of what is deployed there', async () => {
  await modal.fault({ method: 'FunctionGet', kind: 'unavailable', times: 1000 });
  try {
    await expect(open({})).rejects.toThrow(/^Modal does not answer/);
  } finally {
    await modal.clearFaults();
  }
});

it('starts while Modal is away once it knows what is deployed there, and says that it is away', async () => {
  const first = await openProgram(modal.settings);
  const health = async () => (await (await fetch(`${first.url}/api/health`)).json()).services.renderer;
  try {
    expect(await health()).toBe('connected');
    const engine = first.program.services.renderer?.engineVersion;
    await modal.fault({ method: 'FunctionGet', kind: 'unavailable', times: 1000 });
    await first.restart();
    expect(first.program.services.renderer?.engineVersion).toBe(engine);
    expect(await health()).toBe('unavailable');
  } finally {
    await modal.clearFaults();
    await first.close();
  }
});

it('is examined by the doctor', async () => {
  const settings = { ...modal.settings, DATA_DIR: directory };
  const healthy = await runCommand(['doctor'], { settings });
  expect(healthy.stdout).toMatch(/^ok +Modal +arxiviz, engine \d+-manim/m);
  expect(healthy.stdout).not.toMatch(/LaTeX/);
  const ill = await runCommand(['doctor'], { settings: { ...settings, MODAL_APP: 'nobody' } });
  expect(ill.stdout).toMatch(/^missing +Modal +The app nobody is not deployed at Modal/m);
});
