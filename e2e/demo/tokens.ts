import { nss, type PracticeTokens, placeModules, softHsm } from '../support/tokens.ts';

/** What the card and the terminal say of a token. */
export interface TokenOnCard {
  readonly token: string;
  readonly use: string;
  readonly pin: string;
}

/** The tokens of the demo: software, in folders that go with it. */
export interface DemoTokens {
  readonly softhsm: PracticeTokens;
  readonly nss: PracticeTokens;
  /** For the app: where SoftHSM finds its tokens. */
  readonly env: Readonly<Record<string, string>>;
  readonly card: readonly TokenOnCard[];
  remove(): void;
}

/** A token for the client's key, one that receives, and an NSS database that the app knows already. */
export function demoTokens(userData: string): DemoTokens {
  const softhsm = softHsm('Line 3', 'Field laptop');
  const database = nss();
  // SoftHSM is found in its usual place, and allowing it is part of the tour. A database must be told of.
  placeModules(userData, database);
  const card = [
    { token: 'Line 3 (SoftHSM)', use: 'makes the client key', pin: softhsm.pin },
    { token: 'Field laptop (SoftHSM)', use: 'receives keys', pin: softhsm.pin },
    { token: `${database.label} (NSS)`, use: 'receives keys, too', pin: database.pin },
  ];
  return {
    softhsm,
    nss: database,
    env: softhsm.env,
    card,
    remove: () => {
      softhsm.remove();
      database.remove();
    },
  };
}
