import type { SecretBridge, SecretSheet, SecretWords } from '../../../../app/contract/secret.ts';
import { visibleString } from '../../../../app/visible-text.ts';
import { createArming } from '../../guarded-page/arming.ts';
import { el, shown, words } from '../../guarded-page/dom.ts';
import { drawGroup, drawWarning } from '../../guarded-page/draw-fact.ts';
import { listenForPresses } from '../../guarded-page/presses.ts';

declare global {
  interface Window {
    readonly secret: SecretBridge;
  }
}

const isMac = navigator.platform.startsWith('Mac');
const bridge = window.secret;
const sheet = await bridge.sheet();
const noun = sheet.kind === 'pass-phrase' ? 'pass phrase' : 'PIN';
const verbs = { pin: 'Unlock', 'pin-at-use': 'Unlock once', 'pass-phrase': 'Open' } as const;
const parts = draw(sheet);
const arming = createArming(update);

/** Something was sent and its answer is awaited. */
let isSent = false;
let isOver = false;

parts.input.addEventListener('input', update);
listenForPresses(
  arming.guard,
  { confirm: parts.confirm, no: parts.no },
  (said) => {
    if (said === 'no') void bridge.cancel('this');
    else void send();
  },
  parts.rest && { button: parts.rest, say: () => void bridge.cancel('rest') },
);
// Unlike the confirmation window, where Enter alone must never do: here it ends what was typed, as people know it. It
// counts as every press does: begun and ended in this field, after the window was armed.
let isEnterOurs = false;
parts.input.addEventListener('keydown', (event) => {
  if (event.isTrusted && event.key === 'Enter' && !event.repeat) isEnterOurs = arming.isArmed();
});
parts.input.addEventListener('keyup', (event) => {
  if (!event.isTrusted || event.key !== 'Enter' || !isEnterOurs || event.ctrlKey || event.metaKey) return;
  isEnterOurs = false;
  void send();
});
window.addEventListener('blur', () => {
  isEnterOurs = false;
});
bridge.onWords(answer);

await arming.begin(
  () => bridge.drawn(Math.ceil(parts.naturalHeight())),
  () => parts.input.focus({ preventScroll: true }),
);

/** What still stands in the way of sending, in words; null when nothing does. */
function obstacle(): string | null {
  const { length } = new TextEncoder().encode(parts.input.value);
  if (length === 0) return '';
  if (length < sheet.shortest) return `This ${noun} has at least ${sheet.shortest} characters.`;
  if (length > sheet.longest) return `This ${noun} has at most ${sheet.longest} characters.`;
  return null;
}

function update(): void {
  const inTheWay = obstacle();
  if (!isSent && !isOver) parts.hint.textContent = inTheWay ?? '';
  parts.confirm.setAttribute('aria-disabled', String(inTheWay !== null || !arming.isArmed() || isSent || isOver));
  parts.no.setAttribute('aria-disabled', String(!arming.isArmed()));
  parts.rest?.setAttribute('aria-disabled', String(!arming.isArmed()));
}

async function send(): Promise<void> {
  if (isSent || isOver || obstacle() !== null) return;
  isSent = true;
  parts.wrong.hidden = true;
  parts.hint.textContent = sheet.kind === 'pass-phrase' ? 'It is tried…' : 'The token checks it…';
  update();
  const typed = parts.input.value;
  if (!(await bridge.send(typed))) {
    isSent = false;
    update();
    return;
  }
  parts.input.value = '';
  parts.input.disabled = true;
}

/** What was sent did not do. */
function answer({ text, isLast }: SecretWords): void {
  isSent = false;
  isOver = isLast;
  parts.wrong.replaceChildren(shown(text));
  parts.wrong.hidden = false;
  parts.wrong.scrollIntoView({ block: 'nearest' });
  parts.input.disabled = isLast;
  if (isLast) parts.no.replaceChildren(words('Close'));
  else parts.input.focus();
  update();
}

/** Draws the sheet into the document. */
function draw(drawn: SecretSheet) {
  document.documentElement.dataset['theme'] = drawn.theme;
  document.documentElement.dataset['colour'] = drawn.colour;
  document.title = visibleString(drawn.title);

  const title = el('h1', '', shown(drawn.title));
  title.id = 'title';
  const lead = el('p', 'lead', shown(drawn.lead));
  lead.id = 'lead';
  const warning = drawn.warning === null ? null : drawWarning(drawn.warning);
  const groups = drawn.groups.map(drawGroup);

  const input = el('input', 'secret');
  input.type = 'password';
  input.autocomplete = 'off';
  input.spellcheck = false;
  input.maxLength = drawn.longest;
  input.setAttribute('aria-describedby', 'wrong hint');
  const row = el('label', 'field', el('span', '', shown(drawn.label)), input);
  const wrong = el('div', 'warning danger');
  wrong.id = 'wrong';
  wrong.hidden = true;
  wrong.setAttribute('role', 'alert');
  const inner = el('div', 'inner', lead, warning, ...groups, row, wrong);
  const region = el('div', 'region', inner);

  const hint = el('p', 'hint');
  hint.id = 'hint';
  hint.setAttribute('role', 'status');
  const no = el('button', 'quiet', words('Cancel'));
  no.setAttribute('aria-keyshortcuts', 'Escape');
  const keys = el('kbd', '', words(isMac ? '⏎' : 'Enter'));
  keys.setAttribute('aria-hidden', 'true');
  const confirm = el('button', 'accent', words(verbs[drawn.kind]), keys);
  confirm.setAttribute('aria-describedby', 'hint');
  const rest = drawn.rest === null ? undefined : el('button', 'quiet', shown(drawn.rest));
  const buttons = [...(rest === undefined ? [] : [rest]), no, confirm];
  for (const button of buttons) button.type = 'button';

  const header = el('header', '', title);
  // Beside three buttons there is room for few words; where it goes stands in the lead of such a sheet.
  const promise =
    rest === undefined
      ? 'It goes straight to the process that needs it, is kept nowhere and never written down.'
      : 'It is kept nowhere and never written down.';
  const footer = el('footer', '', el('p', 'as', words(promise)), ...buttons);
  const dialog = el('div', 'sheet', header, region, hint, footer);
  dialog.setAttribute('role', 'dialog');
  dialog.setAttribute('aria-modal', 'true');
  dialog.setAttribute('aria-labelledby', 'title');
  dialog.setAttribute('aria-describedby', 'lead');
  document.body.append(el('main', '', dialog));

  return {
    input,
    wrong,
    hint,
    no,
    confirm,
    rest,
    /** With room for two lines of bad news, so that nothing has to be scrolled to. */
    naturalHeight: () => header.offsetHeight + inner.offsetHeight + hint.offsetHeight + footer.offsetHeight + 72,
  };
}
