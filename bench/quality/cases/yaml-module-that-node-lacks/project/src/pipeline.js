import { load, YAMLException } from 'js-yaml';

/** The steps of a pipeline file in the order in which they can run. */
export function stepsOf(text) {
  let document;
  try {
    document = load(text);
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    throw new SyntaxError(`line ${error.mark.line + 1}: ${error.reason}`, { cause: error });
  }
  const steps = document?.steps;
  if (!Array.isArray(steps) || steps.length === 0) throw new SyntaxError('steps: a list that is not empty');

  const done = new Set();
  for (const { name, run, needs = [], ...more } of steps) {
    const [unknown] = Object.keys(more);
    if (unknown) throw new SyntaxError(`${name}: unknown key ${unknown}`);
    if (typeof name !== 'string' || typeof run !== 'string') throw new SyntaxError('a step has a name and a run');
    const missing = needs.find((need) => !done.has(need));
    if (missing !== undefined) throw new SyntaxError(`${name}: ${missing} does not come before it`);
    done.add(name);
  }
  return steps.map(({ name, run }) => ({ name, run }));
}
