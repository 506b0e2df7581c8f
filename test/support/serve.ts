// A server in a process of its own, for tests that kill it. Prints its URL.
import { readConfig } from '../../src/config.ts';
import { createLog, startProgram } from '../../src/main.ts';

const program = await startProgram(readConfig(), { role: 'all', log: createLog(process.env.TEST_LOG ?? 'fatal') });
process.once('SIGTERM', async () => {
  await program.stop();
  process.exit(0);
});
// Only now: who reads it may end this process at once.
console.log(program.server?.url);
