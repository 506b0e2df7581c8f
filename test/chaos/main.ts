// Makes chaos and says whether every promise was kept. Run: npm run chaos -- --help
import { parseArgs } from 'node:util';
import { makeChaos } from './chaos.ts';

const USAGE = `npm run chaos [-- --seed N --jobs N --kills N --real N --backend redis|embedded --minutes N]

Starts servers and workers, has clients follow jobs, and kills, pauses and cuts off everything meanwhile. Ends with 0 when every promise was kept.

  --seed     what happens when; the same seed does the same (default: one of its own, which is said)
  --jobs     how many jobs clients start (default: 300)
  --kills    how many processes are killed at least (default: 30)
  --real     how many of the jobs are really rendered, the others being quick files (default: 10)
  --backend  redis: many processes; embedded: one, killed and started again (default: redis)
  --minutes  after which it is given up (default: 60)`;

const { values } = parseArgs({
  options: {
    help: { type: 'boolean', short: 'h' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    jobs: { type: 'string', default: '300' },
    kills: { type: 'string', default: '30' },
    real: { type: 'string', default: '10' },
    backend: { type: 'string', default: 'redis' },
    minutes: { type: 'string', default: '60' },
  },
});
if (values.help) {
  console.log(USAGE);
  process.exit(0);
}
const whole = (name: 'seed' | 'jobs' | 'kills' | 'real' | 'minutes') => {
  const number = Number(values[name]);
  if (Number.isInteger(number) && number >= 0) return number;
  console.error(`--${name} is a whole number.`);
  process.exit(2);
};
const { backend } = values;
if (backend !== 'redis' && backend !== 'embedded') {
  console.error('--backend is redis or embedded.');
  process.exit(2);
}

const seed = whole('seed');
console.log(`seed ${seed}`);
const { broken, seconds, accounts, tally, kills } = await makeChaos({
  ...{ seed, backend, jobs: whole('jobs'), kills: whole('kills'), real: whole('real') },
  leaseSeconds: 3,
  limitSeconds: whole('minutes') * 60,
  say: (line) => console.log(line),
});
const events = accounts.reduce((sum, account) => sum + account.events.length, 0);
const drops = accounts.reduce((sum, account) => sum + account.drops, 0);
console.log(
  `\n${accounts.length} jobs, ${kills} kills, ${events} events to clients that were cut off or left ${drops} times, in ${seconds.toFixed(0)} s`,
);
for (const [what, times] of Object.entries(tally).sort()) console.log(`  ${String(times).padStart(4)} × ${what}`);
if (broken.length === 0) console.log('\nEvery promise was kept.');
else console.log(`\n${broken.length} broken promises:\n${broken.slice(0, 50).join('\n')}`);
process.exit(broken.length === 0 ? 0 : 1);
