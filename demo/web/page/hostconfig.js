// How Teams draws cards. Colours are the page's own variables, so light and dark need no second drawing.

const colour = (name) => ({ default: `var(--${name})`, subtle: `var(--${name}-subtle)` });

const foreground = {
  default: { default: "var(--text)", subtle: "var(--text-subtle)" },
  dark: { default: "var(--text)", subtle: "var(--text-subtle)" },
  light: { default: "var(--text)", subtle: "var(--text-subtle)" },
  accent: colour("accent-text"),
  good: colour("good"),
  warning: colour("warning"),
  attention: colour("attention"),
};

const container = (background) => ({
  backgroundColor: `var(--${background})`,
  borderColor: "var(--line)",
  foregroundColors: foreground,
});

export const hostConfig = {
  supportsInteractivity: true,
  fontFamily: "inherit",
  fontTypes: {
    default: { fontFamily: "inherit" },
    monospace: { fontFamily: "ui-monospace, Consolas, monospace" },
  },
  fontSizes: { small: 12, default: 14, medium: 16, large: 18, extraLarge: 24 },
  fontWeights: { lighter: 300, default: 400, bolder: 600 },
  lineHeights: { small: 16, default: 20, medium: 22, large: 24, extraLarge: 32 },
  spacing: { small: 6, default: 10, medium: 16, large: 20, extraLarge: 28, padding: 16 },
  separator: { lineThickness: 1, lineColor: "var(--line)" },
  imageSizes: { small: 32, medium: 52, large: 100 },
  containerStyles: {
    default: container("card"),
    emphasis: container("card-emphasis"),
    accent: container("card-accent"),
    good: container("card-good"),
    warning: container("card-warning"),
    attention: container("card-attention"),
  },
  actions: {
    maxActions: 6,
    spacing: "medium",
    buttonSpacing: 8,
    showCard: { actionMode: "inline", inlineTopMargin: 12, style: "emphasis" },
    actionsOrientation: "horizontal",
    actionAlignment: "left",
  },
  inputs: {
    label: {
      inputSpacing: "small",
      requiredInputs: { weight: "bolder", color: "default", size: "default", suffix: " *", suffixColor: "attention" },
      optionalInputs: { weight: "bolder", color: "default", size: "default" },
    },
    errorMessage: { color: "attention", size: "small", spacing: "small" },
  },
  factSet: { title: { weight: "bolder", wrap: true, maxWidth: 150 }, value: { wrap: true }, spacing: 12 },
  textBlock: { headingLevel: 3 },
};
