// The monthly form: draws its lines from the data of the page, a part at a time, and moves, pastes and filters in them.
// What is typed is handed to grid_keep.js by the event "typed" of the sheet; that keeps it and tells what is wrong with it.
(function () {
  var PART = 40, COLUMNS = 3;
  var CODE = 0, NAME = 1, SPEC = 2, MAKER = 3, INITIALS = 4, COUNTED = 5, COUNTED_ON = 6, USED = 7, CELLS = 8, SENT = 9;
  var sheet, table, data, lines, drawn = 0, numberOf = new Map(), problems, filled = 0, labels = [];

  function escaped(text) {
    return String(text).replace(/[&<>"]/g, function (sign) { return { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" }[sign]; });
  }
  function cell(number, column) {
    var line = lines[number];
    return '<div role="cell" class="cell" data-label="' + escaped(labels[column]) + '"><input inputmode="decimal" autocomplete="off" maxlength="40" data-column="' + column +
      '" aria-labelledby="column-' + column + " n" + number + '" value="' + escaped(line[CELLS][column] || "") + '"' + looks(number, column) + "></div>";
  }
  function looks(number, column) {
    var told = toldOf(number, column), sent = isSent(number, column) ? "sent" : "";
    if (!told.length) { return sent ? ' class="sent"' : ""; }
    var bad = told.some(function (one) { return one[0]; });
    return ' class="' + sent + (bad ? "" : " warn") + '"' + (bad ? ' aria-invalid="true"' : "") + ' aria-describedby="p' + number + '"';
  }
  function toldOf(number, column) { return (problems[lines[number][CODE]] || {})[column] || []; }
  function hasTold(number, refused) {
    return Object.values(problems[lines[number][CODE]] || {}).some(function (told) { return told.some(function (one) { return one[0] === refused; }); });
  }
  function isSent(number, column) {
    var line = lines[number], text = line[CELLS][column];
    return Boolean(text) && text === (line[SENT] || [])[column];
  }
  function said(number) {
    var texts = [];
    for (var column = 0; column < COLUMNS; column++) {
      toldOf(number, column).forEach(function (one) {
        texts.push('<span class="' + (one[0] ? "bad" : "warned") + '">' + escaped(labels[column]) + (one[0] ? " ✕ " : " ! ") + escaped(one[1]) + (one[2] ? sheet.dataset.stop + escaped(one[2]) : "") + "</span>");
      });
    }
    return texts.length ? '<div role="cell" class="said" id="p' + number + '">' + texts.join("") + "</div>" : "";
  }
  function row(number) {
    var line = lines[number];
    return '<div role="row" class="line" data-line="' + number + '" aria-rowindex="' + (number + 2) + '"><div role="rowheader" class="drug" id="n' + number + '">' + escaped(line[NAME]) + "<span>" + escaped(line[SPEC]) + "</span><span>" + escaped(line[MAKER]) + "</span></div>" +
      '<div role="cell" class="last" data-label="' + escaped(sheet.dataset.counted) + '">' + (line[COUNTED] === "" ? "–" : escaped(line[COUNTED]) + "<small>" + escaped(line[COUNTED_ON]) + "</small>") + "</div>" + cell(number, 0) +
      '<div role="cell" class="last" data-label="' + escaped(sheet.dataset.used) + '">' + (line[USED] === "" ? "–" : escaped(line[USED])) + "</div>" + cell(number, 1) + cell(number, 2) + said(number) + "</div>";
  }
  function drawPart() {
    var end = Math.min(drawn + PART, lines.length), html = "";
    for (var number = drawn; number < end; number++) { html += row(number); }
    table.insertAdjacentHTML("beforeend", '<div role="rowgroup" class="part">' + html + "</div>");
    drawn = end;
  }
  function drawAll() { while (drawn < lines.length) { drawPart(); } }
  function drawSoon() {
    if (drawn >= lines.length) { sheet.dataset.ready = ""; return; }
    drawPart();
    setTimeout(drawSoon);
  }
  function lineOf(node) { return Number(node.closest(".line").dataset.line); }
  function rowOf(number) { return table.querySelector('[data-line="' + number + '"]'); }
  function inputOf(number, column) { var found = rowOf(number); return found && found.querySelector('[data-column="' + column + '"]'); }
  function isFilled(number) { var cells = lines[number][CELLS]; return Boolean(cells[0] && cells[1]); }
  function showFilled() { document.getElementById("filled").textContent = filled; }

  // A cell gets another text, whoever wrote it; `typed` where it was this page.
  function put(number, column, text, typed) {
    var before = isFilled(number), input = inputOf(number, column);
    lines[number][CELLS][column] = text;
    filled += isFilled(number) - before;
    if (input) { if (input.value !== text) { input.value = text; } input.classList.toggle("sent", isSent(number, column)); }
    if (typed) { sheet.dispatchEvent(new CustomEvent("typed", { detail: { code: lines[number][CODE], column: column, text: text } })); }
  }
  function putSaid(number) {
    var found = rowOf(number);
    if (!found) { return; }
    var old = found.querySelector(".said");
    if (old) { old.remove(); }
    found.insertAdjacentHTML("beforeend", said(number));
    for (var column = 0; column < COLUMNS; column++) {
      var input = inputOf(number, column), told = toldOf(number, column), bad = told.some(function (one) { return one[0]; });
      input.classList.toggle("warn", told.length > 0 && !bad);
      input.classList.toggle("sent", isSent(number, column));
      if (bad) { input.setAttribute("aria-invalid", "true"); } else { input.removeAttribute("aria-invalid"); }
      if (told.length) { input.setAttribute("aria-describedby", "p" + number); } else { input.removeAttribute("aria-describedby"); }
    }
  }

  function shown(number, step) {
    for (var next = number + step; next >= 0 && next < lines.length; next += step) {
      var found = rowOf(next);
      if (!found && next >= drawn) { drawAll(); found = rowOf(next); }
      if (found && !found.hidden) { return next; }
    }
    return -1;
  }
  function move(input, step, aside) {
    var number = lineOf(input), column = Number(input.dataset.column) + aside;
    var next = step ? shown(number, step) : number;
    var target = next >= 0 && column >= 0 && column < COLUMNS && inputOf(next, column);
    if (target) { target.focus(); target.select(); }
    return Boolean(target);
  }
  function onKey(event) {
    var input = event.target;
    if (!input.dataset || input.dataset.column === undefined || event.isComposing) { return; }
    var all = input.selectionStart === 0 && input.selectionEnd === input.value.length, moved = false;
    if (event.key === "Enter") { moved = move(input, event.shiftKey ? -1 : 1, 0); event.preventDefault(); }
    else if (event.key === "ArrowDown" || event.key === "ArrowUp") { move(input, event.key === "ArrowDown" ? 1 : -1, 0); event.preventDefault(); }
    else if (event.key === "ArrowRight" && (all || input.selectionStart === input.value.length)) { moved = move(input, 0, 1); }
    else if (event.key === "ArrowLeft" && (all || input.selectionEnd === 0)) { moved = move(input, 0, -1); }
    if (moved) { event.preventDefault(); }
  }

  // A block of a spreadsheet: by product code where its first column holds one of the form, else down from the cell.
  function onPaste(event) {
    var input = event.target, text = event.clipboardData.getData("text/plain");
    if (!input.dataset || input.dataset.column === undefined || !/[\t\r\n]/.test(text.trim())) { return; }
    event.preventDefault();
    drawAll();
    var rows = text.replace(/\r\n?/g, "\n").replace(/\n+$/, "").split("\n").map(function (one) { return one.split("\t"); });
    var first = Number(input.dataset.column), number = lineOf(input), undo = [], strange = 0;
    var coded = rows.some(function (cells) { return cells.length > 1 && numberOf.has(cells[0].trim()); });
    rows.forEach(function (cells) {
      var at = coded ? numberOf.get(cells[0].trim()) : number;
      if (at === undefined || at < 0) { strange += 1; return; }
      (coded ? cells.slice(1) : cells).forEach(function (value, offset) {
        var column = first + offset;
        if (column >= COLUMNS) { return; }
        undo.push([at, column, lines[at][CELLS][column] || ""]);
        put(at, column, value.trim().slice(0, 40), true);
      });
      if (!coded) { number = shown(at, 1); }
    });
    showFilled();
    sheet.dispatchEvent(new CustomEvent("pasted", { detail: { count: undo.length, strange: strange, undo: function () {
      undo.reverse().forEach(function (one) { put(one[0], one[1], one[2], true); });
      showFilled();
    } } }));
  }

  function filter() {
    drawAll();
    var wanted = document.getElementById("find").value.trim().toLowerCase(), only = document.getElementById("only").value, any = false;
    table.querySelectorAll(".part").forEach(function (part) {
      var some = false;
      Array.prototype.forEach.call(part.children, function (found) {
        var number = Number(found.dataset.line), line = lines[number];
        var fits = !wanted || line[NAME].toLowerCase().indexOf(wanted) >= 0 || line[INITIALS].toLowerCase().indexOf(wanted) === 0 || line[MAKER].toLowerCase().indexOf(wanted) >= 0 || line[CODE].toLowerCase() === wanted;
        fits = fits && (only !== "open" || !isFilled(number)) && (only !== "wrong" || hasTold(number, 1)) && (only !== "asked" || hasTold(number, 0));
        found.hidden = !fits;
        some = some || fits;
      });
      part.hidden = !some;
      any = any || some;
    });
    document.getElementById("none").hidden = any;
  }

  document.addEventListener("DOMContentLoaded", function () {
    sheet = document.getElementById("sheet");
    if (!sheet) { return; }
    table = document.getElementById("table");
    data = JSON.parse(document.getElementById("lines").textContent);
    lines = data.lines;
    problems = data.problems;
    labels = [0, 1, 2].map(function (column) { return document.getElementById("column-" + column).firstChild.textContent.trim(); });
    lines.forEach(function (line, number) {
      numberOf.set(line[CODE], number);
      for (var column = 0; column < COLUMNS; column++) { line[CELLS][column] = line[CELLS][column] || ""; }
      filled += isFilled(number);
    });
    showFilled();
    if (document.getElementById("only").value) { filter(); sheet.dataset.ready = ""; } else { drawSoon(); }
    table.addEventListener("input", function (event) { put(lineOf(event.target), Number(event.target.dataset.column), event.target.value.trim(), true); showFilled(); });
    table.addEventListener("keydown", onKey);
    table.addEventListener("paste", onPaste);
    table.addEventListener("focusin", function (event) { if (event.target.select) { event.target.select(); } });
    document.getElementById("find").addEventListener("input", filter);
    document.getElementById("only").addEventListener("change", filter);
    window.monthlyForm = {
      month: data.month, revision: data.revision,
      // What the server tells of a line: texts of others, what is sent, what is wrong. `mine(code, column)`: not kept yet.
      // How many cells somebody else has changed.
      tell: function (line, told, mine) {
        var number = numberOf.get(line[CODE]);
        if (number === undefined) { return 0; }
        lines[number][SENT] = line[SENT];
        if (told) { problems[line[CODE]] = told; } else { delete problems[line[CODE]]; }
        var changed = 0;
        for (var column = 0; column < COLUMNS; column++) {
          var text = line[CELLS][column] || "";
          if (mine(line[CODE], column)) { continue; }
          changed += text !== lines[number][CELLS][column];
          put(number, column, text, false);
        }
        putSaid(number);
        return changed;
      },
      type: function (code, column, text) { if (numberOf.has(code)) { put(numberOf.get(code), column, text, true); } },
      count: showFilled
    };
  });
})();
