import type { Overlay } from '../../state/overlay.ts';
import { Diagnostics } from './Diagnostics.tsx';
import { Jump } from './Jump.tsx';
import { Shortcuts } from './Shortcuts.tsx';

/** What lies over the window. Loaded when first asked for. */
export function Overlays({ shown }: { readonly shown: Overlay }) {
  switch (shown) {
    case 'shortcuts':
      return <Shortcuts />;
    case 'jump':
      return <Jump />;
    case 'diagnostics':
      return <Diagnostics />;
    default:
      return shown satisfies never;
  }
}
