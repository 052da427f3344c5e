// How far a file is: the server tells by events; when it is over, the page is loaded again with what came of it.
(function () {
  document.addEventListener("DOMContentLoaded", function () {
    var place = document.getElementById("run");
    if (!place) { return; }
    function again() { location.reload(); }
    if (typeof EventSource === "undefined") { setTimeout(again, 3000); return; }
    var source = new EventSource(place.dataset.events);
    source.addEventListener("progress", function (event) {
      var told = JSON.parse(event.data), on = false;
      place.querySelectorAll("[data-step]").forEach(function (step) {
        var here = step.dataset.step === told.step, bar = step.querySelector("progress"), count = step.querySelector(".count");
        on = on || here;
        step.classList.toggle("on", here);
        step.classList.toggle("over", !on);
        bar.hidden = !here;
        if (!on) { count.textContent = count.textContent.split(" / ").pop(); }
        if (!here) { return; }
        if (told.total) { bar.max = told.total; bar.value = told.done; count.textContent = told.done.toLocaleString("en") + " / " + told.total.toLocaleString("en"); }
        else { bar.removeAttribute("value"); }
      });
    });
    source.addEventListener("end", function () { source.close(); again(); });
    source.addEventListener("busy", function () { source.close(); setTimeout(again, 5000); });
    source.addEventListener("error", function () { if (source.readyState === EventSource.CLOSED) { setTimeout(again, 5000); } });
  });
})();
