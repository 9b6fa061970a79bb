import { closeSync, openSync, readFileSync, readSync } from 'node:fs';

const chunk = 16 * 1024 * 1024;
/** Read again at each seam, so that nothing is missed that lies across it. */
const overlap = 4096;

/** The children of this process, oldest first. */
export function childProcesses(): number[] {
  const text = readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8').trim();
  return text === '' ? [] : text.split(/\s+/).map(Number);
}

/**
 * How often each needle is in the readable memory of a process. Needs root, for a process that forbids core dumps.
 * @param needles none longer than 4096 octets
 */
export function countInMemory<Name extends string>(pid: number, needles: Record<Name, Buffer>): Record<Name, number> {
  const counts = Object.fromEntries(Object.keys(needles).map((name) => [name, 0])) as Record<Name, number>;
  const memory = openSync(`/proc/${pid}/mem`, 'r');
  try {
    for (const [start, end] of readableRanges(pid)) {
      for (let at = start; at < end; at += BigInt(chunk)) {
        const length = Number(end - at < BigInt(chunk + overlap) ? end - at : BigInt(chunk + overlap));
        const octets = readOrNothing(memory, length, at);
        for (const name of Object.keys(needles) as Name[]) counts[name] += occurrences(octets, needles[name], chunk);
      }
    }
  } finally {
    closeSync(memory);
  }
  return counts;
}

function readableRanges(pid: number): [bigint, bigint][] {
  const lines = readFileSync(`/proc/${pid}/maps`, 'utf8').split('\n');
  return lines.flatMap((line) => {
    const match = /^([0-9a-f]+)-([0-9a-f]+) r/.exec(line);
    return match === null || line.includes('[v')
      ? []
      : [[BigInt(`0x${match[1]}`), BigInt(`0x${match[2]}`)] as [bigint, bigint]];
  });
}

/** Some mappings say they are readable and are not. */
function readOrNothing(file: number, length: number, at: bigint): Buffer {
  const octets = Buffer.alloc(length);
  try {
    return octets.subarray(0, readSync(file, octets, 0, length, at));
  } catch {
    return Buffer.alloc(0);
  }
}

/** Those that begin before `before`; the rest belongs to the next chunk. */
function occurrences(octets: Buffer, needle: Buffer, before: number): number {
  let count = 0;
  for (let at = octets.indexOf(needle); at >= 0 && at < before; at = octets.indexOf(needle, at + 1)) count += 1;
  return count;
}
