import type { LucideIcon } from 'lucide-react';
import { type ReactNode, useRef } from 'react';
import type { Placed } from '../data/paged-list.ts';
import { stateChoices } from '../data/states.ts';
import type { RequestFilter } from '../state/route.ts';
import { Empty } from './Empty.tsx';
import { ChoiceFilter, FilterLine, NameFilter } from './Filters.tsx';
import { CountOf, PagedRows, type PagedRowsProps } from './PagedRows.tsx';
import { ItemPlace, ListTools, ListTop, Panes } from './Panes.tsx';

export interface PlatformListProps<R extends Placed, F extends RequestFilter>
  extends Pick<PagedRowsProps<R>, 'rows' | 'opened' | 'onOpen' | 'row'> {
  readonly title: string;
  /** What one of them is called: "request". */
  readonly noun: string;
  readonly icon: LucideIcon;
  readonly filter: F;
  readonly onFilter: (next: F) => void;
  /** Filters beside the name and the state. */
  readonly filters?: ReactNode;
  /** What can be done without choosing one. */
  readonly actions?: ReactNode;
  /** What would appear here, said while there are none. */
  readonly whatAppears: string;
  /** What is shown of one, said while none is open. */
  readonly whatIsShown: string;
  /** What is open; null when nothing is. */
  readonly item: ReactNode;
}

/** A screen over a list of the platform: filtered and paged by it, with one of its things open beside it. */
export function PlatformList<R extends Placed, F extends RequestFilter>(props: PlatformListProps<R, F>) {
  const { title, noun, icon: Icon, rows, filter, onFilter, actions, item } = props;
  const grid = useRef<{ focus(): void }>(null);
  const isFiltered = Object.values(filter).some((value) => value !== null && value !== '');
  const picture = <Icon size={18} />;
  return (
    <Panes
      title={title}
      isOpen={item !== null}
      list={
        <>
          <ListTop title={title} sub={<CountOf source={rows.source} />} actions={actions} />
          <ListTools>
            <NameFilter
              value={filter.name}
              onChange={(name) => onFilter({ ...filter, name })}
              onDown={() => grid.current?.focus()}
            />
            <FilterLine>
              {props.filters}
              <ChoiceFilter
                label="State"
                any="Any state"
                choices={stateChoices}
                value={filter.state === null ? null : String(filter.state)}
                onChange={(state) => onFilter({ ...filter, state: state === null ? null : Number(state) })}
              />
            </FilterLine>
          </ListTools>
          <PagedRows
            ref={grid}
            label={title}
            rows={rows}
            opened={props.opened}
            onOpen={props.onOpen}
            row={props.row}
            empty={
              <Empty icon={picture} title={isFiltered ? `No such ${noun}` : `No ${noun}s yet`}>
                {isFiltered ? 'The platform has none that matches. Change the name or a filter.' : props.whatAppears}
              </Empty>
            }
          />
        </>
      }
      item={
        item ?? (
          <ItemPlace>
            <Empty icon={picture} title={`Choose a ${noun}`} actions={actions}>
              {props.whatIsShown}
            </Empty>
          </ItemPlace>
        )
      }
    />
  );
}
