import { client, on } from '../../data/bridge.ts';
import { refreshAll } from '../../live.ts';
import { showOverlay } from '../../state/overlay.ts';
import { decryptFiles } from '../../state/route.ts';
import { orTrouble } from '../../state/trouble.ts';
import { go } from '../../state/use-route.ts';

/** Leads the keyboard to the search field of the screen, if it has one. */
export function focusSearch(): void {
  const field = document.querySelector('[data-find-target]');
  if (field instanceof HTMLInputElement) {
    field.focus();
    field.select();
  }
}

/** What the menu and its keys ask for. */
export function listenToCommands(): void {
  on.app.command(({ command }) => {
    switch (command) {
      case 'find':
        return focusSearch();
      case 'jump':
      case 'shortcuts':
      case 'diagnostics':
        return showOverlay(command);
      case 'refresh':
        return void refreshAll();
      case 'account':
        return go({ screen: 'account' });
      case 'decrypt':
        return go(decryptFiles);
      case 'import-profile':
        return void orTrouble(client.profiles.import({}));
      default:
        return command satisfies never;
    }
  });
}
