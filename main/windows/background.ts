/** `--bg` of renderer/ui/tokens.css: a window is painted in it before its page is, so that nothing flashes. */
const colours = { light: '#fbfbfa', dark: '#161819' } as const;

/** The colour behind a page before it is drawn. */
export function background(theme: keyof typeof colours): string {
  return colours[theme];
}
