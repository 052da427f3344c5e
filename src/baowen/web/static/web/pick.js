// A click on a drug below the field puts its name and code into the form.
(function () {
  document.addEventListener("click", function (event) {
    var choice = event.target.closest("[data-pick-code]");
    if (!choice) { return; }
    var form = choice.closest("form");
    form.elements.drug_name.value = choice.dataset.pickName;
    form.elements.product_code.value = choice.dataset.pickCode;
    ["drug_name", "product_code"].forEach(function (name) { form.elements[name].dispatchEvent(new Event("input", { bubbles: false })); });
    choice.parentNode.replaceChildren();
  });
})();
