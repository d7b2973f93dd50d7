"use strict";
const LARGEST = 26, SMALLEST = 19;  // px of type on the canvas

// A slide that is too long gets smaller type, down to what the back row can read; after that it scrolls.
function fit() {
  const slide = Reveal.getCurrentSlide();
  for (let size = LARGEST; size >= SMALLEST; size--) {
    slide.style.fontSize = size + "px";
    if (slide.scrollHeight <= slide.clientHeight) break;
  }
}

// The forward keys of a keyboard and of a presenter scroll a long slide to its end before they leave it.
function forward() {
  const slide = Reveal.getCurrentSlide();
  const left = slide.scrollHeight - slide.clientHeight - slide.scrollTop;
  if (left > 2) slide.scrollBy(0, Math.min(left, 0.8 * slide.clientHeight));
  else Reveal.next();
}

Reveal.on("ready", fit);
Reveal.on("slidechanged", fit);
Reveal.initialize({
  width: 1280, height: 720, margin: 0.03, maxScale: 4, center: false, hash: true, transition: "none",
  slideNumber: "c/t", keyboard: { 32: forward, 34: forward },
});
