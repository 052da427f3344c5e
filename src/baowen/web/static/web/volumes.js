// The form of volumes: keeps what is typed, moves and pastes along a column, shows what is wrong and finds lines.
(function () {
  var WAIT = 600, AGAIN = 5000, MOST = 600;
  var sheet, rows, byKey = new Map(), open = new Map(), timer = null, busy = false, failed = false, status;

  function inputOf(row, column) { return row.querySelector('[data-column="' + column + '"]'); }
  function keyOf(input) { return input.closest("tr").dataset.key; }
  function store() { return "baowen:volumes:" + sheet.dataset.user + ":" + sheet.dataset.save; }
  function remember() {
    try {
      if (open.size) { localStorage.setItem(store(), JSON.stringify(Array.from(open.values()))); } else { localStorage.removeItem(store()); }
    } catch (error) { /* a browser that keeps nothing: the page still has it */ }
  }
  function show(text, late) { status.textContent = text; status.classList.toggle("late", late); }
  function soon(wait) { clearTimeout(timer); timer = setTimeout(keep, wait); }
  function count() {
    var filled = 0, wrong = 0;
    rows.forEach(function (row) { filled += inputOf(row, "units").value.trim() !== ""; wrong += row.querySelector(".said .bad") !== null; });
    document.getElementById("filled").textContent = filled;
    document.getElementById("wrong").textContent = wrong;
  }
  function mark(row) {
    ["units", "explanation"].forEach(function (column) {
      var input = inputOf(row, column), bad = row.querySelector('.bad[data-of="' + column + '"]'), warned = row.querySelector('.warned[data-of="' + column + '"]');
      input.classList.toggle("warn", Boolean(warned) && !bad);
      if (bad) { input.setAttribute("aria-invalid", "true"); } else { input.removeAttribute("aria-invalid"); }
    });
  }
  function tell(row, told) {
    var box = row.querySelector(".said");
    box.textContent = "";
    Object.keys(told || {}).forEach(function (column) {
      told[column].forEach(function (one) {
        var span = document.createElement("span");
        span.className = one[0] ? "bad" : "warned";
        span.dataset.of = column;
        span.textContent = one[1] + "; " + one[2];
        box.append(span);
      });
    });
    mark(row);
  }
  function typed(input) {
    var key = keyOf(input), column = input.dataset.column;
    open.set(key + "\t" + column, { key: key, column: column, text: input.value });
    soon(failed ? AGAIN : WAIT);
  }
  function keep() {
    if (busy || !open.size) { return Promise.resolve(!open.size); }
    var cells = Array.from(open.values()).slice(0, MOST);
    busy = true;
    show(sheet.dataset.keeping, false);
    return fetch(sheet.dataset.save, {
      method: "POST", credentials: "same-origin",
      headers: { "Content-Type": "application/json", "X-CSRFToken": document.querySelector("#file [name=csrfmiddlewaretoken]").value },
      body: JSON.stringify({ revision: Number(sheet.dataset.revision), cells: cells.map(function (one) { var at = one.key.indexOf("|"); return [one.key.slice(0, at), one.key.slice(at + 1), one.column, one.text]; }) })
    }).then(function (answer) { return answer.json().then(function (told) { if (!answer.ok) { throw new Error(told.told); } return told; }); }).then(function (told) {
      busy = failed = false;
      cells.forEach(function (one) {
        var now = open.get(one.key + "\t" + one.column);
        if (now && now.text === one.text) { open.delete(one.key + "\t" + one.column); }
      });
      sheet.dataset.revision = told.revision;
      told.lines.forEach(function (line) {
        var row = byKey.get(line[0]);
        [["units", line[1]], ["explanation", line[2]]].forEach(function (pair) {
          var input = row && inputOf(row, pair[0]);
          if (input && input !== document.activeElement && !open.has(line[0] + "\t" + pair[0])) { input.value = pair[1]; }
        });
      });
      rows.forEach(function (row) { tell(row, told.problems[row.dataset.key]); });
      count();
      remember();
      if (open.size) { return keep(); }
      show(sheet.dataset.kept + " " + new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hour12: false }), false);
      return true;
    }).catch(function (error) {
      busy = false;
      failed = true;
      remember();
      var known = error instanceof TypeError || error instanceof SyntaxError ? "" : error.message;
      show(open.size + " " + sheet.dataset.unkept + (known ? "; " + known : ""), true);
      soon(AGAIN);
      return false;
    });
  }
  function settled() {
    clearTimeout(timer);
    return busy ? new Promise(function (done) { setTimeout(done, 100); }).then(settled) : keep();
  }
  function shown(row, step) {
    var next = rows.indexOf(row);
    do { next += step; } while (next >= 0 && next < rows.length && rows[next].hidden);
    return rows[next];
  }
  function onKey(event) {
    var input = event.target, step = 0;
    if (!input.dataset.column || event.isComposing) { return; }
    if (event.key === "Enter") { step = event.shiftKey ? -1 : 1; } else if (event.key === "ArrowDown") { step = 1; } else if (event.key === "ArrowUp") { step = -1; }
    if (!step) { return; }
    event.preventDefault();
    var next = shown(input.closest("tr"), step);
    if (next) { inputOf(next, input.dataset.column).focus(); inputOf(next, input.dataset.column).select(); }
  }
  // A column, or volumes and explanations side by side, from a spreadsheet: downward from the cell.
  function onPaste(event) {
    var input = event.target, text = event.clipboardData.getData("text/plain");
    if (!input.dataset.column || !/[\t\r\n]/.test(text.trim())) { return; }
    event.preventDefault();
    var row = input.closest("tr"), columns = input.dataset.column === "units" ? ["units", "explanation"] : ["explanation"];
    text.replace(/\r\n?/g, "\n").replace(/\n+$/, "").split("\n").forEach(function (line) {
      line.split("\t").slice(0, columns.length).forEach(function (value, at) {
        var target = row && inputOf(row, columns[at]);
        if (target) { target.value = value.trim().slice(0, target.maxLength); typed(target); }
      });
      row = row && shown(row, 1);
    });
    count();
  }
  function filter() {
    var wanted = document.getElementById("find").value.trim().toLowerCase(), only = document.getElementById("only").value, any = false;
    rows.forEach(function (row) {
      var fits = !wanted || row.cells[0].textContent.toLowerCase().indexOf(wanted) >= 0;
      fits = fits && (only !== "empty" || !inputOf(row, "units").value.trim()) && (only !== "wrong" || row.querySelector(".said .bad"));
      fits = fits && (only !== "asked" || row.querySelector(".said .warned")) && (only !== "refused" || "remark" in row.dataset);
      row.hidden = !fits;
      any = any || fits;
    });
    document.getElementById("none").hidden = Boolean(any);
  }

  document.addEventListener("DOMContentLoaded", function () {
    sheet = document.getElementById("volumes");
    if (!sheet) { return; }
    status = document.getElementById("kept");
    rows = Array.from(sheet.querySelectorAll("tr[data-key]"));
    rows.forEach(function (row) { byKey.set(row.dataset.key, row); mark(row); });
    count();
    sheet.addEventListener("input", function (event) { if (event.target.dataset.column) { typed(event.target); count(); } });
    sheet.addEventListener("keydown", onKey);
    sheet.addEventListener("paste", onPaste);
    sheet.addEventListener("focusin", function (event) { if (event.target.dataset.column) { event.target.select(); } });
    document.getElementById("find").addEventListener("input", filter);
    document.getElementById("only").addEventListener("change", filter);
    document.getElementById("file").addEventListener("submit", function (event) {
      var form = event.target, button = form.querySelector("button.primary");
      event.preventDefault();
      button.disabled = true; // a second click would find it filed already
      settled().then(function (done) { if (done) { form.submit(); } else { button.disabled = false; } });
    });
    window.addEventListener("online", keep);
    window.addEventListener("beforeunload", function (event) { if (open.size) { remember(); if (failed) { event.preventDefault(); } } });
    try {
      JSON.parse(localStorage.getItem(store()) || "[]").forEach(function (one) {
        var row = byKey.get(one.key);
        if (row) { inputOf(row, one.column).value = one.text; typed(inputOf(row, one.column)); }
      });
      count();
    } catch (error) { localStorage.removeItem(store()); }
  });
})();
