import type { LucideIcon } from 'lucide-react';
import { type ReactNode, useRef } from 'react';
import { Header, Menu, MenuItem, MenuSection, Popover } from 'react-aria-components';
import { visible } from '../../ui/shorten.ts';
import s from './Pick.module.css';

export interface PickItem {
  readonly id: string;
  readonly title: string;
  readonly note: string;
  readonly icon: LucideIcon;
  readonly side?: ReactNode;
  readonly onPick: () => void;
}

export interface PickGroup {
  readonly title: string;
  readonly items: readonly PickItem[];
}

/** A menu of things to choose one of, under headings, beside the button that asked for it. */
export function Pick({
  label,
  anchor,
  groups,
  onClose,
}: {
  readonly label: string;
  readonly anchor: HTMLElement;
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
      placement="bottom end"
      aria-label={label}
      className={s['popover'] ?? ''}
    >
      <Menu aria-label={label} className={s['menu'] ?? ''} onAction={pick} autoFocus="first">
        {groups
          .filter((group) => group.items.length > 0)
          .map((group) => (
            <MenuSection key={group.title} id={group.title} className={s['section'] ?? ''}>
              <Header className={s['heading'] ?? ''}>{group.title}</Header>
              {group.items.map(({ id, title, note, icon: Icon, side }) => (
                <MenuItem key={id} id={id} textValue={title} className={s['item'] ?? ''}>
                  <Icon size={15} aria-hidden="true" className={s['icon']} />
                  <span className={s['names']}>
                    <span className={s['title']}>{visible(title)}</span>
                    <span className={s['note']}>{visible(note)}</span>
                  </span>
                  {side}
                </MenuItem>
              ))}
            </MenuSection>
          ))}
      </Menu>
    </Popover>
  );
}
