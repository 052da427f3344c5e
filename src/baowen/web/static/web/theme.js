// Before the page is drawn: dark where the reader chose it, or chose nothing and the system is dark.
(function () {
  var root = document.documentElement;
  var system = window.matchMedia("(prefers-color-scheme: dark)");
  function apply() {
    var chosen = root.dataset.theme;
    var dark = chosen === "dark" || (chosen === "auto" && system.matches);
    root.setAttribute("data-bs-theme", dark ? "dark" : "light");
  }
  apply();
  system.addEventListener("change", function () {
    apply();
    document.dispatchEvent(new Event("baowen:theme"));
  });
})();
