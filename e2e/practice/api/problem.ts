import type { Problem } from '../../../app/platform/wire/problem.ts';

const titles: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  409: 'Conflict',
  413: 'Payload Too Large',
  415: 'Unsupported Media Type',
  500: 'Internal Server Error',
};

/** An expected refusal, answered as a problem document (RFC 9457). */
export class Refusal extends Error {
  readonly status: number;
  constructor(status: number, detail: string) {
    super(detail);
    this.status = status;
  }
}

export function problem(status: number, detail: string): Problem {
  return { type: 'about:blank', title: titles[status] ?? 'Error', status, detail };
}

/** The one sentence for every group that is missing, as the platform says no more either. */
export function forbidden(): Refusal {
  return new Refusal(403, 'The caller is not a member of a group that may do this');
}
