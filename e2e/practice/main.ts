import { parseArgs } from 'node:util';
import type { Practice } from './world.ts';

/**
 * `npm run practice`: the practice world alone, until SIGTERM or SIGINT. Prints one JSON line once everything answers.
 * Options: --port N, --requests N, --latency MS, --data DIR
 */
const values = readOptions();

function readOptions() {
  try {
    return parseArgs({
      options: {
        port: { type: 'string' },
        requests: { type: 'string' },
        latency: { type: 'string' },
        data: { type: 'string' },
      },
    }).values;
  } catch (error) {
    return refuse(error instanceof Error ? error.message : 'unknown option');
  }
}

function wholeNumber(name: string, text: string | undefined, most: number): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0 || value > most) {
    refuse(`--${name} must be a whole number from 0 to ${most}`);
  }
  return value;
}

async function start(): Promise<Practice> {
  const { startPractice } = await import('./world.ts');
  return startPractice({
    ...(port === undefined ? {} : { port }),
    ...(requests === undefined ? {} : { requests }),
    ...(latencyMs === undefined ? {} : { latencyMs }),
    ...(values.data === undefined ? {} : { dataDir: values.data }),
  });
}

function refuse(why: string): never {
  console.error(why);
  process.exit(2);
}

const port = wholeNumber('port', values.port, 65_533);
const requests = wholeNumber('requests', values.requests, 1_000_000);
const latencyMs = wholeNumber('latency', values.latency, 600_000);

// The world is loaded once a stop is heard, so that a stop while it starts leaves nothing behind either.
const starting = start();
let stopping = false;
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.on(signal, () => {
    if (stopping) return;
    stopping = true;
    starting
      .then((practice) => practice.close())
      .then(
        () => process.exit(0),
        (error: unknown) => {
          console.error(error);
          process.exit(1);
        },
      );
  });
}

const { apiUrl, issuer, clientId, scope, caFile, users, controlUrl, profileFile } = await starting;
console.log(JSON.stringify({ apiUrl, issuer, clientId, scope, caFile, users, controlUrl, profileFile }));
