// An Electron app without windows that holds nothing but main's network, for tests to ask through.
import { app } from 'electron';
import type { Profile } from '../../../app/profile.ts';
import { readBody } from '../../../main/network/body.ts';
import { createNetwork, type NetworkInit } from '../../../main/network/network.ts';
import { NetworkError } from '../../../main/network/network-error.ts';
import type { Ask, Told } from './launch.ts';

const networks = new Map<string, ReturnType<typeof createNetwork>>();

async function ask({ profile, url, init, limit }: Ask): Promise<Told> {
  const key = JSON.stringify(profile);
  const network = networks.get(key) ?? createNetwork({ profile: profile as Profile });
  networks.set(key, network);
  try {
    const response = await network.fetch(url, init as NetworkInit);
    const body = await readBody(response, limit, new URL(url).host);
    if (!body.ok) return { code: body.error.code, sent: 'perhaps', facts: body.error.facts };
    return { status: response.status, text: new TextDecoder().decode(body.value) };
  } catch (error) {
    if (!(error instanceof NetworkError)) throw error;
    return { code: error.code, sent: error.sent, facts: error.facts };
  }
}

void app.whenReady().then(() => Object.assign(globalThis, { ask }));
