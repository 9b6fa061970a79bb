/** The only channel names there are; topics and calls travel inside. Preload imports these and nothing heavier. */
export const channels = {
  call: 'keydock:call',
  event: 'keydock:event',
  file: 'keydock:file',
  sheet: 'keydock:sheet',
  drawn: 'keydock:drawn',
  answer: 'keydock:answer',
} as const;
