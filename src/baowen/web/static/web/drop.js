// Menus that drop down close when another one opens, when somebody looks elsewhere, and with Escape.
(function () {
  function close(besides) {
    document.querySelectorAll("details.drop[open]").forEach(function (one) { if (one !== besides) { one.open = false; } });
  }
  document.addEventListener("click", function (event) { close(event.target.closest("details.drop")); });
  document.addEventListener("focusin", function (event) { close(event.target.closest("details.drop")); });
  document.addEventListener("keydown", function (event) {
    var open = event.key === "Escape" && document.querySelector("details.drop[open]");
    if (open) { close(null); open.querySelector("summary").focus(); }
  });
})();
