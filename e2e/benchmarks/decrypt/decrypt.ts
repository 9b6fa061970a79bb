import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { DecryptEngine } from '../../../main/decrypt/engine.ts';
import { forkEngine } from '../../../main/decrypt/fork-engine.ts';
import type { DecryptJob } from '../../../main/decrypt/protocol.ts';
import { nativeAddonPath } from '../../../main/tokens/native-addon.ts';
import { type Area, median, type Row } from '../report.ts';
import { onTokens } from './on-tokens.ts';
import { type Peer, peersFor, type Samples, samplesIn } from './peers.ts';
import { windowFrames } from './window-frames.ts';

const root = path.join(import.meta.dirname, '../../..');
const MiB = 1024 * 1024;
const platformCap = 40_960_000;
const times = Number(process.env['KEYDOCK_BENCH_TIMES'] ?? 5);

/** The engine as the app has it: its bundle, in Electron's Node with Electron's crypto; without Electron in this one. */
function startEngine(stateFolder: string) {
  const dist = process.env['ELECTRON_OVERRIDE_DIST_PATH'];
  const bundle = path.join(root, 'out/main/decrypt.js');
  const isElectron = dist !== undefined && fs.existsSync(bundle);
  const channel = isElectron
    ? forkEngine(bundle, { execPath: path.join(dist, 'electron'), env: { ELECTRON_RUN_AS_NODE: '1' } })
    : forkEngine(path.join(root, 'main/decrypt/process/main.ts'));
  const engine = new DecryptEngine(channel, { stateFolder, addon: nativeAddonPath(root) });
  return {
    engine,
    pid: channel.pid ?? 0,
    runtime: isElectron
      ? `Electron ${fs.readFileSync(path.join(dist, 'version'), 'utf8').trim()}`
      : `Node ${process.version}`,
  };
}

/** MB of a process: what it holds now, and the most it held since the mark was reset. */
function memoryOf(pid: number): { readonly now: number; readonly peak: number } {
  const status = fs.readFileSync(`/proc/${pid}/status`, 'utf8');
  const field = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)?.[1] ?? 0) / 1024;
  return { now: field('VmRSS'), peak: field('VmHWM') };
}

/** A new process: one that has worked before holds memory that hides the growth. */
async function memoryRow(samples: Samples, out: string): Promise<Row> {
  const { engine, pid } = startEngine(path.join(samples.folder, 'state-of-memory'));
  try {
    const opened = await engine.openKey(samples.keyFile);
    if (!opened.ok) throw new Error(opened.error.code);
    const source = samples.cbc(5 * 1024 * MiB);
    const { now } = memoryOf(pid);
    const job = { source, folder: out, overwrite: false, key: opened.value.key, floor: 'C' } as const;
    const iv = { format: 'AES-CBC-256', iv: samples.iv.toString('base64') };
    const result = await engine.decrypt({ ...job, ...iv }).done;
    if (!result.ok) throw new Error(result.error.code);
    const grown = memoryOf(pid).peak - now;
    const bar = { peer: null, peerValue: null, ratio: null, bar: '< 64 MiB', ok: grown < 64 };
    return { name: 'decrypt.memory', value: grown, unit: 'MB', ...bar };
  } finally {
    engine.close();
  }
}

/**
 * A file of this size is written and removed before a clock starts. A virtual machine gives memory back to its host that it
 * has not used for some seconds, and to get it again takes longer than to decrypt into it: whoever came first after a pause,
 * or after a peer that needs gigabytes for itself, would pay for it, and the next one would not.
 */
function warmPageCache(folder: string, size: number): void {
  const file = path.join(folder, 'warm');
  const piece = Buffer.alloc(256 * 1024);
  const fd = fs.openSync(file, 'wx');
  for (let done = 0; done < size; done += piece.length) fs.writeSync(fd, piece);
  fs.closeSync(fd);
  fs.rmSync(file);
}

export const measureDecrypt: Area = async (say) => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'keydock-bench-'));
  const out = path.join(folder, 'out');
  fs.mkdirSync(out);
  const samples = samplesIn(folder);
  const peers = peersFor(samples);
  const { engine, runtime } = startEngine(path.join(folder, 'state'));
  try {
    const opened = await engine.openKey(samples.keyFile);
    if (!opened.ok) throw new Error(opened.error.code);
    const { key } = opened.value;
    const decrypt = async (source: string, change: Partial<DecryptJob> = {}) => {
      const result = await engine.decrypt({ source, folder: out, overwrite: false, key, floor: 'C', ...change }).done;
      if (!result.ok) throw new Error(result.error.code);
      return result.value.output;
    };
    /** Ours and the peers in turn, so that a busy moment hurts all alike. Seconds. */
    const compare = async (
      source: string,
      change: Partial<DecryptJob>,
      rivals: readonly (readonly [peer: Peer, source: string])[],
      rounds = times,
    ) => {
      const seconds: number[][] = [[], ...rivals.map(() => [])];
      const { size } = fs.statSync(source);
      const clock = async (index: number, act: () => Promise<string>) => {
        warmPageCache(out, size);
        const started = performance.now();
        const output = await act();
        seconds[index]?.push((performance.now() - started) / 1000);
        fs.rmSync(output);
      };
      fs.readFileSync(source, { flag: 'r' }).fill(0, 0, 1);
      for (let round = 0; round < rounds; round++) {
        await clock(0, () => decrypt(source, change));
        for (const [index, [peer, theirs]] of rivals.entries()) {
          await clock(index + 1, async () => {
            const target = path.join(out, 'peer');
            peer.run(theirs, target);
            return target;
          });
        }
      }
      return seconds.map(median);
    };
    const rows: Row[] = [];
    const add = (name: string, ours: number, peer: string | null, theirs: number | null, most: number | null) => {
      const ratio = theirs === null ? null : ours / theirs;
      const bar = most === null ? '–' : `≤ ${most} × ${peer}`;
      rows.push({
        name,
        value: ours,
        unit: 's',
        peer,
        peerValue: theirs,
        ratio,
        bar,
        ok: most === null || ratio === null || ratio <= most,
      });
    };
    const iv = { format: 'AES-CBC-256', iv: samples.iv.toString('base64') };

    say('40,960,000 bytes, AES-GCM');
    const small = samples.gcm(platformCap);
    const smallCbc = samples.cbc(platformCap);
    await decrypt(small).then((file) => fs.rmSync(file));
    const rivals: [Peer, string][] = [
      [peers.openssl, smallCbc],
      [peers.cp, small],
    ];
    if (peers.python !== undefined) rivals.push([peers.python, small]);
    const [ours = 0, openssl = 0, cp = 0, python] = await compare(small, {}, rivals);
    if (python !== undefined) add('decrypt.gcm-40mb', ours, 'Python cryptography', python, 0.5);
    add(
      python === undefined ? 'decrypt.gcm-40mb' : 'decrypt.gcm-40mb.openssl',
      ours,
      'openssl enc -d (CBC)',
      openssl,
      1.5,
    );
    add('decrypt.gcm-40mb.cp', ours, 'cp', cp, null);

    say('1 MiB × 200');
    const many = Array.from({ length: 200 }, (_, i) => {
      const file = path.join(folder, `many-${i}.bin.enc`);
      if (i === 0) fs.renameSync(samples.cbc(MiB), file);
      else fs.copyFileSync(path.join(folder, 'many-0.bin.enc'), file);
      return file;
    });
    const started = performance.now();
    const queue = [...many];
    await Promise.all(
      Array.from({ length: 4 }, async () => {
        for (let file = queue.shift(); file !== undefined; file = queue.shift()) await decrypt(file, iv);
      }),
    );
    const manyOurs = (performance.now() - started) / 1000;
    const began = performance.now();
    for (const [i, file] of many.entries()) peers.openssl.run(file, path.join(out, `peer-${i}`));
    add('decrypt.200-files', manyOurs, '200 × openssl enc -d', (performance.now() - began) / 1000, null);
    for (const file of fs.readdirSync(out)) fs.rmSync(path.join(out, file));

    say('1 GiB, AES-GCM');
    const gib = samples.gcm(1024 * MiB);
    const rounds = Math.min(times, 3);
    const ageFile = peers.age?.encrypt(gib);
    const gcmRivals: [Peer, string][] = [[peers.cp, gib]];
    if (peers.python !== undefined) gcmRivals.push([peers.python, gib]);
    if (peers.age !== undefined && ageFile !== undefined) gcmRivals.push([peers.age.peer, ageFile]);
    const gcm = await compare(gib, {}, gcmRivals, rounds);
    add('decrypt.gcm-1gib', gcm[0] ?? 0, 'cp', gcm[1] ?? 0, 1.25);
    for (const [i, [peer]] of gcmRivals.entries())
      if (i > 0)
        add(
          `decrypt.gcm-1gib.${peer.name.split(' ')[0]?.toLowerCase()}`,
          gcm[0] ?? 0,
          peer.name,
          gcm[i + 1] ?? 0,
          null,
        );
    fs.rmSync(gib);
    if (ageFile !== undefined) fs.rmSync(ageFile);

    say('1 GiB, AES-CBC');
    const cbcGib = samples.cbc(1024 * MiB);
    const [cbc = 0, cbcCp = 0, cbcOpenssl = 0] = await compare(
      cbcGib,
      iv,
      [
        [peers.cp, cbcGib],
        [peers.openssl, cbcGib],
      ],
      rounds,
    );
    add('decrypt.cbc-1gib', cbc, 'cp', cbcCp, 1.25);
    add('decrypt.cbc-1gib.openssl', cbc, 'openssl enc -d', cbcOpenssl, null);

    say('keys on tokens');
    rows.push(
      ...(await onTokens(engine, samples.key, async (tokenKey, what) => {
        const began = performance.now();
        const source = what === 'gcm' ? small : cbcGib;
        fs.rmSync(await decrypt(source, { key: tokenKey, ...(what === 'gcm' ? {} : iv) }));
        return (performance.now() - began) / 1000;
      })),
    );
    fs.rmSync(cbcGib);

    say('1 GiB in the real window');
    rows.push(...(await windowFrames(say)));

    say('5 GiB, memory');
    rows.push(await memoryRow(samples, out));
    return { runtime, rows };
  } finally {
    engine.close();
    fs.rmSync(folder, { recursive: true, force: true });
  }
};
