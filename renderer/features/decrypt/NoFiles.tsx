import { FileDown } from 'lucide-react';
import { Button } from '../../ui/Button.tsx';
import { chooseFiles } from './acts.ts';
import s from './NoFiles.module.css';

/** What can be opened here, by where it comes from. Details are learned at the file itself. */
const known = [
  { from: 'The platform', what: 'AES-GCM and AES-CBC, with a sealed one-time key or without' },
  { from: 'openssl enc', what: 'Salted__ files, with a pass phrase file or one wrapped by RSA' },
  { from: 'JOSE', what: 'JWE, compact or JSON, for RSA, ECDH and AES keys' },
  { from: 'Cosmian', what: 'files with their wrapped key in front' },
  { from: 'AWS Encryption SDK', what: 'messages with an ECDH keyring' },
] as const;

/** The screen before anything was dropped: what to do, what will happen, what is known. */
export function NoFiles() {
  return (
    <div className={s['place']}>
      <div className={s['zone']}>
        <FileDown size={24} aria-hidden="true" className={s['icon']} />
        <p className={s['title']}>Drop encrypted files or folders anywhere</p>
        <p className={s['text']}>
          Keydock looks at what they are and says which key they need. The key stays on its token where the token can do
          the work. No file gets its name until it is whole, and authentic where the format can show it.
        </p>
        <Button tone="primary" onClick={() => void chooseFiles()}>
          Add files…
        </Button>
      </div>
      <section className={s['known']} aria-labelledby="decrypt-known">
        <h2 id="decrypt-known">What it opens</h2>
        <dl>
          {known.map(({ from, what }) => (
            <div key={from}>
              <dt>{from}</dt>
              <dd>{what}</dd>
            </div>
          ))}
        </dl>
        <p className={s['note']}>
          A record (.keydock.json) that lies beside a file brings its AAD, its IV and the digest of the original.
        </p>
      </section>
    </div>
  );
}
