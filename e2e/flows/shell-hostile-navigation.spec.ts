import { hostilePage, type Row } from '../support/hostile-page.ts';
import { test } from '../support/test.ts';

// A hostile script in the page leads nowhere: no other page takes the place of ours, and no window is opened.

const hostile = hostilePage();

const rows: readonly Row[] = [
  ['window.open', ({ http }) => window.open(http), 'null'],
  ['window.open of our own page', () => window.open('keydock://app/'), 'null'],
  ['window.open of the confirmation page', () => window.open('keydock://confirm/'), 'null'],
  ['window.open of nothing', () => window.open('about:blank'), 'null'],
  [
    'a link into a new window',
    ({ http }) => {
      const link = Object.assign(document.createElement('a'), { href: http, target: '_blank' });
      document.body.append(link);
      link.click();
      link.remove();
      return 'clicked';
    },
    'clicked',
  ],
  ...[
    'TARGET/',
    'keydock://confirm/',
    'keydock://app/index.html',
    'file:///etc/hostname',
    'data:text/html,hi',
    'mailto:a@b.example',
    'chrome://gpu',
  ].map(
    (to): Row => [
      `location = ${to}`,
      new Function(
        'target',
        `location.href = '${to}'.replace('TARGET', target.http); return new Promise((done) => setTimeout(() => done('stayed'), 200));`,
      ) as Row[1],
      'stayed',
    ],
  ),
  [
    'location = about:blank',
    () => {
      // Committed without asking anybody: main loads the page anew.
      setTimeout(() => location.replace('about:blank'), 0);
      return 'left';
    },
    'left',
  ],
  [
    'a javascript: address',
    () => {
      location.href = 'javascript:document.title="taken"';
      return new Promise((done) => setTimeout(() => done(document.title), 200));
    },
    /^(?!taken)/,
  ],
  [
    'a form',
    ({ http }) => {
      const form = Object.assign(document.createElement('form'), { action: http, method: 'post' });
      document.body.append(form);
      form.submit();
      form.remove();
      return 'sent';
    },
    'sent',
  ],
  [
    'a refresh by meta',
    ({ http }) => {
      const meta = document.createElement('meta');
      meta.httpEquiv = 'refresh';
      meta.content = `0;url=${http}`;
      document.head.append(meta);
      return new Promise((done) => setTimeout(() => done('stayed'), 300));
    },
    'stayed',
  ],
  [
    'a download',
    ({ http }) => {
      Object.assign(document.createElement('a'), { href: http, download: 'x' }).click();
      return 'clicked';
    },
    'clicked',
  ],
  [
    'a blob download',
    () => {
      const href = URL.createObjectURL(new Blob(['x']));
      Object.assign(document.createElement('a'), { href, download: 'x' }).click();
      return 'clicked';
    },
    'clicked',
  ],
  ['history to another origin', ({ http }) => history.pushState(null, '', http), 'threw SecurityError'],
  [
    'a base element',
    ({ http }) => {
      const base = Object.assign(document.createElement('base'), { href: http });
      document.head.append(base);
      const uri = document.baseURI;
      base.remove();
      return uri.startsWith('keydock://app/');
    },
    'true',
  ],
  [
    'a window that will not unload',
    () => {
      window.onbeforeunload = (event) => event.preventDefault();
      location.reload();
      return new Promise((done) => setTimeout(() => done('stayed'), 200));
    },
    'stayed',
  ],
];

test.describe('navigation', () => {
  for (const row of rows) test(row[0], () => hostile.attempt(row));
});
