// What was typed into a form that could not be carried out is put back, wherever the answer led: nothing is typed twice.
(function () {
  var name = "baowen:sent";
  var fleeting = { csrfmiddlewaretoken: 1, seen: 1, key: 1, next: 1 };
  function user() { return document.body.dataset.user; }
  function isTyped(field) {
    if (!field.name || field.type === "password" || field.type === "file" || field.type === "submit") { return false; }
    return field.type !== "hidden" || "picked" in field.dataset;
  }
  function fields(form) { return Array.prototype.slice.call(form.elements); }
  // Forms of a page look alike: one is known by where it goes and by what its hidden fields say.
  function identity(form) {
    var hidden = fields(form).filter(function (one) { return one.type === "hidden" && !("picked" in one.dataset) && !fleeting[one.name]; });
    return [form.getAttribute("action") || ""].concat(hidden.map(function (one) { return one.name + "=" + one.value; })).join("&");
  }
  function value(field) { return field.type === "checkbox" || field.type === "radio" ? (field.checked ? "on" : "") : field.value; }
  function label(field) { return field.name + (field.type === "checkbox" || field.type === "radio" ? "=" + field.value : ""); }
  function forget() { sessionStorage.removeItem(name); }

  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (!user() || form.method !== "post" || !form.closest("main") || location.pathname.indexOf("/accounts/") === 0) { return; }
    var typed = {};
    fields(form).filter(isTyped).forEach(function (field) { typed[label(field)] = value(field); });
    sessionStorage.setItem(name, JSON.stringify({ user: user(), path: location.pathname, form: identity(form), typed: typed }));
  });

  function putBack(inside) {
    var kept = JSON.parse(sessionStorage.getItem(name) || "null");
    if (!kept || kept.user !== user() || kept.path !== location.pathname) { return; }
    Array.prototype.some.call(inside.querySelectorAll("form"), function (form) {
      if (form.method !== "post" || identity(form) !== kept.form) { return false; }
      fields(form).filter(isTyped).forEach(function (field) {
        var before = kept.typed[label(field)];
        if (before === undefined) { return; }
        if (field.type === "checkbox" || field.type === "radio") { field.checked = before === "on"; } else { field.value = before; }
      });
      for (var box = form.closest("details"); box; box = box.parentElement.closest("details")) { box.open = true; }
      forget();
      form.scrollIntoView({ block: "center" });
      return true;
    });
  }
  document.addEventListener("DOMContentLoaded", function () {
    if (document.querySelector("main .message.success")) { forget(); return; }
    putBack(document);
  });
  document.addEventListener("htmx:afterSwap", function (event) { putBack(event.target); });
})();
