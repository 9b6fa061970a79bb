import { z } from 'zod';

/**
 * A profile: the JSON file a company hands out so that Keydock knows its platform. Checked here, taken only after a
 * confirmation window has shown its hosts and certificate authorities. See docs/profile.md for an example.
 */
const host = /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/;
const loopback = /^http:\/\/(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?(\/|$)/;
const cleanUrl = /^https?:\/\/[A-Za-z0-9.\-[\]:]+(:\d{1,5})?(\/[A-Za-z0-9._~\-/]*)?$/;

/** https only; plain http only to loopback; no user info, query or fragment (platform-api.md section 1). */
const ServiceUrl = z
  .string()
  .max(512)
  .regex(cleanUrl, 'must be a plain https URL without user name, query or fragment')
  .refine((url) => url.startsWith('https://') || loopback.test(url), 'must be https (http only to this machine)');

/** A host name with an optional port, or `*.example.com` for any one label in front. Only the first label may be `*`. */
export const HostPattern = z
  .string()
  .max(260)
  .refine((pattern) => {
    const match = /^(\*\.)?([^:*]+)(?::(\d{1,5}))?$/.exec(pattern);
    const name = match?.[2];
    return name !== undefined && host.test(name) && (match?.[1] === undefined || name.includes('.'));
  }, 'must be a host such as "store.example.com", "*.s3.example.com" or "localhost:8443"');

const Grade = z.enum(['T', 'K', 'C']);
const Uuid = z.string().regex(/^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$/);

export const Profile = z.strictObject({
  /** Format of this file. */
  keydockProfile: z.literal(1),
  /** The company or tenant, as people call it. Shown everywhere the profile is active. */
  name: z.string().trim().min(1).max(60),
  /** A second line, e.g. "production" or "practice platform". */
  note: z.string().trim().max(60).optional(),
  /** One of the hues that keep profiles apart. */
  colour: z.enum(['teal', 'violet', 'blue', 'rose', 'amber', 'slate']).default('teal'),
  /** Base of the API, `https://app.laavat.io/<CustomerName>/api/v1`, with or without a final slash. */
  apiBase: ServiceUrl,
  /** Entra authority, `https://login.microsoftonline.com/<tenant id>`. */
  authority: ServiceUrl,
  /** Hosts (with port) whose sign-in metadata is trusted without Microsoft's instance discovery; empty for Entra. */
  knownAuthorities: z.array(z.string().max(260)).max(8).default([]),
  clientId: Uuid,
  /** The one scope, `api://<uuid>/.default`. */
  scope: z.string().regex(/^api:\/\/[0-9a-fA-F-]{36}\/[A-Za-z0-9._-]{1,64}$/),
  /** Hosts that presigned links may point to. */
  objectStoreHosts: z.array(HostPattern).max(16).default([]),
  /** Extra certificate authorities as PEM text, trusted for the hosts of this profile only. */
  extraCaPem: z.string().max(65_536).optional(),
  /** The weakest exposure grade that is allowed (design.md R4). */
  floors: z.strictObject({ export: Grade, decrypt: Grade }).default({ export: 'K', decrypt: 'C' }),
  /** Names for ids: the platform's API has only ids of people and groups. Keys are lower-case uuids. */
  directory: z
    .strictObject({
      people: z.record(z.string().max(64), z.string().max(120)).default({}),
      groups: z.record(z.string().max(64), z.string().max(120)).default({}),
    })
    .default({ people: {}, groups: {} }),
});
export type Profile = z.output<typeof Profile>;

/** Largest profile file that is read, in bytes. */
export const PROFILE_MAX_BYTES = 256 * 1024;

/** Does `host` (name with port where it is not the scheme's own) match one pattern of the profile? */
export function hostMatches(pattern: string, hostWithPort: string): boolean {
  const wanted = pattern.toLowerCase();
  const given = hostWithPort.toLowerCase();
  if (!wanted.startsWith('*.')) return wanted === given;
  const dot = given.indexOf('.');
  return dot > 0 && given.slice(dot + 1) === wanted.slice(2);
}
