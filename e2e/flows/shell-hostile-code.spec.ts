import { hostilePage, type Row } from '../support/hostile-page.ts';
import { test } from '../support/test.ts';

// A hostile script in the page runs no more code than it has: no text becomes a script, markup or style, and no frame,
// worker or module is added.

const hostile = hostilePage();

const rows: readonly Row[] = [
  ['eval', () => Reflect.get(window, 'eval')('1 + 1'), 'threw EvalError'],
  ['new Function', () => new Function('return 1')(), 'threw EvalError'],
  [
    'a timer with text',
    () => {
      const ran = Object.assign(window, { ran: 'no' });
      setTimeout('window.ran = "yes"' as unknown as () => void, 0);
      return new Promise((done) => setTimeout(() => done(ran.ran), 50));
    },
    /^(?:no|threw (?:EvalError|TypeError))$/,
  ],
  [
    'an inline script',
    () => {
      Object.assign(window, { taken: 'no' });
      const script = document.createElement('script');
      script.append('window.taken = "yes"');
      document.body.append(script);
      return (window as unknown as { taken: string }).taken;
    },
    /^(?:no|threw TypeError)$/,
  ],
  [
    'the text of a script',
    () => {
      document.createElement('script').text = 'window.taken = 1';
    },
    'threw TypeError',
  ],
  [
    'the address of a script',
    () => {
      document.createElement('script').src = 'data:text/javascript,1';
    },
    'threw TypeError',
  ],
  [
    'an event attribute',
    () => {
      const element = document.createElement('div');
      element.setAttribute('onclick', 'window.clicked = 1');
      element.click();
      return 'clicked' in window;
    },
    /^(?:false|threw TypeError)$/,
  ],
  [
    'innerHTML',
    () => {
      document.createElement('div').innerHTML = '<b>x</b>';
    },
    'threw TypeError',
  ],
  [
    'outerHTML',
    () => {
      const element = document.createElement('div');
      document.createElement('div').append(element);
      element.outerHTML = '<b>x</b>';
    },
    'threw TypeError',
  ],
  ['insertAdjacentHTML', () => document.body.insertAdjacentHTML('beforeend', '<b>x</b>'), 'threw TypeError'],
  ['document.write', () => document.write('<b>x</b>'), 'threw TypeError'],
  ['DOMParser', () => new DOMParser().parseFromString('<b>x</b>', 'text/html'), 'threw TypeError'],
  ['createContextualFragment', () => new Range().createContextualFragment('<b>x</b>'), 'threw TypeError'],
  [
    'srcdoc',
    () => {
      document.createElement('iframe').srcdoc = '<b>x</b>';
    },
    'threw TypeError',
  ],
  ['a Trusted Types policy', () => Reflect.get(window, 'trustedTypes').createPolicy('mine', {}), 'threw TypeError'],
  ['the default policy', () => Reflect.get(window, 'trustedTypes').createPolicy('default', {}), 'threw TypeError'],
  [
    'a style element',
    () => {
      const style = document.createElement('style');
      style.append('body { outline: 7px solid red }');
      document.head.append(style);
      const width = getComputedStyle(document.body).outlineWidth;
      style.remove();
      return width !== '7px';
    },
    'true',
  ],
  [
    'a style attribute',
    () => {
      const element = document.createElement('div');
      element.setAttribute('style', 'outline: 7px solid red');
      return element.style.outlineWidth;
    },
    '',
  ],
  [
    'a second frame of our own page',
    () => {
      const frame = document.createElement('iframe');
      frame.src = 'keydock://app/index.html';
      document.body.append(frame);
      return new Promise((done) =>
        setTimeout(() => {
          let title = 'unreadable';
          try {
            title = frame.contentDocument?.getElementById('root') ? 'loaded' : 'empty';
          } catch {}
          frame.remove();
          done(title);
        }, 300),
      );
    },
    /^(?:empty|unreadable)$/,
  ],
  [
    'a blank frame has no bridge',
    () => {
      const frame = document.createElement('iframe');
      document.body.append(frame);
      const found = typeof Reflect.get(frame.contentWindow ?? {}, 'keydock');
      frame.remove();
      return found;
    },
    'undefined',
  ],
  [
    'a webview',
    () => {
      const view = document.createElement('webview');
      document.body.append(view);
      const found = typeof Reflect.get(view, 'loadURL');
      view.remove();
      return found;
    },
    'undefined',
  ],
  ['a worker', () => new Worker('keydock://app/worker.js'), /^threw /],
  ['a worker out of a blob', () => new Worker(URL.createObjectURL(new Blob(['1']))), /^threw /],
  ['a shared worker', () => new SharedWorker('keydock://app/worker.js'), /^threw /],
  [
    'a service worker',
    () => navigator.serviceWorker.register('keydock://app/worker.js').then(() => 'there'),
    /^threw /,
  ],
  [
    'a worklet',
    () => new AudioContext().audioWorklet.addModule('data:text/javascript,1').then(() => 'there'),
    /^threw /,
  ],
  ['WebAssembly', () => WebAssembly.compile(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])), 'threw CompileError'],
];

test.describe('code', () => {
  for (const row of rows) test(row[0], () => hostile.attempt(row));
});
