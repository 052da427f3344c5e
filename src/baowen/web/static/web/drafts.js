// What is typed into a field with data-draft stays in this browser until its form was sent: a closed window loses nothing.
(function () {
  var prefix = "baowen:draft:";
  function key(field) { return prefix + document.body.dataset.user + ":" + field.dataset.draft; }
  function each(form, work) { form.querySelectorAll("[data-draft]").forEach(work); }
  document.addEventListener("DOMContentLoaded", function () {
    document.querySelectorAll("[data-sent]").forEach(function (node) {
      Object.keys(localStorage).forEach(function (name) {
        if (name.indexOf(prefix + document.body.dataset.user + ":" + node.dataset.sent) === 0) { localStorage.removeItem(name); }
      });
    });
    document.querySelectorAll("form").forEach(function (form) {
      each(form, function (field) {
        var kept = localStorage.getItem(key(field));
        if (kept !== null && !field.value) { field.value = kept; }
        field.addEventListener("input", function () { localStorage.setItem(key(field), field.value); });
      });
    });
  });
})();
