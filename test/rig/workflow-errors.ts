import { registerHooks } from 'node:module';

/** The parser imports JSON as only bundlers do. */
const hooks = registerHooks({
  load(url, context, nextLoad) {
    const isJson = /\/@actions\/.*\.json$/.test(url);
    const importAttributes = { ...context.importAttributes, type: 'json' };
    return nextLoad(url, isJson ? { ...context, importAttributes } : context);
  },
});
const { NoOperationTraceWriter, convertWorkflowTemplate, parseWorkflow } = await import(
  '@actions/workflow-parser'
);
hooks.deregister();

/** What GitHub finds wrong with a workflow file, by its own parser: fields, types, expressions. */
export async function workflowErrors(name: string, content: string): Promise<string[]> {
  const { context, value } = parseWorkflow({ name, content }, new NoOperationTraceWriter());
  const messages = context.errors.getErrors().map(({ message }) => message);
  if (messages.length > 0 || value === undefined) return messages;
  const { errors = [] } = await convertWorkflowTemplate(context, value);
  return errors.map(({ Message }) => Message);
}
