// Keys and clicks for the projector. Without this script everything is shown and the page scrolls.
(function () {
  "use strict";
  var root = document.documentElement;
  var slides = Array.prototype.slice.call(document.querySelectorAll(".slide"));
  root.classList.add("live");

  function current() {
    var middle = window.innerHeight / 2;
    for (var i = 0; i < slides.length; i++) {
      var box = slides[i].getBoundingClientRect();
      if (box.top <= middle && box.bottom > middle) { return i; }
    }
    return 0;
  }
  function hidden(slide) { return slide.querySelectorAll(".step:not(.shown)"); }
  function go(i) {
    if (i < 0 || i >= slides.length) { return; }
    slides[i].scrollIntoView();
    // Kept in the address, so that a reloaded page stays where it was.
    try { window.history.replaceState(null, "", "#" + slides[i].id); } catch (e) { /* some browsers forbid it for files */ }
  }
  function mark(slide) {
    var shown = slide.querySelectorAll(".step.shown");
    for (var i = 0; i < shown.length; i++) { shown[i].classList.toggle("last", i === shown.length - 1); }
  }
  function forward() {
    var i = current();
    var next = hidden(slides[i])[0];
    if (next) { next.classList.add("shown"); mark(slides[i]); return; }
    var low = slides[i].getBoundingClientRect().bottom;
    if (low > window.innerHeight * 1.1) { window.scrollBy(0, window.innerHeight * 0.8); return; }
    go(i + 1);
  }
  function back() {
    var i = current();
    var shown = slides[i].querySelectorAll(".step.shown");
    if (shown.length) { shown[shown.length - 1].classList.remove("shown", "last"); mark(slides[i]); return; }
    go(i - 1);
  }
  function all() {
    var steps = document.querySelectorAll(".step");
    for (var i = 0; i < steps.length; i++) { steps[i].classList.add("shown"); steps[i].classList.remove("last"); }
  }
  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.altKey || event.metaKey) { return; }
    switch (event.key) {
      case " ": case "ArrowRight": case "ArrowDown": case "PageDown": case "Enter": forward(); break;
      case "ArrowLeft": case "ArrowUp": case "PageUp": case "Backspace": back(); break;
      case "Home": go(0); break;
      case "End": go(slides.length - 1); break;
      case "a": case "A": all(); break;
      default: return;
    }
    event.preventDefault();
  });
  document.addEventListener("click", function () {
    // A text that somebody marks to copy is no wish to go on.
    if (String(window.getSelection())) { return; }
    forward();
  });
}());
