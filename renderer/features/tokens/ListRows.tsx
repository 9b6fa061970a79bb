import { FileWarning, Library, Lock, LockKeyhole, LockOpen, type LucideIcon } from 'lucide-react';
import type { ModuleRow, TokenRow } from '../../../app/contract/token-shapes.ts';
import { tokenName } from '../../../app/token-name.ts';
import { Badge } from '../../ui/Badge.tsx';
import { RowAside, RowFrame, RowSubtitle, RowTitle } from '../../ui/Row.tsx';
import { visible } from '../../ui/shorten.ts';
import { tokenKindWords } from '../../ui/token-kind.ts';
import { counted } from './counted.ts';
import s from './ListRows.module.css';
import { moduleState, tokenState } from './token-words.ts';

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
  const isPlain = tone === 'ok' || (tone === 'plain' && !isSettled);
  return (
    <RowFrame
      form="head"
      icon={module.state === 'allowed' ? Library : FileWarning}
      noun="Module"
      isActive={isActive}
      side={
        isPlain ? (
          <RowAside>
            {tone === 'ok' && module.tokens.length === 0 ? 'no token' : tone === 'ok' ? '' : 'looking…'}
            <span className="visually-hidden">
              {tone === 'ok' ? `${text}, ${counted(module.tokens.length, 'token')}` : ''}
            </span>
          </RowAside>
        ) : (
          <Badge tone={tone}>{text}</Badge>
        )
      }
    >
      <RowTitle>{visible(module.name)}</RowTitle>
    </RowFrame>
  );
}

/** A token in the list: what it is called, what it is, and how it stands. */
export function TokenListRow({ token, isActive }: { readonly token: TokenRow; readonly isActive: boolean }) {
  const { text, tone } = tokenState(token);
  return (
    <RowFrame
      icon={lockOf(token)}
      noun="Token"
      isLit={token.isLoggedIn}
      isActive={isActive}
      side={tone === 'plain' ? <RowAside>{text}</RowAside> : <Badge tone={tone}>{text}</Badge>}
    >
      <RowTitle>{visible(tokenName(token))}</RowTitle>
      <RowSubtitle>
        <span className={token.kind === 'unenforced' ? s['warn'] : undefined}>{tokenKindWords[token.kind].name}</span>
        {token.serial !== '' && ` · ${visible(token.serial)}`}
      </RowSubtitle>
    </RowFrame>
  );
}
