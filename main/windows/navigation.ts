import { app, type WebContents } from 'electron';

/**
 * Pages of ours stay where they were loaded: no navigation, no redirect, no new window, no webview, no way to hold a
 * window open. Registered for every web contents there will ever be, so that a future window is covered before it is
 * thought of. Loading by main (`loadURL`) raises none of these events.
 */
export function forbidNavigation(): void {
  app.on('web-contents-created', (_created, contents) => {
    contents.on('will-navigate', (event) => event.preventDefault());
    contents.on('will-frame-navigate', (event) => event.preventDefault());
    contents.on('will-redirect', (event) => event.preventDefault());
    contents.on('will-attach-webview', (event) => event.preventDefault());
    contents.setWindowOpenHandler(() => ({ action: 'deny' }));
    // A page that refuses to unload could keep a window from closing, and closing is "no".
    contents.on('will-prevent-unload', (event) => event.preventDefault());
    // No WebRTC packet leaves by a way that the session's proxy does not see.
    contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp');
  });
}

/**
 * `about:blank` is committed without any of the events above. It has no bridge that main answers, but an empty window is
 * no use to a person either.
 * @param origin of the page that belongs here
 * @param onAway called when another page was committed all the same
 */
export function noticeLeaving(contents: WebContents, origin: string, onAway: () => void): void {
  contents.on('did-navigate', (_event, url) => {
    if (!url.startsWith(`${origin}/`)) onAway();
  });
}
