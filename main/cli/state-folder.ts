import os from 'node:os';
import path from 'node:path';

/** Where the command line keeps the list of files it has begun: each system's place for the state of programs. */
export function stateFolder(): string {
  const home = os.homedir();
  if (process.platform === 'darwin') return path.join(home, 'Library/Application Support/Keydock/decrypt');
  if (process.platform === 'win32') return path.join(home, 'AppData/Local/Keydock/decrypt');
  return path.join(home, '.local/state/keydock/decrypt');
}
