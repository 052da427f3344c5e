// Keeps what is typed on the monthly form: some lines at a time on the server, in this browser while the server can't be
// reached. Cells that others typed come back with each saving; a cell that is not kept yet is never overwritten by them.
(function () {
  var WAIT = 600, AGAIN = 5000, MOST = 600;
  var sheet, status, form, open = new Map(), timer = null, busy = false, failed = false, ended = false, undo = null;

  function key(code, column) { return code + "\t" + column; }
  function place() { return "baowen:monthly:" + sheet.dataset.user + ":" + form.month; }
  function soon(wait) { clearTimeout(timer); timer = setTimeout(keep, wait); }
  function show(text, late, button) {
    status.textContent = text;
    status.classList.toggle("late", late);
    if (button) { status.append(" ", button); }
  }
  function remember() {
    try {
      if (open.size) { localStorage.setItem(place(), JSON.stringify(Array.from(open.values()))); } else { localStorage.removeItem(place()); }
    } catch (error) { /* a browser that keeps nothing: the page still has it */ }
  }
  function token() { return document.querySelector("#send [name=csrfmiddlewaretoken]").value; }
  function post(cells, leaving) {
    return fetch(sheet.dataset.save, {
      method: "POST", credentials: "same-origin", keepalive: leaving, headers: { "Content-Type": "application/json", "X-CSRFToken": token() },
      body: JSON.stringify({ month: form.month, revision: form.revision, cells: cells.map(function (one) { return [one.code, one.column, one.text]; }) })
    });
  }
  // Whoever signs in again gets another token; whoever signs in as somebody else must not go on with this page.
  function renew() {
    return fetch(location.href, { credentials: "same-origin" }).then(function (answer) { return answer.redirected ? "" : answer.text(); }).then(function (text) {
      var page = new DOMParser().parseFromString(text, "text/html"), fresh = page.querySelector("#send [name=csrfmiddlewaretoken]");
      if (!fresh || page.body.dataset.user !== sheet.dataset.user) { throw new Error(sheet.dataset.ended); }
      document.querySelectorAll("[name=csrfmiddlewaretoken]").forEach(function (field) { field.value = fresh.value; });
      ended = false;
    });
  }
  function keep() {
    if (busy || !open.size) { return Promise.resolve(!open.size); }
    var cells = Array.from(open.values()).slice(0, MOST);
    busy = true;
    if (!undo) { show(sheet.dataset.keeping, false); }
    return (ended ? renew() : Promise.resolve()).then(function () { return post(cells, false); }).then(function (answer) {
      if (answer.redirected || answer.status === 403) { ended = true; throw new Error(sheet.dataset.ended); }
      return answer.json().then(function (told) {
        if (!answer.ok) { throw new Error(told.told); }
        return told;
      });
    }).then(function (told) {
      busy = failed = false;
      cells.forEach(function (one) {
        var now = open.get(key(one.code, one.column));
        if (now && now.text === one.text) { open.delete(key(one.code, one.column)); }
      });
      form.revision = told.revision;
      var others = {};
      told.lines.forEach(function (line) {
        var changed = form.tell(line, told.problems[line[0]], function (code, column) { return open.has(key(code, column)); });
        if (changed) { others[line[10]] = (others[line[10]] || 0) + changed; }
      });
      var names = Object.keys(others).map(function (name) { return sheet.dataset.stop + sheet.dataset.by + name + " " + others[name]; }).join("");
      form.count();
      remember();
      if (open.size) { return keep(); }
      if (!undo) { show(sheet.dataset.kept + " " + new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hour12: false }) + names, false); }
      return true;
    }).catch(function (error) {
      busy = false;
      failed = true;
      remember();
      var known = error instanceof TypeError || error instanceof SyntaxError ? "" : error.message;
      show(open.size + " " + sheet.dataset.unkept + (known ? sheet.dataset.stop + known : ""), true);
      soon(AGAIN);
      return false;
    });
  }
  function settled() {
    clearTimeout(timer);
    return busy ? new Promise(function (done) { setTimeout(done, 100); }).then(settled) : keep();
  }

  document.addEventListener("DOMContentLoaded", function () {
    sheet = document.getElementById("sheet");
    form = window.monthlyForm;
    if (!sheet || !form) { return; }
    status = document.getElementById("kept");
    sheet.addEventListener("typed", function (event) {
      var one = event.detail;
      open.set(key(one.code, one.column), one);
      soon(failed ? AGAIN : WAIT);
    });
    sheet.addEventListener("pasted", function (event) {
      var told = event.detail, button = document.createElement("button");
      button.type = "button";
      button.textContent = sheet.dataset.undo;
      button.addEventListener("click", function () { undo = null; told.undo(); show("", false); });
      undo = button;
      show(told.count + " " + sheet.dataset.pasted + (told.strange ? sheet.dataset.stop + told.strange + " " + sheet.dataset.strange : ""), told.strange > 0, button);
      setTimeout(function () { if (undo === button) { undo = null; } }, 30000);
    });
    document.getElementById("send").addEventListener("submit", function (event) {
      var button = event.target.querySelector("button.primary");
      event.preventDefault();
      button.disabled = true; // a second click would find nothing left to send
      settled().then(function (done) { if (done) { event.target.submit(); } else { button.disabled = false; } });
    });
    document.addEventListener("visibilitychange", function () { if (document.hidden) { remember(); keep(); } });
    window.addEventListener("pagehide", function () {
      remember();
      if (open.size && !busy) { post(Array.from(open.values()).slice(0, MOST), true); }
    });
    window.addEventListener("beforeunload", function (event) { if (failed && open.size) { event.preventDefault(); } });
    window.addEventListener("online", keep);
    try {
      JSON.parse(localStorage.getItem(place()) || "[]").forEach(function (one) { form.type(one.code, one.column, one.text); });
      form.count();
    } catch (error) { localStorage.removeItem(place()); }
  });
})();
