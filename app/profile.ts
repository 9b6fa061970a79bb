import { z } from 'zod';

/**
 * A profile: the JSON file a company hands out so that Keydock knows its platform. Checked here, taken only after a
 * confirmation window has shown its hosts and certificate authorities. See docs/profile.md for an example.
 */
const label = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
const hostName = new RegExp(`^(?=.{1,253}$)${label}(?:\\.${label})*$`);
const ipv4 = /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?!$)|$)){4}$/;
// A last label of digits, or of the form 0x…, makes URL parsers read the whole name as an IPv4 address
// (WHATWG URL, "ends in a number"): 2130706433 would be shown but 127.0.0.1 contacted.
const numeric = /(?:^|\.)(?:\d+|0x[0-9a-f]*)$/;
const serviceUrl = /^(https?):\/\/([a-z0-9.-]+|\[[0-9a-f:.]{2,45}\])(?::(\d{1,5}))?((?:\/[A-Za-z0-9._~-]+)*)\/?$/;
const loopbackNames = new Set(['localhost', '127.0.0.1', '[::1]']);

function isHost(name: string): boolean {
  return hostName.test(name) && (!numeric.test(name) || ipv4.test(name));
}

function isPort(port: string | undefined): boolean {
  return port === undefined || (/^[1-9]\d{0,4}$/.test(port) && Number(port) <= 65_535);
}

/** https only; plain http only to loopback; no user info, query, fragment or dot segments (platform-api.md section 1). */
const ServiceUrl = z
  .string()
  .max(512)
  .refine((url) => {
    const [, scheme, name, port, path] = serviceUrl.exec(url) ?? [];
    if (scheme === undefined || name === undefined || !isPort(port)) return false;
    if (!name.startsWith('[') && !isHost(name)) return false;
    if (path?.split('/').some((segment) => /^\.{1,2}$/.test(segment))) return false;
    return scheme === 'https' || loopbackNames.has(name);
  }, 'must be a plain https address in lower case, without user name, query or fragment (http only to this machine)');

/** MSAL speaks only https to an authority, also on this machine. */
const Authority = ServiceUrl.refine((url) => url.startsWith('https://'), 'must be https');

function isHostWithPort(text: string): boolean {
  const [, name, port] = /^([^:]+)(?::(\d+))?$/.exec(text) ?? [];
  return name !== undefined && isHost(name) && isPort(port);
}

/** A host name with an optional port, or `*.example.com` for exactly one label in front of at least two. */
export const HostPattern = z
  .string()
  .max(260)
  .refine((pattern) => {
    if (!pattern.startsWith('*.')) return isHostWithPort(pattern);
    const rest = pattern.slice(2);
    return isHostWithPort(rest) && rest.includes('.') && !numeric.test(rest.replace(/:\d+$/, ''));
  }, 'must be a host in lower case such as "store.example.com", "*.s3.example.com" or "localhost:8443"');

// Controls, invisible and direction characters have no place in a name: they make one text look like another.
// The two joiners stay, since Persian and Indic names need them.
const invisible = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/u;
const Name = (limit: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(limit)
    .refine((text) => !invisible.test(text), 'must not hold control, invisible or direction characters');

const Grade = z.enum(['T', 'K', 'C']);
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const Uuid = z.string().regex(new RegExp(uuid.source, 'i'), 'must be a UUID');
const Names = z.record(z.string().regex(uuid, 'must be a UUID in lower case'), Name(120)).default({});

export const Profile = z
  .strictObject({
    /** Format of this file. */
    keydockProfile: z.literal(1),
    /** The company or tenant, as people call it. Shown everywhere the profile is active. */
    name: Name(60),
    /** A second line, e.g. "production" or "practice platform". */
    note: Name(60).optional(),
    /** One of the hues that keep profiles apart. */
    colour: z.enum(['teal', 'violet', 'blue', 'rose', 'amber', 'slate']).default('teal'),
    /** Base of the API, `https://app.laavat.io/<CustomerName>/api/v1`, with or without a final slash. */
    apiBase: ServiceUrl,
    /** Entra authority, `https://login.microsoftonline.com/<tenant id>`. */
    authority: Authority,
    /** Hosts (with port) whose sign-in metadata is trusted without Microsoft's instance discovery; empty for Entra. */
    knownAuthorities: z
      .array(z.string().max(260).refine(isHostWithPort, 'must be a host with an optional port, in lower case'))
      .max(8)
      .default([]),
    clientId: Uuid,
    /** The one scope, `api://<uuid>/.default`. */
    scope: z.string().regex(/^api:\/\/[0-9a-fA-F-]{36}\/[A-Za-z0-9._-]{1,64}$/, 'must be like "api://<uuid>/.default"'),
    /** Hosts that presigned links may point to. */
    objectStoreHosts: z.array(HostPattern).max(16).default([]),
    /** Extra certificate authorities as PEM text, trusted for the hosts of this profile only. */
    extraCaPem: z.string().max(65_536).optional(),
    /** The weakest exposure grade that is allowed (design.md R4). */
    floors: z.strictObject({ export: Grade, decrypt: Grade }).default({ export: 'K', decrypt: 'C' }),
    /** Names for ids: the platform's API has only ids of people and groups. Keys are lower-case uuids. */
    directory: z.strictObject({ people: Names, groups: Names }).default({ people: {}, groups: {} }),
  })
  .refine(
    (profile) => profile.knownAuthorities.length === 0 || profile.knownAuthorities.includes(hostOf(profile.authority)),
    { path: ['knownAuthorities'], message: 'must name the host of the authority, with its port, or be empty' },
  );
export type Profile = z.output<typeof Profile>;

/** Largest profile file that is read, in bytes. */
export const PROFILE_MAX_BYTES = 256 * 1024;

/**
 * The host of a profile's address, with its port where that is not the scheme's own.
 * @param url an address that passed the profile's schema
 */
export function hostOf(url: string): string {
  const [, scheme, name = '', port] = serviceUrl.exec(url) ?? [];
  const own = scheme === 'https' ? '443' : '80';
  return port === undefined || port === own ? name : `${name}:${port}`;
}

/**
 * What makes two profile files the same profile: the API's base, however it is spelled, and the client id.
 * @returns a text to compare or to digest
 */
export function serviceKey(profile: Pick<Profile, 'apiBase' | 'clientId'>): string {
  const path = profile.apiBase.replace(/^https?:\/\/[^/]+/, '').replace(/\/$/, '');
  const scheme = profile.apiBase.slice(0, profile.apiBase.indexOf(':'));
  return `${scheme}://${hostOf(profile.apiBase)}${path} ${profile.clientId.toLowerCase()}`;
}

/**
 * Does one pattern of the profile cover this https host?
 * @param pattern a {@link HostPattern}
 * @param hostWithPort as `URL.host` gives it: the port only where it is not 443
 */
export function hostMatches(pattern: string, hostWithPort: string): boolean {
  const wanted = pattern.replace(/:443$/, '');
  if (!wanted.startsWith('*.')) return wanted === hostWithPort;
  const dot = hostWithPort.indexOf('.');
  return dot > 0 && hostWithPort.slice(dot + 1) === wanted.slice(2);
}
