/**
 * Where Node keeps what it has compiled (`NODE_COMPILE_CACHE`, set in vitest.config.ts), for processes that are started
 * without the environment of tests: reading their TypeScript anew is half of what a short one costs.
 */
export function keptCode(): { readonly NODE_COMPILE_CACHE?: string } {
  const folder = process.env['NODE_COMPILE_CACHE'];
  return folder === undefined ? {} : { NODE_COMPILE_CACHE: folder };
}
