import { Component, type ErrorInfo, type ReactNode } from 'react';
import { Button } from '../../ui/Button.tsx';
import { Problem } from '../../ui/Problem.tsx';
import s from './FaultBoundary.module.css';
import { reportFault } from './faults.ts';

interface State {
  readonly broken: boolean;
  readonly incident: string | null;
}

/** Stands where a screen broke: says so, with the id under which main's log has it. */
export class FaultBoundary extends Component<{ readonly children: ReactNode; readonly where: string }, State> {
  override state: State = { broken: false, incident: null };

  static getDerivedStateFromError(): State {
    return { broken: true, incident: null };
  }

  override componentDidCatch(fault: Error, info: ErrorInfo): void {
    const place = `${this.props.where}${info.componentStack?.split('\n').slice(0, 3).join('') ?? ''}`;
    void reportFault(place, fault).then((incident) => this.setState({ incident }));
  }

  override render(): ReactNode {
    if (!this.state.broken) return this.props.children;
    const { incident } = this.state;
    return (
      <div className={s['place']}>
        <div>
          <Problem
            failure={{
              code: 'app.unexpected',
              facts: incident === null ? { incident: 'of the log' } : {},
              ...(incident === null ? {} : { incident }),
            }}
          />
          <div className={s['actions']}>
            <Button tone="primary" onClick={() => this.setState({ broken: false, incident: null })}>
              Draw it again
            </Button>
            <Button onClick={() => window.location.reload()}>Reload the window</Button>
          </div>
        </div>
      </div>
    );
  }
}
