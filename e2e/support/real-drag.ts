import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Keydock } from './launch.ts';

const source = path.join(import.meta.dirname, 'drag-source.py');
/** The middle of the source's window, in px of the screen. */
const start = { x: 40, y: 40 };
const steps = 15;

/**
 * Drags files from a window of another program onto ours, with the pointer of the X server: what a person at a file
 * manager does.
 * @param target a point of our page, in px
 */
export async function dragFromAnotherProgram(
  { app }: Keydock,
  files: readonly string[],
  target: { readonly x: number; readonly y: number },
): Promise<void> {
  const { display, frame } = await app.evaluate(({ BrowserWindow }) => ({
    display: process.env['DISPLAY'] ?? '',
    frame: BrowserWindow.getAllWindows()[0]?.getContentBounds() ?? { x: 0, y: 0 },
  }));
  const env = { ...process.env, DISPLAY: display };
  const pointer = (...order: (string | number)[]) => execFileSync('xdotool', order.map(String), { env });
  const program = spawn('/usr/bin/python3', [source, ...files], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(program, 'exit');
  try {
    await once(program.stdout, 'data');
    await setTimeout(400); // mapped, and the server knows it
    pointer('mousemove', start.x, start.y);
    pointer('mousedown', 1);
    await setTimeout(150);
    for (let step = 1; step <= steps; step++) {
      const along = (from: number, to: number) => Math.round(from + ((to - from) * step) / steps);
      pointer('mousemove', along(start.x, frame.x + target.x), along(start.y, frame.y + target.y));
      await setTimeout(30);
    }
    await setTimeout(200);
    pointer('mouseup', 1);
    await Promise.race([ended, setTimeout(5_000)]);
  } finally {
    program.kill();
  }
}
