// Light or dark: as the system has it, until somebody chooses. Runs before the first paint.

const stored = () => {
  try {
    return localStorage.getItem("theme");
  } catch {
    return null;
  }
};

const system = matchMedia("(prefers-color-scheme: dark)");

function apply() {
  document.documentElement.dataset.theme = stored() ?? (system.matches ? "dark" : "light");
}

function toggleTheme() {
  localStorage.setItem("theme", document.documentElement.dataset.theme === "dark" ? "light" : "dark");
  apply();
}

system.addEventListener("change", apply);
apply();
window.toggleTheme = toggleTheme;
