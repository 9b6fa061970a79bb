import { Cpu, FileKey2, FileLock, KeyRound } from 'lucide-react';
import type { KeyRow } from '../../../app/contract/decrypt-shapes.ts';
import type { TokenRow } from '../../../app/contract/token-shapes.ts';
import { tokenName } from '../../../app/token-name.ts';
import { useTokens } from '../../data/tokens.ts';
import { go } from '../../state/use-route.ts';
import { GradeBadge } from '../../ui/Grade.tsx';
import { type PickItem, PickMenu } from '../../ui/PickMenu.tsx';
import { tokenKindWords } from '../../ui/token-kind.ts';
import { chooseEnvelope, chooseKeyFile, type Ids, moveKey, setKey, setToken } from './acts.ts';

/** What is to be known of a token before it is chosen. */
function tokenNote({ kind, isLoggedIn, needsLogin, pin }: TokenRow): string {
  const standing = pin.state === 'locked' ? 'PIN locked' : isLoggedIn || !needsLogin ? 'logged in' : 'asks for its PIN';
  return `${tokenKindWords[kind].name}, ${standing}`;
}

function tokenItems(tokens: readonly TokenRow[], onPick: (token: string) => void): readonly PickItem[] {
  const items = tokens
    .filter(({ isInitialised }) => isInitialised)
    .map((token) => ({
      id: token.id,
      title: tokenName(token),
      note: tokenNote(token),
      icon: Cpu,
      onPick: () => onPick(token.id),
    }));
  if (items.length > 0) return items;
  return [
    {
      id: 'tokens',
      title: 'No token is here yet',
      note: 'to the tokens of this computer',
      icon: Cpu,
      onPick: () => go({ screen: 'tokens', open: null }),
    },
  ];
}

/** Where the key of some files is: one that is at hand, on a token, in a file. */
export function KeyMenu({
  anchor,
  ids,
  keys,
  onClose,
}: {
  readonly anchor: HTMLElement;
  readonly ids: Ids;
  readonly keys: readonly KeyRow[];
  readonly onClose: () => void;
}) {
  const tokens = useTokens();
  const atHand = keys.map((key) => ({
    id: key.id,
    title: key.where,
    note: key.type,
    icon: key.isFile ? FileKey2 : KeyRound,
    side: key.grade !== null && <GradeBadge grade={key.grade} form="short" />,
    onPick: () => void setKey(ids, key.id),
  }));
  const files = [
    {
      id: 'key-file',
      title: 'Key file or pass phrase file…',
      note: 'raw, hex, base64, JWK, PEM or DER: the key is seen in the clear, grade C',
      icon: FileKey2,
      onPick: () => void chooseKeyFile(ids),
    },
    {
      id: 'envelope',
      title: 'File with the wrapped key…',
      note: 'a key for these files alone, opened by the key you choose',
      icon: FileLock,
      onPick: () => void chooseEnvelope(ids),
    },
  ];
  return (
    <PickMenu
      label="Choose a key"
      anchor={anchor}
      onClose={onClose}
      groups={[
        { title: 'At hand', items: atHand },
        { title: 'From a token', items: tokenItems(tokens, (token) => void setToken(ids, token)) },
        { title: 'From a file', items: files },
      ]}
    />
  );
}

/** Onto which token a key file is to go. */
export function MoveMenu({
  anchor,
  keyId,
  onClose,
}: {
  readonly anchor: HTMLElement;
  readonly keyId: string;
  readonly onClose: () => void;
}) {
  const tokens = useTokens().filter(({ isWritable }) => isWritable);
  return (
    <PickMenu
      label="Move the key onto a token"
      anchor={anchor}
      onClose={onClose}
      groups={[{ title: 'Onto a token', items: tokenItems(tokens, (token) => void moveKey(keyId, token)) }]}
    />
  );
}
