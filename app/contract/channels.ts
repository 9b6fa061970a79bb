/** The only channel names there are; topics and calls travel inside. Preload imports these and nothing heavier. */
export const channels = {
  call: 'keydock:call',
  event: 'keydock:event',
  file: 'keydock:file',
  sheet: 'keydock:sheet',
  drawn: 'keydock:drawn',
  answer: 'keydock:answer',
  secretSheet: 'keydock:secret-sheet',
  secretDrawn: 'keydock:secret-drawn',
  secretPort: 'keydock:secret-port',
  secretMay: 'keydock:secret-may',
  secretCancel: 'keydock:secret-cancel',
  secretWords: 'keydock:secret-words',
} as const;
