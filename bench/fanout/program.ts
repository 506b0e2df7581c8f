// The program as a server, with the database that DATABASE_URL names. Another process writes the events and passes the wake-ups on.
import { readConfig } from '../../src/config.ts';
import { createLog, startProgram } from '../../src/main.ts';
import { measure, type ToServer } from './messages.ts';

const program = await startProgram(readConfig(), { role: 'api', log: createLog('error') });
process.on('message', async (message: ToServer) => {
  if (message.kind === 'event') await program.services.wakeups.publish('job', message.jobId);
  else process.send?.(measure());
});
process.once('disconnect', async () => {
  await program.stop();
  process.exit(0);
});
process.send?.(program.server?.url);
