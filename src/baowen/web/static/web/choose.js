// Choosing an organisation by its name: a click below the field puts its name and code in; typing on takes the code out.
(function () {
  function add(box, choice) {
    var known = Array.prototype.find.call(box.querySelectorAll("input[type=checkbox]"), function (one) { return one.value === choice.dataset.choose; });
    if (!known) {
      var line = document.createElement("label");
      known = document.createElement("input");
      known.type = "checkbox";
      known.name = box.dataset.many;
      known.value = choice.dataset.choose;
      line.className = "check";
      line.append(known, " ", choice.dataset.name);
      box.querySelector("[data-chosen]").append(line);
    }
    known.checked = true;
  }
  document.addEventListener("click", function (event) {
    var choice = event.target.closest("[data-choose]");
    if (!choice) { return; }
    var box = choice.closest(".choose");
    var text = box.querySelector("[data-choose-text]");
    if (box.dataset.many) { add(box, choice); text.value = ""; } else {
      text.value = choice.dataset.name;
      box.querySelector("[data-picked]").value = choice.dataset.choose;
    }
    choice.parentNode.replaceChildren();
    text.focus();
  });
  document.addEventListener("input", function (event) {
    if (!event.target.matches("[data-choose-text]")) { return; }
    var code = event.target.closest(".choose").querySelector("[data-picked]");
    if (code) { code.value = ""; }
  });
  document.addEventListener("keydown", function (event) {
    var box = event.target.closest(".choose");
    if (!box) { return; }
    var stops = [box.querySelector("[data-choose-text]")].concat(Array.prototype.slice.call(box.querySelectorAll("[data-choose]")));
    var at = stops.indexOf(event.target);
    var step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape") { box.querySelector(".options").replaceChildren(); stops[0].focus(); }
    // Enter in the field would send the form with a name that nobody chose.
    if (event.key === "Enter" && at === 0 && stops.length > 1) { event.preventDefault(); stops[1].click(); }
    if (step && at >= 0 && stops[at + step]) { event.preventDefault(); stops[at + step].focus(); }
  });
})();
