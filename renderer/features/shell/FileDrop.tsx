import { FileDown } from 'lucide-react';
import { useEffect, useState } from 'react';
import { addFiles } from '../../data/decrypt.ts';
import { decryptFiles } from '../../state/route.ts';
import { go, routeNow } from '../../state/use-route.ts';
import { useStable } from '../../ui/use-stable.ts';
import s from './FileDrop.module.css';

/** Whether files are dragged, not a word or a picture of the page. */
const holdsFiles = (data: DataTransfer | null): data is DataTransfer => data?.types.includes('Files') === true;

function take(files: FileList): void {
  if (files.length === 0) return;
  if (routeNow().screen !== 'decrypt') go(decryptFiles);
  void addFiles([...files]);
}

/**
 * Files dropped anywhere on the window are to be decrypted, whatever screen is open; so are files that are pasted.
 * A drop zone that takes a file for something else says so by preventing the default, and comes first.
 */
export function FileDrop() {
  const [isOver, setOver] = useState(false);
  const over = useStable((event: DragEvent) => {
    const isOurs = !event.defaultPrevented && holdsFiles(event.dataTransfer);
    setOver(isOurs);
    if (!isOurs || event.dataTransfer === null) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = 'copy';
  });
  const leave = useStable((event: DragEvent) => {
    // Without a next element the pointer has left the window.
    if (event.relatedTarget === null) setOver(false);
  });
  const drop = useStable((event: DragEvent) => {
    setOver(false);
    if (event.defaultPrevented || !holdsFiles(event.dataTransfer)) return;
    event.preventDefault();
    take(event.dataTransfer.files);
  });
  const paste = useStable((event: ClipboardEvent) => {
    // Only files: a path in a text is nothing that this page may open (rule R1).
    const files = event.clipboardData?.files;
    if (event.defaultPrevented || files === undefined || files.length === 0) return;
    event.preventDefault();
    take(files);
  });

  // On the document: after the page's own drop zones, before preload refuses what nobody took.
  useEffect(() => {
    const stop = new AbortController();
    const { signal } = stop;
    document.addEventListener('dragenter', over, { signal });
    document.addEventListener('dragover', over, { signal });
    document.addEventListener('dragleave', leave, { signal });
    document.addEventListener('drop', drop, { signal });
    document.addEventListener('paste', paste, { signal });
    return () => stop.abort();
  }, [over, leave, drop, paste]);

  // A pointer that moves drags nothing any more: should a drag have ended without a word, this is not left standing.
  useEffect(() => {
    if (!isOver) return;
    const end = (): void => setOver(false);
    document.addEventListener('pointermove', end, { once: true });
    return () => document.removeEventListener('pointermove', end);
  }, [isOver]);

  if (!isOver) return null;
  return (
    <div className={s['over']} aria-hidden="true">
      <div className={s['words']}>
        <FileDown size={22} />
        <p className={s['title']}>Drop to decrypt</p>
        <p className={s['note']}>Files or folders. Nothing is written before you say so.</p>
      </div>
    </div>
  );
}
