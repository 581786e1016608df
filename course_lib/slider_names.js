// A slider's handle has no name of its own, and a screen reader says "slider" alone. It gets the label beside it.
function name_all(box) {
  for (const slider of box.querySelectorAll(".widget-slider, .widget-hslider")) {
    const label = slider.querySelector(".widget-label");
    for (const handle of slider.querySelectorAll("[role='slider']")) {
      if (label && handle.getAttribute("aria-label") !== label.textContent) {
        handle.setAttribute("aria-label", label.textContent);
      }
    }
  }
}

function render({ el }) {
  el.style.display = "none";
  const watcher = new MutationObserver((_changes, self) => name_all(self.box));
  const begin = () => {
    watcher.box = el.closest(".widget-vbox");
    if (watcher.box) {
      name_all(watcher.box);
      watcher.observe(watcher.box, { childList: true, subtree: true });
    } else if (tries-- > 0) {
      setTimeout(begin, 50); // the box is put on the page after its children are made
    }
  };
  let tries = 200;
  begin();
  return () => watcher.disconnect();
}

export default { render };
