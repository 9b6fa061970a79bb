import { useAnnouncer } from '../state/announcer.ts';

/** Where announcements are put for screen readers. There is one, in the window from the start, so that it is listened to. */
export function LiveRegion() {
  const { text, number } = useAnnouncer((state) => state.said);
  return (
    <div role="status" aria-live="polite" className="visually-hidden">
      <span key={number}>{text}</span>
    </div>
  );
}
