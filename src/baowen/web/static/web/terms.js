// The card of a term: shown while the mouse is on the word or the card, on keyboard focus, and by a click or tap, which
// keeps it until the next one. Escape closes it: popovers of the browser do that by themselves.
(function () {
  if (!HTMLElement.prototype.showPopover) { return; }
  var leaving = null;
  function cardOf(word) { return document.getElementById(word.getAttribute("popovertarget")); }
  function isOpen(card) { return card.matches(":popover-open"); }
  function show(word) {
    var card = cardOf(word);
    clearTimeout(leaving);
    if (!isOpen(card)) { card.showPopover(); }
    var at = word.getBoundingClientRect(), room = document.documentElement.clientWidth, gap = 6;
    var below = at.bottom + gap, above = at.top - gap - card.offsetHeight;
    card.style.left = Math.max(gap, Math.min(at.left, room - card.offsetWidth - gap)) + "px";
    card.style.top = (below + card.offsetHeight > window.innerHeight && above > 0 ? above : below) + "px";
  }
  function hide(card) { if (isOpen(card)) { card.hidePopover(); } delete card.dataset.kept; }
  function leave(card) { clearTimeout(leaving); leaving = setTimeout(function () { if (!card.dataset.kept) { hide(card); } }, 200); }
  function watch(word) {
    if (word.dataset.watched) { return; }
    word.dataset.watched = "1";
    var card = cardOf(word);
    word.addEventListener("pointerenter", function (event) { if (event.pointerType === "mouse") { show(word); } });
    word.addEventListener("pointerleave", function () { leave(card); });
    card.addEventListener("pointerenter", function () { clearTimeout(leaving); });
    card.addEventListener("pointerleave", function () { leave(card); });
    word.addEventListener("focus", function () { if (word.matches(":focus-visible")) { show(word); } });
    word.addEventListener("blur", function (event) { if (!card.contains(event.relatedTarget)) { hide(card); } });
    card.addEventListener("focusout", function (event) { if (event.relatedTarget !== word && !card.contains(event.relatedTarget)) { hide(card); } });
    word.addEventListener("click", function (event) {
      event.preventDefault();
      if (card.dataset.kept && isOpen(card)) { hide(card); } else { show(word); card.dataset.kept = "1"; }
    });
    card.addEventListener("toggle", function (event) { if (event.newState === "closed") { delete card.dataset.kept; } });
  }
  function all() { document.querySelectorAll("button.term").forEach(watch); }
  document.addEventListener("DOMContentLoaded", all);
  document.addEventListener("htmx:afterSwap", all);
  window.addEventListener("scroll", function () { document.querySelectorAll(".term-card:popover-open").forEach(hide); }, { passive: true });
})();
