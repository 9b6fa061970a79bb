import type { LucideIcon } from 'lucide-react';
import { type ReactNode, useRef } from 'react';
import { Header, Menu, MenuItem, MenuSection, Popover } from 'react-aria-components';
import s from './PickMenu.module.css';
import { visible } from './shorten.ts';

export interface PickItem {
  readonly id: string;
  readonly title: string;
  readonly note?: string;
  /** Either of them, where there is a picture. */
  readonly icon?: LucideIcon;
  readonly picture?: ReactNode;
  readonly side?: ReactNode;
  readonly onPick: () => void;
}

export interface PickGroup {
  readonly title: string;
  /** Whether the title is drawn or only said. */
  readonly head?: 'shown' | 'said';
  readonly items: readonly PickItem[];
}

function Names({ title, note }: Pick<PickItem, 'title' | 'note'>) {
  return (
    <span className={s['names']}>
      <span className={s['title']}>{visible(title)}</span>
      {note !== undefined && <span className={s['note']}>{visible(note)}</span>}
    </span>
  );
}

/** A menu of things to choose one of, under headings, beside the button that asked for it. */
export function PickMenu({
  label,
  anchor,
  side = 'end',
  groups,
  onClose,
}: {
  readonly label: string;
  readonly anchor: HTMLElement;
  /** Which edge it shares with the button. A menu of short names stands at its start, and is narrower. */
  readonly side?: 'start' | 'end';
  readonly groups: readonly PickGroup[];
  readonly onClose: () => void;
}) {
  const trigger = useRef<HTMLElement>(anchor);
  const items = groups.flatMap((group) => group.items);
  const pick = (id: string | number): void => {
    onClose();
    items.find((item) => item.id === id)?.onPick();
  };
  return (
    <Popover
      triggerRef={trigger}
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      placement={`bottom ${side}`}
      aria-label={label}
      data-side={side}
      className={s['popover'] ?? ''}
    >
      <Menu aria-label={label} className={s['menu'] ?? ''} onAction={pick} autoFocus="first">
        {groups
          .filter((group) => group.items.length > 0)
          .map(({ title, head = 'shown', items: listed }) => (
            <MenuSection
              key={title}
              id={title}
              className={s['section'] ?? ''}
              {...(head === 'said' && { 'aria-label': title })}
            >
              {head === 'shown' && <Header className={s['heading'] ?? ''}>{title}</Header>}
              {listed.map(({ id, icon: Icon, picture, side: aside, ...names }) => (
                <MenuItem key={id} id={id} textValue={names.title} className={s['item'] ?? ''}>
                  {Icon === undefined ? picture : <Icon size={15} aria-hidden="true" className={s['icon']} />}
                  <Names {...names} />
                  {aside}
                </MenuItem>
              ))}
            </MenuSection>
          ))}
      </Menu>
    </Popover>
  );
}
