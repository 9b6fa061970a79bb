import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** What Chromium's network stack did, as it wrote it down itself (`--log-net-log`). */
export interface Traffic {
  /** Hosts with their ports that a request was made for, whoever made it. */
  readonly requested: ReadonlySet<string>;
  /** Names that were looked up. */
  readonly resolved: ReadonlySet<string>;
  /** Addresses with their ports that a TCP socket was opened to. */
  readonly connected: ReadonlySet<string>;
  /**
   * Packets that left by UDP. Opening such a socket alone sends nothing: Chromium does it towards an address of
   * Google's to learn from the routing table whether this machine has IPv6.
   */
  readonly packets: number;
}

const NetLog = z.object({
  constants: z.object({ logEventTypes: z.record(z.string(), z.number()) }),
  events: z.array(
    z.object({
      type: z.number(),
      params: z
        .object({
          url: z.string().optional(),
          host: z.string().optional(),
          address: z.string().optional(),
          address_list: z.array(z.string()).optional(),
        })
        .optional(),
    }),
  ),
});

/** Reads a finished log: the app must have quit, else the file is not closed. */
export function readTraffic(file: string): Traffic {
  const { constants, events } = NetLog.parse(JSON.parse(readFileSync(file, 'utf8')));
  const nameOf = new Map(Object.entries(constants.logEventTypes).map(([name, number]) => [number, name]));
  const requested = new Set<string>();
  const resolved = new Set<string>();
  const connected = new Set<string>();
  let packets = 0;
  for (const { type, params } of events) {
    const name = nameOf.get(type) ?? '';
    if (params?.url !== undefined && URL.canParse(params.url)) {
      const { protocol, host } = new URL(params.url);
      if (/^(?:https?|wss?):$/.test(protocol)) requested.add(host);
    }
    if (name.startsWith('HOST_RESOLVER') && params?.host !== undefined)
      resolved.add(params.host.replace(/^\w+:\/\//, ''));
    if (name === 'UDP_BYTES_SENT') packets += 1;
    if (name.startsWith('TCP_CONNECT')) {
      for (const address of [params?.address, ...(params?.address_list ?? [])])
        if (address !== undefined) connected.add(address);
    }
  }
  return { requested, resolved, connected, packets };
}
