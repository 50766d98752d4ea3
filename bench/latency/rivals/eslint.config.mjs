// What the ESLint server is timed with: the rules of eslint-plugin-security and ESLint's own basics.
import security from 'eslint-plugin-security';
import tseslint from 'typescript-eslint';

export default [
  { files: ['**/*.ts'], languageOptions: { parser: tseslint.parser } },
  security.configs.recommended,
  { rules: { 'no-undef': 'off', 'no-eval': 'error', 'no-unreachable': 'error' } },
];
