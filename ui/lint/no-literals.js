// Forbids words written into markup: every visible string comes from `messages/en.json`.

const spoken = new Set([
  'title',
  'aria-label',
  'aria-description',
  'aria-roledescription',
  'placeholder',
  'alt',
  'label',
]);
const hasWords = (text) => /\p{L}{2}/u.test(text);

/** @type {import('eslint').Rule.RuleModule} */
export default {
  meta: {
    type: 'problem',
    docs: { description: 'Visible words come from the catalogue' },
    messages: { literal: 'Take “{{text}}” from messages/en.json through t().' },
    schema: [],
  },
  create(context) {
    const report = (node, text) =>
      context.report({ node, messageId: 'literal', data: { text: text.trim().slice(0, 40) } });
    return {
      SvelteText(node) {
        const parent = node.parent?.type;
        if (parent === 'SvelteStyleElement' || parent === 'SvelteScriptElement') return;
        if (hasWords(node.value)) report(node, node.value);
      },
      SvelteAttribute(node) {
        if (!spoken.has(node.key?.name)) return;
        for (const value of node.value) {
          if (value.type === 'SvelteLiteral' && hasWords(value.value)) report(value, value.value);
        }
      },
    };
  },
};
