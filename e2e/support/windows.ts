import type { Keydock } from './launch.ts';

/** How many windows there are by main's own count. The driver hears later of one, both that it came and that it went. */
export function windowCount({ app }: Keydock): Promise<number> {
  return app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length);
}
