import { describe, expect, test } from 'vitest';
import { pathsIn } from './opened-paths.ts';

describe('files among the arguments', () => {
  test.each([
    ['a path', ['/data/a.enc'], ['/data/a.enc']],
    ['a relative one', ['a b.enc'], ['/home/me/a b.enc']],
    ['a file: URL', ['file:///data/caf%C3%A9.enc'], ['/data/café.enc']],
    ['a switch', ['--user-data-dir=/x', '-v'], []],
    ['a switch after --', ['--', '--odd.enc'], ['/home/me/--odd.enc']],
    ['another URL', ['https://example.com/a.enc', 'keydock://app'], []],
    ['a file of another machine', ['file://server/a.enc'], []],
    ['a zero byte', ['a\0b'], []],
  ])('%s', (_name, args, paths) => {
    expect(pathsIn(args, '/home/me')).toEqual(paths);
  });
});
