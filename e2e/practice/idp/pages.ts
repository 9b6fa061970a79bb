/** The sign-in service's pages: plain HTML that works without scripts, so that any client can sign in. */

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

const style = `body{font:16px/1.5 system-ui,sans-serif;max-width:24rem;margin:12vh auto;padding:0 1rem;color:#1c2321;background:#f6f7f6}
h1{font-size:1.4rem}label{display:block;margin:.75rem 0 .25rem}input{font:inherit;width:100%;box-sizing:border-box;padding:.5rem;border:1px solid #9aa5a1;border-radius:5px}
button{font:inherit;margin:1rem .5rem 0 0;padding:.5rem 1rem;border:1px solid #0d6e60;border-radius:5px;background:#0d6e60;color:#fff}
button[name]{background:none;color:inherit;border-color:#9aa5a1}[role=alert]{color:#a3261b}`;

/** A whole page. @param body HTML that is already safe */
export function page(title: string, body: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(title)}</title><style>${style}</style></head><body><main><h1>${escapeHtml(title)}</h1>${body}</main></body></html>`;
}

/** Text that stands as a paragraph. */
export function paragraph(text: string): string {
  return `<p>${escapeHtml(text)}</p>`;
}

function alert(text: string): string {
  return `<p role="alert">${escapeHtml(text)}</p>`;
}

/** The form with the fields `username` and `password`. The password is never put back. */
export function signInPage({ username, error }: { username: string; error?: string }): string {
  return page(
    'Sign in to Northwind Devices',
    `${error === undefined ? '' : alert(error)}<form method="post">
<label for="username">User name</label><input id="username" name="username" autocomplete="username" value="${escapeHtml(username)}" required${username === '' ? ' autofocus' : ''}>
<label for="password">Password</label><input id="password" type="password" name="password" autocomplete="current-password" required${username === '' ? '' : ' autofocus'}>
<button>Sign in</button><button name="cancel" value="1" formnovalidate>Cancel</button></form>`,
  );
}

/** The provider hands out its forms without buttons. */
export function formPage(title: string, form: string, buttons: string, error?: string): string {
  const withButtons = form.replace('</form>', `${buttons}</form>`).replace(/ onfocus="[^"]*"/, '');
  return page(title, `${error === undefined ? '' : alert(error)}${withButtons}`);
}
