// Draws each <figure data-chart="ID"> from the JSON of the element with that id, as the server worked it out.
(function () {
  function read(id) {
    var node = document.getElementById(id);
    return node ? JSON.parse(node.textContent) : null;
  }
  function draw(figure) {
    var option = read(figure.dataset.chart);
    var place = figure.querySelector("[data-canvas]");
    if (!option || !place || typeof echarts === "undefined") { return; }
    var style = getComputedStyle(document.body);
    var ink = style.getPropertyValue("--tblr-body-color").trim() || "#1d2733";
    var line = style.getPropertyValue("--tblr-border-color").trim() || "#d6dde5";
    option.textStyle = Object.assign({ color: ink, fontFamily: style.fontFamily }, option.textStyle);
    [].concat(option.xAxis || [], option.yAxis || []).forEach(function (axis) {
      axis.axisLabel = Object.assign({ color: ink }, axis.axisLabel);
      axis.splitLine = { lineStyle: { color: line } };
      axis.nameTextStyle = Object.assign({ color: ink }, axis.nameTextStyle);
    });
    if (option.legend) { option.legend.textStyle = { color: ink }; }
    var known = echarts.getInstanceByDom(place);
    if (known) { known.dispose(); }
    var chart = echarts.init(place, null, { renderer: "svg" });
    chart.setOption(option);
  }
  function all() { document.querySelectorAll("figure[data-chart]").forEach(draw); }
  document.addEventListener("DOMContentLoaded", all);
  document.addEventListener("baowen:theme", all);
  document.addEventListener("htmx:afterSwap", all);
  window.addEventListener("resize", function () {
    document.querySelectorAll("[data-canvas]").forEach(function (place) {
      var known = typeof echarts === "undefined" ? null : echarts.getInstanceByDom(place);
      if (known) { known.resize(); }
    });
  });
})();
