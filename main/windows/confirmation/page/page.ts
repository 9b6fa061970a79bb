import type { Sheet, SheetBridge } from '../../../../app/contract/confirmation.ts';
import { visibleString } from '../../../../app/visible-text.ts';
import { createArming } from '../../guarded-page/arming.ts';
import { el, shown, words } from '../../guarded-page/dom.ts';
import { drawGroup, drawWarning } from '../../guarded-page/draw-fact.ts';
import { listenForPresses, type Said } from '../../guarded-page/presses.ts';
import { watchSeen } from './seen.ts';

declare global {
  interface Window {
    readonly confirmation: SheetBridge;
  }
}

const isMac = navigator.platform.startsWith('Mac');
const bridge = window.confirmation;
const sheet = await bridge.sheet();
const parts = draw(sheet);
const arming = createArming(update);

let unseen = Number.POSITIVE_INFINITY;
let isSent = false;

watchSeen(parts.region, parts.items, (left) => {
  unseen = left;
  update();
});
parts.typed?.addEventListener('input', update);
parts.reason?.addEventListener('input', update);
listenForPresses(arming.guard, { confirm: parts.confirm, no: parts.no }, (said) => void say(said));

// Main shows the window at the height asked for.
await arming.begin(() => bridge.drawn(Math.ceil(parts.naturalHeight())), parts.focusStart);

/** What still stands in the way of confirming, in words; null when nothing does. */
function obstacle(): string | null {
  if (unseen > 0) {
    return `Scroll down: ${unseen} ${unseen === 1 ? 'line has' : 'lines have'} not been in view yet.`;
  }
  if (sheet.typed !== null && parts.typed?.value.length !== sheet.typed.length) {
    return `Type the ${sheet.typed.length} characters asked for.`;
  }
  if (sheet.reason?.required === true && parts.reason?.value.trim() === '') return 'Write down a reason.';
  return null;
}

function update(): void {
  const isArmed = arming.isArmed();
  const inTheWay = Number.isFinite(unseen) ? obstacle() : '';
  parts.hint.textContent = inTheWay ?? '';
  // Once it has had something to say it keeps its place, so that nothing jumps.
  if (parts.hint.textContent !== '') parts.hint.hidden = false;
  parts.confirm.setAttribute('aria-disabled', String(inTheWay !== null || !isArmed || isSent));
  parts.no.setAttribute('aria-disabled', String(!isArmed || isSent));
}

async function say(said: Said): Promise<void> {
  if (isSent || (said === 'confirm' && obstacle() !== null)) return;
  isSent = true;
  update();
  isSent = await bridge.answer({
    confirmed: said === 'confirm',
    typed: parts.typed?.value ?? '',
    reason: parts.reason?.value ?? '',
  });
  update();
}

/** Draws the sheet into the document. */
function draw(drawn: Sheet) {
  document.documentElement.dataset['theme'] = drawn.theme;
  document.documentElement.dataset['colour'] = drawn.colour;
  document.title = visibleString(drawn.title);

  const title = el('h1', '', shown(drawn.title));
  title.id = 'title';
  const lead = el('p', 'lead', shown(drawn.lead));
  lead.id = 'lead';
  const warnings = drawn.warnings.map(drawWarning);
  const groups = drawn.groups.map(drawGroup);
  const typed = drawn.typed === null ? null : field('input', drawn.typed.label, drawn.typed.length);
  const reason = drawn.reason === null ? null : field('textarea', drawn.reason.label, 500);
  const inner = el('div', 'inner', lead, ...warnings, ...groups, typed?.row ?? null, reason?.row ?? null);
  const region = el('div', 'region', inner);
  region.setAttribute('role', 'group');
  region.setAttribute('aria-label', 'Facts to check');

  const hint = el('p', 'hint');
  hint.id = 'hint';
  hint.hidden = typed === null && reason === null;
  hint.setAttribute('role', 'status');
  const no = el('button', 'quiet', words('Cancel'));
  const keys = el('kbd', '', words(isMac ? '⌘ ⏎' : 'Ctrl ⏎'));
  keys.setAttribute('aria-hidden', 'true');
  const confirm = el('button', drawn.confirm.tone, shown(drawn.confirm.label), keys);
  confirm.setAttribute('aria-describedby', 'hint');
  confirm.setAttribute('aria-keyshortcuts', isMac ? 'Meta+Enter' : 'Control+Enter');
  no.setAttribute('aria-keyshortcuts', 'Escape');
  for (const button of [no, confirm]) button.type = 'button';

  const header = el('header', '', title);
  const footer = el('footer', '', el('p', 'as', shown(drawn.as)), no, confirm);
  const dialog = el('div', 'sheet', header, region, hint, footer);
  dialog.setAttribute('role', 'alertdialog');
  dialog.setAttribute('aria-labelledby', 'title');
  dialog.setAttribute('aria-describedby', 'lead');
  document.body.append(el('main', '', dialog));

  const facts = groups.flatMap((group) => [...group.querySelectorAll<HTMLElement>('.fact')]);
  return {
    region,
    hint,
    no,
    confirm,
    typed: typed?.input ?? null,
    reason: reason?.input ?? null,
    items: [lead, ...warnings, ...facts],
    naturalHeight: () => header.offsetHeight + inner.offsetHeight + hint.offsetHeight + footer.offsetHeight,
    /** The facts where they have to be scrolled, so that the arrow keys do it; else the question. Never a button. */
    focusStart() {
      const start = region.scrollHeight > region.clientHeight ? region : title;
      start.tabIndex = start === region ? 0 : -1;
      start.focus({ preventScroll: true });
    },
  };
}

function field<K extends 'input' | 'textarea'>(tag: K, label: string, maxLength: number) {
  const input = el(tag, tag === 'input' ? 'typed' : 'reason');
  input.maxLength = maxLength;
  input.spellcheck = false;
  input.autocomplete = 'off';
  const row = el('label', 'field', el('span', '', shown(label)), input);
  return { row, input };
}
