// Who may import whom. Each rule says why; the reason is printed with every breach.
const TESTS = '\\.test\\.tsx?$';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'app-stands-alone',
      comment:
        'app/ is what is true everywhere. With Electron, Node or another folder in it, it could not be checked in the window, in main and in a token process alike. It imports zod and itself.',
      severity: 'error',
      from: { path: '^app/', pathNot: TESTS },
      to: { pathNot: ['^app/', '^node_modules/zod/'] },
    },
    {
      name: 'window-never-reaches-main',
      comment:
        'The renderer holds no power and main draws nothing. They meet in app/contract alone, where every call has a schema; an import across would be a way around the guarded door.',
      severity: 'error',
      from: { path: '^renderer/' },
      to: { path: '^(main|preload|e2e|scripts)/' },
    },
    {
      name: 'window-has-no-node',
      comment: 'The window is sandboxed: Node and Electron do not exist there. Ask main through the contract.',
      severity: 'error',
      from: { path: '^renderer/', pathNot: TESTS },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'window-has-no-electron',
      comment: 'Electron in the window would be power in the page. Ask main through the contract.',
      severity: 'error',
      from: { path: '^renderer/' },
      to: { path: '^node_modules/(electron|@azure|jose|pkcs11js)/' },
    },
    {
      name: 'preload-is-one-page',
      comment:
        'A preload stands between the page and main. Kept to Electron and the contract it can be read whole, and the sandbox can stay on.',
      severity: 'error',
      from: { path: '^preload/', pathNot: TESTS },
      to: { pathNot: ['^preload/', '^app/', '^node_modules/(electron|zod)/', '^electron$'] },
    },
    {
      name: 'main-draws-nothing',
      comment:
        'main and renderer are parted by the contract, so that either can change or be replaced alone. React in main would also slow every start.',
      severity: 'error',
      from: { path: '^main/' },
      to: {
        path: ['^(renderer|preload|e2e|scripts)/', '^node_modules/(react|react-dom|react-aria-components|@tanstack)/'],
      },
    },
    {
      name: 'guarded-pages-stand-alone',
      comment:
        'The pages where decisions over keys are made and PINs are typed hold no third-party code and no code of main: what they run can be read at a sitting.',
      severity: 'error',
      from: { path: '^main/windows/((confirmation|secret)/page|guarded-page)/', pathNot: TESTS },
      to: { pathNot: ['^main/windows/((confirmation|secret)/page|guarded-page)/', '^app/'] },
    },
    {
      name: 'guarded-pages-are-pages',
      comment: 'Their scripts run in sandboxed windows; main talks to them by messages.',
      severity: 'error',
      from: { path: '^main/', pathNot: ['^main/windows/((confirmation|secret)/page|guarded-page)/', TESTS] },
      to: { path: '^main/windows/((confirmation|secret)/page|guarded-page)/' },
    },
    {
      name: 'token-code-in-its-process',
      comment:
        'A PKCS#11 module may hang or crash (rule R6): only code inside a token process may load it, and main may not import that code.',
      severity: 'error',
      from: { path: '^main/', pathNot: ['^main/tokens/process/', TESTS] },
      to: { path: ['^main/tokens/process/', '^node_modules/pkcs11js/'] },
    },
    {
      name: 'tests-stay-out-of-the-product',
      comment:
        'Code that ships must not depend on test support, samples or tests, or the tests would not show what users run.',
      severity: 'error',
      from: { path: '^(app|main|preload|renderer)/', pathNot: TESTS },
      to: { path: ['^(e2e|scripts)/', TESTS, '-samples\\.ts$'] },
    },
    {
      name: 'no-circles',
      comment: 'Two modules that need each other are one idea in two files, or a boundary in the wrong place.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'nothing-missing',
      comment: 'An import that resolves to nothing, or to a package that package.json does not name, breaks elsewhere.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'only-declared-packages',
      comment: 'A package that is here only because another one brought it may vanish with the next update.',
      severity: 'error',
      // Two small Electron apps with a package.json of their own, which Electron asks for.
      from: { pathNot: ['^scripts/demo-browser/', '^e2e/benchmarks/shell/empty-window/'] },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
  ],
  options: {
    // TypeScript 7 has no parser in JavaScript, so swc reads the sources; it sees type-only imports too.
    parser: 'swc',
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(out|dist|\\.cache)/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.cjs', '.json', '.css'],
    },
  },
};
