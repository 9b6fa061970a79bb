import type { TokenPage, TokenRow, TokensOverview } from '../../app/contract/token-shapes.ts';
import type { Failure } from '../../app/result.ts';
import type { Keydock } from './launch.ts';
import { SecretWindow } from './pages/secret-window.ts';
import { expect } from './test.ts';

type Answer<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: Failure };

/** Asks main for tokens as the window does, by its bridge: for what main does, whatever a screen draws of it. */
export class TokenDesk {
  readonly #keydock: Keydock;

  constructor(keydock: Keydock) {
    this.#keydock = keydock;
  }

  ask<T>(name: string, input: unknown = {}): Promise<Answer<T>> {
    return this.#keydock.window.evaluate((asked) => Reflect.get(window, 'keydock').call('tokens', ...asked), [
      name,
      input,
    ] as const);
  }

  async overview(): Promise<TokensOverview> {
    const answer = await this.ask<TokensOverview>('overview');
    if (!answer.ok) throw new Error(answer.error.code);
    return answer.value;
  }

  async tokens(): Promise<readonly TokenRow[]> {
    return (await this.overview()).modules.flatMap(({ tokens }) => tokens);
  }

  /** The token of that label, once its module has answered. */
  async token(label: string): Promise<TokenRow> {
    const rows = async () => (await this.tokens()).filter((token) => token.label === label);
    await expect.poll(async () => (await rows()).length).toBe(1);
    const [row] = await rows();
    if (row === undefined) throw new Error('the token is gone again');
    return row;
  }

  async open(token: string): Promise<Answer<TokenPage>> {
    return this.ask('open', { token });
  }

  /** Asks to log in: the window for the PIN opens. */
  async beginLogin(token: string): Promise<SecretWindow> {
    return SecretWindow.after(this.#keydock.app, () =>
      this.#keydock.window.evaluate((id) => {
        Reflect.set(window, 'askedLogin', Reflect.get(window, 'keydock').call('tokens', 'login', { token: id }));
      }, token),
    );
  }

  /** What the login that was begun has come to. */
  loginAnswer(): Promise<Answer<{ isLoggedIn: boolean }>> {
    return this.#keydock.window.evaluate(() => Reflect.get(window, 'askedLogin'));
  }

  async logIn(token: string, pin: string): Promise<void> {
    const window = await this.beginLogin(token);
    await window.enter(pin);
    expect(await this.loginAnswer()).toEqual({ ok: true, value: { isLoggedIn: true } });
  }

  /** Is somebody logged in at that token, without asking main anew? */
  async isLoggedIn(label: string): Promise<boolean> {
    return (await this.token(label)).isLoggedIn;
  }
}
