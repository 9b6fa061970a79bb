/**
 * How many e2e tests run at a time, and so how many screens a session has. On two cores: half of a test's time is waiting
 * for windows, tokens and the platform, so twice as many as cores keep them busy.
 */
export const workers = 4;
