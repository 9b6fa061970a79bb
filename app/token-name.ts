/** What a token is called, in the window and in what main says; some have no label. */
export function tokenName({ label }: { readonly label: string }): string {
  return label.trim() === '' ? 'unnamed token' : label;
}
