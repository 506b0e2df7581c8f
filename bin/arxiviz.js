#!/usr/bin/env node
import { runOnNode24 } from './node24.js';

await runOnNode24('src/cli/main.ts', process.argv.slice(2));
