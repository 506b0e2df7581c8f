import { setTimeout as pause } from 'node:timers/promises';
import type { Member } from './fleet.ts';
import type { Random } from './random.ts';
import type { Victim } from './servers.ts';

/** How often each thing was done to the fleet. */
export type Tally = Record<string, number>;

export interface Trouble {
  /** Does one thing, and says what it was and whether it killed something. */
  make(): Promise<{ what: string; killed: boolean }>;
  tally: Tally;
}

/** What is said when there was nobody to be hurt. */
export const WAITED = 'waited for the fleet';

/** What can be done, and how often, relative to the others. */
const weights = { kill: 5, restart: 1, pause: 2, cut: 2, redeploy: 1, fill: 1 } as const;
type Kind = keyof typeof weights;

/**
 * Trouble for a fleet and for the servers that it hangs on.
 * @param leaseMs after which a paused process is taken to be dead: some pauses are longer, most are shorter.
 */
export function createTrouble(
  { members, victims, fillDisk }: { members: Member[]; victims: Victim[]; fillDisk: (() => Promise<void>) | null },
  { leaseMs, random }: { leaseMs: number; random: Random },
): Trouble {
  const tally: Tally = {};
  /** Somebody whom something can be done to; most of the fleet is there at any time. */
  const pickMember = () => random.pick(members.filter(({ isStarting }) => !isStarting));
  let latest = '';
  const count = (what: string) => {
    latest = what;
    tally[what] = (tally[what] ?? 0) + 1;
  };
  const kinds: Record<Kind, () => Promise<boolean>> = {
    async kill() {
      const member = pickMember();
      count(`killed (-9): ${member.role}`);
      await member.kill();
      return true;
    },
    async restart() {
      const victim = random.pick(victims);
      count(`killed (-9): ${victim.name}`);
      await victim.restart();
      return true;
    },
    async pause() {
      const { pid, role } = pickMember();
      const long = random.chance(0.3);
      count(`paused ${long ? 'beyond' : 'within'} its lease: ${role}`);
      process.kill(pid, 'SIGSTOP');
      await pause(long ? leaseMs * 1.7 : leaseMs / 4);
      process.kill(pid, 'SIGCONT');
      return false;
    },
    async cut() {
      const victim = random.pick(victims);
      count(`cut from ${victim.name}`);
      victim.cut();
      return false;
    },
    async redeploy() {
      const member = pickMember();
      count(`redeployed (SIGTERM): ${member.role}`);
      const code = await member.redeploy();
      if (code !== 0) count(`redeployed, but not ended well (${code}): ${member.role}`);
      return false;
    },
    async fill() {
      if (!fillDisk) return false;
      count('disk of a worker filled');
      await fillDisk();
      return false;
    },
  };
  const bag = (Object.keys(weights) as Kind[]).flatMap((kind) => Array.from({ length: weights[kind] }, () => kind));
  const possible = bag.filter((kind) => (kind === 'restart' || kind === 'cut' ? victims.length > 0 : kind !== 'fill' || fillDisk));
  return {
    async make() {
      if (members.filter(({ isStarting }) => isStarting).length > members.length / 2) return { what: WAITED, killed: false };
      const killed = await kinds[random.pick(possible)]();
      return { what: latest, killed };
    },
    tally,
  };
}
