import { useState } from 'react';
import { Autocomplete, Input, Menu, MenuItem, TextField } from 'react-aria-components';
import { showOverlay } from '../../state/overlay.ts';
import { visible } from '../../ui/shorten.ts';
import s from './Jump.module.css';
import { goalsFor } from './jump-goals.ts';
import { Sheet } from './Sheet.tsx';

/** Ctrl/Cmd+K: to a screen or a row that is loaded, by a part of its name. */
export function Jump() {
  const [query, setQuery] = useState('');
  const goals = goalsFor(query);
  const choose = (id: string | number): void => {
    showOverlay(null);
    goals.find((goal) => goal.id === id)?.run();
  };
  return (
    <Sheet title="Jump to" head="said">
      <Autocomplete inputValue={query} onInputChange={setQuery}>
        <TextField aria-label="Jump to a screen or a loaded row" autoFocus className={s['field'] ?? ''}>
          <Input
            className={s['input'] ?? ''}
            placeholder="Jump to a screen or a loaded row"
            maxLength={200}
            spellCheck="false"
          />
        </TextField>
        <Menu
          aria-label="Found"
          className={s['menu'] ?? ''}
          items={goals}
          onAction={choose}
          renderEmptyState={() => <p className={s['none']}>Nothing of that name is loaded.</p>}
        >
          {({ id, title, note, icon: Icon }) => (
            <MenuItem id={id} textValue={title} className={s['goal'] ?? ''}>
              <Icon size={15} aria-hidden="true" />
              <span className={s['title']}>{visible(title)}</span>
              <span className={s['note']}>{visible(note)}</span>
            </MenuItem>
          )}
        </Menu>
      </Autocomplete>
    </Sheet>
  );
}
