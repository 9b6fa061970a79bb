import { type ChildProcess, spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { keptCode } from '../support/kept-code.ts';

const root = path.join(import.meta.dirname, '../..');

interface Run {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

interface RunOptions {
  /** What descriptor 3 holds. */
  readonly input?: string;
  /** A shell line that ends in `exec "$@"`. */
  readonly shell?: string;
  readonly meanwhile?: (child: ChildProcess) => void;
}

/** The command line of the checkout, run as a person does, and a folder for its files. */
export class CommandLine {
  readonly folder = fs.mkdtempSync(path.join(os.tmpdir(), 'keydock-cli-'));

  async run(args: readonly string[], options: RunOptions = {}): Promise<Run> {
    const command = [process.execPath, path.join(root, 'main/cli/keydock.ts'), ...args];
    const [program = '', ...rest] =
      options.shell === undefined ? command : ['sh', '-c', options.shell, 'sh', ...command];
    const child = spawn(program, rest, {
      cwd: this.folder,
      env: { PATH: process.env['PATH'], HOME: this.folder, ...keptCode() },
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    });
    let out = '';
    let err = '';
    child.stdout?.on('data', (piece: Buffer) => {
      out += piece;
    });
    child.stderr?.on('data', (piece: Buffer) => {
      err += piece;
    });
    const pipe = child.stdio[3];
    if (pipe instanceof Object && 'end' in pipe) pipe.end(options.input ?? '');
    options.meanwhile?.(child);
    const code = await new Promise<number | null>((resolve) => {
      child.on('close', resolve);
    });
    return { code, out, err };
  }

  /**
   * The same on a terminal of its own.
   * @param answers what is typed, each when the words before it have appeared
   * @returns all that the terminal showed, with the exit code
   */
  async onTerminal(args: readonly string[], answers: readonly (readonly [after: string, typed: string])[] = []) {
    const words = [process.execPath, path.join(root, 'main/cli/keydock.ts'), ...args];
    const quoted = words.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ');
    // Of util-linux: runs a command on a terminal of its own and passes on how it ended.
    const child = spawn('/usr/bin/script', ['--quiet', '--return', '--command', quoted, '/dev/null'], {
      cwd: this.folder,
      env: { PATH: process.env['PATH'], HOME: this.folder, ...keptCode(), TERM: 'xterm', SHELL: '/bin/sh' },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    let shown = '';
    const waiting = [...answers];
    child.stdout.on('data', (piece: Buffer) => {
      shown += piece;
      const [next] = waiting;
      if (next === undefined || !shown.includes(next[0])) return;
      waiting.shift();
      child.stdin.write(next[1]);
    });
    const code = await new Promise<number | null>((resolve) => {
      child.on('close', resolve);
    });
    return { code, shown };
  }

  /** Writes a file. @returns its path */
  write(name: string, octets: Uint8Array | string): string {
    const file = path.join(this.folder, name);
    fs.writeFileSync(file, octets);
    return file;
  }

  /** A new folder. */
  place(name: string): string {
    const made = path.join(this.folder, name);
    fs.mkdirSync(made);
    return made;
  }

  remove(): void {
    fs.rmSync(this.folder, { recursive: true, force: true });
  }
}
