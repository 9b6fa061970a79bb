import fc from 'fast-check';
import { damaged } from '../decrypt/damage.ts';
import { parsers } from '../decrypt/parser-cases.ts';

/** Inputs of one property run, between two looks at the clock. */
const batch = 5000;
/** The longest a parser may think about one input. ms */
const patience = 1000;
/** What all parsing together may leave behind. Bytes. */
const mostGrowth = 256 * 1024 * 1024;

/** Feeds every parser random and damaged files until the time is up: no crash, no hang, no hoarding. */
export async function soak(deadline: number): Promise<{ passed: number; failed: number }> {
  let inputs = 0;
  let failed = 0;
  const before = process.memoryUsage().rss;
  while (Date.now() < deadline && failed === 0) {
    for (const [name, { samples, parse }] of Object.entries(parsers)) {
      const octets = fc.oneof(fc.uint8Array({ maxLength: 600 }), damaged(samples));
      const outcome = fc.check(
        fc.property(octets, (input) => {
          const started = performance.now();
          const answer = parse(input);
          const took = performance.now() - started;
          if (took > patience) throw new Error(`${took} ms`);
          if (!answer.ok && !answer.error.code.startsWith('decrypt.')) throw new Error(answer.error.code);
        }),
        { numRuns: batch },
      );
      inputs += outcome.numRuns;
      if (outcome.failed) {
        failed++;
        console.error(`${name}: ${fc.defaultReportMessage(outcome) ?? 'failed'}`);
      }
      if (Date.now() >= deadline) break;
    }
    if (process.memoryUsage().rss - before > mostGrowth) {
      failed++;
      console.error(`memory grew by ${Math.round((process.memoryUsage().rss - before) / 1e6)} MB`);
    }
  }
  console.log(`${inputs} inputs`);
  return { passed: inputs - failed, failed };
}
