import { nodeLauncher, socketPair } from '../tokens/node-launcher.ts';
import type { TokenWorld } from './token-world.ts';

/** Tokens from a checkout, on plain Node. @param entry main/tokens/process/main.ts */
export function nodeTokenWorld(entry: string, addon: string): TokenWorld {
  return {
    launcher: nodeLauncher(entry, process.env),
    addon,
    async channel() {
      const [near, far] = await socketPair();
      return {
        far,
        near: {
          port: near,
          send(secret) {
            near.write(Uint8Array.of(secret.length >> 8, secret.length & 0xff));
            near.write(secret, () => secret.fill(0));
          },
          close: () => near.destroy(),
        },
      };
    },
  };
}
