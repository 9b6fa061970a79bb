import { stateValue } from '../../../app/platform/states.ts';
import { openForApproval } from '../api/image-signings.ts';
import { companyClients } from '../company/clients.ts';
import { manyRequests } from '../company/generator.ts';
import { companyProducts } from '../company/products.ts';
import { companyRequests } from '../company/requests.ts';
import { samplePayload } from '../company/sample-payload.ts';
import { encodeBase64 } from '../crypto/base64-stream.ts';
import type { Kept } from '../kept.ts';
import type { Platform } from './platform.ts';
import { beginProcessing, process } from './processing.ts';

/**
 * Fills the shelves: the company, the generated requests, and what an earlier run left. Work that a stop interrupted
 * goes on.
 * @param more how many generated requests wait for approval
 */
export async function settle(
  platform: Platform,
  { beganAt, kept, more }: { beganAt: number; kept: Kept | undefined; more: number },
): Promise<void> {
  const { products, requests, clients } = platform;
  products.fill(companyProducts(beganAt));
  const seeded = companyRequests(products.all(), beganAt);
  const generated = manyRequests(products.all(), more, beganAt);
  requests.fill([...seeded.map(({ record }) => record), ...generated].sort((a, b) => a.createdAt - b.createdAt));

  products.restore(kept?.products ?? [], kept?.removed);
  requests.restore(kept?.requests ?? [], kept?.removed);
  clients.restore(kept?.clients ?? companyClients(beganAt), kept?.removed);
  platform.productChanges.restore(kept?.productChanges ?? []);
  platform.clientChanges.restore(kept?.clientChanges ?? []);
  platform.templates.restore(kept?.templates ?? []);
  platform.auditTrails.restore(kept?.auditTrails ?? []);

  await Promise.all(
    seeded.map(async ({ record, size, process: isProcessed }) => {
      const [payload] = record.payloads;
      if (payload === undefined || payload.resource === null) return;
      if (platform.objects.find(payload.resource) === undefined) {
        await platform.objects.put(payload.resource, encodeBase64(samplePayload(record.name, size)));
      }
      const isDone = requests.get(record.id)?.payloads[0]?.result !== undefined;
      if (isProcessed && !isDone) await process(platform, record.id);
    }),
  );
  if (kept !== undefined) goOn(platform);
}

function goOn(platform: Platform): void {
  for (const { id, state } of platform.requests.touched()) {
    if (state === stateValue.Created) openForApproval(platform, id, false);
    if (state === stateValue.Approved || state === stateValue.InProcess) beginProcessing(platform, id);
  }
  for (const shelf of [platform.products, platform.clients, platform.productChanges, platform.clientChanges]) {
    for (const { id, state } of shelf.touched()) {
      if (state === stateValue.Created) shelf.change(id, { state: stateValue.ApprovalRequired });
    }
  }
}
