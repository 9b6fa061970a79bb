import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { batchQuery } from '../../data/decrypt.ts';
import { Button, type ButtonProps } from '../../ui/Button.tsx';
import type { Ids } from './acts.ts';

const KeyMenu = lazy(() => import('./KeyMenu.tsx').then(({ KeyMenu }) => ({ default: KeyMenu })));
const MoveMenu = lazy(() => import('./KeyMenu.tsx').then(({ MoveMenu }) => ({ default: MoveMenu })));

interface MenuButtonProps {
  readonly tone?: NonNullable<ButtonProps['tone']>;
  readonly label?: string;
  readonly children: string;
}

/** Opens the menu of keys for some files. */
export function KeyButton({ ids, label, children, ...rest }: MenuButtonProps & { readonly ids: Ids }) {
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const keys = useQuery(batchQuery).data?.keys ?? [];
  return (
    <>
      <Button
        {...rest}
        aria-haspopup="menu"
        aria-expanded={anchor !== null}
        aria-label={label}
        onClick={(event) => {
          event.stopPropagation();
          setAnchor(event.currentTarget);
        }}
      >
        {children}
      </Button>
      {anchor !== null && (
        <Suspense fallback={null}>
          <KeyMenu anchor={anchor} ids={ids} keys={keys} onClose={() => setAnchor(null)} />
        </Suspense>
      )}
    </>
  );
}

/** Offers to move a key file onto a token. */
export function MoveKeyButton({ keyId, children, ...rest }: MenuButtonProps & { readonly keyId: string }) {
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  return (
    <>
      <Button
        {...rest}
        aria-haspopup="menu"
        aria-expanded={anchor !== null}
        onClick={(event) => setAnchor(event.currentTarget)}
      >
        {children}
      </Button>
      {anchor !== null && (
        <Suspense fallback={null}>
          <MoveMenu anchor={anchor} keyId={keyId} onClose={() => setAnchor(null)} />
        </Suspense>
      )}
    </>
  );
}
