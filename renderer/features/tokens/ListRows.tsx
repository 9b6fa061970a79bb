import { FileWarning, Library, Lock, LockKeyhole, LockOpen, type LucideIcon } from 'lucide-react';
import type { ModuleRow, TokenRow } from '../../../app/contract/token-shapes.ts';
import { Badge } from '../../ui/Badge.tsx';
import { visible } from '../../ui/shorten.ts';
import { tokenKindWords } from '../../ui/token-kind.ts';
import { counted } from './counted.ts';
import s from './ListRows.module.css';
import { moduleState, tokenState } from './token-words.ts';

/** Heights in px, exact, since long lists measure nothing. */
export const rowHeights = { module: 40, token: 60 } as const;

/** A lock that is open while somebody is logged in, and has a keyhole while its PIN is needed. */
export function lockOf({ isLoggedIn, needsLogin, pin }: TokenRow): LucideIcon {
  if (isLoggedIn || !needsLogin) return LockOpen;
  return pin.state === 'locked' ? Lock : LockKeyhole;
}

/** A module in the list, above its tokens. */
export function ModuleListRow({
  module,
  isActive,
  isSettled,
}: {
  readonly module: ModuleRow;
  readonly isActive: boolean;
  readonly isSettled: boolean;
}) {
  const { text, tone } = moduleState(module);
  const Icon = module.state === 'allowed' ? Library : FileWarning;
  const isPlain = tone === 'ok' || (tone === 'plain' && !isSettled);
  return (
    <div className={s['module']} data-active={isActive || undefined} role="presentation">
      <div role="gridcell" className={s['line']}>
        <Icon size={14} aria-hidden="true" className={s['icon']} />
        <span className="visually-hidden">Module </span>
        <span className={s['name']}>{visible(module.name)}</span>
      </div>
      <div role="gridcell" className={s['side']}>
        {isPlain ? (
          <span className={s['mute']}>
            {tone === 'ok' && module.tokens.length === 0 ? 'no token' : tone === 'ok' ? '' : 'looking…'}
            <span className="visually-hidden">
              {tone === 'ok' ? `${text}, ${counted(module.tokens.length, 'token')}` : ''}
            </span>
          </span>
        ) : (
          <Badge tone={tone}>{text}</Badge>
        )}
      </div>
    </div>
  );
}

/** A token in the list: what it is called, what it is, and how it stands. */
export function TokenListRow({ token, isActive }: { readonly token: TokenRow; readonly isActive: boolean }) {
  const { text, tone } = tokenState(token);
  const Icon = lockOf(token);
  return (
    <div className={s['token']} data-active={isActive || undefined} role="presentation">
      <div role="gridcell" className={s['what']}>
        <Icon size={16} aria-hidden="true" className={token.isLoggedIn ? s['open'] : s['icon']} />
        <span className="visually-hidden">Token: </span>
        <span className={s['title']}>{visible(token.label.trim()) || 'without a name'}</span>
        <span className={s['subtitle']}>
          <span className={token.kind === 'unenforced' ? s['warn'] : undefined}>{tokenKindWords[token.kind].name}</span>
          {token.serial !== '' && ` · ${visible(token.serial)}`}
        </span>
      </div>
      <div role="gridcell" className={s['side']}>
        {tone === 'plain' ? <span className={s['mute']}>{text}</span> : <Badge tone={tone}>{text}</Badge>}
      </div>
    </div>
  );
}
