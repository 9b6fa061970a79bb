import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { showOverlay } from '../../state/overlay.ts';
import { IconButton } from '../../ui/Button.tsx';
import s from './Sheet.module.css';

const close = (): void => showOverlay(null);

/** A dialog over the window. Escape or a press beside it closes it, and the focus goes back where it was. */
export function Sheet({
  title,
  head = 'shown',
  children,
}: {
  readonly title: string;
  /** Whether the title is drawn or only said. */
  readonly head?: 'shown' | 'said';
  readonly children: ReactNode;
}) {
  return (
    <ModalOverlay isOpen isDismissable onOpenChange={(isOpen) => !isOpen && close()} className={s['veil'] ?? ''}>
      <Modal className={s['modal'] ?? ''}>
        <Dialog className={s['dialog'] ?? ''} aria-label={title}>
          {head === 'shown' && (
            <header className={s['head']}>
              <Heading slot="title" level={2}>
                {title}
              </Heading>
              <IconButton label="Close" icon={<X size={16} aria-hidden="true" />} onClick={close} />
            </header>
          )}
          {children}
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
