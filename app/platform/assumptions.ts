/** One thing the platform's description does not state, and what we chose. */
export interface Assumption {
  /** What we take to be true, as a sentence that can be put on screen. */
  readonly statement: string;
  /** What would show that it is wrong when the real service is met. */
  readonly check: string;
}

/**
 * Everything we assume about the platform because its description does not say. Code that leans on one of these
 * names it, so that a wrong guess is found in one place and mended in one place.
 * @see platform-api.md, the marks [?]
 */
export const assumptions = {
  firstPage: {
    statement: 'The first page of a list is page 0.',
    check: 'Page 0 and page 1 of a list of eleven differ, and page 0 has an empty prev.',
  },
  capabilityNames: {
    statement: 'The resource names in /user/capabilities are an open list; one that is missing means no permission.',
    check: 'Compare the keys of a real answer with the names used for menus.',
  },
  toBeDeletedState: {
    statement: 'A product that is to be deleted carries one of the unnamed states from 512 to 65536.',
    check: 'Ask for a product after a ChangeProductStateToBeDeleted request was approved.',
  },
  storedParameterBlobs: {
    statement: 'Before a request is Ready, large parameters such as the AAD may be known only by SHA-256 and size.',
    check: 'Read a pending request with includeOptionalParameters=true.',
  },
  storedParametersPlace: {
    statement: 'storedOptionalParameters and the state of a payload are fields of the payload.',
    check: 'The same answer; the schema also accepts storedOptionalParameters beside the payload.',
  },
  cbcFileLayout: {
    statement: 'A file encrypted with a plain CBC mode is the ciphertext alone, padded by PKCS#7.',
    check: 'Decrypt a file of a real product with its KEK-IV.',
  },
  pskekLayout: {
    statement:
      'Assumed layout: the one-time key is sealed by AES-CBC with PKCS#7 under the product key and its KEK-IV; with CBC the data IV is sealed the same way.',
    check: 'Decrypt a file made by a real product in a PSKEK mode.',
  },
  digestSpelling: {
    statement: 'originalSHA256 and modifiedSHA256 are written in hexadecimal.',
    check: 'Look at a real Ready request.',
  },
  itemAfterDecision: {
    statement: 'After a decision an item of a queue can be read under the path of its list without "/approvals".',
    check: 'Decide an item of each kind and read it; a 403 or 404 is told as "you may not read what became of it".',
  },
  requester: {
    statement: 'The field "user" of a request is an identity (oid:, appid: or sub:), or a bare directory id.',
    check: 'Look at a real list of requests.',
  },
} as const satisfies Record<string, Assumption>;

/** The number of a list's first page. @see assumptions.firstPage */
export const firstPage = 0;
